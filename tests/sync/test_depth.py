"""Rows of what lies deeper, and how much is asked for at once."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from hansard.sync.depth import KINDS, MOST_IDS, SMALLEST_PAGE, Kind, Size, nodes_of, not_found
from hansard.sync.depth_rows import (
    Deep,
    depth_rows,
    edit_rows,
    file_rows,
    frames,
    reaction_rows,
    review_comment_rows,
    thread_rows,
)

READ_AT = datetime(2025, 12, 10, 12, tzinfo=UTC)
CHANGED_AT = datetime(2025, 12, 9, tzinfo=UTC)
ADA = {"__typename": "User", "login": "ada", "id": "U_1"}


def deep(id_: str = "N_1", entries: list[dict[str, Any] | None] | None = None, **node: Any) -> Deep:
    return Deep(id_, "PR_1", CHANGED_AT, {"id": id_, **node}, entries or [])


def inline(id_: str, **more: Any) -> dict[str, Any]:
    return {
        "__typename": "PullRequestReviewComment",
        "id": id_,
        "fullDatabaseId": "77",
        "url": "https://github.com/o/r/pull/1#discussion_r77",
        "body": "why?",
        "createdAt": "2025-12-01T00:00:00Z",
        "updatedAt": "2025-12-01T00:00:00Z",
        "lastEditedAt": None,
        "isMinimized": False,
        "minimizedReason": None,
        "authorAssociation": "MEMBER",
        "author": ADA,
        "path": "a.py",
        "line": 7,
        "originalLine": 5,
        "replyTo": None,
        "reviewedCommit": {"oid": "abc"},
    } | more


def edit(id_: str, hour: int, text: str | None, editor: Any = ADA) -> dict[str, Any]:
    return {"id": id_, "editedAt": f"2025-12-01T{hour:02}:00:00Z", "diff": text, "editor": editor}


def texts(node: Deep) -> list[tuple[int, str]]:
    return [(row["valid_from"].hour, row["text"]) for row in edit_rows([node], "R_1", READ_AT)["edit"]]


def edited(*edits: dict[str, Any] | None, includes: bool = True) -> Deep:
    return deep(entries=list(edits), createdAt="2025-12-01T01:00:00Z", includesCreatedEdit=includes)


def test_a_comment_on_a_line_is_a_comment_a_place_and_a_text() -> None:
    reply = inline("C_2", replyTo={"id": "C_1"}, line=None, author=None, lastEditedAt="2025-12-02T00:00:00Z")
    rows = review_comment_rows([deep("R_9", [inline("C_1"), reply])], "R_1", READ_AT)
    first, second = rows["comment"]
    assert (first["kind"], first["item_id"], first["full_database_id"]) == ("review_comment", "PR_1", 77)
    assert (first["author"], first["author_id"], first["commit_oid"]) == ("ada", "U_1", "abc")
    assert (second["author"], second["author_kind"]) == (None, None)
    assert rows["review_comment"][1] == {
        "id": "C_2",
        "review_id": "R_9",
        "reply_to_id": "C_1",
        "path": "a.py",
        "line": None,
        "original_line": 5,
    }
    assert [row["valid_from"].day for row in rows["text_version"]] == [1, 2]
    assert [row["login"] for row in rows["actor"]] == ["ada"]
    assert rows["deleted_review_comments"][0]["comment_ids"] == ["C_1", "C_2"]
    assert set(frames(rows)) == set(rows)


def test_only_a_complete_reading_proves_that_comments_are_gone() -> None:
    holed = deep("whole but for one", [inline("C_1"), None])
    refused = Deep("refused", "PR_1", CHANGED_AT)
    failed = Deep("failed", "PR_1", CHANGED_AT, why="too much")
    gone = Deep("gone", "PR_1", CHANGED_AT, gone=True)
    rows = review_comment_rows([holed, refused, failed, gone, deep("empty")], "R_1", READ_AT)
    assert [row["review_id"] for row in rows["deleted_review_comments"]] == ["gone", "empty"]


def test_the_same_comment_twice_is_one_row() -> None:
    rows = review_comment_rows([deep("R_9", [inline("C_1"), inline("C_1")])], "R_1", READ_AT)
    assert len(rows["comment"]) == len(rows["text_version"]) == len(rows["review_comment"]) == 1


def test_an_edit_is_a_text_from_then_on_and_the_original_from_the_creation() -> None:
    node = edited(edit("E_3", 5, "three"), edit("E_2", 4, "two"), edit("E_1", 2, "one"))
    assert texts(node) == [(1, "one"), (4, "two"), (5, "three")]
    row = edit_rows([node], "R_1", READ_AT)["edit"][1]
    assert (row["editor"], row["known_by"], row["observed_at"]) == ("ada", "edit_history", READ_AT)


def test_without_the_original_in_the_list_no_text_is_moved_to_the_creation() -> None:
    assert texts(edited(edit("E_2", 4, "two"), edit("E_1", 2, "one"), includes=False)) == [(2, "one"), (4, "two")]


def test_a_withheld_or_deleted_revision_is_no_text() -> None:
    assert texts(edited(edit("E_3", 5, "three"), edit("E_2", 4, None), edit("E_1", 2, None))) == [(5, "three")]
    assert texts(edited(edit("E_1", 2, ""), None)) == [(1, "")], "an empty text is one"
    assert "edit" not in frames(edit_rows([edited()], "R_1", READ_AT))


def test_of_two_edits_in_a_second_the_last_counts() -> None:
    assert texts(edited(edit("E_3", 4, "later"), edit("E_2", 4, "earlier"), edit("E_1", 2, "one", None))) == [
        (1, "one"),
        (4, "later"),
    ]


def test_reactions_are_counts_above_zero_in_a_fixed_order() -> None:
    groups = [
        {"content": "THUMBS_UP", "reactors": {"totalCount": 2}},
        {"content": "EYES", "reactors": {"totalCount": 1}},
        {"content": "HEART", "reactors": {"totalCount": 0}},
        {"content": "ROCKET"},
    ]
    nodes = [deep("A", reactionGroups=groups), deep("B", reactionGroups=None), Deep("C", "PR_1", CHANGED_AT)]
    rows = reaction_rows(nodes, "R_1", READ_AT)["snapshot"]
    assert [(row["node_id"], row["value"]) for row in rows] == [("A", '{"EYES":1,"THUMBS_UP":2}'), ("B", "{}")]


def test_threads_are_one_value_of_their_pull_request() -> None:
    thread = {"path": "a.py", "isResolved": True, "isOutdated": False, "resolvedBy": ADA}
    whole = deep("PR_1", [{"id": "T_2", **thread}, {"id": "T_1", **thread, "resolvedBy": None}])
    (row,) = thread_rows([whole, deep("PR_2", [None])], "R_1", READ_AT)["snapshot"]
    assert [(one["id"], one["resolved_by"]) for one in json.loads(row["value"])] == [("T_1", None), ("T_2", "ada")]


def test_files_are_rows_of_their_pull_request() -> None:
    file = {"path": "a/b.py", "additions": 3, "deletions": 0, "changeType": "RENAMED"}
    nodes = [deep("PR_1", [file, None]), deep("PR_2"), Deep("PR_3", "PR_3", CHANGED_AT, why="too much")]
    rows = file_rows(nodes, "R_1", READ_AT)
    assert rows["changed_file"] == [
        {"item_id": "PR_1", "path": "a/b.py", "additions": 3, "deletions": 0, "change_type": "renamed"}
    ]
    assert frames(rows)["changed_file"].height == 1


def test_what_was_too_heavy_is_not_noted_as_read() -> None:
    nodes = [deep("A"), Deep("B", "I_1", CHANGED_AT, gone=True), Deep("C", "I_1", CHANGED_AT, why="too much")]
    rows = depth_rows(nodes, "edits", READ_AT)
    assert [(row["node_id"], row["read_at"], row["why"]) for row in rows] == [
        ("A", READ_AT, None),
        ("B", READ_AT, None),
        ("C", None, "too much"),
    ]
    assert {row["change_at"] for row in rows} == {CHANGED_AT}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.what)
def test_a_batch_shrinks_to_one_node_and_few_entries_and_grows_back(kind: Kind) -> None:
    size, asked = Size(kind.width, kind.page), []
    while not size.smallest:
        asked.append((size.nodes, size.page))
        size = size.smaller()
    assert asked[0] == (kind.width, kind.page)
    assert len(asked) == len(set(asked)), "each step is smaller"
    assert (size.nodes, size.page) == (1, SMALLEST_PAGE if kind.page else None)
    for _ in range(40):
        size = size.after(kind)
    assert (size.nodes, size.page) == (kind.width, kind.page)


def test_nodes_come_in_the_order_of_their_ids_from_one_list_or_several() -> None:
    a, b, c = {"id": "a"}, {"id": "b"}, {"id": "c"}
    assert nodes_of({"nodes": [a, None]}) == [a, None]
    assert nodes_of({"rateLimit": {}, "i1": [c], "i0": [a, b]}) == [a, b, c]


@pytest.mark.parametrize(
    ("error", "place"),
    [
        ({"type": "NOT_FOUND", "path": ["nodes", 7]}, 7),
        ({"type": "NOT_FOUND", "path": ["i0", 7]}, 7),
        ({"type": "NOT_FOUND", "path": ["i1", 7]}, MOST_IDS + 7),
        ({"type": "FORBIDDEN", "path": ["i1", 7]}, None),
        ({"type": "NOT_FOUND", "path": ["nodes", 7, "comments"]}, None),
        ({"type": "NOT_FOUND"}, None),
    ],
)
def test_which_node_an_error_says_is_gone(error: dict[str, Any], place: int | None) -> None:
    assert not_found(error) == place
