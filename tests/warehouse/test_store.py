"""What a sync commits: once, together, and never twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.sync.test_pages import LABEL, comment, event, issue

from hansard.sync.pages import frames
from hansard.sync.rows import Item
from hansard.warehouse.connection import WarehouseUnusable
from hansard.warehouse.positions import Position
from hansard.warehouse.query import Archive
from hansard.warehouse.store import Loaded, Store

NOON = datetime(2025, 12, 10, 12, tzinfo=UTC)
HERE = Position("issues", "crawl", started_at=NOON, page_size=25, cursor="c1")
REPOSITORY = {
    "id": "R_1",
    "database_id": 1,
    "name_with_owner": "o/r",
    "url": "https://github.com/o/r",
    "created_at": NOON,
    "observed_at": NOON,
}


def save(store: Store, *timeline: Any, at: datetime = NOON, position: Position = HERE, **node: Any) -> Loaded:
    item = Item(issue(**node), labels=[LABEL], timeline=list(timeline))
    return store.save_page("R_1", frames([item], "R_1", at), position, [])


def read(directory: Path, sql: str) -> list[dict[str, Any]]:
    with Archive.open(directory) as archive:
        return archive.rows(sql)


def test_a_page_comes_once_however_often_it_is_saved(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        page = (comment(), event("LabeledEvent", label=LABEL))
        assert save(store, *page) == Loaded(items_new=1, events=2, comments=1)
        assert save(store, *page) == Loaded()
        assert store.item_counts("R_1") == {"issues": 1}
    counts = "select (select count(*) from event) as events, (select count(*) from comment) as comments"
    assert read(tmp_path, counts) == [{"events": 2, "comments": 1}]


def test_a_changed_item_replaces_its_snapshot_and_keeps_who_opened_it(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        save(store)
        renamed = {"__typename": "User", "login": "ada-lovelace", "id": "U_1"}
        loaded = save(store, title="It broke", updatedAt="2025-12-09T00:00:00Z", author=renamed)
        assert loaded == Loaded(items_changed=1)
        save(store, title="An older replica", updatedAt="2025-12-03T00:00:00Z")
    assert read(tmp_path, "select title, author from item") == [{"title": "It broke", "author": "ada"}]


def test_every_text_that_was_seen_stays(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        save(store)
        save(store, body="better", lastEditedAt="2025-12-08T00:00:00Z", updatedAt="2025-12-08T00:00:00Z")
    assert read(tmp_path, "select text from text_version order by valid_from") == [
        {"text": "a\r\nb"},
        {"text": "better"},
    ]


def test_a_deleted_comment_is_marked_its_text_kept_and_the_order_closes_up(tmp_path: Path) -> None:
    later = NOON + timedelta(hours=1)
    with Store.open(tmp_path) as store:
        save(store, comment("IC_1"), comment("IC_2"), event("LabeledEvent", label=LABEL))
        save(store, comment("IC_2"), event("LabeledEvent", label=LABEL), at=later)
    rows = read(tmp_path, "select id, deleted_seen_at from comment order by id")
    assert rows == [{"id": "IC_1", "deleted_seen_at": later}, {"id": "IC_2", "deleted_seen_at": None}]
    assert len(read(tmp_path, "select * from text_version where node_id = 'IC_1'")) == 1
    order = read(tmp_path, "select id, ordinal from event order by id")
    assert order == [{"id": "E_1", "ordinal": 1}, {"id": "IC_1", "ordinal": 0}, {"id": "IC_2", "ordinal": 0}]


def test_a_comment_that_is_seen_again_was_not_deleted(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        save(store, comment())
        save(store)
        save(store, comment())
    assert read(tmp_path, "select deleted_seen_at from comment") == [{"deleted_seen_at": None}]


def test_rows_position_and_requests_are_committed_together_or_not_at_all(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        with pytest.raises(WarehouseUnusable, match="Nothing of the page was written"):
            store.save_page("R_1", frames([Item(issue())], "R_1", NOON), HERE, [{"run_id": "no uuid"}])
        assert store.positions("R_1") == {}
        assert store.item_counts("R_1") == {}


def test_positions_come_back_as_they_were(tmp_path: Path) -> None:
    position = replace(
        HERE, since=NOON, watermark=NOON, newest_id="I_1", newest_updated_at=NOON, total_count=4, done=True
    )
    with Store.open(tmp_path) as store:
        save(store, position=position)
    with Store.open(tmp_path) as store:
        assert store.positions("R_1") == {"issues": position}
        assert store.positions("R_2") == {}


def test_a_run_is_written_down_with_its_end(tmp_path: Path) -> None:
    run_id = uuid4()
    ended = dict.fromkeys(("requests", "points", "items_new", "items_changed", "events", "comments", "gaps"), 2)
    with Store.open(tmp_path) as store:
        store.begin_run(REPOSITORY, {"id": run_id, "repository_id": "R_1", "started_at": NOON, "hansard_version": "0"})
        assert store.repository_id("O/R") == "R_1"
        store.end_run(
            "R_1", ended | {"id": run_id, "finished_at": NOON, "complete": True, "all_deep": True}, [HERE], []
        )
        assert store.positions("R_1") == {"issues": HERE}
    (row,) = read(tmp_path, "select * from archive_status")
    assert (row["repository"], row["synced_until"], row["last_sync_complete"]) == ("o/r", NOON, True)
