"""The wheel holds every asset that git tracks, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.conftest import ROOT

FOLDERS = ("queries", "reports", "warehouse")


def tracked() -> set[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing to compare the wheel with")
    listed = subprocess.run(
        ["git", "ls-files", "-z", *FOLDERS], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return set(listed.split("\0")) - {""}


def test_the_wheel_holds_what_git_tracks(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assets = {name.removeprefix("hansard/_assets/") for name in names if name.startswith("hansard/_assets/")}
    assert assets == tracked()
    assert "hansard/sandbox/schema.graphql" in names
    assert any(name.startswith("hansard/sandbox/bundled/") for name in names)
    assert "hansard/py.typed" in names
