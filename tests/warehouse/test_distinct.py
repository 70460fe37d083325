"""Tables without keys hold no row twice, whatever pages come in whatever order, and keep what keys made them keep."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sync.test_pages import LABEL, comment, event, issue
from tests.warehouse.test_store import HERE, NOON, read

from hansard.sync.depth_rows import DEPTH_SCHEMAS
from hansard.sync.pages import frames
from hansard.sync.rows import Item
from hansard.warehouse.connection import FILE
from hansard.warehouse.store import Loaded, Store

KEYS = {
    "event": "item_id, id",
    "comment": "id",
    "text_version": "node_id, field, valid_from",
    "review_comment": "id",
    "changed_file": "item_id, path",
    "depth": "node_id, what",
}


def doubled(directory: Path) -> list[tuple[Any, ...]]:
    """The keys that stand more than once in a published warehouse, each after the table that it is of."""
    with duckdb.connect(directory / FILE, read_only=True) as con:
        return [
            (table, *found)
            for table, key in KEYS.items()
            for found in con.execute(f"select {key} from {table} group by all having count(*) > 1").fetchall()
        ]


def page(items: list[int], at: int) -> dict[str, pl.DataFrame]:
    """Items with as many comments as their number says; a number twice is an item twice on a page."""
    found = []
    for number in items:
        timeline: list[dict[str, Any] | None] = [
            comment(f"IC_{number}_{n}", body=f"as of {at}", **({} if n else {"lastEditedAt": "2025-12-05T00:00:00Z"}))
            for n in range(number)
        ]
        timeline.append(event("LabeledEvent", label=LABEL) | {"id": f"E_{number}"})
        node = issue(id=f"I_{number}", number=number, body=f"body as of {at}", updatedAt=f"2025-12-06T00:00:{at:02}Z")
        found.append(Item(node, labels=[LABEL], timeline=timeline))
    return frames(found, "R_1", NOON + timedelta(seconds=at))


@given(pages=st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=6), min_size=1, max_size=6))
@settings(max_examples=6, deadline=None)
def test_no_order_of_pages_doubles_a_row(pages: list[list[int]], tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("warehouse")
    with Store.open(directory) as store:
        loaded = [store.save_page("R_1", page(items, at), HERE, []) for at, items in enumerate(pages)]
    assert doubled(directory) == []
    items = {number for numbers in pages for number in numbers}
    assert sum(one.comments for one in loaded) == sum(items)
    assert sum(one.events for one in loaded) == sum(items) + len(items)
    assert read(directory, "select count(*) as texts from text_version") == [{"texts": sum(items) + len(items)}]
    last = {number: at for at, numbers in enumerate(pages) for number in numbers}
    for number, at in last.items():
        (row,) = read(directory, f"select text from text_version where node_id = 'I_{number}'")
        assert row["text"] == f"body as of {at}", "of two texts of the same instant the one read last counts"


def test_a_row_twice_in_a_page_is_one(tmp_path: Path) -> None:
    rows = page([1, 2], 0)
    twice = {name: pl.concat([frame, frame]) if name in KEYS else frame for name, frame in rows.items()}
    with Store.open(tmp_path) as store:
        assert store.save_page("R_1", twice, HERE, []) == Loaded(items_new=2, events=5, comments=3)
        assert store.save_page("R_1", twice, HERE, []) == Loaded()
    assert doubled(tmp_path) == []


def test_an_edit_history_adds_what_is_new_and_the_editor_of_what_is_known(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        observed = page([1], 0)
        store.save_page("R_1", observed, HERE, [])
        known = observed["text_version"].filter(pl.col("node_id") == "I_1")
        history = pl.concat(
            [
                known.with_columns(editor=pl.lit("ada"), known_by=pl.lit("edit_history")),
                known.with_columns(valid_from=pl.col("valid_from") + timedelta(hours=1), text=pl.lit("later")),
            ]
        )
        for editor in ("ada", "bob"):
            named = history.with_columns(editor=pl.when(pl.col("editor").is_not_null()).then(pl.lit(editor)))
            store.save_page("R_1", {"edit": pl.concat([named, named])}, None, [])
        other = known.with_columns(text=pl.lit("not what was observed"), editor=pl.lit("eve"))
        store.save_page("R_1", {"edit": other}, None, [])
    assert read(
        tmp_path, "select text, editor, known_by from text_version where node_id = 'I_1' order by valid_from"
    ) == [
        {"text": "body as of 0", "editor": "ada", "known_by": "observed"},
        {"text": "later", "editor": None, "known_by": "observed"},
    ]


def test_files_that_are_known_stay_as_they_are(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        for additions in (1, 2):
            file = {"item_id": "PR_1", "path": "a.py", "additions": additions, "deletions": 0, "change_type": "added"}
            more = file | {"path": f"{additions}.py"}
            known = pl.from_dicts([file, file, more], schema=DEPTH_SCHEMAS["changed_file"])
            store.save_page("R_1", {"changed_file": known}, None, [])
    assert doubled(tmp_path) == []
    assert read(tmp_path, "select path, additions from changed_file order by path") == [
        {"path": "1.py", "additions": 1},
        {"path": "2.py", "additions": 2},
        {"path": "a.py", "additions": 1},
    ]


def test_the_rows_of_a_page_lie_in_their_order(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.save_page("R_1", page([5, 3], 0), HERE, [])
    held = read(tmp_path, "select item_id, ordinal from timeline order by rowid")
    assert all((one["item_id"], one["ordinal"]) < (two["item_id"], two["ordinal"]) for one, two in pairwise(held))


def test_what_was_read_of_a_node_and_where_a_comment_stands_replace_what_was_known(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        for line in (None, 4, 7):
            place = {"id": "PRC_1", "review_id": "PRR_1", "reply_to_id": None, "path": "a.py", "original_line": 1}
            places = [place | {"line": line}] * 2
            read_at = NOON if line else None
            deep = {"node_id": "PRR_1", "what": "review_comments", "change_at": NOON, "read_at": read_at, "why": None}
            rows: dict[str, list[dict[str, Any]]] = {"review_comment": places, "depth": [deep, deep]}
            known = {name: pl.from_dicts(found, schema=DEPTH_SCHEMAS[name]) for name, found in rows.items()}
            store.save_page("R_1", known, None, [])
    assert read(tmp_path, "select id, line, original_line from review_comment") == [
        {"id": "PRC_1", "line": 7, "original_line": 1}
    ]
    assert read(tmp_path, "select node_id, read_at, why from depth") == [
        {"node_id": "PRR_1", "read_at": NOON, "why": None}
    ]
