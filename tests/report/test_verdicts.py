"""Verdicts of reviewers: the last one counts, as it stood at the window's end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.report.conftest import Record

    from hansard.report.window import Window

DAY = "2025-12-12"
OPINION = {"kind": "review", "association": "MEMBER"}


@pytest.fixture
def change(record: Record) -> Record:
    record.item(1, "A change", kind="pull_request", created=f"{DAY} 08:00", author="ann")
    return record


def dismiss(record: Record, when: str, said: str) -> None:
    """The newest review is dismissed then."""
    review = f"C{record._ordinal}"
    record.con.execute("update comment set review_state = 'DISMISSED' where id = $id", {"id": review})
    record.event(1, "review_dismissed", when, actor="ann", reference_id=review, review_state=said)


def judged(record: Record, window: Window) -> dict[str, Any]:
    (row,) = record.rows("item_scores", window)
    return row


def verdict(record: Record, window: Window) -> tuple[list[str], list[str], bool]:
    row = judged(record, window)
    return row["approvers"], row["objectors"], row["is_approved"]


@pytest.mark.parametrize(
    ("first", "then"),
    [("CHANGES_REQUESTED", "APPROVED"), ("APPROVED", "CHANGES_REQUESTED")],
    ids=["approval", "objection"],
)
def test_a_dismissal_brings_no_earlier_verdict_back(change: Record, busy_window: Window, first: str, then: str) -> None:
    change.comment(1, f"{DAY} 09:00", "bob", "", state=first, **OPINION)
    change.comment(1, f"{DAY} 10:00", "bob", "", state=then, **OPINION)
    dismiss(change, f"{DAY} 11:00", then)
    assert verdict(change, busy_window) == ([], [], False)
    assert judged(change, busy_window)["weight_rank"] is None


def test_a_verdict_stands_until_the_second_of_its_dismissal(change: Record, busy_window: Window) -> None:
    change.comment(1, f"{DAY} 09:00", "bob", "", state="APPROVED", **OPINION)
    dismiss(change, "2025-12-13 00:00", "APPROVED")
    assert verdict(change, busy_window) == (["bob"], [], True)


def test_what_is_said_after_a_dismissal_counts(change: Record, busy_window: Window) -> None:
    change.comment(1, f"{DAY} 09:00", "bob", "", state="CHANGES_REQUESTED", **OPINION)
    dismiss(change, f"{DAY} 10:00", "CHANGES_REQUESTED")
    change.comment(1, f"{DAY} 11:00", "bob", "", state="APPROVED", **OPINION)
    assert verdict(change, busy_window) == (["bob"], [], True)


@pytest.mark.parametrize("states", [("APPROVED", "CHANGES_REQUESTED"), ("CHANGES_REQUESTED", "APPROVED")])
def test_of_one_second_the_later_verdict_counts(change: Record, busy_window: Window, states: tuple[str, str]) -> None:
    for database_id, state in enumerate(states, start=9):
        change.comment(1, f"{DAY} 09:00", "bob", "", state=state, **OPINION)
        change.con.execute(
            "update comment set full_database_id = $n where id = $id",
            {"n": database_id, "id": f"C{change._ordinal}"},
        )
    approvers, objectors, _ = verdict(change, busy_window)
    assert {"APPROVED": approvers, "CHANGES_REQUESTED": objectors}[states[1]] == ["bob"]
    assert approvers + objectors == ["bob"]
