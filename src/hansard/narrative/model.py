"""The seven sections as data. An empty tuple is said in a fixed sentence; the words are the templates'."""

from dataclasses import dataclass

from hansard.facts import (
    Activity,
    Change,
    Contributor,
    Counts,
    Discussion,
    Focused,
    FocusEntry,
    Item,
    LabelTrend,
    Problem,
    ResponseTime,
)


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts, compared where a comparison is known. `is_complete`: the archive reaches the window's end."""

    counts: Counts
    is_quiet: bool
    is_compared: bool
    is_complete: bool


@dataclass(frozen=True, slots=True)
class FocusSection:
    """A focus with the entries to print; `more` further ones are left out."""

    focus: Focused
    entries: tuple[FocusEntry, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Trends:
    """Labels to name: those that rose, or else the most frequent ones; `scattered` where none is frequent."""

    labels: tuple[LabelTrend, ...]
    are_rising: bool
    scattered: tuple[LabelTrend, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The weightiest merged pull requests; `elsewhere` are told under discussions, `were_merged` if any were at all.

    `in_review` are the newest of the pull requests that people opened in the window and that are still open and no
    drafts; `more_in_review` further ones are left out.
    """

    changes: tuple[Change, ...]
    elsewhere: tuple[Item, ...]
    were_merged: bool
    in_review: tuple[Item, ...]
    more_in_review: int


@dataclass(frozen=True, slots=True)
class ActivitySection:
    """Who did what, people and bots apart."""

    activity: Activity
    people: tuple[Contributor, ...]
    bots: tuple[Contributor, ...]
    responses: tuple[ResponseTime, ...]


@dataclass(frozen=True, slots=True)
class Attention:
    """Open problems; `elsewhere` are told under discussions."""

    problems: tuple[Problem, ...]
    elsewhere: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """The sections in the order of the report."""

    summary: Summary
    focuses: tuple[FocusSection, ...]
    discussions: tuple[Discussion, ...]
    trends: Trends
    changes: Changes
    activity: ActivitySection
    attention: Attention
