"""What is chosen, in which order, and what is left out."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.narrative.samples import EMPTY, END, NONE, START, item, story

from hansard.facts import (
    Area,
    Contributor,
    Counts,
    Discussion,
    Facts,
    Focused,
    FocusEntry,
    FollowUp,
    Quote,
    ResponseTime,
    Story,
    Tie,
    Trend,
    Voice,
    Waiting,
)
from hansard.narrative.model import Narrative
from hansard.narrative.rules import narrate, pace, stance

PULL = {"kind": "pull_request"}


def trend(name: str, items: int, *, is_rising: bool) -> Trend:
    return Trend("label", name, items, 2, 9, 28, 0.3, 0.5, items >= 3, is_rising, ())


def contributor(login: str, *, is_bot: bool = False, acts: int = 1) -> Contributor:
    return Contributor(login, is_bot, False, False, 0, 0, 0, acts, 0, 0, 0, acts)


def focus_entry(number: int) -> FocusEntry:
    return FocusEntry(number, 1.0, ("rocm",), (), (), (), (), ())


def discussion(number: int, *bodies: str) -> Discussion:
    quotes = tuple(Quote("bob", f"https://github.com/o/r/issues/1#c{i}", body) for i, body in enumerate(bodies))
    return Discussion(number, (Voice("bob", "maintainer", 2, 0, ()),), quotes)


def counted(merged: int) -> Counts:
    count = replace(NONE, window=merged)
    return replace(EMPTY.counts, merged_pull_requests=count, all=count)


def busy(*stories: Story, **more: object) -> Facts:
    """Facts of a window with more items than are told without a ranking."""
    values = {"stories": stories, "overlaps": replace(EMPTY.overlaps, items=50)} | more
    return replace(EMPTY, **values)  # type: ignore[arg-type]


def told(narrative: Narrative) -> list[int]:
    """The numbers that are told in a section, each as often as it is told."""
    return [
        *(one.story.item.number for focus in narrative.focuses for one in focus.told.shown),
        *(one.number for focus in narrative.focuses for group in focus.groups for one in group.items),
        *(one.story.item.number for one in narrative.discussions.shown),
        *(one.item.number for one in narrative.changes.changes.shown),
        *(one.item.number for one in narrative.attention.follow_ups.shown),
        *(one.item.number for one in narrative.attention.problems.shown),
        *(one.item.number for one in narrative.attention.reopened.shown),
        *(one.item.number for one in narrative.attention.waiting.shown),
    ]


def test_nothing_happened() -> None:
    nothing = narrate(EMPTY)
    assert nothing.summary.is_quiet
    assert nothing.summary.is_complete
    assert not nothing.summary.is_small
    assert not any((nothing.focuses, nothing.discussions.shown, nothing.summary.effects, nothing.summary.unanswered))
    assert not any((nothing.trends.topics, nothing.changes.changes.shown, nothing.attention.problems.shown))
    assert not nothing.changes.were_merged


def test_one_event_ends_the_quiet() -> None:
    assert not narrate(replace(EMPTY, counts=counted(1))).summary.is_quiet


@pytest.mark.parametrize(
    ("percentile", "word"),
    [
        (100.0, "busy"),
        (90.0, "busy"),
        (80.0, "above"),
        (75.0, "usual"),
        (25.0, "usual"),
        (20.0, "below"),
        (10.0, "quiet"),
    ],
)
def test_a_word_for_the_pace_is_earned(percentile: float, word: str) -> None:
    assert pace(replace(NONE, percentile=percentile, busy_before=28)) == word


def test_no_word_for_the_pace_without_a_past() -> None:
    assert pace(replace(NONE, percentile=100.0, busy_before=13)) is None
    assert pace(replace(NONE, percentile=None, busy_before=28)) is None


def test_what_is_not_complete_is_not_judged() -> None:
    counts = replace(EMPTY.counts, all=replace(NONE, window=9, percentile=99.0, busy_before=28))
    assert narrate(replace(EMPTY, counts=counts)).summary.pace == "busy"
    assert narrate(replace(EMPTY, counts=counts, synced_until=START)).summary.pace is None


@pytest.mark.parametrize(("usual", "days_28", "is_compared"), [(1.0, 28, True), (None, 28, False), (0.0, 3, False)])
def test_a_comparison_needs_a_past(usual: float | None, days_28: int, is_compared: bool) -> None:
    counts = replace(EMPTY.counts, all=replace(NONE, usual=usual, days_28=days_28))
    summary = narrate(replace(EMPTY, counts=counts)).summary
    assert summary.is_compared is is_compared
    assert len(summary.compared) == (5 if is_compared else 0)


@pytest.mark.parametrize(("synced_until", "is_complete"), [(END, True), (START, False), (None, False)])
def test_the_archive_must_reach_the_end(synced_until: datetime | None, is_complete: bool) -> None:
    assert narrate(replace(EMPTY, synced_until=synced_until)).summary.is_complete is is_complete


def test_grave_problems_without_a_maintainer_stand_in_the_summary() -> None:
    stories = (
        story(1, severity="crash", need_rank=2),
        story(2, severity="security", need_rank=1),
        story(3, severity="crash", need_rank=3, has_maintainer=True),
        story(4, severity="install", need_rank=4),
        story(5, severity="crash"),
    )
    assert [one.item.number for one in narrate(busy(*stories)).summary.unanswered] == [2, 1]


def test_effects_on_users_are_those_of_merged_changes() -> None:
    merged = ("merged_pull_requests",)
    stories = (
        story(1, lists=merged, is_breaking=True, weight_rank=2),
        story(2, lists=merged, is_breaking=True, weight_rank=1),
        story(3, lists=("new_pull_requests",), is_breaking=True, weight_rank=3),
        story(4, lists=merged, is_security=True, is_docs_or_ci=True, weight_rank=4),
        story(5, lists=merged, is_crash_fix=True, weight_rank=5),
    )
    effects = {one.kind: [it.item.number for it in one.stories] for one in narrate(busy(*stories)).summary.effects}
    assert effects == {"breaking": [2, 1], "crash_fix": [5]}


def test_an_item_has_one_place_and_is_pointed_at_from_others() -> None:
    stories = tuple(story(n, heat_rank=n, weight_rank=n, need_rank=n) for n in range(1, 5))
    facts = busy(
        *stories,
        discussions=(discussion(1), discussion(2)),
        changes=(2, 3),
        attention=(3, 1, 4),
        focuses=(Focused("AMD", (), (), (), (focus_entry(4), focus_entry(2))),),
        counts=counted(2),
    )
    narrative = narrate(facts)
    assert sorted(told(narrative)) == [1, 2, 3, 4]
    assert [one.story.item.number for one in narrative.discussions.shown] == [1]
    assert [one.item.number for one in narrative.changes.changes.shown] == [2]
    assert [one.item.number for one in narrative.attention.problems.shown] == [3]
    assert [one.story.item.number for one in narrative.focuses[0].told.shown] == [4]
    assert [one.number for one in narrative.discussions.elsewhere] == [2]
    assert [one.number for one in narrative.attention.problems.elsewhere] == [1, 4]
    assert [one.number for one in narrative.focuses[0].told.elsewhere] == [2]


def test_more_than_a_section_holds_is_counted() -> None:
    numbers = range(1, 12)
    facts = busy(*(story(n, need_rank=n) for n in numbers), attention=tuple(numbers))
    problems = narrate(facts).attention.problems
    assert [one.item.number for one in problems.shown] == [1, 2, 3, 4]
    assert problems.more == 7


@pytest.mark.parametrize(("days", "shown"), [(1, 4), (7, 8), (31, 10)])
def test_longer_windows_tell_more(days: int, shown: int) -> None:
    numbers = range(1, 31)
    facts = busy(*(story(n, need_rank=n) for n in numbers), attention=tuple(numbers))
    facts = replace(facts, start=END - timedelta(days=days))
    assert len(narrate(facts).attention.problems.shown) == shown


def test_few_items_are_all_told_without_a_ranking() -> None:
    stories = (
        story(1, of=item(1, **PULL), lists=("new_pull_requests",)),
        story(2, of=item(2, state="CLOSED"), lists=("closed_issues",)),
        story(3, lists=()),
        *(story(n, need_rank=n) for n in range(10, 15)),
    )
    facts = replace(EMPTY, stories=stories, attention=tuple(range(10, 15)), overlaps=replace(EMPTY.overlaps, items=7))
    narrative = narrate(facts)
    assert narrative.summary.is_small
    assert sorted(told(narrative)) == [1, 2, 10, 11, 12, 13, 14]
    assert [one.item.number for one in narrative.changes.changes.shown] == [1]
    assert narrative.attention.problems.more == 0


def test_a_section_of_few_items_points_at_those_told_elsewhere() -> None:
    stories = (story(1, of=item(1, **PULL), lists=("new_pull_requests",), heat_rank=1),)
    facts = replace(
        EMPTY, stories=stories, discussions=(Discussion(1, (), ()),), overlaps=replace(EMPTY.overlaps, items=1)
    )
    narrative = narrate(facts)
    assert [one.story.item.number for one in narrative.discussions.shown] == [1]
    assert [one.number for one in narrative.changes.changes.elsewhere] == [1]


def test_rising_topics_come_before_frequent_ones() -> None:
    frequent, rising = trend("bug", 9, is_rising=False), trend("rocm", 3, is_rising=True)
    trends = narrate(replace(EMPTY, trends=(rising, frequent))).trends
    assert (trends.topics, trends.are_rising) == ((rising,), True)
    others = (trend("b", 3, is_rising=False), trend("a", 3, is_rising=False), frequent)
    trends = narrate(replace(EMPTY, trends=others)).trends
    assert ([one.name for one in trends.topics], trends.are_rising) == (["bug", "a", "b"], False)


def test_topics_below_the_threshold_are_only_listed() -> None:
    few, fewer = trend("bug", 2, is_rising=False), trend("rocm", 1, is_rising=False)
    trends = narrate(replace(EMPTY, trends=(fewer, few))).trends
    assert (trends.topics, trends.scattered) == ((), (few, fewer))


def test_changes_without_weight_are_left_out() -> None:
    stories = (story(1, weight=-1.0, weight_rank=1), story(2, weight=-3.0, weight_rank=2))
    narrative = narrate(busy(*stories, counts=counted(2), changes=(1, 2)))
    assert narrative.changes.changes.shown == ()
    assert narrative.changes.were_merged


def test_the_first_areas_are_told_unless_every_item_is() -> None:
    areas = tuple(Area(f"folder/{place}", 3, 10, (3, 2, 1)) for place in range(9))
    assert narrate(busy(areas=areas)).changes.areas == areas[:6]
    assert narrate(replace(EMPTY, areas=areas, overlaps=replace(EMPTY.overlaps, items=7))).changes.areas == ()


def test_what_is_in_review_is_open_and_by_people_and_not_told_above() -> None:
    new = (
        item(1, is_draft=True),
        item(2, state="CLOSED"),
        item(3, author_kind="Bot"),
        *(item(number) for number in range(10, 17)),
    )
    facts = busy(story(11, weight_rank=1), changes=(11,), lists=replace(EMPTY.lists, new_pull_requests=new))
    changes = narrate(facts).changes
    assert [one.number for one in changes.in_review] == [10, 12, 13, 14, 15]
    assert changes.more_in_review == 1


def test_bots_are_told_apart_and_idle_accounts_not_at_all() -> None:
    people = (contributor("ann"), contributor("merged-only", acts=0), contributor("robot", is_bot=True))
    activity = narrate(replace(EMPTY, contributors=people)).activity
    assert [one.login for one in activity.people] == ["ann"]
    assert [one.login for one in activity.bots] == ["robot"]


def test_kinds_that_nobody_opened_have_no_response_time() -> None:
    responses = (
        ResponseTime("first_answer", "issue", 0, 0, None, None, (), ()),
        ResponseTime("first_answer", "pull_request", 2, 1, 60.0, 60.0, (1, 2), (1,)),
    )
    assert narrate(replace(EMPTY, responses=responses)).activity.responses == responses[1:]


def test_a_long_focus_names_the_rest_by_its_lists_and_counts_what_is_too_much() -> None:
    stories = [story(n, lists=("merged_pull_requests",) if n % 2 else ()) for n in range(1, 61)]
    focus = Focused("AMD", ("rocm",), (), (), tuple(focus_entry(n) for n in range(1, 61)))
    (section,) = narrate(busy(*stories, focuses=(focus,))).focuses
    assert [one.story.item.number for one in section.told.shown] == [1, 2, 3, 4, 5]
    assert [(group.name, len(group.items)) for group in section.groups] == [
        ("merged_pull_requests", 20),
        ("commented", 20),
    ]
    assert (section.told.more, section.number) == (15, 60)


def test_discussions_quote_two_comments_that_say_something() -> None:
    words = ("+1", "The first that says something.", "The second that says something.", "A third one as well.")
    (one,) = narrate(busy(story(1, heat_rank=1), discussions=(discussion(1, *words),))).discussions.shown
    assert [said.text for said in one.said] == list(words[1:3])


def follow_up(number: int) -> FollowUp:
    return FollowUp(item(number), "crash", 0, False, None, None, None, None)


def test_follow_ups_come_instead_of_the_problem_again() -> None:
    facts = busy(
        story(1, need_rank=1), story(2, need_rank=2), attention=(1, 2), follow_ups=(follow_up(9), follow_up(1))
    )
    attention = narrate(facts).attention
    assert [one.item.number for one in attention.follow_ups.shown] == [9, 1]
    assert [one.item.number for one in attention.problems.shown] == [2]
    assert attention.problems.elsewhere == ()


def test_what_waits_or_was_reopened_is_told_once() -> None:
    waiting = tuple(Waiting(item(number), ("bob",), START, 400_000.0) for number in (1, 5))
    facts = busy(story(1, need_rank=1), story(2, reopened_rank=1), attention=(1,), reopened=(1, 2), waiting=waiting)
    attention = narrate(facts).attention
    assert [one.item.number for one in attention.reopened.shown] == [2]
    assert [one.item.number for one in attention.waiting.shown] == [5]


@pytest.mark.parametrize(
    ("one", "how"),
    [
        (story(1, of=item(1, state="MERGED", **PULL)), "merged"),
        (story(1, of=item(1, state="CLOSED", **PULL)), "closed_unmerged"),
        (story(1, of=item(1, state="CLOSED")), "closed"),
        (story(1, of=item(1, state="CLOSED"), ties=(Tie("closed_by", "pull_request", 2, "u"),)), "closed_by"),
        (story(1, of=item(1, state="CLOSED"), ties=(Tie("linked", "pull_request", 2, "u"),)), "closed"),
        (story(1, of=item(1, **PULL), objectors=("bob",), is_approved=True, is_answered=True), "changes_requested"),
        (story(1, of=item(1, **PULL), is_approved=True, is_answered=True), "approved"),
        (story(1, has_maintainer=True), "unanswered"),
        (story(1, is_answered=True), "no_maintainer"),
        (story(1, is_answered=True, has_maintainer=True), "maintainer"),
    ],
)
def test_how_an_item_stands(one: Story, how: str) -> None:
    assert stance(one) == how
