"""From JSON to rows: every column, every odd node."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from hansard.sync.columns import SCHEMAS
from hansard.sync.pages import frames
from hansard.sync.rows import Item

READ_AT = datetime(2025, 12, 10, 12, tzinfo=UTC)
USER = {"__typename": "User", "login": "ada", "id": "U_1"}
BOT = {"__typename": "Bot", "login": "sweeper", "id": "BOT_1"}
LABEL = {
    "id": "LA_1",
    "name": "bug",
    "color": "f00",
    "description": None,
    "isDefault": True,
    "createdAt": "2023-01-01T00:00:00Z",
}


def issue(**more: Any) -> dict[str, Any]:
    return {
        "__typename": "Issue",
        "id": "I_1",
        "fullDatabaseId": "3000000001",
        "number": 7,
        "url": "https://github.com/o/r/issues/7",
        "title": "It breaks",
        "body": "a\r\nb",
        "state": "OPEN",
        "stateReason": None,
        "createdAt": "2025-12-01T00:00:00Z",
        "updatedAt": "2025-12-02T00:00:00Z",
        "closedAt": None,
        "lastEditedAt": None,
        "locked": False,
        "activeLockReason": None,
        "authorAssociation": "NONE",
        "author": USER,
        "milestone": None,
        "timelineItems": {"totalCount": 9},
    } | more


def comment(id_: str = "IC_1", **more: Any) -> dict[str, Any]:
    return {
        "__typename": "IssueComment",
        "id": id_,
        "fullDatabaseId": "3000000002",
        "url": "https://github.com/o/r/issues/7#issuecomment-1",
        "body": "me too",
        "createdAt": "2025-12-01T10:00:00Z",
        "updatedAt": "2025-12-01T10:00:00Z",
        "lastEditedAt": None,
        "isMinimized": False,
        "minimizedReason": None,
        "authorAssociation": "MEMBER",
        "author": BOT,
    } | more


def event(typename: str, id_: str = "E_1", **more: Any) -> dict[str, Any]:
    return {"__typename": typename, "id": id_, "createdAt": "2025-12-01T11:00:00Z", "actor": USER} | more


def rows(*timeline: Any, node: dict[str, Any] | None = None, **item: Any) -> dict[str, list[dict[str, Any]]]:
    made = frames([Item(node or issue(), timeline=list(timeline), **item)], "R_1", READ_AT)
    return {name: frame.to_dicts() for name, frame in made.items()}


def without(node: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """A node without the values that its row holds beside it."""
    beside = {"id": row["id"], "oid": row["commit_oid"], "body": row["body"]}
    return {
        key: without(value, row)
        if isinstance(value, dict)
        else None
        if key in beside and beside[key] == value
        else value
        for key, value in node.items()
    }


def test_an_issue_becomes_one_row_with_its_labels_in_order() -> None:
    other = LABEL | {"id": "LA_2", "name": "rocm"}
    found = rows(labels=[LABEL, other], node=issue(milestone=None, state="CLOSED", stateReason="NOT_PLANNED"))
    (row,) = found["item"]
    assert row["labels"] == ["bug", "rocm"]
    assert row["label_ids"] == ["LA_1", "LA_2"]
    assert (row["kind"], row["number"], row["full_database_id"]) == ("issue", 7, 3_000_000_001)
    assert (row["author"], row["author_kind"], row["state_reason"]) == ("ada", "User", "NOT_PLANNED")
    assert row["observed_at"] == READ_AT
    assert [label["name"] for label in found["label"]] == ["bug", "rocm"]
    assert [actor["login"] for actor in found["actor"]] == ["ada"]


def test_texts_are_kept_verbatim_from_their_last_edit_on() -> None:
    edited = comment(lastEditedAt="2025-12-01T12:30:00Z", body="me too!")
    texts = {row["node_id"]: row for row in rows(edited)["text_version"]}
    assert texts["I_1"]["text"] == "a\r\nb"
    assert texts["I_1"]["valid_from"] == datetime(2025, 12, 1, tzinfo=UTC)
    assert texts["IC_1"]["valid_from"] == datetime(2025, 12, 1, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("node", "type_", "expected"),
    [
        (event("LabeledEvent", label=LABEL), "labeled", {"label_id": "LA_1", "label": "bug", "actor": "ada"}),
        (event("AssignedEvent", assignee=BOT), "assigned", {"assignee_id": "BOT_1", "assignee": "sweeper"}),
        (event("UnassignedEvent", assignee=None), "unassigned", {"assignee": None}),
        (event("MilestonedEvent", milestoneTitle="v1"), "milestoned", {"milestone": "v1"}),
        (
            event("RenamedTitleEvent", previousTitle="a", currentTitle="b"),
            "renamed_title",
            {"previous_title": "a", "current_title": "b"},
        ),
        (
            event(
                "ClosedEvent",
                closeReason="COMPLETED",
                duplicateOf=None,
                closer={
                    "__typename": "PullRequest",
                    "id": "PR_1",
                    "number": 9,
                    "repository": {"nameWithOwner": "o/r"},
                },
            ),
            "closed",
            {
                "state_reason": "COMPLETED",
                "reference_id": "PR_1",
                "reference_kind": "PullRequest",
                "reference_number": 9,
                "reference_repository": "o/r",
            },
        ),
        (
            event("ClosedEvent", closeReason=None, duplicateOf=None, closer={"__typename": "Commit", "oid": "abc"}),
            "closed",
            {"commit_oid": "abc", "reference_kind": "Commit", "reference_number": None},
        ),
        (event("ReopenedEvent", actor=None, reopenReason=None), "reopened", {"actor": None, "actor_id": None}),
        (
            event("ReviewDismissedEvent", previousReviewState="APPROVED", review={"id": "PRR_1"}),
            "review_dismissed",
            {"review_state": "APPROVED", "reference_id": "PRR_1"},
        ),
        (event("AddedToProjectV2Event", wasAutomated=True), "added_to_project_v2", {}),
        (
            {
                "__typename": "PullRequestCommit",
                "id": "PRC_1",
                "pushedCommit": {"oid": "def", "committedDate": "2020-01-01T00:00:00Z"},
            },
            "pull_request_commit",
            {"commit_oid": "def", "occurred_at": datetime(2020, 1, 1, tzinfo=UTC)},
        ),
        ({"__typename": "BrandNewEvent", "id": "BN_1"}, "brand_new", {"id": "BN_1", "occurred_at": None}),
    ],
)
def test_each_event_keeps_what_it_says(node: dict[str, Any], type_: str, expected: dict[str, Any]) -> None:
    (row,) = rows(node)["event"]
    assert row["type"] == type_
    assert {key: row[key] for key in expected} == expected
    assert json.loads(row["payload"]) == without(node, row)


def test_a_node_without_an_id_gets_one_that_stays() -> None:
    marker = {"__typename": "PullRequestRevisionMarker", "createdAt": "2025-12-01T11:00:00Z"}
    (first,) = rows(marker)["event"]
    (again,) = rows(dict(marker))["event"]
    assert first["id"] == again["id"]
    assert first["id"].startswith("PullRequestRevisionMarker:")


def test_the_order_is_githubs_and_a_repeated_node_counts_once() -> None:
    closed, reopened = event("ClosedEvent", "E_1"), event("ReopenedEvent", "E_2")
    found = rows(closed, comment(), reopened, closed)["event"]
    assert [(row["ordinal"], row["type"]) for row in found] == [(0, "closed"), (1, "issue_comment"), (2, "reopened")]


def test_comments_and_reviews_are_rows_of_their_own_too() -> None:
    review = comment(
        "PRR_1",
        __typename="PullRequestReview",
        reviewState="APPROVED",
        submittedAt="2025-12-01T13:00:00Z",
        reviewedCommit={"oid": "abc"},
        body="",
    )
    found = rows(comment(), review)
    assert [(row["id"], row["kind"], row["review_state"]) for row in found["comment"]] == [
        ("IC_1", "issue_comment", None),
        ("PRR_1", "review", "APPROVED"),
    ]
    assert found["event"][1]["occurred_at"] == datetime(2025, 12, 1, 13, tzinfo=UTC)
    assert found["deleted_comments"] == [{"item_id": "I_1", "comment_ids": ["IC_1", "PRR_1"], "observed_at": READ_AT}]


def test_the_readers_own_unsent_review_is_nobodys_business() -> None:
    pending = comment("PRR_2", __typename="PullRequestReview", reviewState="PENDING", reviewedCommit=None)
    found = rows(pending)
    assert "event" not in found
    assert "comment" not in found


def test_a_deleted_account_leaves_a_row_without_a_name() -> None:
    found = rows(comment(author=None), node=issue(author=None))
    assert found["item"][0]["author"] is None
    assert found["comment"][0]["author"] is None
    assert "actor" not in found


def test_an_item_with_entries_withheld_is_a_gap_and_proves_no_deletion() -> None:
    found = rows(comment(), None, whole=False)
    assert "deleted_comments" not in found
    assert [(row["what"], row["node_id"]) for row in found["gap"]] == [("entries", "I_1")]
    assert [row["ordinal"] for row in found["event"]] == [0]


def test_nul_and_emoji_survive() -> None:
    found = rows(comment(body="a\0b\U0001f600"))
    assert {row["text"] for row in found["text_version"]} == {"a\r\nb", "a\0b\U0001f600"}
    (row,) = found["event"]
    assert row["body"] == "a\0b\U0001f600"
    assert json.loads(row["payload"])["body"] is None


def test_every_frame_has_its_schema() -> None:
    made = frames(
        [Item(issue(), labels=[LABEL], timeline=[comment(), event("LabeledEvent", label=LABEL)])], "R_1", READ_AT
    )
    for name, frame in made.items():
        assert dict(frame.schema) == SCHEMAS[name]
