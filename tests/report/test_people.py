"""Who is who: a person keeps what they did under every name, and what is counted as theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hansard.narrative.rules import narrate
from hansard.report.facts import gather
from hansard.report.render import render

if TYPE_CHECKING:
    from tests.report.conftest import Record

    from hansard.report.window import Window

DAY = "2025-12-12"


def known_as(record: Record, *names: tuple[str, str]) -> None:
    """Every row of these logins is of one account, which was called so from then on."""
    logins = [name for name, _ in names]
    for table, id_, login in (
        ("item", "author_id", "author"),
        ("comment", "author_id", "author"),
        ("timeline", "actor_id", "actor"),
    ):
        record.con.execute(f"update {table} set {id_} = 'U1' where {login} in $logins", {"logins": logins})
    for name, since in names:
        record._insert("name_version", node_id="U1", valid_from=record.moment(since), name=name)


def rows_of(record: Record, window: Window) -> dict[str, dict[str, Any]]:
    return {row["login"]: row for row in record.rows("contributors", window)}


def test_who_was_renamed_is_no_newcomer(record: Record, busy_window: Window) -> None:
    record.item(1, "Old issue", created="2025-03-01 09:00", author="ann")
    record.item(2, "Another", created="2025-12-11 09:00", author="bob")
    record.comment(2, f"{DAY} 09:00", "anna")
    known_as(record, ("ann", "1970-01-02 00:00"), ("anna", "2025-12-05 00:00"))
    assert not rows_of(record, busy_window)["anna"]["is_new"]


def test_who_took_an_old_login_is_a_newcomer(record: Record, busy_window: Window) -> None:
    record.item(1, "Old issue", created="2025-03-01 09:00", author="ann")
    known_as(record, ("ann", "1970-01-02 00:00"), ("anna", "2025-12-05 00:00"))
    record.comment(1, f"{DAY} 09:00", "ann")
    record.con.execute("update comment set author_id = 'U2'")
    assert rows_of(record, busy_window)["ann"]["is_new"]


def test_a_rename_within_the_window_makes_no_second_person(record: Record, busy_window: Window) -> None:
    record.item(1, "Old issue", created="2025-03-01 09:00", author="cy")
    record.closed(1, f"{DAY} 08:00", by="ann")
    record.comment(1, f"{DAY} 09:00", "ann")
    known_as(record, ("ann", "1970-01-02 00:00"), ("anna", f"{DAY} 20:00"))
    rows = rows_of(record, busy_window)
    assert list(rows) == ["anna"]
    assert (rows["anna"]["closes"], rows["anna"]["comments"], rows["anna"]["is_new"]) == (1, 1, True)
    (closing,) = record.rows("window_closings", busy_window)
    assert closing["actor"] == "anna"


@pytest.mark.parametrize(("what", "is_new"), [("closed", False), ("labeled", False), ("mentioned", True)])
def test_who_did_anything_before_is_no_newcomer(record: Record, busy_window: Window, what: str, is_new: bool) -> None:
    record.item(1, "A thing", created="2025-11-01 08:00", author="ann")
    record.event(1, what, "2025-11-02 08:00", actor="bob", **({"label": "bug"} if what == "labeled" else {}))
    record.comment(1, f"{DAY} 09:00", "bob")
    assert rows_of(record, busy_window)["bob"]["is_new"] is is_new


def test_answers_on_lines_count_once(record: Record, busy_window: Window) -> None:
    record.item(1, "A change", created=f"{DAY} 08:00", author="ann", kind="pull_request")
    for hour in (9, 10, 11):
        for minute, author in (("00", "bob"), ("30", "ann")):
            when = f"{DAY} {hour:02}:{minute}"
            record.comment(1, when, author, "", kind="review", state="COMMENTED")
            record.comment(1, when, author, kind="review_comment")
    rows = rows_of(record, busy_window)
    assert {login: (row["comments"], row["reviews"]) for login, row in rows.items()} == {"ann": (3, 0), "bob": (3, 3)}
    (activity,) = record.rows("window_activity", busy_window)
    (thread,) = record.rows("discussions", busy_window)
    assert (activity["comments"], activity["reviews"]) == (thread["comments"], thread["reviews"]) == (6, 3)


def test_people_of_a_thread_are_not_said_to_have_commented(record: Record, busy_window: Window) -> None:
    record.item(1, "A change", created="2025-12-01 08:00", author="ann", kind="pull_request")
    record.comment(1, "2025-12-02 09:00", "ann")
    record.comment(1, "2025-12-03 09:00", "cy", "", kind="review", state="APPROVED")
    for minute in range(4):
        record.comment(1, f"{DAY} 09:0{minute}", ("ann", "bob")[minute % 2])
    facts = gather(record.archive, record.repository, busy_window, [])
    assert "; 5 comments, 3 people in all" in render(facts, narrate(facts), "en", "md")
