"""What is chosen, in which order, and what is left out."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hansard.facts import (
    SCHEMA_VERSION,
    Activity,
    Change,
    Contributor,
    Count,
    Counts,
    Discussion,
    Facts,
    Focused,
    FocusEntry,
    Item,
    LabelTrend,
    Lists,
    Problem,
    ResponseTime,
)
from hansard.narrative.rules import narrate

START, END = datetime(2025, 12, 9, 16, tzinfo=UTC), datetime(2025, 12, 10, 16, tzinfo=UTC)
NONE = Count(window=0, days_7=0, days_28=0, usual=0.0)
EMPTY = Facts(
    schema_version=SCHEMA_VERSION,
    project="vLLM",
    repository="vllm-project/vllm",
    url="https://github.com/vllm-project/vllm",
    start=START,
    end=END,
    zone="Asia/Shanghai",
    synced_until=END,
    counts=Counts(
        NONE, NONE, NONE, NONE, NONE, new_issues_closed=0, new_pull_requests_merged=0, closed_issues_by_bots=0
    ),
    lists=Lists((), (), (), (), ()),
    focuses=(),
    discussions=(),
    trends=(),
    changes=(),
    activity=Activity(people=0, newcomers=0, comments=0, reviews=0, reviewers=0, bots=0, bot_acts=0),
    contributors=(),
    responses=(),
    attention=(),
)


def item(number: int) -> Item:
    return Item(
        kind="issue",
        number=number,
        title=f"title {number}",
        url=f"https://github.com/vllm-project/vllm/issues/{number}",
        state="OPEN",
        state_reason=None,
        labels=(),
        is_draft=False,
        author="ann",
        author_kind="User",
        author_association="NONE",
        created_at=START,
        closed_at=None,
        merged_at=None,
    )


def discussion(number: int) -> Discussion:
    return Discussion(item(number), 1.0, 3, 2, ("ann", "bob"), (), 3, 2, 1, False, False, False)


def trend(label: str, items: int, *, is_rising: bool) -> LabelTrend:
    return LabelTrend(label, items, 2, 1.0, 0.5, items >= 3, is_rising, ())


def change(number: int, score: float) -> Change:
    return Change(item(number), score, False, False, False, False, False, None, 0, (), ())


def problem(number: int) -> Problem:
    return Problem(item(number), 1.0, "bug", "[Bug]", 1, 0, False, 60.0)


def contributor(login: str, *, is_bot: bool = False, acts: int = 1) -> Contributor:
    return Contributor(login, is_bot, False, 0, 0, 0, acts, 0, 0, 0, acts)


def entry(number: int) -> FocusEntry:
    return FocusEntry(item(number), ("new_issues",), 0, ("rocm",), (), (), (), (), ())


def counted(merged: int) -> Counts:
    return replace(EMPTY.counts, merged_pull_requests=replace(NONE, window=merged))


def test_nothing_happened() -> None:
    told = narrate(EMPTY)
    assert told.summary.is_quiet
    assert told.summary.is_complete
    assert not any((told.focuses, told.discussions))
    assert not any((told.trends.labels, told.changes.changes, told.changes.in_review, told.attention.problems))
    assert not told.changes.were_merged


def test_one_event_ends_the_quiet() -> None:
    assert not narrate(replace(EMPTY, counts=counted(1))).summary.is_quiet


def test_a_comparison_needs_all_five_means() -> None:
    assert narrate(EMPTY).summary.is_compared
    young = replace(EMPTY.counts, new_issues=replace(NONE, usual=None))
    assert not narrate(replace(EMPTY, counts=young)).summary.is_compared


@pytest.mark.parametrize(("synced_until", "is_complete"), [(END, True), (START, False), (None, False)])
def test_the_archive_must_reach_the_end(synced_until: datetime | None, is_complete: bool) -> None:
    assert narrate(replace(EMPTY, synced_until=synced_until)).summary.is_complete is is_complete


def test_four_discussions_at_most_in_the_order_of_the_facts() -> None:
    told = narrate(replace(EMPTY, discussions=tuple(discussion(number) for number in (5, 3, 9, 1, 7))))
    assert [one.item.number for one in told.discussions] == [5, 3, 9, 1]


def test_an_item_has_one_place() -> None:
    facts = replace(
        EMPTY,
        counts=counted(2),
        discussions=(discussion(1), discussion(2)),
        changes=(change(1, 5.0), change(3, 4.0)),
        attention=(problem(2), problem(4)),
    )
    told = narrate(facts)
    assert [one.item.number for one in told.changes.changes] == [3]
    assert [one.number for one in told.changes.elsewhere] == [1]
    assert [one.item.number for one in told.attention.problems] == [4]
    assert [one.number for one in told.attention.elsewhere] == [2]


def test_rising_labels_come_before_frequent_ones() -> None:
    frequent, rising = trend("bug", 9, is_rising=False), trend("rocm", 3, is_rising=True)
    told = narrate(replace(EMPTY, trends=(rising, frequent)))
    assert (told.trends.labels, told.trends.are_rising) == ((rising,), True)
    others = (trend("b", 3, is_rising=False), trend("a", 3, is_rising=False), frequent)
    told = narrate(replace(EMPTY, trends=others))
    assert ([one.label for one in told.trends.labels], told.trends.are_rising) == (["bug", "a", "b"], False)


def test_labels_below_the_threshold_are_only_listed() -> None:
    few, fewer = trend("bug", 2, is_rising=False), trend("rocm", 1, is_rising=False)
    told = narrate(replace(EMPTY, trends=(fewer, few)))
    assert (told.trends.labels, told.trends.scattered) == ((), (few, fewer))


def test_changes_without_weight_are_left_out() -> None:
    told = narrate(replace(EMPTY, counts=counted(2), changes=(change(1, -1.0), change(2, -3.0))))
    assert told.changes.changes == ()
    assert told.changes.were_merged


def test_what_is_in_review_is_open_and_by_people() -> None:
    draft, closed, bot = (
        replace(item(1), is_draft=True),
        replace(item(2), state="CLOSED"),
        replace(item(3), author_kind="Bot"),
    )
    new = (draft, closed, bot, *(item(number) for number in range(10, 17)))
    told = narrate(replace(EMPTY, lists=replace(EMPTY.lists, new_pull_requests=new)))
    assert [one.number for one in told.changes.in_review] == [10, 11, 12, 13, 14]
    assert told.changes.more_in_review == 2


def test_bots_are_told_apart_and_idle_accounts_not_at_all() -> None:
    people = (contributor("ann"), contributor("merged-only", acts=0), contributor("robot", is_bot=True))
    told = narrate(replace(EMPTY, contributors=people))
    assert [one.login for one in told.activity.people] == ["ann"]
    assert [one.login for one in told.activity.bots] == ["robot"]


def test_kinds_that_nobody_opened_have_no_response_time() -> None:
    responses = (ResponseTime("issue", 0, 0, None, None), ResponseTime("pull_request", 2, 1, 60.0, 60.0))
    assert narrate(replace(EMPTY, responses=responses)).activity.responses == responses[1:]


def test_a_long_focus_is_cut_and_says_so() -> None:
    focus = Focused("AMD", ("rocm",), (), (), tuple(entry(number) for number in range(130)))
    (told,) = narrate(replace(EMPTY, focuses=(focus,))).focuses
    assert (len(told.entries), told.more) == (100, 30)
