"""Cursors name values of the sort key: what moves past one is seen twice, or never."""

from typing import Any

import pytest
from tests.sandbox.conftest import Client, hour

from hansard.sandbox import History, Sandbox

ITEMS = 6


@pytest.fixture
def history() -> History:
    """Six issues, one an hour; the later ones have more comments."""
    history = History()
    for number in range(1, ITEMS + 1):
        history.add(type="open_issue", number=number, at=hour(number), actor=None, title=f"Issue {number}")
        for place in range(number % 3):
            history.add(type="comment", number=number, at=hour(number + place / 10), actor="ann", body="Hm")
    return history


def listing(client: Client, arguments: str, after: str | None = None) -> tuple[list[int], dict[str, Any]]:
    cursor = f', after: "{after}"' if after else ""
    text = f"issues({arguments}{cursor}) {{ nodes {{ number }} totalCount pageInfo {{ startCursor endCursor"
    found = client.repository(text + " hasNextPage hasPreviousPage } }")["issues"]
    return [node["number"] for node in found["nodes"]], found["pageInfo"]


def walk(client: Client, arguments: str) -> list[int]:
    """All pages, one after the other."""
    numbers, info = listing(client, arguments)
    while info["hasNextPage"]:
        more, info = listing(client, arguments, info["endCursor"])
        numbers += more
    return numbers


def ordered(field: str, direction: str) -> str:
    return f"orderBy: {{field: {field}, direction: {direction}}}"


@pytest.mark.parametrize("size", [1, 2, 5, 6, 7])
@pytest.mark.parametrize("field", ["CREATED_AT", "UPDATED_AT", "COMMENTS"])
def test_pages_of_any_size_tell_the_same_list(client: Client, field: str, size: int) -> None:
    up = walk(client, f"first: {size}, {ordered(field, 'ASC')}")
    assert sorted(up) == [1, 2, 3, 4, 5, 6]
    assert walk(client, f"first: {size}, {ordered(field, 'DESC')}") == up[::-1]


def test_without_an_order_it_is_that_of_creation(client: Client) -> None:
    assert listing(client, "first: 100")[0] == [1, 2, 3, 4, 5, 6]


def test_last_and_before_page_from_the_end(client: Client) -> None:
    numbers, info = listing(client, "last: 2")
    assert numbers == [5, 6]
    assert (info["hasNextPage"], info["hasPreviousPage"]) == (False, True)
    earlier = client.repository(f'issues(last: 2, before: "{info["startCursor"]}") {{ nodes {{ number }} }}')
    assert [node["number"] for node in earlier["issues"]["nodes"]] == [3, 4]


def test_edges_carry_the_cursors(client: Client) -> None:
    edges = client.repository("issues(first: 3) { edges { cursor node { number } } }")["issues"]["edges"]
    assert listing(client, "first: 1", edges[1]["cursor"])[0] == [3]


def test_a_row_touched_during_a_descending_walk_is_lost(history: History, client: Client) -> None:
    """As on GitHub: it jumps to the front, behind the cursor, and no later page has it."""
    arguments = f"first: 2, {ordered('UPDATED_AT', 'DESC')}"
    numbers, info = listing(client, arguments)
    assert numbers == [6, 5]
    history.add(type="comment", number=2, at=hour(50), actor="ann", body="me again")
    rest, info = listing(client, arguments, info["endCursor"])
    rest += listing(client, arguments, info["endCursor"])[0]
    assert rest == [4, 3, 1]


def test_a_row_touched_during_an_ascending_walk_is_seen_twice(history: History, client: Client) -> None:
    arguments = f"first: 2, {ordered('UPDATED_AT', 'ASC')}"
    numbers, info = listing(client, arguments)
    assert numbers == [1, 2]
    history.add(type="comment", number=1, at=hour(50), actor="ann", body="me again")
    assert listing(client, f"first: 9, {ordered('UPDATED_AT', 'ASC')}", info["endCursor"])[0] == [3, 4, 5, 6, 1]


def test_a_cursor_outlives_its_row(history: History, client: Client) -> None:
    _, info = listing(client, "first: 3")
    history.add(type="delete_item", number=3, at=hour(50))
    assert listing(client, "first: 9", info["endCursor"])[0] == [4, 5, 6]


def test_rows_of_the_same_second_are_all_seen() -> None:
    history = History()
    for number in range(1, 8):
        history.add(type="open_issue", number=number, at=hour(1), actor=None, title="Same second")
    client = Client(Sandbox(history, hour(2)))
    for direction in ("ASC", "DESC"):
        assert sorted(walk(client, f"first: 2, {ordered('UPDATED_AT', direction)}")) == list(range(1, 8))


def test_since_is_inclusive_and_goes_by_the_update(history: History, client: Client) -> None:
    history.add(type="comment", number=1, at=hour(50), actor="ann", body="late")
    assert listing(client, 'first: 9, filterBy: {since: "2025-06-01T06:00:00Z"}')[0] == [1, 6]
    assert listing(client, 'first: 9, filterBy: {since: "2025-06-03T02:00:00Z"}')[0] == [1]
    assert listing(client, 'first: 9, filterBy: {since: "2025-06-03T02:00:01Z"}')[0] == []


