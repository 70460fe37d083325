"""Histories: what they take, what they refuse, and that the server shows exactly what they say."""

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sandbox.conftest import START, Client, hour

from hansard.sandbox import History, HistoryError, Sandbox
from hansard.sandbox.synthetic import SYNTHETIC_END, SYNTHETIC_START
from hansard.sandbox.times import parse_instant

ITEM = """ number title body state createdAt updatedAt closedAt locked author { login } milestone { title }
    assignedActors(first: 100) { nodes { ... on Actor { login } } } labels(first: 100) { nodes { name } }
    comments(first: 100) { totalCount nodes { body author { login } isMinimized lastEditedAt } }"""
ISSUES = f"issues(first: 100, after: $after) {{ nodes {{ {ITEM} stateReason }} pageInfo {{ hasNextPage endCursor }} }}"
PULLS = f"""pullRequests(first: 100, after: $after) {{ nodes {{ {ITEM} isDraft mergedAt }}
    pageInfo {{ hasNextPage endCursor }} }}"""


def shown(client: Client) -> list[dict[str, Any]]:
    """Every item as the server shows it, in the form of `History.items_at`."""
    found = []
    for kind, field in (("issue", ISSUES), ("pull_request", PULLS)):
        after, more = None, True
        while more:
            text = f'query($after: String) {{ repository(owner: "vllm-project", name: "vllm") {{ page: {field} }} }}'
            page = client.data(text, after=after)["repository"]["page"]
            found += [flat(kind, node) for node in page["nodes"]]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return sorted(found, key=lambda item: item["number"])


def flat(kind: str, node: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": node["number"],
        "kind": kind,
        "title": node["title"],
        "body": node["body"],
        "state": node["state"],
        "state_reason": node.get("stateReason"),
        "labels": [label["name"] for label in node["labels"]["nodes"]],
        "assignees": sorted(person["login"] for person in node["assignedActors"]["nodes"]),
        "milestone": node["milestone"] and node["milestone"]["title"],
        "is_draft": node.get("isDraft", False),
        "locked": node["locked"],
        "author": node["author"] and node["author"]["login"],
        "created_at": instant(node["createdAt"]),
        "updated_at": instant(node["updatedAt"]),
        "closed_at": instant(node["closedAt"]),
        "merged_at": instant(node.get("mergedAt")),
        "comment_count": node["comments"]["totalCount"],
    }


