"""The seven sections as data. An empty tuple is said in a fixed sentence; the words are the templates'."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from hansard.facts import (
    Activity,
    Area,
    Contributor,
    Count,
    Counts,
    Focused,
    FocusEntry,
    FollowUp,
    Item,
    Overlaps,
    Quote,
    ResponseTime,
    Story,
    Trend,
    Voice,
    Waiting,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """What a section prints of a ranking: `more` further ones are left out, `elsewhere` are told in another section."""

    shown: tuple[T, ...] = ()
    more: int = 0
    elsewhere: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What merged changes may mean to users, by what their titles say: breaking, crash_fix, support or security.

    `more` further ones are left out.
    """

    kind: str
    stories: tuple[Story, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The judgement first: `pace` is busy, above, usual, below or quiet where the percentile earns the word, else None.

    `is_quiet`: the lists are empty, and nothing was closed or reopened either. `is_small`: they hold so few items that
    all are told. `is_compared`: there are means, of 28 events at least. `is_complete`: the archive reaches the window's
    end. `unanswered` are open issues whose titles tell of crashes, wrong results, regressions or security, and that no
    maintainer has spoken to.
    """

    counts: Counts
    overlaps: Overlaps
    pace: str | None
    is_quiet: bool
    is_small: bool
    is_compared: bool
    is_complete: bool
    unanswered: tuple[Story, ...]
    effects: tuple[Effect, ...]
    compared: tuple[tuple[str, Count], ...]


@dataclass(frozen=True, slots=True)
class FocusTold:
    """An entry of a focus with its story; `story` holds the state, the author and the ties."""

    entry: FocusEntry
    story: Story


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of a focus that are only named, by the list that they stand in ('commented' for none)."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class FocusSection:
    """A focus: the entries to explain, then the others in groups; `more` further ones are left out."""

    focus: Focused
    told: Rows[FocusTold]
    groups: tuple[Group, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a comment, verbatim."""

    quote: Quote
    text: str


@dataclass(frozen=True, slots=True)
class DiscussionTold:
    """A thread: who spoke, how it stands (see `stance`), and the opening sentences of at most two comments."""

    story: Story
    stance: str
    voices: tuple[Voice, ...]
    more_voices: int
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """Topics to name: those that rose, or else the most frequent ones; `scattered` where none is frequent."""

    topics: tuple[Trend, ...]
    are_rising: bool
    scattered: tuple[Trend, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The weightiest pull requests, merged and approved; `were_merged` if any were merged at all.

    `in_review` are the newest of the pull requests that people opened in the window and that are still open and no
    drafts; `more_in_review` further ones are left out.
    """

    changes: Rows[Story]
    were_merged: bool
    areas: tuple[Area, ...]
    in_review: tuple[Item, ...]
    more_in_review: int


@dataclass(frozen=True, slots=True)
class ActivitySection:
    """Who did what, people and bots apart."""

    activity: Activity
    closed_by_bots: int
    people: tuple[Contributor, ...]
    bots: tuple[Contributor, ...]
    responses: tuple[ResponseTime, ...]


@dataclass(frozen=True, slots=True)
class Attention:
    """What became of grave problems before, then the open problems, what was reopened, what waits for its merge.

    The facts hold the first twenty follow-ups and waiting pull requests: `more` counts no further ones of those.
    """

    follow_ups: Rows[FollowUp]
    problems: Rows[Story]
    reopened: Rows[Story]
    waiting: Rows[Waiting]


@dataclass(frozen=True, slots=True)
class Narrative:
    """The sections in the order of the report."""

    summary: Summary
    focuses: tuple[FocusSection, ...]
    discussions: Rows[DiscussionTold]
    trends: Trends
    changes: Changes
    activity: ActivitySection
    attention: Attention
