"""Finds queries/, reports/ and warehouse/: at the top of a checkout, or inside the installed package."""

from functools import cache
from pathlib import Path

FOLDERS = ("queries", "reports", "warehouse")
_PACKAGE = Path(__file__).resolve().parent


@cache
def root() -> Path:
    """The folder that holds every asset folder.

    Raises RuntimeError naming both places looked at: only a broken installation has neither.
    """
    packaged, checkout = _PACKAGE / "_assets", _PACKAGE.parents[1]
    for candidate in (packaged, checkout):
        if all((candidate / name).is_dir() for name in FOLDERS):
            return candidate
    raise RuntimeError(f"assets not found: looked in {packaged} and {checkout}; reinstall hansard")


def folder(name: str) -> Path:
    """One asset folder; `name` is one of FOLDERS."""
    return root() / name
