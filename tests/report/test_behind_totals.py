"""Every total of what people did is counted again from the JSON facts alone: comments, closings and stories."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest
from tests.report.test_true_reports import DEMO_WINDOWS, LENGTHS, SHANGHAI, windows

from hansard.report.facts import gather
from hansard.report.produce import text_of
from hansard.report.window import between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.report.conftest import Record

    from hansard.report.window import Window
    from hansard.warehouse.query import Archive

REPOSITORY = "vllm-project/vllm"
Json = dict[str, Any]


def printed(archive: Archive, window: Window) -> Json:
    """What `--format json` prints of the window."""
    facts: Json = json.loads(text_of(gather(archive, REPOSITORY, window, []), "en", "json"))
    return facts


def check(facts: Json) -> None:
    did = deeds(facts)
    contributors(facts, did)
    activity(facts, did)
    for story in facts["stories"]:
        said = by_people(facts, story["item"]["number"])
        assert story["comments"] == len(without_reviews(said))
        assert story["reviews"] == len(reviews(said))
        assert story["people"] == len({one["author"] or "ghost" for one in said})
    for discussion in facts["discussions"]:
        said = by_people(facts, discussion["number"])
        for voice in discussion["voices"]:
            mine = [one for one in said if (one["author"] or "ghost") == voice["login"]]
            assert (voice["comments"], voice["reviews"]) == (len(without_reviews(mine)), len(reviews(mine)))
            assert sorted(voice["urls"]) == sorted(one["url"] for one in mine)
    for followed in facts["follow_ups"]:
        assert followed["comments"] == len(without_reviews(by_people(facts, followed["item"]["number"])))
    responses(facts)
    for part, when in (("comments", "created_at"), ("closings", "occurred_at")):
        moments = [one[when] for one in facts[part]]
        assert all(facts["start"] <= moment < facts["end"] for moment in moments)
        assert all(earlier <= later for earlier, later in pairwise(moments))


def by_people(facts: Json, number: int) -> list[Json]:
    return [one for one in facts["comments"] if one["number"] == number and one["author_kind"] != "Bot"]


def without_reviews(said: list[Json]) -> list[Json]:
    return [one for one in said if one["comment_kind"] != "review"]


def reviews(said: list[Json]) -> list[Json]:
    return [one for one in said if one["comment_kind"] == "review" and not one["by_author"]]


def deeds(facts: Json) -> dict[str, Counter[str]]:
    """What each account did, bots with `is_bot` above 0."""
    did: dict[str, Counter[str]] = {}
    for login, kind, deed in acts(facts):
        if login is not None:
            did.setdefault(login, Counter())[deed] += 1
            did[login]["is_bot"] += kind == "Bot"
    return did


def acts(facts: Json) -> Iterator[tuple[str | None, str | None, str]]:
    new = {"new_issues": "opened_issues", "new_pull_requests": "opened_pull_requests"}
    for name, items in facts["lists"].items():
        if deed := {**new, "merged_pull_requests": "merged_pull_requests"}.get(name):
            yield from ((item["author"], item["author_kind"], deed) for item in items)
    for one in facts["comments"]:
        deed = "own_reviews" if one["comment_kind"] == "review" else "comments"
        yield one["author"], one["author_kind"], "reviews" if reviews([one]) else deed
    for one in facts["closings"]:
        yield one["actor"], one["actor_kind"], {"merge": "merges", "close": "closes"}[one["act"]]


def total(did: Counter[str]) -> int:
    return sum(n for deed, n in did.items() if deed not in ("merged_pull_requests", "own_reviews", "is_bot"))


def contributors(facts: Json, did: dict[str, Counter[str]]) -> None:
    for one in facts["contributors"]:
        mine = did[one["login"]]
        assert one["is_bot"] == (mine["is_bot"] > 0)
        assert one["acts"] == total(mine)
        for deed in (
            *("opened_issues", "opened_pull_requests", "merged_pull_requests"),
            *("comments", "reviews", "merges", "closes"),
        ):
            assert one[deed] == mine[deed], (one["login"], deed)
    for is_bot in (False, True):
        named = [one for one in facts["contributors"] if one["is_bot"] == is_bot]
        assert len(named) == min(20, sum((one["is_bot"] > 0) == is_bot for one in did.values()))


def activity(facts: Json, did: dict[str, Counter[str]]) -> None:
    people = {login: one for login, one in did.items() if not one["is_bot"]}
    bots = [one for one in did.values() if one["is_bot"] and total(one)]
    found = facts["activity"]
    assert found["people"] == sum(total(one) > 0 for one in people.values())
    assert found["comments"] == sum(one["comments"] for one in people.values())
    assert found["reviews"] == sum(one["reviews"] for one in people.values())
    assert found["reviewers"] == sum(one["reviews"] > 0 for one in people.values())
    assert set(found["newcomer_logins"]) <= people.keys()
    assert found["newcomers"] == len(found["newcomer_logins"])
    assert (found["bots"], found["bot_acts"]) == (len(bots), sum(total(one) for one in bots))


def responses(facts: Json) -> None:
    items = {story["item"]["number"]: story["item"] for story in facts["stories"]}
    new = [item for name in ("new_issues", "new_pull_requests") for item in facts["lists"][name]]
    merged = facts["lists"]["merged_pull_requests"]
    opened = Counter(("first_answer", item["kind"]) for item in new if item["author_kind"] != "Bot")
    opened += Counter(("merge", item["kind"]) for item in merged if item["author_kind"] != "Bot")
    assert opened == {(one["what"], one["kind"]): one["items"] for one in facts["responses"]}
    for one in facts["responses"]:
        waits = {number: waited(facts, items[number], one["what"]) for number in one["numbers"]}
        timed = {number: seconds for number, seconds in waits.items() if seconds is not None}
        assert one["items"] == len(one["numbers"]) == len(waits)
        assert one["timed_numbers"] == list(timed)
        assert one["timed"] == len(timed)
        assert one["median_seconds"] == (pytest.approx(median(timed.values())) if timed else None)


def waited(facts: Json, item: Json, what: str) -> float | None:
    if what == "merge":
        until = item["merged_at"]
    else:
        answers = [one for one in by_people(facts, item["number"]) if not one["by_author"]]
        until = answers[0]["created_at"] if answers else None
    if until is None:
        return None
    passed = datetime.fromisoformat(until) - datetime.fromisoformat(item["created_at"])
    return max(0.0, passed.total_seconds())


@pytest.mark.parametrize("name", DEMO_WINDOWS)
def test_on_the_demo(demo: Archive, name: str) -> None:
    check(printed(demo, between(*DEMO_WINDOWS[name], SHANGHAI)))


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("history", ["synthetic", "grown"])
def test_on_any_window(request: pytest.FixtureRequest, history: str, length: str) -> None:
    archive: Archive = request.getfixturevalue(history)
    for window in windows(archive, length, seed=2, count=2):
        check(printed(archive, window))


def test_on_a_busy_day(busy_record: Record, busy_window: Window) -> None:
    check(printed(busy_record.archive, busy_window))


def test_on_a_day_of_exceptions(record: Record, busy_window: Window) -> None:
    exceptions(record)
    facts = printed(record.archive, busy_window)
    check(facts)
    said = [(one["author"], one["comment_kind"], one["by_author"], one["review_state"]) for one in facts["comments"]]
    assert said == [
        ("helper[bot]", "issue_comment", False, None),
        ("ann", "review", True, "COMMENTED"),
        ("bob", "review", False, "APPROVED"),
        ("cy", "review", False, "DISMISSED"),
        ("cy", "review_comment", False, None),
        (None, "issue_comment", False, None),
        ("dee", "issue_comment", False, None),
    ]
    did = [(one["act"], one["actor"], one["number"]) for one in facts["closings"]]
    assert did == [("close", "dee", 2), ("close", "helper[bot]", 2), ("merge", "bob", 1), ("close", None, 3)]
    (story,) = [story for story in facts["stories"] if story["item"]["number"] == 1]
    assert (story["comments"], story["reviews"], story["people"]) == (2, 2, 4)
    (ann,) = [one for one in facts["contributors"] if one["login"] == "ann"]
    assert (ann["comments"], ann["reviews"]) == (0, 0), "a review of one's own pull request is none of these"
    found = facts["activity"]
    assert (found["comments"], found["reviews"], found["reviewers"], found["bot_acts"]) == (2, 2, 2, 2)


def exceptions(record: Record) -> None:
    """Bots, a deleted account, reviews of one's own and dismissed ones, and closings that did not last."""
    record.item(1, "one", created="2025-12-12 08:00", kind="pull_request", author="ann")
    record.item(2, "two", created="2025-12-12 08:10", author="dee")
    record.item(3, "three", created="2025-12-01 08:00", author=None)
    bot = "helper[bot]"
    record.comment(1, "2025-12-12 08:01", bot, author_kind="Bot")
    record.comment(1, "2025-12-12 08:02", "ann", kind="review", state="COMMENTED")
    record.comment(1, "2025-12-12 08:03", "bob", kind="review", state="DISMISSED", association="MEMBER")
    approved = record._ordinal
    record.comment(1, "2025-12-12 08:04", "cy", kind="review", state="DISMISSED")
    record.event(
        1,
        "review_dismissed",
        "2025-12-12 08:05",
        actor="ann",
        reference_id=f"C{record._ordinal}",
        review_state="CHANGES_REQUESTED",
    )
    record.comment(1, "2025-12-12 08:06", "cy", kind="review_comment")
    record.comment(1, "2025-12-12 08:07", None)
    record.comment(2, "2025-12-13 08:00", "bob", association="MEMBER")
    record.comment(3, "2025-12-12 08:30", "dee")
    record.closed(2, "2025-12-12 09:00", by="dee")
    record.event(2, "reopened", "2025-12-12 09:01", actor="dee")
    record.closed(2, "2025-12-12 09:02", by=bot, kind="Bot")
    record.merged(1, "2025-12-12 10:00", by="bob")
    record.event(3, "closed", "2025-12-12 11:00", actor=None)
    record.event(
        1, "review_dismissed", "2025-12-13 08:05", actor="ann", reference_id=f"C{approved}", review_state="APPROVED"
    )
