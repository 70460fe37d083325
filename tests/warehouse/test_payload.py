"""A node stands in parts, each value once, and event gives it back whole: the same bytes as first received."""

import json
import re
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT
from tests.sync.test_pages import LABEL, comment, event, issue
from tests.warehouse.test_store import HERE, NOON, REPOSITORY, read, save

from hansard.sync.pages import frames
from hansard.sync.rows import Item, to_json
from hansard.warehouse.connection import FILE
from hansard.warehouse.migrations import migrate
from hansard.warehouse.store import Store

Node = dict[str, Any]
BODIES = (
    "",
    '"body":null',
    '\\"body\\":null, "id":null',
    "a\\",
    '"',
    "\0 and \x1b[0m and \x7f",
    "\u2028\u2029\ufeff\U0001f680",
    "漢" * 60_000,
    "null",
    "IC_0",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.lists(
    st.sampled_from(['"body":', '"id":null', "null", '"', "\\", "{", "\n", "\0", "x"])
).map("".join)
OIDS = st.none() | st.just("0" * 40)


def remark(body: str, oid: str | None, inner: str | None) -> Node:
    """A comment, or a review of a commit; sometimes with something in it that GitHub does not send."""
    odd = {} if inner is None else {"inner": {"id": None, "oid": None, "body": None, "x": inner}}
    if oid is None:
        return comment(body=body) | odd
    review = {"__typename": "PullRequestReview", "reviewState": "COMMENTED", "submittedAt": "2025-12-01T12:00:00Z"}
    return comment(body=body) | review | {"reviewedCommit": {"oid": oid}} | odd


def fill(directory: Path, *nodes: Node) -> None:
    """An item with these entries, of a repository that is known."""
    run = {"id": UUID(int=1), "repository_id": "R_1", "started_at": NOON, "hansard_version": "0"}
    with Store.open(directory) as store:
        store.begin_run(REPOSITORY, run)
        save(store, *nodes)


def whole(directory: Path, view: str, key: str) -> dict[str, str]:
    return {row["id"]: row["payload"] for row in read(directory, f"select {key} as id, payload from {view}")}


def lacking(directory: Path) -> list[str]:
    """Ids of the entries whose bodies stand in text_version alone."""
    return [row["id"] for row in read(directory, "select id from timeline where body_after is not null order by id")]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.builds(remark, TEXTS, OIDS, st.none()), min_size=1, max_size=20))
@example([remark(body, oid, None) for body in BODIES for oid in (None, "f" * 40)])
def test_any_node_comes_back_to_the_byte(remarks: list[Node]) -> None:
    nodes = [node | {"id": f"IC_{place}"} for place, node in enumerate(remarks)]
    nodes += [event("LabeledEvent", label=LABEL), {"__typename": "FutureThing", "createdAt": "2025-12-01T13:00:00Z"}]
    expected = sorted(map(to_json, nodes))
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), *nodes)
        for view, key in (("event", "id"), ("events", "event_id")):
            assert sorted(whole(Path(folder), view, key).values()) == expected
        assert len(lacking(Path(folder))) == len(remarks)


def test_fields_that_are_null_by_themselves_stay_so(tmp_path: Path) -> None:
    node = remark("it is so", "a" * 40, "it is so")
    fill(tmp_path, node)
    assert json.loads(whole(tmp_path, "event", "id")["IC_1"]) == node
    assert lacking(tmp_path) == ["IC_1"]


def test_what_was_first_received_outlasts_a_later_text_of_the_same_instant(tmp_path: Path) -> None:
    first, other = comment(body='said "so"'), comment("IC_2", body="stays")
    fill(tmp_path, first, other)
    with Store.open(tmp_path) as store:
        assert save(store, first | {"body": "said otherwise"}, other, at=NOON + timedelta(hours=1)).events == 0
    texts = read(tmp_path, "select text from text_version where node_id = 'IC_1'")
    assert texts == [{"text": "said otherwise"}]
    assert whole(tmp_path, "event", "id") == {"IC_1": to_json(first), "IC_2": to_json(other)}
    assert whole(tmp_path, "events", "event_id") == whole(tmp_path, "event", "id")
    assert lacking(tmp_path) == ["IC_2"]


