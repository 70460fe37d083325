"""What ends an item, and what only seems to: duplicates, merges by bots, changes of other repositories, conversions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.report.checker import problems

from hansard.facts import Facts, Link, Story
from hansard.narrative.rules import narrate
from hansard.report.facts import gather
from hansard.report.render import render
from hansard.report.window import Window, day
from hansard.settings import AMD

if TYPE_CHECKING:
    from tests.report.conftest import Record

PULL = "pull_request"
URL = "https://github.com/vllm-project/vllm"


@pytest.fixture
def record(record: Record) -> Record:
    """One whose archive reaches beyond the windows."""
    record.synced("2025-12-31 00:00")
    return record


def told(record: Record, window: Window) -> Facts:
    """The facts; in both languages the page that they make has nothing but what the record tells."""
    facts = gather(record.archive, record.repository, window, [AMD], project="vLLM")
    for language in ("zh", "en"):
        page = render(facts, narrate(facts), language, "md")
        assert problems(page, language, record.con, window.start, window.end, record.zone) == []
    return facts


def narrative(facts: Facts, language: str = "en") -> str:
    return render(facts, narrate(facts), language, "md").partition("\n---\n\n## ")[0]


def story(facts: Facts, number: int) -> Story:
    return next(one for one in facts.stories if one.item.number == number)


def counts(facts: Facts) -> dict[str, int]:
    names = ("new_issues", "closed_issues", "merged_pull_requests", "closed_unmerged_pull_requests")
    header = {name: getattr(facts.counts, name).window for name in names}
    assert header == {name: len(getattr(facts.lists, name)) for name in names}
    return {name: n for name, n in header.items() if n}


def duplicate(record: Record, number: int, of: int, kind: str, **columns: Any) -> None:
    given = {"state_reason": "DUPLICATE", "reference_id": f"I{of}", "reference_kind": kind, **columns}
    record.event(number, "closed", "2025-12-12 10:00", actor="maint", **given)


@pytest.mark.parametrize(("kind", "reference"), [("issue", "Issue"), (PULL, "PullRequest")])
def test_a_duplicate_is_not_closed_by_what_it_duplicates(
    record: Record, busy_window: Window, kind: str, reference: str
) -> None:
    record.item(1, "A long prompt", created="2025-12-12 08:00", kind=kind)
    record.item(2, "Engine crash with long prompts", created="2025-12-11 09:00")
    duplicate(record, 2, 1, reference)
    facts = told(record, busy_window)
    original = Link(1, f"{URL}/{'pull' if kind == PULL else 'issues'}/1")
    (follow_up,) = facts.follow_ups
    assert (follow_up.closer, follow_up.duplicate_of) == (None, original)
    assert [(tie.how, tie.number) for tie in story(facts, 2).ties] == [("duplicate_of", 1)]
    assert not any(tie.how == "closes" for tie in story(facts, 1).ties)
    assert not story(facts, 1).is_crash_fix
    assert f"closed as a duplicate of [#1]({original.url})" in narrative(facts)
    assert f"已关闭（与 [#1]({original.url}) 重复）" in narrative(facts, "zh")


def test_a_pull_request_closed_in_favour_of_another_is_not_closed_by_it(record: Record, busy_window: Window) -> None:
    for number in (3, 4):
        record.item(number, "Handle long prompts", created="2025-12-12 08:00", kind=PULL)
    duplicate(record, 4, 3, "PullRequest", state_reason=None)
    facts = told(record, busy_window)
    assert "closed without merging" in narrative(facts)
    assert {tie.how for tie in (*story(facts, 3).ties, *story(facts, 4).ties)} <= {"linked"}


def test_a_discussed_duplicate_stands_as_one(record: Record, busy_window: Window) -> None:
    record.item(1, "The first", created="2025-11-01 08:00")
    record.item(2, "The second", created="2025-12-11 09:00")
    for minute, login in enumerate(("ann", "bob", "ann", "bob")):
        record.comment(2, f"2025-12-12 08:0{minute}", login)
    duplicate(record, 2, 1, "Issue")
    assert f"Now: closed as a duplicate of [#1]({URL}/issues/1)\n" in narrative(told(record, busy_window))


def test_a_follow_up_tells_why_and_by_which_bot_it_was_closed(record: Record, busy_window: Window) -> None:
    record.item(1, "It crashes", created="2025-12-11 08:00")
    record.event(1, "closed", "2025-12-12 09:00", actor="stale", kind="Bot", state_reason="NOT_PLANNED")
    facts = told(record, busy_window)
    assert "crash or hang; closed as not planned by the bot `stale`\n" in narrative(facts)
    assert "崩溃或挂起；已关闭（不予处理），由机器人 `stale` 关闭\n" in narrative(facts, "zh")
    assert facts.overlaps.closed_issues_by_bots == (1,)


def test_what_a_pull_request_closed_no_bot_did(record: Record, busy_window: Window) -> None:
    queue = {"actor": "merge-queue", "kind": "Bot"}
    for number in (1, 3, 4):
        record.item(number, "A thing", created="2025-12-01 09:00")
    record.item(2, "Handle it", created="2025-12-11 10:00", kind=PULL)
    for minute, login in enumerate(("ann", "bob", "ann", "bob")):
        record.comment(1, f"2025-12-12 08:0{minute}", login)
    record.event(2, "merged", "2025-12-12 10:00", **queue)
    record.event(2, "closed", "2025-12-12 10:00", **queue)
    record.event(1, "closed", "2025-12-12 10:00", reference_id="I2", reference_kind="PullRequest", **queue)
    record.event(3, "closed", "2025-12-12 10:00", commit_oid="c0ffee", reference_kind="Commit", **queue)
    record.event(4, "closed", "2025-12-12 10:00", **queue)
    facts = told(record, busy_window)
    assert facts.overlaps.closed_issues_by_bots == (4,)
    assert f"Now: closed by [#2]({URL}/pull/2)\n" in narrative(facts)
    kinds = {row["number"]: row["closer_kind"] for row in record.rows("window_items", busy_window)}
    assert kinds == {1: PULL, 2: None, 3: "commit", 4: None}


def test_the_closing_of_a_merge_may_come_later(record: Record, busy_window: Window) -> None:
    record.item(1, "A change", created="2025-12-11 08:00", kind=PULL)
    record.item(2, "A late change", created="2025-12-11 08:00", kind=PULL)
    record.event(1, "merged", "2025-12-11 23:59:59", actor="bob")
    record.event(1, "closed", "2025-12-12 00:00:00", actor="bob")
    record.event(2, "closed", "2025-12-12 09:00:00", actor="ann")
    record.event(2, "reopened", "2025-12-12 09:30:00", actor="ann")
    record.event(2, "merged", "2025-12-12 10:00:00", actor="bob")
    record.event(2, "closed", "2025-12-12 10:00:01", actor="bob")
    facts = told(record, busy_window)
    assert counts(facts) == {"merged_pull_requests": 1}
    assert [(one.number, one.act, one.actor) for one in facts.closings] == [(2, "close", "ann"), (2, "merge", "bob")]
    before = told(record, day("2025-12-11", record.zone))
    assert counts(before) == {"merged_pull_requests": 1}
    assert [(one.number, one.act) for one in before.closings] == [(1, "merge")]
    after = record.rows("window_measures", day("2025-12-13", record.zone))
    assert {row["list"]: row["days_7"] for row in after}["closed_unmerged_pull_requests"] == 0


def test_a_closing_before_the_merge_of_another_day_is_one(record: Record, busy_window: Window) -> None:
    record.item(1, "A change", created="2025-12-11 08:00", kind=PULL)
    record.event(1, "closed", "2025-12-12 23:59:59", actor="bob")
    record.event(1, "merged", "2025-12-13 00:00:00", actor="bob")
    facts = told(record, busy_window)
    assert counts(facts) == {"closed_unmerged_pull_requests": 1}
    assert [one.act for one in facts.closings] == ["close"]


def moved_here(record: Record) -> None:
    """Opened, closed and opened again elsewhere on the 12th, and another one closed there; both came on the 20th."""
    for number in (1, 2):
        record.item(number, "A thing", created="2025-12-12 09:00", author="ann")
        record.closed(number, "2025-12-12 10:00", by="bob")
    record.event(1, "reopened", "2025-12-12 11:00", actor="bob")
    for number in (1, 2):
        record.event(number, "transferred", "2025-12-20 09:00", actor="bob")


def test_what_comes_by_transfer_changes_no_old_report(record: Record, busy_window: Window) -> None:
    record.item(3, "Here all along", created="2025-01-01 09:00")
    before = told(record, busy_window)
    moved_here(record)
    assert told(record, busy_window) == before
    assert counts(before) == {}


def test_a_window_that_holds_the_arrival_has_what_happened_elsewhere(record: Record) -> None:
    moved_here(record)
    facts = told(record, Window(record.moment("2025-12-08 00:00"), record.moment("2025-12-22 00:00"), record.zone))
    assert counts(facts) == {"new_issues": 2, "closed_issues": 1}
    later = {row["list"]: row for row in record.rows("window_measures", day("2025-12-21", record.zone))}
    assert (later["new_issues"]["days_28"], later["new_issues"]["busy_before"]) == (2, 0)
    assert (later["closed_issues"]["days_28"], later["closed_issues"]["busy_before"]) == (1, 0)


def test_numbers_of_another_repository_are_not_told(record: Record, busy_window: Window) -> None:
    record._insert(
        "repository",
        id="R2",
        name_with_owner="vllm-project/other",
        url="https://github.com/vllm-project/other",
        observed_at=record.moment("2025-12-31 00:00"),
    )
    record.item(1, "It crashes", created="2025-12-11 09:00")
    record.item(70, "Handle it", created="2025-12-11 10:00", kind=PULL)
    record.con.execute("update item set repository_id = 'R2', number = 7 where id = 'I70'")
    record.merged(70, "2025-12-12 10:00")
    record.con.execute("update timeline set repository_id = 'R2' where item_id = 'I70'")
    record.closed(1, "2025-12-12 10:00", closer=70)
    facts = gather(record.archive, record.repository, busy_window, [], project="vLLM")
    assert story(facts, 1).ties == ()
    assert facts.follow_ups[0].closer is None
    assert record.rows("window_links", busy_window) == []


@pytest.mark.parametrize(
    ("moves", "is_related"),
    [
        (("connected", "disconnected"), False),
        (("connected", "disconnected", "connected"), True),
        (("connected", "cross_referenced", "disconnected"), True),
    ],
)
def test_what_was_connected_by_mistake_is_not_related(
    record: Record, busy_window: Window, moves: tuple[str, ...], is_related: bool
) -> None:
    record.item(1, "Engine crash", created="2025-12-12 08:00")
    record.item(2, "Bump the docs", created="2025-12-10 08:00", kind=PULL)
    pull = {"reference_id": "I2", "reference_kind": "PullRequest"}
    for minute, what in enumerate(moves):
        record.event(1, what, f"2025-12-12 09:0{minute}", **pull)
    # The other's own log has the connection alone.
    record.event(2, "connected", "2025-12-12 09:00", reference_id="I1", reference_kind="Issue")
    facts = told(record, busy_window)
    assert [(tie.how, tie.number) for tie in story(facts, 1).ties] == [("linked", 2)] * is_related


def test_what_is_disconnected_after_the_end_is_related(record: Record, busy_window: Window) -> None:
    record.item(1, "Engine crash", created="2025-12-12 08:00")
    record.item(2, "Bump the docs", created="2025-12-10 08:00", kind=PULL)
    for what, when in (("connected", "2025-12-12 09:00"), ("disconnected", "2025-12-13 00:00")):
        record.event(1, what, when, reference_id="I2", reference_kind="PullRequest")
    assert [tie.how for tie in story(told(record, busy_window), 1).ties] == ["linked"]


def test_a_closing_after_the_end_is_not_told(record: Record, busy_window: Window) -> None:
    record.item(1, "Engine crash", created="2025-12-12 08:00")
    record.item(2, "Handle it", created="2025-12-12 08:30", kind=PULL)
    record.event(1, "cross_referenced", "2025-12-12 09:00", reference_id="I2", reference_kind="PullRequest")
    record.merged(2, "2025-12-13 09:00")
    record.closed(1, "2025-12-13 09:00", closer=2)
    assert [(tie.how, tie.number) for tie in story(told(record, busy_window), 1).ties] == [("linked", 2)]


@pytest.mark.parametrize("is_spoken_of", [True, False])
def test_a_conversion_closes_again_what_was_closed(record: Record, busy_window: Window, is_spoken_of: bool) -> None:
    record.item(1, "A question", created="2025-12-01 08:00", author="ann")
    record.closed(1, "2025-12-11 09:00", by="bob")
    record.event(1, "converted_to_discussion", "2025-12-12 09:00", actor="maint")
    if is_spoken_of:
        record.comment(1, "2025-12-12 08:00", "cy", "Please convert this into a discussion.")
    assert counts(told(record, busy_window)) == {"closed_issues": 1}
    assert counts(told(record, day("2025-12-11", record.zone))) == {"closed_issues": 1}
