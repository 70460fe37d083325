"""Comments, reviews and edits, as GitHub shows them."""

from typing import Any

from tests.sandbox.conftest import Client, hour

from hansard.sandbox import History

EDITS = """lastEditedAt includesCreatedEdit editor { login }
    userContentEdits(first: 9) { nodes { diff editedAt editor { login } } }"""


def test_edits_carry_the_whole_text_of_then(history: History, client: Client) -> None:
    untouched = client.issue(1, f"body {EDITS}")
    assert untouched["userContentEdits"]["nodes"] == []
    assert untouched["lastEditedAt"] is None
    assert untouched["includesCreatedEdit"] is False
    history.add(type="edit_body", number=1, at=hour(5), actor="ann", body="second")
    history.add(type="edit_body", number=1, at=hour(6), actor="ben", body="third")
    found = client.issue(1, f"body {EDITS}")
    assert found["body"] == "third"
    assert found["lastEditedAt"] == "2025-06-01T06:00:00Z"
    assert (found["includesCreatedEdit"], found["editor"]["login"]) == (True, "ben")
    assert [edit["diff"] for edit in found["userContentEdits"]["nodes"]] == ["third", "second", "original"]


def test_comments_are_edited_minimized_and_deleted(history: History, client: Client) -> None:
    history.add(type="comment", number=1, at=hour(2), actor="ben", comment="c", body="one")
    history.add(type="edit_comment", number=1, at=hour(3), actor="ben", comment="c", body="two")
    history.add(type="minimize_comment", number=1, at=hour(4), actor="ann", comment="c", reason="off-topic")
    fields = f"id fullDatabaseId databaseId body isMinimized minimizedReason updatedAt {EDITS}"
    (comment,) = client.issue(1, f"comments(first: 9) {{ nodes {{ {fields} }} }}")["comments"]["nodes"]
    assert comment["id"].startswith("IC_kw")
    assert int(comment["fullDatabaseId"]) > 2**31
    assert comment["databaseId"] is None
    assert (comment["isMinimized"], comment["minimizedReason"]) == (True, "off-topic")
    assert comment["updatedAt"] == "2025-06-01T03:00:00Z"
    assert [edit["diff"] for edit in comment["userContentEdits"]["nodes"]] == ["two", "one"]
    history.add(type="delete_comment", number=1, at=hour(5), actor="ann", comment="c")
    text = """comments { totalCount } timelineItems(first: 9) { nodes { __typename
        ... on CommentDeletedEvent { actor { login } deletedCommentAuthor { login } } } }"""
    found = client.issue(1, text)
    assert found["comments"]["totalCount"] == 0
    assert found["timelineItems"]["nodes"] == [
        {"__typename": "CommentDeletedEvent", "actor": None, "deletedCommentAuthor": {"login": "ben"}}
    ]
    assert client.error(f'{{ node(id: "{comment["id"]}") {{ id }} }}')["type"] == "NOT_FOUND"


def review(history: History, moment: float, **event: Any) -> None:
    history.add(number=2, at=hour(moment), **event)


def test_reviews_threads_and_their_verdict(history: History, client: Client) -> None:
    inline = [{"comment": "i", "path": "a.py", "line": 7, "body": "Why?"}]
    review(history, 2, type="review", actor="ben", review="r", state="CHANGES_REQUESTED", body="No", comments=inline)
    review(history, 3, type="review_comment", actor="ann", review="r", reply_to="i", path="a.py", body="Because.")
    review(history, 4, type="resolve_thread", actor="ann", comment="i")
    text = """reviewDecision totalCommentsCount
        reviews(first: 9) { nodes { state body submittedAt
            comments(first: 9) { nodes { path line body replyTo { body } } } } }
        reviewThreads(first: 9) { nodes { isResolved resolvedBy { login } path comments(first: 9) { totalCount } } }"""
    found = client.pull(2, text)
    assert (found["reviewDecision"], found["totalCommentsCount"]) == ("CHANGES_REQUESTED", 3)
    (shown,) = found["reviews"]["nodes"]
    assert (shown["state"], shown["submittedAt"]) == ("CHANGES_REQUESTED", "2025-06-01T02:00:00Z")
    assert [comment["replyTo"] for comment in shown["comments"]["nodes"]] == [None, {"body": "Why?"}]
    (thread,) = found["reviewThreads"]["nodes"]
    assert thread == {
        "isResolved": True,
        "resolvedBy": {"login": "ann"},
        "path": "a.py",
        "comments": {"totalCount": 2},
    }
    review(history, 5, type="dismiss_review", actor="ann", review="r", message="Settled")
    review(history, 6, type="review", actor="ben", state="APPROVED")
    text = "reviewDecision timelineItems(first: 9) { nodes { __typename ... on PullRequestReview { state }"
    found = client.pull(2, text + " ... on ReviewDismissedEvent { previousReviewState review { state } } } }")
    assert found["reviewDecision"] == "APPROVED"
    assert found["timelineItems"]["nodes"] == [
        {"__typename": "PullRequestReview", "state": "DISMISSED"},
        {
            "__typename": "ReviewDismissedEvent",
            "previousReviewState": "CHANGES_REQUESTED",
            "review": {"state": "DISMISSED"},
        },
        {"__typename": "PullRequestReview", "state": "APPROVED"},
    ]
