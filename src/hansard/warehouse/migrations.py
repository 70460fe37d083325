"""Brings a warehouse up to date: tables by migrations, once each; views, macros and derived rows when they change."""

import hashlib
import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from hansard import assets
from hansard.warehouse import versions, words
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
    lacking = missing(con, path)
    con.execute(_BOOK)
    for name in lacking:
        with transaction(con):
            con.execute(_migrations()[name])
            con.execute("insert into _migration (name) values ($name)", {"name": name})
    objects = _objects()
    if _noted(con, "_objects") != _hash(objects):
        with transaction(con):
            for sql in _in_order(objects):
                con.execute(sql)
            _comment_on_columns(con)
            con.execute("delete from _objects")
            con.execute("insert into _objects values ($hash)", {"hash": _hash(objects)})
    if _noted(con, "_derived") != versions.rules():
        with transaction(con):
            versions.fold_all(con)
            con.execute("delete from _derived")
            con.execute("insert into _derived values ($hash)", {"hash": versions.rules()})


def missing(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The migrations that an open warehouse lacks, in order. Raises WarehouseTooNew when it has some unknown here."""
    known, applied = _migrations(), _applied(con)
    if unknown := sorted(applied - set(known)):
        raise WarehouseTooNew(path, f"migration {unknown[-1]}")
    return [name for name in known if name not in applied]


@cache
def _migrations() -> dict[str, str]:
    folder = assets.folder("warehouse") / "migrations"
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.sql"))}


@cache
def _objects() -> dict[str, str]:
    """The text of every macro and view by its name, in the order of the names."""
    folder = assets.folder("warehouse")
    paths = [path for kind in ("macros", "views") for path in (folder / kind).glob("*.sql")]
    return {path.stem: path.read_text("utf-8") for path in sorted(paths, key=lambda path: path.stem)}


def _in_order(objects: dict[str, str]) -> list[str]:
    """The texts, each after those that it names."""
    return [objects[name] for name in TopologicalSorter(_uses(objects)).static_order()]


def _uses(objects: dict[str, str]) -> dict[str, list[str]]:
    """The objects that each one names: after from or join, or before a bracket, since columns may be named alike."""
    code = {name: re.sub(r"--[^\n]*|'[^']*'", "", text) for name, text in objects.items()}
    named = {
        name: {first or second for first, second in re.findall(r"\b(?:from|join)\s+(\w+)|\b(\w+)\(", text)}
        for name, text in code.items()
    }
    return {name: [other for other in objects if other != name and other in named[name]] for name in objects}


def _comment_on_columns(con: duckdb.DuckDBPyConnection) -> None:
    """Views' columns get the words of the dictionary as COMMENTs; views have none of their own after a change."""
    found = con.execute(
        "select table_name, column_name from duckdb_columns() "
        "where table_name in (select view_name from duckdb_views() where not internal)"
    ).fetchall()
    for view, column in found:
        if about := words.column(view, column):
            quoted = about.replace("'", "''")
            con.execute(f'comment on column "{view}"."{column}" is \'{quoted}\'')


def _hash(objects: dict[str, str]) -> str:
    return hashlib.sha256("\0".join([*objects.values(), words.text()]).encode()).hexdigest()


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