def instant(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None


@pytest.fixture(scope="module")
def synthetic() -> History:
    return History.synthetic(60, seed=3, losses=True)


jumping = Sandbox(History.synthetic(60, seed=11, losses=True), SYNTHETIC_END, points=10**6)


@settings(max_examples=15)
@given(share=st.floats(0, 1))
def test_the_server_shows_the_truth_at_any_instant(share: float) -> None:
    """One sandbox, its clock jumping to and fro: what it keeps between requests must never show."""
    jumping.now = SYNTHETIC_START + (SYNTHETIC_END - SYNTHETIC_START) * share
    assert shown(Client(jumping)) == jumping.history.items_at(jumping.now)


def test_the_server_shows_the_truth_of_the_bundled_history() -> None:
    bundled = Sandbox(History.bundled(), parse_instant("2025-10-20T00:00:00Z"), points=10**6)
    for day in range(0, 54, 4):
        bundled.now = parse_instant("2025-10-20T12:15:00Z") + timedelta(days=day)
        assert shown(Client(bundled)) == bundled.history.items_at(bundled.now)


def test_the_server_shows_the_truth_after_each_addition(synthetic: History) -> None:
    """Events arriving one by one, also out of order, under a standing clock."""
    rng = random.Random(5)
    history = History()
    source = [event for number in synthetic.numbers()[:12] for event in synthetic.events_of(number, SYNTHETIC_END)]
    for label in synthetic.directory_at(SYNTHETIC_START).labels:
        history.add(type="create_label", at=START, label=label)
    for number in (1, 2, 3):
        history.add(type="create_milestone", at=START, milestone=number, title=f"Milestone {number}")
    opening = [event for event in source if event.type.startswith("open_")]
    named = ("label", "unlabel", "assign", "rename", "close", "reopen", "lock", "milestone", "ready", "merge")
    rest = [event for event in source if event.type in named]
    rng.shuffle(rest)
    growing = Sandbox(history, SYNTHETIC_END, points=10**6)
    for event in [*opening, *rest]:
        history.add(event.data, type=event.type, at=event.at, number=event.number, actor=event.actor)
        if rng.random() < 0.2:
            assert shown(Client(growing)) == history.items_at(SYNTHETIC_END)


def test_comments_at_tells_the_words_of_then(history: History) -> None:
    history.add(type="comment", number=1, at=hour(2), actor="ben", comment="c", body="one")
    history.add(type="edit_comment", number=1, at=hour(4), actor="ben", comment="c", body="two")
    history.add(type="minimize_comment", number=1, at=hour(5), actor="ann", comment="c", reason="spam")
    history.add(type="delete_comment", number=1, at=hour(6), actor="ann", comment="c")
    found = [history.comments_at(hour(moment)) for moment in (1, 2, 4, 5, 6)]
    assert [[comment["body"] for comment in comments] for comments in found] == [[], ["one"], ["two"], ["two"], []]
    assert found[1][0] == {
        "number": 1,
        "kind": "comment",
        "key": "c",
        "author": "ben",
        "body": "one",
        "state": None,
        "created_at": hour(2),
        "edited_at": None,
        "is_minimized": False,
        "minimized_reason": None,
    }
    assert (found[3][0]["edited_at"], found[3][0]["minimized_reason"]) == (hour(4), "spam")


# Synthetic


def test_synthetic_histories_follow_from_their_seed() -> None:
    first, second, other = (History.synthetic(80, seed).items_at(SYNTHETIC_END) for seed in (1, 1, 2))
    assert first == second != other
    assert len(first) == 80


def test_synthetic_histories_are_varied_and_skewed() -> None:
    history = History.synthetic(400, seed=9)
    items = history.items_at(SYNTHETIC_END)
    assert {item["kind"] for item in items} == {"issue", "pull_request"}
    assert {item["state"] for item in items} == {"OPEN", "CLOSED", "MERGED"}
    sizes = sorted(len(found.entries) for item in items if (found := history.item_at(item["number"], SYNTHETIC_END)))
    assert sizes[len(sizes) // 2] < 20
    assert 1 <= sum(size > 100 for size in sizes) <= 20
    assert {comment["kind"] for comment in history.comments_at(SYNTHETIC_END)} == {
        "comment",
        "review",
        "review_comment",
    }


def test_without_losses_nothing_vanishes() -> None:
    history = History.synthetic(150, seed=4)
    numbers = {item["number"] for item in history.items_at(SYNTHETIC_END)}
    assert numbers == set(range(1, 151))
    assert not history.typenames


# Reading and refusing


def test_a_history_is_read_from_a_file_or_a_folder(tmp_path: Path) -> None:
    told = {
        "repository": {"name": "one/two", "database_id": 5, "created_at": "2024-01-01T00:00:00Z"},
        "accounts": [{"login": "helper", "kind": "Bot"}],
        "events": [{"type": "open_issue", "at": "2025-01-01T00:00:00Z", "number": 3, "actor": "helper", "title": "T"}],
    }
    (tmp_path / "a.json").write_text(json.dumps(told))
    more = {"events": [{"type": "close", "at": "2025-01-02T00:00:00Z", "number": 3, "note": "why not"}]}
    (tmp_path / "b.json").write_text(json.dumps(more))
    single, both = History.load(tmp_path / "a.json"), History.load(tmp_path)
    assert (single.repository.name, single.accounts["helper"].kind) == ("one/two", "Bot")
    assert [history.items_at(START)[0]["state"] for history in (single, both)] == ["OPEN", "CLOSED"]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("[]", "file.json: "),
        ("{", "file.json: "),
        ('{"events": [{"type": "close", "at": "2025-01-02T00:00:00Z", "number": 3}]}', "#3: close comes before"),
        ('{"accounts": [{"name": "x"}]}', "file.json: "),
        (
            '{"events": [{"type": "rename_label", "at": "2025-01-02T00:00:00Z", "label": "x", "name": "y"}]}',
            "not there",
        ),
    ],
)
def test_a_file_that_is_no_history_is_refused(tmp_path: Path, told: str, message: str) -> None:
    path = tmp_path / "file.json"
    path.write_text(told)
    with pytest.raises(HistoryError, match=message):
        History.load(path)


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ({"type": "sneeze", "at": START}, "unknown event type 'sneeze'"),
        ({"type": "close", "at": START}, "'number' must be an integer"),
        ({"type": "create_label", "at": START, "number": 1, "label": "x"}, "'number' must be left out"),
        ({"type": "rename", "at": START, "number": 1}, "rename: title missing"),
        ({"type": "close", "at": START, "number": 1, "titel": "x"}, "close: no such key: titel"),
        ({"type": "close", "at": "yesterday", "number": 1}, "'at' is not an instant"),
        ({"type": "close", "at": START.replace(tzinfo=None), "number": 1}, "'at' is not an instant"),
        ({"type": "close", "number": 1}, "'at' is not an instant"),
        ({"type": "label", "at": START, "number": 1, "label": "nope"}, "label 'nope' is never created"),
        ({"type": "request_review", "at": START, "number": 2}, "reviewer or team"),
    ],
)
def test_an_event_that_makes_no_sense_is_refused(history: History, event: dict[str, Any], message: str) -> None:
    version = history.version
    with pytest.raises(HistoryError, match=message):
        history.add(event)
    assert history.version == version


@pytest.mark.parametrize(
    "events",
    [
        [{"type": "open_issue", "number": 1, "title": "Again"}],
        [{"type": "comment", "number": 1, "comment": "c", "body": ""}] * 2,
        [{"type": "create_label", "label": "bug"}],
        [{"type": "delete_milestone", "milestone": 4}],
    ],
)
def test_several_events_are_added_all_or_none(history: History, events: list[dict[str, Any]]) -> None:
    before, version = history.items_at(hour(100)), history.version
    with pytest.raises(HistoryError):
        history.extend({"at": hour(50), "actor": None, **event} for event in events)
    assert (history.items_at(hour(100)), history.version) == (before, version)
    history.extend([{"type": "close", "number": 1, "at": hour(50)}])
    assert history.items_at(hour(100))[0]["state"] == "CLOSED"
