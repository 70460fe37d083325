"""Files are made in a format that compresses long texts, and an older one's rows come into it unchanged."""

import gzip
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.warehouse.test_growth import everything, small_sync
from tests.warehouse.test_migrations import BEFORE

from hansard.warehouse import compaction
from hansard.warehouse.connection import FILE, STORAGE
from hansard.warehouse.query import Archive

RECORD = ("item", "event", "comment", "text_version", "snapshot", "review_comment", "depth", "sync_run", "name_version")


def storage(path: Path) -> str:
    with duckdb.connect(path, read_only=True) as con:
        (row,) = con.execute("select tags['storage_version'] from duckdb_databases() where path is not null").fetchall()
        return str(row[0])


def compressed(path: Path) -> set[tuple[str, str]]:
    """Columns of which any part is compressed with zstd."""
    with duckdb.connect(path, read_only=True) as con:
        tables = con.execute("select table_name from duckdb_tables() order by all").fetchall()
        sql = "select distinct column_name from pragma_storage_info($table) where compression = 'ZSTD'"
        return {(table, column) for (table,) in tables for (column,) in con.execute(sql, {"table": table}).fetchall()}


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(path, read_only=True) as con:
        return {table: con.execute(f"from {table} order by all").fetchall() for table in RECORD}


def names(columns: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Names and types of the columns of event, in their order by name."""
    return [(name, kind) for table, name, kind, *_ in columns if table == "event"]


def test_a_new_warehouse_compresses_long_texts(tmp_path: Path) -> None:
    for number in range(4):
        small_sync(tmp_path, number)
    assert storage(tmp_path / FILE) == f"{STORAGE}+"
    assert compressed(tmp_path / FILE) >= {("timeline", "payload"), ("text_version", "text")}


def test_an_older_file_is_written_afresh_with_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / FILE
    path.write_bytes(gzip.decompress(BEFORE.read_bytes()))
    before, columns = rows(path), everything(path)["columns"]
    assert not storage(path).startswith(STORAGE)
    monkeypatch.setattr(compaction, "ROOM", 0)
    with Archive.open(tmp_path) as archive:
        assert archive.rows("select count(*) > 20 as many from item") == [{"many": True}]
    assert storage(path) == f"{STORAGE}+"
    # event has become a view, and a view's columns may all be NULL and have comments of their own.
    tables = {column for column in columns if column[0] in RECORD and column[0] != "event"}
    assert tables <= set(everything(path)["columns"])
    assert names(columns) == names(everything(path)["columns"])
    after = rows(path)
    for table in RECORD:
        if table not in ("comment", "item"):  # which have learnt something
            assert [now[: len(then)] for now, then in zip(after[table], before[table], strict=True)] == before[table]
        assert len(after[table]) == len(before[table])
