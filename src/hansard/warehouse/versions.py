"""The derived past: spans in which items looked the same, folded from the record whenever it changes."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hansard import assets

if TYPE_CHECKING:
    import duckdb

# Items that are folded at once: what bounds the memory of folding a whole warehouse.
MOST = 2000
STEPS = ("deleted_at", "comment_text_known", "item_text_known", "item_version")


def fold(con: "duckdb.DuckDBPyConnection", items: Sequence[str]) -> None:
    """Make the rows of item_version of these items anew. The caller has a transaction open."""
    for start in range(0, len(items), MOST):
        some = {"items": list(items[start : start + MOST])}
        for step in ("item_version_forget", "item_version"):
            con.execute(_text(step), some)


def note_first_texts(con: "duckdb.DuckDBPyConnection", nodes: Sequence[str]) -> None:
    """Note from when on the texts of these items and comments are known, once their edit histories were read."""
    for start in range(0, len(nodes), MOST):
        some = {"nodes": list(nodes[start : start + MOST])}
        for step in ("comment_text_known", "item_text_known"):
            con.execute(_text(step), some)


def fold_all(con: "duckdb.DuckDBPyConnection") -> None:
    """Make everything anew that is derived from the record: for rows that came in by another way than a sync's."""
    con.execute(_text("deleted_at"))
    edited = con.execute(
        "select id from comment where last_edited_at is not null"
        " union all select id from item where last_edited_at is not null"
    ).fetchall()
    note_first_texts(con, [row[0] for row in edited])
    con.execute("delete from item_version")
    items = con.execute("select id from item order by repository_id, created_at, number").fetchall()
    fold(con, [row[0] for row in items])


def rules() -> str:
    """What the derived rows were made by: it changes when the folding does."""
    return hashlib.sha256("\0".join(_text(step) for step in STEPS).encode()).hexdigest()


def _text(step: str) -> str:
    return (assets.folder("warehouse") / "load" / f"{step}.sql").read_text("utf-8")
