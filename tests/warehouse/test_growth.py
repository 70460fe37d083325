"""Many small syncs leave a file that is hardly larger than a fresh one with the same rows, and the same rows."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest
from tests.sync.test_pages import LABEL, comment, event, issue
from tests.warehouse.test_store import HERE, REPOSITORY

from hansard.sync.pages import frames
from hansard.sync.rows import Item
from hansard.warehouse import compaction, publish
from hansard.warehouse.compaction import GROWN, compact
from hansard.warehouse.query import Archive
from hansard.warehouse.store import Store

SYNCS = 8
START = datetime(2025, 12, 10, tzinfo=UTC)


def small_sync(directory: Path, number: int) -> None:
    """A new item, and an older one that changed."""
    at = START + timedelta(minutes=number)
    run = {"id": UUID(int=number + 1), "repository_id": "R_1", "started_at": at, "hansard_version": "0"}
    counts = dict.fromkeys(("requests", "points", "items_new", "items_changed", "events", "comments", "gaps"), 1)
    with Store.open(directory) as store:
        store.begin_run(REPOSITORY, run)
        for which in {number, number // 2}:
            node = issue(
                id=f"I_{which}", number=which + 1, body=f"{which} as of {number} " * 50, updatedAt=at.isoformat()
            )
            timeline: list[dict[str, Any] | None] = [
                comment(f"IC_{which}_{n}", body="so it is " * 50) for n in range(4)
            ]
            timeline.append(event("LabeledEvent", label=LABEL) | {"id": f"E_{which}"})
            store.save_page("R_1", frames([Item(node, labels=[LABEL], timeline=timeline)], "R_1", at), HERE, [])
        store.end_run(
            "R_1", counts | {"id": run["id"], "finished_at": at, "complete": True, "all_deep": True}, [HERE], []
        )


def many_syncs(directory: Path) -> None:
    for number in range(SYNCS):
        small_sync(directory, number)


def everything(path: Path) -> dict[str, Any]:
    """All rows of all tables, and all that there is besides tables."""
    with duckdb.connect(path, read_only=True) as con:
        tables = [row[0] for row in con.execute("select table_name from duckdb_tables() order by all").fetchall()]
        held: dict[str, Any] = {
            table: con.execute(f"from {table} order by all").to_arrow_table().to_pylist()
            for table in tables
            if not table.startswith("_")
        }
        held["views"] = con.execute("select view_name, sql, comment from duckdb_views() order by all").fetchall()
        held["columns"] = con.execute(
            "select table_name, column_name, data_type, is_nullable, comment from duckdb_columns() order by all"
        ).fetchall()
        return held


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a warehouse after many small syncs."""
    directory = tmp_path_factory.mktemp("grown")
    with pytest.MonkeyPatch.context() as patch:
        # A file that takes minutes to fill would be large beside it.
        patch.setattr(compaction, "ROOM", 0)
        many_syncs(directory)
    return directory


def test_the_file_stays_near_the_size_of_a_fresh_one(grown: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.duckdb"
    shutil.copy(grown / "hansard.duckdb", fresh)
    compact(fresh)
    assert (grown / "hansard.duckdb").stat().st_size <= 1.3 * fresh.stat().st_size
    assert everything(grown / "hansard.duckdb") == everything(fresh)
    with Archive.open(grown) as archive:
        assert archive.rows("select issues, syncs from archive_status") == [{"issues": SYNCS, "syncs": SYNCS}]


def test_without_writing_afresh_it_would_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "GROWN", float("inf"))
    many_syncs(tmp_path)
    grown = (tmp_path / "hansard.duckdb").stat().st_size
    compact(tmp_path / "hansard.duckdb")
    assert grown > GROWN * (tmp_path / "hansard.duckdb").stat().st_size


def test_the_same_rows_give_the_same_file_whatever_their_order(
    grown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "MOST", 7)
    one, other = tmp_path / "one.duckdb", tmp_path / "other.duckdb"
    for path in (one, other):
        shutil.copy(grown / "hansard.duckdb", path)
    with duckdb.connect(other) as con:
        con.execute("create table shuffled as from timeline order by hash(id)")
        con.execute("delete from timeline")
        con.execute("insert into timeline from shuffled")
        con.execute("drop table shuffled")
    found = []
    for path in (one, other):
        compact(path)
        with duckdb.connect(path, read_only=True) as con:
            found.append(con.execute("select rowid, id, payload from timeline order by rowid").fetchall())
    assert found[0] == found[1]


def test_it_is_written_afresh_when_it_has_grown_beyond_its_room(
    grown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []
    monkeypatch.setattr(publish, "compact", written.append)
    shutil.copy(grown / "hansard.duckdb", tmp_path / "hansard.duckdb")
    for room, times in ((compaction.ROOM, 0), (-compaction.ROOM, 1)):
        monkeypatch.setattr(compaction, "ROOM", room)
        small_sync(tmp_path, SYNCS + times)
        assert len(written) == times
    with Store.open(tmp_path) as store:
        assert store.repository_id("o/r") == "R_1"
    assert len(written) == 1, "nothing written, nothing to write afresh"
