"""The derived past: spans in which items looked the same, folded from the record whenever it changes."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hansard import assets

if TYPE_CHECKING:
    import duckdb

# Items that are folded at once: what bounds the memory of folding a whole warehouse.
MOST = 2000


def fold(con: "duckdb.DuckDBPyConnection", items: Sequence[str]) -> None:
    """Make the rows of item_version of these items anew. The caller has a transaction open."""
    for start in range(0, len(items), MOST):
        some = {"items": list(items[start : start + MOST])}
        for step in ("item_version_forget", "item_version"):
            con.execute(_text(step), some)


def fold_all(con: "duckdb.DuckDBPyConnection") -> None:
    """Make everything anew that is derived from the record: for rows that came in by another way than a sync's."""
    con.execute(_text("deleted_at"))
    con.execute("delete from item_version")
    items = con.execute("select id from item order by repository_id, created_at, number").fetchall()
    fold(con, [row[0] for row in items])


def rules() -> str:
    """What the derived rows were made by: it changes when the folding does."""
    return hashlib.sha256("\0".join(_text(step) for step in ("deleted_at", "item_version")).encode()).hexdigest()


def _text(step: str) -> str:
    return (assets.folder("warehouse") / "load" / f"{step}.sql").read_text("utf-8")
