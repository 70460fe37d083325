"""Everything shown is that of the clock's time; and what moves an item's updatedAt, and what does not."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.sandbox.conftest import Client, hour

from hansard.sandbox import History, Sandbox

ISSUE = "title body state stateReason closedAt lastEditedAt labels(first: 9) { nodes { name } } comments { totalCount }"


def test_an_event_counts_from_its_own_instant_on(history: History) -> None:
    history.add(type="close", number=1, at=hour(10), actor="ann", reason="NOT_PLANNED")
    sandbox = Sandbox(history, hour(10))
    client = Client(sandbox)
    assert client.issue(1, "state stateReason closedAt") == {
        "state": "CLOSED",
        "stateReason": "NOT_PLANNED",
        "closedAt": "2025-06-01T10:00:00Z",
    }
    sandbox.now = hour(9.999)
    assert client.issue(1, "state stateReason closedAt") == {"state": "OPEN", "stateReason": None, "closedAt": None}


def test_the_clock_moves_both_ways(history: History) -> None:
    history.add(type="rename", number=1, at=hour(5), actor="ben", title="Better")
    history.add(type="edit_body", number=1, at=hour(6), actor="ben", body="more")
    history.add(type="label", number=1, at=hour(7), actor="ben", label="bug")
    history.add(type="comment", number=1, at=hour(8), actor="ann", body="Thanks")
    history.add(type="close", number=1, at=hour(9), actor="ann")
    history.add(type="reopen", number=1, at=hour(10), actor="ben")
    sandbox = Sandbox(history, hour(4))
    client = Client(sandbox)

    def seen() -> dict[int, Any]:
        found = {}
        for moment in (4, 5, 6, 7, 8, 9, 10):
            sandbox.now = hour(moment)
            found[moment] = client.issue(1, ISSUE)
        return found

    forwards = seen()
    assert [forwards[moment]["title"] for moment in (4, 5)] == ["First", "Better"]
    assert [forwards[moment]["body"] for moment in (5, 6)] == ["original", "more"]
    assert [forwards[moment]["labels"]["nodes"] for moment in (6, 7)] == [[], [{"name": "bug"}]]
    assert [forwards[moment]["comments"]["totalCount"] for moment in (7, 8)] == [0, 1]
    assert [forwards[moment]["state"] for moment in (8, 9, 10)] == ["OPEN", "CLOSED", "OPEN"]
    assert forwards[10]["stateReason"] == "REOPENED"
    sandbox.now = hour(1000)
    assert seen() == forwards


def test_items_are_not_there_before_they_are_opened(history: History) -> None:
    client = Client(Sandbox(history, hour(0.5)))
    assert client.repository("issues { totalCount } pullRequests { totalCount }") == {
        "issues": {"totalCount": 1},
        "pullRequests": {"totalCount": 0},
    }


def test_the_past_can_be_added_to(history: History, client: Client) -> None:
    assert client.issue(1, "title")["title"] == "First"
    history.add(type="rename", number=1, at=hour(3), actor="ben", title="Later")
    history.add(type="rename", number=1, at=hour(2), actor="ben", title="Earlier")
    assert client.issue(1, "title")["title"] == "Later"
    client.sandbox.now = hour(2.5)
    assert client.issue(1, "title")["title"] == "Earlier"


def test_a_running_clock_runs(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [100.0]
    monkeypatch.setattr("hansard.sandbox.sandbox.time.monotonic", lambda: seconds[0])
    sandbox = Sandbox(history, hour(0), tick=True)
    seconds[0] += 3600
    assert sandbox.now == hour(1)
    sandbox.now = hour(20)
    seconds[0] += 7200.5
    assert sandbox.now == hour(22)
    standing = Sandbox(history, hour(0))
    seconds[0] += 3600
    assert standing.now == hour(0)


def test_a_clock_needs_a_time_zone(history: History) -> None:
    with pytest.raises(ValueError, match="time zone"):
        Sandbox(history, hour(0).replace(tzinfo=None))


# updatedAt

TALK = {"type": "comment", "at": hour(2), "actor": "ben", "comment": "c", "body": "Hi"}
REVIEW = {"type": "review", "at": hour(2), "actor": "ann", "review": "r", "state": "COMMENTED"}


@pytest.mark.parametrize(
    "event",
    [
        {"type": "comment", "body": "more"},
        {"type": "edit_comment", "comment": "c", "body": "changed"},
        {"type": "edit_body", "body": "changed"},
        {"type": "rename", "title": "changed"},
        {"type": "label", "label": "bug"},
        {"type": "unlabel", "label": "bug"},
        {"type": "assign", "assignee": "ann"},
        {"type": "milestone", "milestone": 1},
        {"type": "close"},
        {"type": "lock"},
    ],
    ids=lambda event: event["type"],
)
def test_what_moves_an_issue(history: History, updated: Callable[..., float], event: dict[str, Any]) -> None:
    history.add(type="create_milestone", at=hour(0), milestone=1, title="One")
    history.add(TALK, number=1)
    assert updated(at=hour(50), actor="ann", **event) == 50


@pytest.mark.parametrize(
    "event",
    [
        {"type": "push", "commits": ["c" * 40]},
        {"type": "force_push", "before": None, "after": "d" * 40},
        {"type": "review", "state": "APPROVED"},
        {"type": "review_comment", "review": "r", "body": "inline", "path": "x"},
        {"type": "dismiss_review", "review": "r"},
        {"type": "request_review", "reviewer": "ben"},
        {"type": "remove_review_request", "reviewer": "ben"},
        {"type": "draft"},
        {"type": "ready"},
        {"type": "merge"},
        {"type": "change_base", "base": "release"},
    ],
    ids=lambda event: event["type"],
)
def test_what_moves_a_pull_request(history: History, updated: Callable[..., float], event: dict[str, Any]) -> None:
    history.add(REVIEW, number=2)
    assert updated(number=2, at=hour(50), actor="ann", **event) == 50


@pytest.mark.parametrize(
    "event",
    [
        {"type": "delete_comment", "comment": "c"},
        {"type": "minimize_comment", "comment": "c", "reason": "spam"},
        {"type": "pin_comment", "comment": "c"},
        {"type": "react", "content": "HEART"},
        {"type": "react", "content": "HEART", "comment": "c"},
        {"type": "cross_reference", "source": 2},
        {"type": "pin"},
        {"type": "add_sub_issue", "sub_issue": 3},
        {"type": "timeline", "typename": "SubscribedEvent"},
    ],
    ids=lambda event: event["type"],
)
def test_what_does_not_move_an_issue(history: History, updated: Callable[..., float], event: dict[str, Any]) -> None:
    history.add(type="open_issue", number=3, at=hour(0), actor=None, title="Child")
    history.add(TALK, number=1)
    assert updated(at=hour(50), actor="ann", **event) == 2


def test_a_sub_issue_moves_while_its_parent_does_not(history: History, updated: Callable[..., float]) -> None:
    history.add(type="open_issue", number=3, at=hour(0), actor=None, title="Child")
    assert updated(of=3, type="add_sub_issue", at=hour(50), actor="ann", sub_issue=3) == 50


def test_resolving_a_thread_moves_nothing(history: History, updated: Callable[..., float]) -> None:
    history.add(REVIEW, number=2, comments=[{"comment": "i", "path": "x", "line": 3, "body": "Why?"}])
    assert updated(number=2, type="resolve_thread", at=hour(50), actor="ann", comment="i") == 2


@pytest.mark.parametrize(
    "event",
    [
        {"type": "rename_label", "label": "bug", "name": "defect"},
        {"type": "delete_label", "label": "bug"},
        {"type": "rename_milestone", "milestone": 1, "title": "Uno"},
        {"type": "rename_user", "user": "ben", "login": "benedict"},
        {"type": "delete_user", "user": "ben"},
    ],
    ids=lambda event: event["type"],
)
def test_what_happens_to_the_whole_repository_moves_no_item(
    history: History, updated: Callable[..., float], event: dict[str, Any]
) -> None:
    history.add(type="create_milestone", at=hour(0), milestone=1, title="One")
    history.add(type="milestone", number=1, at=hour(1), milestone=1)
    history.add(at=hour(50), **event)
    assert updated(type="label", at=hour(2), label="bug") == 2


def test_an_event_can_say_itself_whether_it_moves(updated: Callable[..., float]) -> None:
    assert updated(type="label", at=hour(3), label="bug", bump=False) == 0
    assert updated(type="react", at=hour(4), actor="ann", content="EYES", bump=True) == 4
