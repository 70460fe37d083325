"""The steps by which a database file is copied."""

import os
from itertools import count
from pathlib import Path

import pytest

from hansard.warehouse import files


def test_a_file_that_is_written_all_the_while_is_not_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, moments = tmp_path / "source", count(1)
    source.write_bytes(b"database")
    copied = files._copy_bytes

    def written_meanwhile(here: Path, there: Path) -> None:
        copied(here, there)
        os.utime(here, (next(moments),) * 2)

    monkeypatch.setattr(files, "_copy_bytes", written_meanwhile)
    with pytest.raises(OSError, match="keeps writing"):
        files.copy(source, tmp_path / "target", with_wal=False)
    assert not (tmp_path / "target").exists()