def test_a_body_that_no_text_has_stays_in_its_payload(tmp_path: Path) -> None:
    item = Item(issue(), timeline=[comment()])
    with Store.open(tmp_path) as store:
        known = frames([Item(issue(), timeline=[comment(body="another")])], "R_1", NOON)
        store.save_page("R_1", {"text_version": known["text_version"]}, HERE, [])
        page = frames([item], "R_1", NOON)
        del page["text_version"]
        store.save_page("R_1", page, HERE, [])
    assert whole(tmp_path, "event", "id") == {"IC_1": to_json(comment())}
    assert lacking(tmp_path) == []


def test_of_two_versions_an_entry_has_the_text_that_it_came_with(tmp_path: Path) -> None:
    edited = comment(body="newer", lastEditedAt="2025-12-01T10:00:07Z")
    with Store.open(tmp_path) as store:
        page = frames([Item(issue(), timeline=[comment(body="older")])], "R_1", NOON)
        store.save_page("R_1", {"text_version": page["text_version"]}, HERE, [])
        save(store, edited)
    assert whole(tmp_path, "event", "id") == {"IC_1": to_json(edited)}
    assert read(tmp_path, "select body_after from timeline") == [{"body_after": 7_000_000}]


@pytest.fixture
def earlier(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A warehouse as it was while event was a table, and the payloads in it; one text has changed since."""
    nodes = [
        remark(body, oid, None) | {"id": f"IC_{place}{oid}"}
        for place, body in enumerate(BODIES)
        for oid in (None, "f" * 40)
    ]
    nodes += [event("LabeledEvent", label=LABEL), remark("first", None, "odd") | {"id": "IC_odd"}]
    fill(tmp_path, *nodes)
    with Store.open(tmp_path) as store:
        save(store, *nodes, nodes[-1] | {"body": "changed"}, at=NOON + timedelta(hours=1))
    payloads = whole(tmp_path, "event", "id")
    with duckdb.connect(tmp_path / FILE) as con:
        con.execute("create table earlier as from event; drop view event; drop table timeline")
        con.execute("alter table earlier rename to event")
        con.execute("delete from _migration where name = '014_timeline'; delete from _objects")
    return tmp_path, payloads


def test_an_older_warehouse_keeps_its_payloads_and_gives_up_what_stood_twice(
    earlier: tuple[Path, dict[str, str]],
) -> None:
    directory, payloads = earlier
    assert whole(directory, "event", "id") == payloads
    assert len(payloads) == 2 * len(BODIES) + 2
    assert len(lacking(directory)) == 2 * len(BODIES)
    (row,) = read(directory, "select count(*) as bare from timeline where payload->>'id' is null")
    assert row["bare"] == len(payloads)


def test_event_has_the_columns_that_it_had_as_a_table() -> None:
    made = (ROOT / "warehouse" / "migrations" / "012_compression.sql").read_text("utf-8")
    (table,) = re.findall(r"create table event \(\n(.*?)\n\);", made, re.DOTALL)
    with duckdb.connect() as con:
        con.execute(f"create table earlier ({table})")
        before = [row[:2] for row in con.execute("describe earlier").fetchall()]
    with duckdb.connect() as con:
        migrate(con, Path(":memory:"))
        assert [row[:2] for row in con.execute("describe event").fetchall()] == before
        (uncommented,) = con.execute(
            "select count(*) from duckdb_columns() where table_name = 'event' and not internal and comment is null"
        ).fetchall()
    assert uncommented == (0,)


def test_only_what_shows_payloads_puts_them_together() -> None:
    """A join with all texts would slow every report: all else reads timeline."""
    used = re.compile(r"\b(?:from|join)\s+event\b|\b(?:whole_payload|text_from)\(")
    found = {
        f"{path.parent.name}/{path.stem}"
        for path in (ROOT / "warehouse").glob("*/*.sql")
        if used.search(re.sub(r"--[^\n]*|create or replace macro \w+\(", "", path.read_text("utf-8")))
    }
    old = {"migrations/012_compression", "migrations/014_timeline"}
    assert found - old == {"views/event", "views/events", "exports/event"}
