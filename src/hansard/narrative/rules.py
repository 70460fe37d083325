"""The default narrator: fixed rules, no network. The same facts always give the same narrative."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from hansard.facts import Contributor, Count, Discussion, Facts, Focused, Item, Lists, Story, Trend
from hansard.narrative.model import (
    ActivitySection,
    Attention,
    Changes,
    DiscussionTold,
    Effect,
    FocusSection,
    FocusTold,
    Group,
    Narrative,
    Rows,
    Said,
    Summary,
    Trends,
)
from hansard.narrative.places import settle
from hansard.narrative.quote import opening

T = TypeVar("T")

FEW = 8
"""Below so many items nothing is ranked: all are told."""
MOST_NAMED = 40
MOST_SCATTERED = 8
MOST_AREAS = 6
MOST_QUOTES = 2
MOST_VOICES = 8
MOST_AFFECTING = 5
GRAVE = ("security", "wrong_output", "crash", "regression")
EFFECTS = (
    ("security", "is_security"),
    ("breaking", "is_breaking"),
    ("revert", "is_revert"),
    ("crash_fix", "is_crash_fix"),
    ("support", "is_support"),
)


@dataclass(frozen=True, slots=True)
class Lengths:
    """How much a section tells, by the length of the window."""

    discussions: int
    changes: int
    problems: int
    focus: int
    topics: int
    people: int


DAY, WEEK, MONTH = Lengths(4, 5, 4, 5, 4, 10), Lengths(8, 10, 8, 10, 6, 15), Lengths(10, 15, 10, 15, 8, 20)


def lengths(facts: Facts) -> Lengths:
    """Those of a day up to three days, of a week up to two weeks, else of a month."""
    days = (facts.end - facts.start).total_seconds() / 86400
    return DAY if days < 3 else WEEK if days < 15 else MONTH


def narrate(facts: Facts) -> Narrative:
    """Choose what each section says. Each item is told in the section where it ranks best and pointed at in others."""
    return _Narrator(facts).narrate()


class _Narrator:
    """One narration: the facts, how much to tell, and where each item is told."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.most = lengths(facts)
        self.is_small = 0 < facts.overlaps.items < FEW
        self.stories = {story.item.number: story for story in facts.stories}
        self.raised = {one.item.number for one in facts.follow_ups}
        self.ranked = self._candidates()
        self.place = settle(self.ranked)

    def narrate(self) -> Narrative:
        facts = self.facts
        return Narrative(
            summary=_summary(facts, is_small=self.is_small),
            focuses=tuple(self._focus(number, focus) for number, focus in enumerate(facts.focuses)),
            discussions=self._discussions(),
            trends=_trends(facts, self.most.topics),
            changes=self._changes(),
            activity=ActivitySection(
                activity=facts.activity,
                closed_by_bots=len(facts.overlaps.closed_issues_by_bots),
                people=self._active(is_bot=False),
                bots=self._active(is_bot=True),
                responses=tuple(response for response in facts.responses if response.items),
            ),
            attention=self._attention(),
        )

    def _candidates(self) -> dict[str, Sequence[int]]:
        """The numbers of each section, best first; the order of the sections is that of the report."""
        facts = self.facts
        ranked: dict[str, Sequence[int]] = {
            f"focus {number}": [entry.number for entry in focus.entries] for number, focus in enumerate(facts.focuses)
        }
        ranked["discussions"] = [one.number for one in facts.discussions]
        changes = [number for number in facts.changes if (self.stories[number].weight or 0) > 0]
        problems = list(facts.attention)
        if self.is_small:
            for story in facts.stories:
                kin = changes if story.item.kind == "pull_request" else problems
                if story.lists and story.item.number not in kin:
                    kin.append(story.item.number)
        problems = [one.item.number for one in facts.follow_ups] + [n for n in problems if n not in self.raised]
        return ranked | {"changes": changes, "attention": problems}

    def _rows(self, section: str, most: int) -> Rows[Story]:
        """The first stories of a section that have their place there, and those told elsewhere in their stead."""
        numbers = [number for number in self.ranked[section] if section != "attention" or number not in self.raised]
        here = [number for number in numbers if self.place[number] == section]
        most = len(numbers) if self.is_small else most
        away = [number for number in numbers[:most] if self.place[number] != section]
        return Rows(
            shown=tuple(self.stories[number] for number in here[:most]),
            more=len(here[most:]),
            elsewhere=tuple(self.stories[number].item for number in away),
        )

    def _focus(self, position: int, focus: Focused) -> FocusSection:
        rows = self._rows(f"focus {position}", self.most.focus)
        entries = {entry.number: entry for entry in focus.entries}
        explained = {story.item.number for story in rows.shown} | {item.number for item in rows.elsewhere}
        rest = [self.stories[entry.number] for entry in focus.entries if entry.number not in explained]
        groups: dict[str, list[Item]] = {}
        for story in rest[:MOST_NAMED]:
            groups.setdefault(_strongest(story), []).append(story.item)
        order = [*_PLACES, "commented"]
        return FocusSection(
            focus=focus,
            told=Rows(
                shown=tuple(FocusTold(entries[story.item.number], story) for story in rows.shown),
                more=len(rest[MOST_NAMED:]),
                elsewhere=rows.elsewhere,
            ),
            groups=tuple(Group(name, tuple(groups[name])) for name in order if name in groups),
            number=len(focus.entries),
        )

    def _discussions(self) -> Rows[DiscussionTold]:
        rows = self._rows("discussions", self.most.discussions)
        by_number = {one.number: one for one in self.facts.discussions}
        told = (_discussion(story, by_number[story.item.number]) for story in rows.shown)
        return Rows(tuple(told), rows.more, rows.elsewhere)

    def _changes(self) -> Changes:
        rows = self._rows("changes", self.most.changes)
        told = {story.item.number for story in self.facts.stories if self.place.get(story.item.number) == "changes"}
        told &= {story.item.number for story in rows.shown}
        open_ones = [
            item
            for item in self.facts.lists.new_pull_requests
            if item.state == "OPEN" and not item.is_draft and item.author_kind != "Bot" and item.number not in told
        ]
        most = 0 if self.is_small else self.most.changes
        return Changes(
            changes=rows,
            were_merged=self.facts.counts.merged_pull_requests.window > 0,
            areas=() if self.is_small else self.facts.areas[:MOST_AREAS],
            in_review=tuple(open_ones[:most]),
            more_in_review=len(open_ones[most:]) if most else 0,
        )

    def _attention(self) -> Attention:
        facts, most = self.facts, self.most.problems
        rows = self._rows("attention", most)
        away = tuple(one.item for one in facts.follow_ups if self.place[one.item.number] != "attention")
        here = [one for one in facts.follow_ups if self.place[one.item.number] == "attention"]
        again = _first([self.stories[number] for number in facts.reopened if number not in self.place], most)
        told = {*self.place, *(story.item.number for story in again.shown)}
        return Attention(
            follow_ups=_first(here, len(here) if self.is_small else most + 2),
            problems=replace(rows, elsewhere=away + rows.elsewhere),
            reopened=again,
            waiting=_first([one for one in facts.waiting if one.item.number not in told], most),
        )

    def _active(self, *, is_bot: bool) -> tuple[Contributor, ...]:
        chosen = [one for one in self.facts.contributors if one.is_bot is is_bot and one.acts]
        return tuple(chosen[: self.most.people])