def test_filters(history: History, client: Client) -> None:
    history.add(type="create_label", at=hour(0), label="bug")
    history.add(type="create_milestone", at=hour(0), milestone=3, title="Third")
    history.add(type="label", number=2, at=hour(20), label="bug")
    history.add(type="assign", number=3, at=hour(20), assignee="ann")
    history.add(type="milestone", number=4, at=hour(20), milestone=3)
    history.add(type="close", number=5, at=hour(20))
    history.add(type="open_issue", number=7, at=hour(7), actor="ann", title="Mine")
    for arguments, wanted in {
        'labels: ["BUG"]': [2],
        'filterBy: {labels: ["bug"]}': [2],
        'filterBy: {assignee: "ann"}': [3],
        'filterBy: {assignee: "*"}': [3],
        'filterBy: {createdBy: "ann"}': [7],
        'filterBy: {milestoneNumber: "3"}': [4],
        "states: [CLOSED]": [5],
        "filterBy: {states: [OPEN]}": [1, 2, 3, 4, 6, 7],
    }.items():
        assert listing(client, f"first: 9, {arguments}")[0] == wanted, arguments


def test_pull_requests_filter_by_branch_and_state() -> None:
    history = History()
    for number, base in ((1, "main"), (2, "release")):
        history.add(type="open_pull_request", number=number, at=hour(number), actor=None, title="P", base=base)
    history.add(type="merge", number=1, at=hour(5))
    client = Client(Sandbox(history, hour(9)))
    for arguments, wanted in {
        'baseRefName: "release"': 2,
        'headRefName: "branch-1"': 1,
        "states: [MERGED]": 1,
        "states: [OPEN]": 2,
    }.items():
        found = client.repository(f"pullRequests(first: 9, {arguments}) {{ nodes {{ number }} }}")["pullRequests"]
        assert found["nodes"] == [{"number": wanted}], arguments


# Timelines

TIMELINE = "totalCount filteredCount pageCount updatedAt nodes { __typename ... on IssueComment { body } }"


def timeline(client: Client, arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = client.issue(1, f"timelineItems({arguments}) {{ {TIMELINE} pageInfo {{ endCursor }} }}")
    return found["timelineItems"]  # type: ignore[no-any-return]


@pytest.fixture
def talkative(history: History) -> History:
    """Issue 1 with five comments, a label between them, and a subscription, which nobody asks for."""
    history.add(type="create_label", at=hour(0), label="bug")
    for number in range(1, 6):
        history.add(type="comment", number=1, at=hour(10 + number), actor="ann", comment=f"c{number}", body=f"{number}")
    history.add(type="label", number=1, at=hour(13.5), label="bug")
    history.add(type="timeline", number=1, at=hour(13.7), typename="SubscribedEvent")
    return history


def bodies(found: dict[str, Any]) -> str:
    return " ".join(node.get("body", node["__typename"][0]) for node in found["nodes"])


@pytest.mark.usefixtures("talkative")
def test_the_total_ignores_the_types_the_rest_does_not(client: Client) -> None:
    """Issue 1 has a first comment of its own fixture, then five."""
    whole = timeline(client, "first: 100")
    assert bodies(whole) == "Hm 1 2 3 L S 4 5"
    found = timeline(client, "first: 2, itemTypes: [ISSUE_COMMENT, LABELED_EVENT]")
    assert (found["totalCount"], found["filteredCount"], found["pageCount"]) == (8, 7, 2)
    after = found["pageInfo"]["endCursor"]
    rest = timeline(client, f'first: 100, after: "{after}", itemTypes: [ISSUE_COMMENT, LABELED_EVENT]')
    assert (rest["totalCount"], rest["filteredCount"], rest["pageCount"]) == (8, 5, 5)
    assert bodies(rest) == "2 3 L 4 5"


@pytest.mark.usefixtures("talkative")
def test_since_and_skip(client: Client) -> None:
    assert bodies(timeline(client, 'first: 100, since: "2025-06-01T13:00:00Z"')) == "3 L S 4 5"
    assert bodies(timeline(client, "first: 3, skip: 2")) == "2 3 L"
    assert bodies(timeline(client, "last: 2")) == "4 5"


def test_a_timeline_s_cursor_keeps_its_meaning_when_entries_before_it_vanish(
    talkative: History, client: Client
) -> None:
    cursor = timeline(client, "first: 3")["pageInfo"]["endCursor"]
    talkative.add(type="delete_comment", number=1, at=hour(30), comment="c1")
    rest = timeline(client, f'first: 100, after: "{cursor}"')
    assert bodies(rest) == "3 L S 4 5 C"  # C: that a comment was deleted


def test_a_timeline_was_updated_with_its_newest_entry_or_edit(talkative: History, client: Client) -> None:
    assert timeline(client, "first: 1")["updatedAt"] == "2025-06-01T15:00:00Z"
    talkative.add(type="edit_comment", number=1, at=hour(40), comment="c1", body="changed")
    assert timeline(client, "first: 1")["updatedAt"] == "2025-06-02T16:00:00Z"
