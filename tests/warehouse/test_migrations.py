"""A warehouse of an older hansard is brought up to date, and its past stays what it was."""

import gzip
from pathlib import Path

import duckdb
import pytest

from hansard.warehouse.connection import FILE
from hansard.warehouse.query import Archive

# Written by hansard as it was before item_version: 24 items in three syncs, with renamed labels and accounts, a deleted
# comment and a deleted item. It holds the views and macros of its time.
BEFORE = Path(__file__).parent / "before-item-version.duckdb.gz"
INSTANTS = [f"2025-{month:02}-{day:02}T12:00:00Z" for month in range(6, 13) for day in (1, 11, 21)] + [
    "2026-01-01T00:00:00Z"
]


@pytest.fixture
def older(tmp_path: Path) -> Path:
    (tmp_path / FILE).write_bytes(gzip.decompress(BEFORE.read_bytes()))
    return tmp_path


def test_the_past_of_an_older_warehouse_stays_what_it_was(older: Path) -> None:
    columns = "* exclude (known_from)"
    with duckdb.connect(older / FILE) as con:
        con.execute("set timezone = 'UTC'")
        before = {
            t: con.execute("select * from items_at($t) order by number", {"t": t}).to_arrow_table().to_pylist()
            for t in INSTANTS
        }
    with Archive.open(older) as archive:
        after = {t: archive.rows(f"select {columns} from items_at($t) order by number", {"t": t}) for t in INSTANTS}
    assert len(before[INSTANTS[-1]]) > 20
    for t in INSTANTS:
        changed = [(one, two) for one, two in zip(before[t], after[t], strict=True) if one != two]
        # The timeline had told all along when a comment was deleted that a sync missed two months later.
        assert bool(changed) == ("2025-10-02T10:00:00Z" <= t < "2025-12-05T00:00:00Z")
        for one, two in changed:
            assert {**one, "comment_count": one["comment_count"] - 1} == two


def test_an_older_warehouse_learns_when_a_comment_was_deleted(older: Path) -> None:
    with Archive.open(older) as archive:
        (row,) = archive.rows("select deleted_at, deleted_seen_at from comment where deleted_seen_at is not null")
    assert (row["deleted_at"].isoformat(), row["deleted_seen_at"].isoformat()) == (
        "2025-10-02T10:00:00+00:00",
        "2025-12-05T00:00:00+00:00",
    )


def test_its_comments_keep_all_they_held_and_learn_when_they_appeared(older: Path) -> None:
    with duckdb.connect(older / FILE) as con:
        con.execute("set timezone = 'UTC'")
        before = con.execute("select * from comment order by id").to_arrow_table().to_pylist()
    with Archive.open(older) as archive:
        columns = ", ".join(name for name in before[0] if name != "deleted_at")
        after = archive.rows(f"select {columns}, appeared_at from comment order by id")
    assert len(after) > 20
    for one, two in zip(before, after, strict=True):
        assert two == {**one, "appeared_at": one["submitted_at"] or one["created_at"]}


def test_it_is_brought_up_to_date_once(older: Path) -> None:
    with Archive.open(older) as archive:
        archive.rows("select 1")
    held = (older / FILE).stat().st_mtime_ns
    with Archive.open(older) as archive:
        assert archive.rows("select count(*) > 20 as many from item_version") == [{"many": True}]
    assert (older / FILE).stat().st_mtime_ns == held
