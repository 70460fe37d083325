"""Approved pull requests that wait: an objection stands however old it is, and nobody approves what is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hansard.narrative.rules import narrate
from hansard.report.facts import gather
from hansard.report.window import between

if TYPE_CHECKING:
    from tests.report.conftest import Record

    from hansard.report.window import Window


@pytest.fixture
def approved(record: Record) -> Record:
    record.item(1, "A change", kind="pull_request", created="2025-06-01 09:00", author="ann")
    said = {"kind": "review", "association": "MEMBER"}
    record.comment(1, "2025-12-01 09:00", "bob", state="APPROVED", **said)
    return record


def test_what_a_maintainer_approved_waits(approved: Record, busy_window: Window) -> None:
    assert [row["number"] for row in approved.rows("waiting_pull_requests", busy_window)] == [1]


def test_an_old_objection_stands_until_its_reviewer_takes_it_back(approved: Record, busy_window: Window) -> None:
    said = {"kind": "review", "association": "MEMBER"}
    approved.comment(1, "2025-07-01 09:00", "cy", state="CHANGES_REQUESTED", **said)
    assert approved.rows("waiting_pull_requests", busy_window) == []
    approved.comment(1, "2025-12-02 09:00", "cy", state="APPROVED", **said)
    (row,) = approved.rows("waiting_pull_requests", busy_window)
    assert row["approvers"] == ["bob", "cy"]


def test_an_approval_of_ones_own_counts_for_nothing(record: Record, busy_window: Window) -> None:
    record.item(1, "A change", kind="pull_request", created="2025-11-01 09:00", author="ann", association="MEMBER")
    record.comment(1, "2025-12-01 09:00", "ann", kind="review", state="APPROVED", association="MEMBER")
    assert record.rows("waiting_pull_requests", busy_window) == []


@pytest.mark.parametrize("state", ["APPROVED", "CHANGES_REQUESTED"])
def test_a_later_dismissal_changes_no_old_report(approved: Record, busy_window: Window, state: str) -> None:
    approved.comment(1, "2025-12-02 09:00", "cy", state=state, kind="review", association="MEMBER")
    before = approved.rows("waiting_pull_requests", busy_window)
    review = f"C{approved._ordinal}"
    approved.con.execute("update comment set review_state = 'DISMISSED' where id = $id", {"id": review})
    approved.event(1, "review_dismissed", "2025-12-20 11:00", reference_id=review, review_state=state)
    assert approved.rows("waiting_pull_requests", busy_window) == before
    assert len(before) == (state == "APPROVED")


def test_a_dismissed_verdict_is_none_and_brings_none_back(approved: Record, busy_window: Window) -> None:
    said = {"kind": "review", "association": "MEMBER"}
    approved.comment(1, "2025-12-02 09:00", "bob", state="DISMISSED", **said)
    review = f"C{approved._ordinal}"
    approved.event(1, "review_dismissed", "2025-12-03 11:00", reference_id=review, review_state="CHANGES_REQUESTED")
    assert approved.rows("waiting_pull_requests", busy_window) == []


def test_a_reviewer_is_one_person_under_every_name(approved: Record, busy_window: Window) -> None:
    said = {"kind": "review", "association": "MEMBER"}
    approved.comment(1, "2025-11-20 09:00", "rob", state="CHANGES_REQUESTED", **said)
    assert approved.rows("waiting_pull_requests", busy_window) == []
    approved.con.execute("update comment set author_id = 'U1'")
    for name, since in (("rob", "1970-01-02 00:00"), ("bob", "2025-11-25 00:00")):
        approved._insert("name_version", node_id="U1", valid_from=approved.moment(since), name=name)
    (row,) = approved.rows("waiting_pull_requests", busy_window)
    assert row["approvers"] == ["bob"]
    approved.con.execute("update item set author_id = 'U1'")
    assert approved.rows("waiting_pull_requests", busy_window) == [], "one's own"


@pytest.mark.parametrize(
    ("away", "back"), [("closed", "reopened"), ("convert_to_draft", "ready_for_review")], ids=["closed", "a draft"]
)
def test_it_waits_while_it_could_be_merged(approved: Record, busy_window: Window, away: str, back: str) -> None:
    approved.event(1, away, "2025-12-02 09:00")
    approved.event(1, back, "2025-12-08 00:00")
    (row,) = approved.rows("waiting_pull_requests", busy_window)
    assert row["waiting_seconds"] == 5 * 86400
    assert row["approved_at"] < row["waiting_since"]
    approved.event(1, away, "2025-12-08 09:00")
    approved.event(1, back, "2025-12-11 09:00")
    assert approved.rows("waiting_pull_requests", busy_window) == []


def test_what_was_reopened_is_not_told_again_as_waiting(approved: Record) -> None:
    approved.closed(1, "2025-12-02 09:00")
    approved.event(1, "reopened", "2025-12-08 09:00")
    facts = gather(approved.archive, approved.repository, between("2025-12-08", "2025-12-15", approved.zone), [])
    told = narrate(facts).attention
    assert [one.item.number for one in facts.waiting] == [1]
    assert ([story.item.number for story in told.reopened.shown], told.waiting.shown) == ([1], ())


def test_a_piece_of_a_word_is_no_match(record: Record, busy_window: Window) -> None:
    record.item(1, "Tune gfx942_lora", created="2025-12-12 09:00")
    criteria = {"labels": [], "words": [r"gfx\d+\w*"], "logins": []}
    (row,) = record.rows("focus_items", busy_window, **criteria)
    assert row["title_matches"] == ["gfx942_lora"]
