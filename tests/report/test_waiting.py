"""Approved pull requests that wait: an objection stands however old it is, and nobody approves what is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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


def test_a_piece_of_a_word_is_no_match(record: Record, busy_window: Window) -> None:
    record.item(1, "Tune gfx942_lora", created="2025-12-12 09:00")
    criteria = {"labels": [], "words": [r"gfx\d+\w*"], "logins": []}
    (row,) = record.rows("focus_items", busy_window, **criteria)
    assert row["title_matches"] == ["gfx942_lora"]