_PLACES = (
    "merged_pull_requests",
    "new_pull_requests",
    "closed_unmerged_pull_requests",
    "new_issues",
    "closed_issues",
)


def _first(found: Sequence[T], most: int) -> Rows[T]:
    return Rows(tuple(found[:most]), len(found[most:]))


def _strongest(story: Story) -> str:
    """The list to name an item under; 'commented' for one that stands in none."""
    return next((name for name in _PLACES if name in story.lists), "commented")


def _summary(facts: Facts, *, is_small: bool) -> Summary:
    counts = facts.counts
    five = tuple((name, getattr(counts, name)) for name in Lists.__dataclass_fields__)
    is_complete = facts.synced_until is not None and facts.synced_until >= facts.end
    is_compared = counts.all.usual is not None and counts.all.days_28 >= 28
    unanswered = [
        story for story in facts.stories
        if story.need_rank is not None and story.severity in GRAVE and not story.has_maintainer
    ]  # fmt: skip
    merged = [story for story in facts.stories if "merged_pull_requests" in story.lists and not story.is_docs_or_ci]
    return Summary(
        counts=counts,
        overlaps=facts.overlaps,
        pace=pace(counts.all) if is_complete else None,
        is_quiet=not (counts.all.window or facts.closings or facts.reopened),
        is_small=is_small,
        is_compared=is_compared,
        is_complete=is_complete,
        unanswered=tuple(sorted(unanswered, key=lambda story: story.need_rank or 0)),
        effects=tuple(
            Effect(kind, tuple(found[:MOST_AFFECTING]), len(found[MOST_AFFECTING:]))
            for kind, flag in EFFECTS
            if (found := sorted((s for s in merged if getattr(s, flag)), key=lambda s: s.weight_rank or 0))
        ),
        compared=five if is_compared else (),
    )


def pace(count: Count) -> str | None:
    """The word that the percentile among the 28 windows before earns; None where they are too young or too empty."""
    if count.percentile is None or count.busy_before < 14:
        return None
    if count.percentile >= 90:
        return "busy"
    if count.percentile <= 10:
        return "quiet"
    return "usual" if 25 <= count.percentile <= 75 else "above" if count.percentile > 75 else "below"


def _discussion(story: Story, discussion: Discussion) -> DiscussionTold:
    said = ((quote, opening(quote.body)) for quote in discussion.quotes)
    return DiscussionTold(
        story=story,
        stance=stance(story),
        voices=discussion.voices[:MOST_VOICES],
        more_voices=len(discussion.voices[MOST_VOICES:]),
        said=tuple(Said(quote, text) for quote, text in said if text)[:MOST_QUOTES],
    )


def stance(story: Story) -> str:
    """How an item stood at the end of the window, in one word."""
    item = story.item
    if item.state == "MERGED":
        return "merged"
    if item.state == "CLOSED":
        closed_by = any(tie.how == "closed_by" and tie.kind == "pull_request" for tie in story.ties)
        return "closed_by" if closed_by else "closed" if item.kind == "issue" else "closed_unmerged"
    if item.kind == "pull_request" and story.objectors:
        return "changes_requested"
    if item.kind == "pull_request" and story.is_approved:
        return "approved"
    if not story.is_answered:
        return "unanswered"
    return "maintainer" if story.has_maintainer else "no_maintainer"


def _trends(facts: Facts, most: int) -> Trends:
    rising = tuple(trend for trend in facts.trends if trend.is_rising)
    if rising:
        return Trends(rising[:most], are_rising=True, scattered=())
    common = sorted(facts.trends, key=_commonness)
    frequent = tuple(trend for trend in common if trend.is_frequent)
    return Trends(frequent[:most], are_rising=False, scattered=() if frequent else tuple(common[:MOST_SCATTERED]))


def _commonness(trend: Trend) -> tuple[int, str]:
    return (-trend.items, trend.name)
