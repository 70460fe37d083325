"""The fold of events into the state of an instant, edge by edge; tests/e2e compares all of it with the truth."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.warehouse.conftest import Hand

AT = "select * from items_at($t)"


def when(text: str) -> datetime:
    return datetime.fromisoformat(f"2025-12-{text}").replace(tzinfo=UTC)


def at(hand: Hand, t: str) -> dict[str, Any]:
    return hand.one(AT, t=f"2025-12-{t}Z")


def test_an_item_exists_from_its_second_on(hand: Hand) -> None:
    hand.item(1, created_at="2025-12-10T10:00:00Z")
    assert hand.rows(AT, t="2025-12-10T09:59:59Z") == []
    assert at(hand, "10T10:00:00")["number"] == 1


def test_closing_reopening_and_closing_again(hand: Hand) -> None:
    item = hand.item(1, state="CLOSED", state_reason="COMPLETED")
    hand.event(item, "closed", "2025-12-10T10:00:00Z", state_reason="NOT_PLANNED")
    hand.event(item, "reopened", "2025-12-10T11:00:00Z")
    hand.event(item, "closed", "2025-12-10T12:00:00Z", state_reason="COMPLETED")
    told = [
        (row["state"], row["state_reason"], row["closed_at"])
        for row in (at(hand, t) for t in ("10T09:59:59", "10T10:00:00", "10T11:00:00", "10T12:00:00"))
    ]
    assert told == [
        ("OPEN", None, None),
        ("CLOSED", "NOT_PLANNED", when("10T10:00:00")),
        ("OPEN", "REOPENED", None),
        ("CLOSED", "COMPLETED", when("10T12:00:00")),
    ]


def test_events_of_one_second_count_in_githubs_order(hand: Hand) -> None:
    item = hand.item(1)
    hand.event(item, "closed", "2025-12-10T10:00:00Z")
    hand.event(item, "reopened", "2025-12-10T10:00:00Z")
    assert at(hand, "10T10:00:00")["state"] == "OPEN"


@pytest.mark.parametrize("order", [("merged", "closed"), ("closed", "merged")])
def test_a_merge_is_merged_whichever_event_comes_first(hand: Hand, order: tuple[str, str]) -> None:
    item = hand.item(1, "pull_request", state="MERGED")
    for type_ in order:
        hand.event(item, type_, "2025-12-10T10:00:00Z")
    row = at(hand, "10T10:00:00")
    assert (row["state"], row["merged_at"], row["closed_at"]) == ("MERGED", when("10T10:00:00"), when("10T10:00:00"))
    assert row["state_reason"] is None


def test_without_any_event_the_snapshots_times_count(hand: Hand) -> None:
    hand.item(1, state="CLOSED", closed_at="2025-12-05T00:00:00Z", state_reason="COMPLETED")
    assert at(hand, "04T00:00:00")["state"] == "OPEN"
    assert (at(hand, "05T00:00:00")["state"], at(hand, "05T00:00:00")["state_reason"]) == ("CLOSED", "COMPLETED")


def test_labels_come_and_go_and_stand_in_the_order_of_their_creation(hand: Hand) -> None:
    hand.label("L_b", "zeta", "2023-01-01")
    hand.label("L_a", "alpha", "2024-01-01")
    item = hand.item(1, labels=["zeta"], label_ids=["L_b"])
    hand.event(item, "labeled", "2025-12-10T10:00:00Z", label_id="L_a", label="alpha")
    hand.event(item, "labeled", "2025-12-10T10:00:00Z", label_id="L_b", label="zeta")
    hand.event(item, "unlabeled", "2025-12-10T11:00:00Z", label_id="L_a", label="alpha")
    assert at(hand, "10T09:00:00")["labels"] == []
    assert at(hand, "10T10:00:00")["labels"] == ["zeta", "alpha"]
    assert at(hand, "10T11:00:00")["labels"] == ["zeta"]


def test_a_label_whose_first_event_is_its_removal_was_there_before(hand: Hand) -> None:
    item = hand.item(1)
    hand.event(item, "unlabeled", "2025-12-10T10:00:00Z", label_id="L_a", label="alpha")
    assert at(hand, "09T00:00:00")["labels"] == ["alpha"]
    assert at(hand, "10T10:00:00")["labels"] == []


def test_labels_of_which_no_event_tells_are_those_of_the_snapshot(hand: Hand) -> None:
    hand.item(1, labels=["bug"], label_ids=["L_1"], milestone="v1")
    assert (at(hand, "10T00:00:00")["labels"], at(hand, "10T00:00:00")["milestone"]) == (["bug"], "v1")


def test_a_title_is_the_one_before_the_next_renaming(hand: Hand) -> None:
    item = hand.item(1, title="third")
    hand.event(item, "renamed_title", "2025-12-10T10:00:00Z", previous_title="first", current_title="second")
    hand.event(item, "renamed_title", "2025-12-10T12:00:00Z", previous_title="second", current_title="third")
    titles = [at(hand, t)["title"] for t in ("10T09:00:00", "10T10:00:00", "10T11:59:59", "10T12:00:00")]
    assert titles == ["first", "second", "second", "third"]


def test_drafts_and_locks_before_their_first_event_were_the_opposite(hand: Hand) -> None:
    item = hand.item(1, "pull_request", is_draft=False, locked=True)
    hand.event(item, "ready_for_review", "2025-12-10T10:00:00Z")
    hand.event(item, "locked", "2025-12-10T11:00:00Z")
    told = [(at(hand, t)["is_draft"], at(hand, t)["locked"]) for t in ("10T09:00:00", "10T10:00:00", "10T11:00:00")]
    assert told == [(True, False), (False, False), (False, True)]


def test_assignees_are_sorted_and_the_milestone_is_the_one_not_taken_back(hand: Hand) -> None:
    item = hand.item(1)
    hand.event(item, "assigned", "2025-12-10T10:00:00Z", assignee_id="U_z", assignee="zoe")
    hand.event(item, "assigned", "2025-12-10T10:00:00Z", assignee_id="U_a", assignee="ann")
    hand.event(item, "milestoned", "2025-12-10T10:00:00Z", milestone="v1")
    hand.event(item, "milestoned", "2025-12-10T11:00:00Z", milestone="v2")
    hand.event(item, "demilestoned", "2025-12-10T11:00:00Z", milestone="v1")
    assert (at(hand, "10T10:00:00")["assignees"], at(hand, "10T10:00:00")["milestone"]) == (["ann", "zoe"], "v1")
    assert at(hand, "10T11:00:00")["milestone"] == "v2"
    hand.event(item, "demilestoned", "2025-12-10T12:00:00Z", milestone="v2, renamed")
    assert at(hand, "10T12:00:00")["milestone"] is None, "an item has one milestone at most: the end is its end"


def test_comments_are_counted_while_they_are_there(hand: Hand) -> None:
    item = hand.item(1)
    hand.comment(item, "C_1", "2025-12-10T10:00:00Z", deleted_seen_at="2025-12-10T12:00:00Z")
    hand.comment(item, "C_2", "2025-12-10T11:00:00Z")
    hand.comment(item, "C_3", "2025-12-10T11:00:00Z", kind="review")
    counts = [at(hand, t)["comment_count"] for t in ("10T09:00:00", "10T10:00:00", "10T11:00:00", "10T12:00:00")]
    assert counts == [0, 1, 2, 1]


def test_texts_are_those_of_then_and_nothing_is_guessed_before_the_first_known(hand: Hand) -> None:
    item = hand.item(1)
    hand.text(item, "2025-12-10T10:00:00Z", "edited")
    hand.text(item, "2025-12-10T12:00:00Z", "edited again")
    assert [at(hand, t)["body"] for t in ("09T00:00:00", "10T10:00:00", "10T12:00:00")] == [
        None,
        "edited",
        "edited again",
    ]


def test_a_review_reads_as_it_did_before_it_was_dismissed(hand: Hand) -> None:
    item = hand.item(1, "pull_request")
    hand.comment(
        item,
        "PRR_1",
        "2025-12-10T09:00:00Z",
        kind="review",
        submitted_at="2025-12-10T10:00:00Z",
        review_state="DISMISSED",
    )
    hand.event(item, "review_dismissed", "2025-12-10T11:00:00Z", reference_id="PRR_1", review_state="APPROVED")
    sql = "select review_state, created_at from comments_at($t)"
    assert hand.rows(sql, t="2025-12-10T09:30:00Z") == []
    assert hand.one(sql, t="2025-12-10T10:00:00Z") == {"review_state": "APPROVED", "created_at": when("10T10:00:00")}
    assert hand.one(sql, t="2025-12-10T11:00:00Z")["review_state"] == "DISMISSED"


def test_an_item_that_came_by_transfer_exists_from_its_arrival_on(hand: Hand) -> None:
    item = hand.item(1, created_at="2025-12-01T00:00:00Z")
    hand.event(item, "closed", "2025-12-03T00:00:00Z")
    hand.event(item, "reopened", "2025-12-04T00:00:00Z")
    hand.event(item, "transferred", "2025-12-10T10:00:00Z")
    hand.comment(item, "C_1", "2025-12-02T00:00:00Z")
    assert hand.rows(AT, t="2025-12-10T09:59:59Z") == []
    assert hand.rows("select * from comments_at($t)", t="2025-12-10T09:59:59Z") == []
    row = at(hand, "10T10:00:00")
    assert (row["state"], row["created_at"], row["comment_count"]) == ("OPEN", when("01T00:00:00"), 1)
    assert lists(hand, "2025-12-01T00:00:00Z", "2025-12-31T00:00:00Z")["new_issues"] == [1]
    assert lists(hand, "2025-12-01T00:00:00Z", "2025-12-02T00:00:00Z")["new_issues"] == []


def test_an_item_that_is_gone_takes_its_comments_along(hand: Hand) -> None:
    item = hand.item(1, gone_seen_at="2025-12-12T00:00:00Z")
    hand.comment(item, "C_1", "2025-12-02T00:00:00Z")
    sql = "select (select count(*) from items_at($t)) as items, (select count(*) from comments_at($t)) as comments"
    assert hand.one(sql, t="2025-12-11T23:59:59Z") == {"items": 1, "comments": 1}
    assert hand.one(sql, t="2025-12-12T00:00:00Z") == {"items": 0, "comments": 0}


def test_a_new_name_holds_from_when_it_was_first_seen(hand: Hand) -> None:
    hand.label("L_1", "defect", "2023-01-01")
    hand.name("L_1", "1970-01-01T00:00:00Z", "bug")
    hand.name("L_1", "2025-12-10T12:00:00Z", "defect")
    item = hand.item(1)
    hand.event(item, "labeled", "2025-12-10T10:00:00Z", label_id="L_1", label="bug")
    hand.event(item, "labeled", "2025-12-10T11:00:00Z", label_id="L_2", label="docs")
    labels = [at(hand, t)["labels"] for t in ("10T11:00:00", "10T11:59:59", "10T12:00:00")]
    assert labels == [["bug", "docs"], ["bug", "docs"], ["defect", "docs"]]


def test_an_event_that_a_later_one_overtakes_has_no_effect(hand: Hand) -> None:
    item = hand.item(1)
    hand.event(item, "locked", "2025-12-10T12:00:00Z")
    hand.event(item, "unlocked", "2025-12-10T10:00:00Z")
    assert [at(hand, t)["locked"] for t in ("10T09:00:00", "10T10:00:00", "10T12:00:00")] == [False, False, False]


def test_one_row_for_each_span_in_which_an_item_looked_the_same(hand: Hand) -> None:
    item = hand.item(1)
    hand.event(item, "labeled", "2025-12-10T10:00:00Z", label_id="L_1", label="bug")
    hand.event(item, "mentioned", "2025-12-10T11:00:00Z")
    hand.event(item, "labeled", "2025-12-10T12:00:00Z", label_id="L_2", label="rocm")
    hand.event(item, "unlabeled", "2025-12-10T12:00:00Z", label_id="L_2", label="rocm")
    spans = hand.rows("select valid_from, valid_to, labels from item_version order by valid_from")
    end = datetime(9999, 12, 31, tzinfo=UTC)
    assert [(row["valid_from"], row["valid_to"], row["labels"]) for row in spans] == [
        (when("01T00:00:00"), when("10T10:00:00"), []),
        (when("10T10:00:00"), end, ["bug"]),
    ]


KNOWN = [
    ("nothing in doubt", {}, [], None),
    ("labels without an event", {"labels": ["bug"], "label_ids": ["L_1"]}, [], "11T00:00:00"),
    ("a lock without an event", {"locked": True}, [], "11T00:00:00"),
    ("a closing without an event", {"closed_at": "2025-12-05T00:00:00Z"}, [], "05T00:00:00"),
    ("a body edited before it was read", {"text_known_from": "2025-12-04T00:00:00Z"}, [], "04T00:00:00"),
    ("an unlocking first", {}, [("unlocked", {})], "10T10:00:00"),
    ("a draft made ready", {}, [("ready_for_review", {})], None),
    ("a comment deleted unseen", {}, [("comment_deleted", {})], "10T10:00:00"),
    ("a label put on", {"labels": ["bug"], "label_ids": ["L_1"]}, [("labeled", {"label": "bug"})], None),
]


@pytest.mark.parametrize(("traits", "events", "known"), [case[1:] for case in KNOWN], ids=[case[0] for case in KNOWN])
def test_from_when_on_a_row_is_known(hand: Hand, traits: Any, events: Any, known: str | None) -> None:
    item = hand.item(1, first_observed_at="2025-12-11T00:00:00Z", **traits)
    for type_, columns in events:
        hand.event(item, type_, "2025-12-10T10:00:00Z", **columns)
    assert at(hand, "12T00:00:00")["known_from"] == (when(known) if known else None)


SEEN = "2025-12-12T00:00:00Z"
DELETIONS = [
    ("one of each", ["eve"], [("eve", "11T10:00:00")], {"C_0": "11T10:00:00"}),
    ("another author", ["eve"], [("bob", "11T10:00:00")], {"C_0": "12T00:00:00"}),
    ("nobody", ["eve"], [(None, "11T10:00:00")], {"C_0": "12T00:00:00"}),
    ("two at once", ["eve", "eve"], [("eve", "11T10:00:00")] * 2, {"C_0": "11T10:00:00", "C_1": "11T10:00:00"}),
    (
        "which of two",
        ["eve", "eve"],
        [("eve", "11T10:00:00"), ("eve", "11T11:00:00")],
        {"C_0": "12T00:00:00", "C_1": "12T00:00:00"},
    ),
    ("one never seen", ["eve"], [("eve", "11T10:00:00"), ("eve", "11T10:00:00")], {"C_0": "12T00:00:00"}),
    ("before it was made", ["eve"], [("eve", "09T10:00:00")], {"C_0": "12T00:00:00"}),
]


@pytest.mark.parametrize(
    ("authors", "told", "expected"), [case[1:] for case in DELETIONS], ids=[c[0] for c in DELETIONS]
)
def test_when_a_comment_was_deleted(hand: Hand, authors: Any, told: Any, expected: dict[str, str]) -> None:
    item = hand.item(1)
    for index, author in enumerate(authors):
        hand.comment(item, f"C_{index}", "2025-12-10T10:00:00Z", author_id=author, deleted_seen_at=SEEN)
    for author, time in told:
        payload = json.dumps({"deletedCommentAuthor": {"id": author} if author else None})
        hand.event(item, "comment_deleted", f"2025-12-{time}Z", payload=payload, observed_at=SEEN)
    found = hand.rows("select id, deleted_at from comment")
    assert {row["id"]: row["deleted_at"] for row in found} == {key: when(time) for key, time in expected.items()}


def lists(hand: Hand, a: str, b: str) -> dict[str, list[int]]:
    names = (
        "new_issues",
        "closed_issues",
        "new_pull_requests",
        "merged_pull_requests",
        "closed_unmerged_pull_requests",
    )
    return {
        name: [row["number"] for row in hand.rows(f"select number from {name}($a, $b) order by number", a=a, b=b)]
        for name in names
    }


def test_a_window_holds_its_start_and_not_its_end(hand: Hand) -> None:
    hand.item(1, created_at="2025-12-10T10:00:00Z")
    hand.item(2, created_at="2025-12-10T11:00:00Z")
    assert lists(hand, "2025-12-10T10:00:00Z", "2025-12-10T11:00:00Z")["new_issues"] == [1]
    assert lists(hand, "2025-12-10T11:00:00Z", "2025-12-10T12:00:00Z")["new_issues"] == [2]


def test_closed_then_reopened_counts_only_in_the_window_that_ended_between(hand: Hand) -> None:
    item = hand.item(1)
    hand.event(item, "closed", "2025-12-10T10:30:00Z")
    hand.event(item, "reopened", "2025-12-10T11:30:00Z")
    assert lists(hand, "2025-12-10T10:00:00Z", "2025-12-10T11:00:00Z")["closed_issues"] == [1]
    assert lists(hand, "2025-12-10T10:00:00Z", "2025-12-10T12:00:00Z")["closed_issues"] == []


def test_the_counts_are_the_lengths_of_the_lists_here_and_in_the_days_before(hand: Hand) -> None:
    hand.item(1, created_at="2025-12-10T10:00:00Z")
    hand.item(2, created_at="2025-12-10T11:00:00Z")
    old = hand.item(3, "pull_request", created_at="2025-11-20T00:00:00Z")
    hand.event(old, "merged", "2025-12-08T00:00:00Z")
    mild = hand.item(4, "pull_request", created_at="2025-12-10T10:20:00Z")
    hand.event(mild, "closed", "2025-12-10T10:40:00Z")
    a, b = "2025-12-10T10:00:00Z", "2025-12-10T11:00:00Z"
    row = hand.one("select * from window_stats($a, $b)", a=a, b=b)
    for name, numbers in lists(hand, a, b).items():
        assert row[name] == len(numbers)
    assert (row["merged_pull_requests_7d"], row["new_pull_requests_7d"], row["new_pull_requests_28d"]) == (1, 0, 1)
    assert row["new_issues_28d"] == 0, "the days before end where the window starts"


def test_a_repository_without_a_single_item_has_its_row_of_zeros(hand: Hand) -> None:
    row = hand.one("select * from window_stats('2025-12-10', '2025-12-11')")
    assert row["repository"] == "o/r"
    assert {value for key, value in row.items() if key != "repository"} == {0}


def test_history_gaps_name_what_the_events_do_not_explain(hand: Hand) -> None:
    item = hand.item(1, state="OPEN", labels=["bug"], label_ids=["L_1"])
    hand.event(item, "closed", "2025-12-10T10:30:00Z")
    gaps = hand.rows("select column_name, folded_value, snapshot_value from history_gaps order by column_name")
    assert gaps == [
        {"column_name": "closed_at", "folded_value": "1765362600", "snapshot_value": None},
        {"column_name": "state", "folded_value": "CLOSED", "snapshot_value": "OPEN"},
    ]
