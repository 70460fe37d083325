"""Brings a warehouse up to date: tables by migrations, once each; views, macros and derived rows when they change."""

import hashlib
import re
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from hansard import assets
from hansard.warehouse import versions
from hansard.warehouse.connection import WarehouseTooNew, transaction

_BOOK = """
create table if not exists _migration (name varchar primary key, applied_at timestamptz not null default now());
create table if not exists _objects (hash varchar not null);
create table if not exists _derived (hash varchar not null);
"""


def is_current(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the tables, views and macros of an open warehouse are those of this hansard."""
    return (
        _applied(con) == set(_migrations())
        and _noted(con, "_objects") == _hash(_objects())
        and _noted(con, "_derived") == versions.rules()
    )


def migrate(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Apply what is missing, each migration in a transaction of its own that also records it.

    Raises WarehouseTooNew, before anything is changed, when the warehouse holds migrations unknown here.
    """
    known = _migrations()
    applied = _applied(con)
    if unknown := sorted(applied - set(known)):
        raise WarehouseTooNew(path, f"migration {unknown[-1]}")
    con.execute(_BOOK)
    for name, sql in known.items():
        if name not in applied:
            with transaction(con):
                con.execute(sql)
                con.execute("insert into _migration (name) values ($name)", {"name": name})
    objects = _objects()
    if _noted(con, "_objects") != _hash(objects):
        with transaction(con):
            for sql in objects:
                con.execute(sql)
            con.execute("delete from _objects")
            con.execute("insert into _objects values ($hash)", {"hash": _hash(objects)})
    if _noted(con, "_derived") != versions.rules():
        with transaction(con):
            versions.fold_all(con)
            con.execute("delete from _derived")
            con.execute("insert into _derived values ($hash)", {"hash": versions.rules()})


def _migrations() -> dict[str, str]:
    folder = assets.folder("warehouse") / "migrations"
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.sql"))}


def _objects() -> list[str]:
    """The text of every macro and view, each after those that it names."""
    folder = assets.folder("warehouse")
    texts = {
        path.stem: path.read_text("utf-8") for kind in ("macros", "views") for path in (folder / kind).glob("*.sql")
    }
    code = {name: re.sub(r"--[^\n]*|'[^']*'", "", text) for name, text in texts.items()}
    # A name counts only where a relation can stand, after from or join: columns may be named alike.
    uses = {
        name: {other for other in texts if other != name and re.search(rf"\b(?:from|join)\s+{other}\b", code[name])}
        for name in sorted(texts)
    }
    return [texts[name] for name in TopologicalSorter(uses).static_order()]


def _hash(objects: list[str]) -> str:
    return hashlib.sha256("\0".join(objects).encode()).hexdigest()


def _applied(con: duckdb.DuckDBPyConnection) -> set[str]:
    return (
        {row[0] for row in con.execute("select name from _migration").fetchall()} if _has(con, "_migration") else set()
    )


def _noted(con: duckdb.DuckDBPyConnection, book: str) -> str | None:
    """The hash in one of the books of what was made last."""
    row = con.execute(f"select hash from {book}").fetchone() if _has(con, book) else None  # noqa: S608
    return row[0] if row else None


def _has(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = con.execute("select 1 from duckdb_tables() where table_name = $table", {"table": table}).fetchone()
    return found is not None
