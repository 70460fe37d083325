"""Exports: read back by other programs, the same bytes twice, and nothing of anybody else's touched."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest
from tests.e2e.conftest import BIRTH, LATER, rows, small_history, sync_once

from hansard.sandbox import History, Sandbox, serving
from hansard.sandbox.directory import Founding
from hansard.warehouse.export import Exported, export, table_names
from hansard.warehouse.formats import FORMATS
from hansard.warehouse.manifest import NotAnExport
from hansard.warehouse.query import Archive

ONE, TWO = "vllm-project/vllm", "octo/two"
KEYS = {"repository", "year"}
YEARS = timedelta(days=60)


def other() -> History:
    """A second repository, with odd texts and an item of each of two years."""
    history = History(Founding(TWO, 900_000_002))
    odd = 'a "quoted", 中文 🚀\r\nline\tand tab'
    history.add(type="create_label", at=LATER, label='la"bel, 中')
    history.add(type="open_issue", number=1, at=LATER, actor="ada", title=odd, body=odd)
    history.add(type="label", number=1, at=LATER, actor="ada", label='la"bel, 中')
    history.add(type="open_issue", number=2, at=LATER + YEARS, actor="ada", title="Next year", body="")
    history.add(type="comment", number=1, at=LATER + YEARS, actor="bob", body=odd)
    return history


async def synced(folder: Path, history: History, now: datetime = LATER + YEARS + timedelta(hours=1)) -> Path:
    async with serving(Sandbox(history, now, others=[other()])) as url:
        for name in (ONE, TWO):
            await sync_once(url, folder, name)
    return folder


@pytest.fixture(scope="module")
def synced_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    history = small_history(12)
    files = [{"path": "docs/a.md", "additions": 2}, {"path": "setup.py", "deletions": 1}]
    history.add(type="push", number=4, at=BIRTH + timedelta(minutes=5), actor="ada", commits=["0" * 40], files=files)
    return asyncio.run(synced(tmp_path_factory.mktemp("synced"), history))


@pytest.fixture
def warehouse(synced_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(synced_once, tmp_path / "warehouse"))


def exported(warehouse: Path, directory: Path, fmt: str = "parquet", *tables: str) -> Exported:
    with Archive.open(warehouse) as archive:
        return export(archive, directory, fmt, tables)


def files(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def stamps(directory: Path) -> dict[str, int]:
    return {str(path.relative_to(directory)): path.stat().st_mtime_ns for path in directory.rglob("part-0.*")}


def read_back(directory: Path, table: str, reader: str, options: str = "") -> list[dict[str, Any]]:
    """The rows of a table as DuckDB reads them, without the keys of the partitions."""
    with duckdb.connect() as con:
        con.execute("set timezone = 'UTC'")
        relation = con.sql(f"from {reader}('{directory}/{table}/**/part-0.*', hive_partitioning = true{options})")
        kept = [name for name in relation.columns if name not in KEYS]
        found = relation.select(*[duckdb.ColumnExpression(name) for name in kept]).order("all")
        return list(found.to_arrow_table().to_pylist())


def test_duckdb_reads_back_what_the_archive_holds(warehouse: Path, tmp_path: Path) -> None:
    done = exported(warehouse, tmp_path / "out")
    assert sorted(done.rows) == table_names()
    for table, count in done.rows.items():
        held = rows(warehouse, f"select * from {table} order by all")
        assert len(held) == count, f"every row of {table} belongs to some repository"
        if count:
            assert read_back(tmp_path / "out", table, "read_parquet") == held, table
    filled = ("item", "event", "comment", "text_version", "label", "actor", "changed_file")
    assert min(done.rows[table] for table in filled) > 0


def test_polars_reads_the_partitions(warehouse: Path, tmp_path: Path) -> None:
    exported(warehouse, tmp_path / "out")
    items = pl.scan_parquet(tmp_path / "out" / "item", hive_partitioning=True)
    counted = items.group_by("repository", "year").len().sort("repository", "year").collect().rows()
    assert counted == [(TWO, 2025, 1), (TWO, 2026, 1), (ONE, 2025, 12)]
    assert items.filter(pl.col("year") == 2026).select("title").collect().rows() == [("Next year",)]
    assert items.collect_schema()["labels"] == pl.List(pl.String)
    assert items.collect_schema()["created_at"] == pl.Datetime("us", "UTC")


def test_csv_keeps_nulls_apart_from_empty_texts(warehouse: Path, tmp_path: Path) -> None:
    exported(warehouse, tmp_path / "out", "csv")
    path = tmp_path / "out" / "item" / "repository=octo%2Ftwo" / "year=2025" / "part-0.csv"
    assert '"[""la\\""bel, 中""]"' in path.read_text("utf-8")
    assert '"2025-12-04T00:00:00Z"' in path.read_text("utf-8")
    texts = rows(warehouse, "select node_id, text, editor from text_version order by all")
    assert "" in [row["text"] for row in texts]
    found = read_back(tmp_path / "out", "text_version", "read_csv", ", allow_quoted_nulls = false")
    told = [{key: row[key] for key in ("node_id", "text", "editor")} for row in found]
    assert sorted(map(str, told)) == sorted(map(str, texts))


def test_json_lines_hold_lists_and_json_as_they_are(warehouse: Path, tmp_path: Path) -> None:
    exported(warehouse, tmp_path / "out", "jsonl", "event", "item")
    path = tmp_path / "out" / "event" / "repository=octo%2Ftwo" / "year=2025" / "part-0.jsonl"
    (event,) = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert (event["type"], event["label"], event["occurred_at"]) == ("labeled", 'la"bel, 中', "2025-12-04T00:00:00Z")
    assert event["payload"]["__typename"] == "LabeledEvent"
    items = tmp_path / "out" / "item" / "repository=octo%2Ftwo" / "year=2025" / "part-0.jsonl"
    assert json.loads(items.read_text("utf-8"))["labels"] == ['la"bel, 中']


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_same_archive_gives_the_same_bytes_and_nothing_is_written_twice(
    fmt: str, warehouse: Path, tmp_path: Path
) -> None:
    first = exported(warehouse, tmp_path / "out", fmt)
    assert len(first.written) == first.files
    before, when = files(tmp_path / "out"), stamps(tmp_path / "out")
    again = exported(warehouse, tmp_path / "out", fmt)
    assert (again.written, again.removed) == ([], [])
    exported(warehouse, tmp_path / "elsewhere", fmt)
    assert files(tmp_path / "out") == before == files(tmp_path / "elsewhere")
    assert stamps(tmp_path / "out") == when


def test_blocks_bound_what_is_held_and_change_no_row(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(warehouse, tmp_path / "whole", "jsonl", "event")
    for name, size in (("ROWS", 7), ("STEP", 2)):
        monkeypatch.setattr(f"hansard.warehouse.export.{name}", size)
    exported(warehouse, tmp_path / "blocks", "jsonl", "event")
    exported(warehouse, tmp_path / "groups", "parquet", "event")
    assert files(tmp_path / "whole") == files(tmp_path / "blocks")
    groups = pq.ParquetFile(tmp_path / "groups/event/repository=vllm-project%2Fvllm/year=2025/part-0.parquet").metadata
    sizes = [groups.row_group(number).num_rows for number in range(groups.num_row_groups)]
    assert set(sizes[:-1]) == {7}
    assert sizes[-1] <= 7


async def test_only_what_changed_is_written_and_what_is_gone_is_removed(warehouse: Path, tmp_path: Path) -> None:
    exported(warehouse, tmp_path / "out")
    old, mine = tmp_path / "out/item/repository=old%2Fone/year=2020/part-0.parquet", tmp_path / "out/item/mine.txt"
    manifest = tmp_path / "out" / "manifest.json"
    told = json.loads(manifest.read_text())
    told["files"] |= {str(old.relative_to(tmp_path / "out")): None, "../precious": None, "/etc/hostname": None}
    manifest.write_text(json.dumps(told))
    old.parent.mkdir(parents=True)
    for path in (old, mine, tmp_path / "precious"):
        path.write_text("x")
    history = small_history(12)
    history.add(type="comment", number=1, at=LATER + YEARS + timedelta(hours=2), actor="ada", body="late")
    await synced(warehouse, history, LATER + YEARS + timedelta(hours=3))
    again = exported(warehouse, tmp_path / "out")
    assert again.removed == [str(old.relative_to(tmp_path / "out"))]
    assert not old.parent.parent.exists()
    assert mine.exists()
    assert (tmp_path / "precious").exists()
    assert "comment/repository=vllm-project%2Fvllm/year=2026/part-0.parquet" in again.written
    assert "comment/repository=vllm-project%2Fvllm/year=2025/part-0.parquet" not in again.written
    assert not [path for path in again.written if TWO.replace("/", "%2F") in path]


def test_tables_not_asked_for_stay(warehouse: Path, tmp_path: Path) -> None:
    whole = exported(warehouse, tmp_path / "out")
    some = exported(warehouse, tmp_path / "out", "parquet", "item")
    assert (list(some.rows), some.removed) == (["item"], [])
    told = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {name: table["rows"] for name, table in told["tables"].items()} == whole.rows
    assert len(told["files"]) == whole.files


def test_an_export_that_broke_off_is_taken_up(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("hansard.warehouse.export.Manifest.describe", interrupt)
        with pytest.raises(KeyboardInterrupt):
            exported(warehouse, tmp_path / "out")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["complete"] is False
    assert list((tmp_path / "out").rglob("*.tmp")) == []
    exported(warehouse, tmp_path / "out")
    exported(warehouse, tmp_path / "fresh")
    assert files(tmp_path / "out") == files(tmp_path / "fresh")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["complete"] is True


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_folder_with_anything_else_in_it_is_refused(warehouse: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "letter.txt").write_text("dear")
    with pytest.raises(NotAnExport, match="not empty"):
        exported(warehouse, taken)
    (taken / "manifest.json").write_text('{"files": {}}')
    with pytest.raises(NotAnExport, match="none of hansard's"):
        exported(warehouse, taken)
    exported(warehouse, tmp_path / "out", "csv", "label")
    with pytest.raises(NotAnExport, match="as csv, not as parquet"):
        exported(warehouse, tmp_path / "out")
    assert sorted(path.name for path in taken.iterdir()) == ["letter.txt", "manifest.json"]


def test_the_command(warehouse: Path, hansard: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = hansard("export", "out", "--table", "item", "--table", "label", "--json")
    assert json.loads(done.stdout)["rows"] == {"item": 14, "label": 2}
    again = hansard("export", "out", "--table", "item", "--table", "label")
    assert again.stdout == "out\n"
    assert "5 files: 0 written, 5 unchanged, 0 removed" in again.stderr
    wrong = hansard("export", "out", "--table", "itm")
    assert wrong.returncode == 2
    assert "no table 'itm' to export; there are actor, changed_file, comment," in wrong.stderr
    assert hansard("export", "warehouse").returncode == 2
