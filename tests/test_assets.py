from pathlib import Path

import pytest

from hansard import assets


def test_every_folder_is_found_where_this_runs() -> None:
    for name in assets.FOLDERS:
        assert any(assets.folder(name).rglob("*.*"))


def test_a_broken_installation_names_both_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path / "src" / "hansard")
    assets.root.cache_clear()
    with pytest.raises(RuntimeError, match=r"_assets and .*reinstall"):
        assets.root()
    assets.root.cache_clear()
