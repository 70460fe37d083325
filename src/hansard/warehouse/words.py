"""The words of warehouse/dictionary.toml: what columns without a COMMENT mean, and an example of everything."""

import tomllib
from functools import cache
from typing import Any

from hansard import assets


@cache
def text() -> str:
    return (assets.folder("warehouse") / "dictionary.toml").read_text("utf-8")


def column(owner: str, name: str) -> str | None:
    """What a column of a table, view or macro means; None when nobody has said it."""
    words: str | None = _words()["columns_of"].get(owner, {}).get(name) or _words()["columns"].get(name)
    return words


def example(owner: str) -> str | None:
    """A query that runs on the demo's warehouse."""
    query: str | None = _words()["examples"].get(owner)
    return query.strip() if query else None


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(text())
