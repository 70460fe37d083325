"""Why an item stands where it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hansard.report.explain import NotInWindow, explain
from hansard.report.window import Window
from hansard.settings import load

if TYPE_CHECKING:
    from tests.report.conftest import Record

SETTINGS = load({})


def test_the_places_scores_and_parts_of_an_item(busy_record: Record, busy_window: Window) -> None:
    told = explain(busy_record.archive, SETTINGS, busy_window, 40)
    assert (told["told_in"], told["named_in"]) == ("discussions", ["attention"])
    assert (told["scores"]["heat"]["rank"], told["scores"]["weight"]["rank"]) == (1, None)
    heat = told["scores"]["heat"]
    assert heat["score"] == pytest.approx(sum(heat["parts"].values()), abs=1e-3)
    assert told["matches"] == {}


def test_the_sql_gives_the_scores(busy_record: Record, busy_window: Window) -> None:
    told = explain(busy_record.archive, SETTINGS, busy_window, 51)
    (row,) = busy_record.archive.rows(told["sql"], {})
    assert (row["number"], row["weight"]) == (51, told["scores"]["weight"]["score"])


def test_a_focus_tells_what_matched(seed_record: Record, seed_window: Window) -> None:
    told = explain(seed_record.archive, SETTINGS, seed_window, 26701)
    assert told["told_in"] == "focus AMD/ROCm"
    assert told["matches"]["AMD/ROCm"] == {
        "label": ["rocm"],
        "title": ["AITER", "MI355X", "ROCm"],
        "author": ["gronsti-amd"],
    }


@pytest.mark.parametrize("number", [1, 999_999])
def test_what_is_not_in_the_window(seed_record: Record, seed_window: Window, number: int) -> None:
    with pytest.raises(NotInWindow, match=f"#{number}"):
        explain(seed_record.archive, SETTINGS, seed_window, number)


def test_what_only_waits_is_explained_by_its_list(record: Record, busy_window: Window) -> None:
    record.item(1, "A change", kind="pull_request", created="2025-06-01 09:00", author="ann")
    record.comment(1, "2025-12-01 09:00", "bob", state="APPROVED", kind="review", association="MEMBER")
    told = explain(record.archive, SETTINGS, busy_window, 1)
    assert (told["title"], told["state"], told["told_in"]) == ("A change", "OPEN", "attention")
    assert (told["scores"], told["sql"], list(told["standing"])) == ({}, None, ["waiting_pull_requests"])
    waits = told["standing"]["waiting_pull_requests"]
    assert (waits["rank"], waits["approvers"]) == (1, ("bob",))
    assert [row["number"] for row in record.archive.rows(waits["sql"], {})] == [1]
