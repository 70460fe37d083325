"""Everything that a report prints, without words: frozen, in SQL's order, the same for every language.

The field names are those of the columns of the macros that they come from (`SOURCES` names the macro of each part).
Times are aware and in UTC; what stands beside a number's type is its unit. docs/facts.md is made from this package.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from hansard.facts.acts import Closing, Comment
from hansard.facts.counts import Count, Counts, Overlaps
from hansard.facts.items import Item, Link, Lists, Story, Tie

__all__ = [  # noqa: RUF022 - in the order of docs/facts.md
    "SCHEMA_VERSION",
    "SCORES_VERSION",
    "SOURCES",
    "Item",
    "Link",
    "Tie",
    "Story",
    "Comment",
    "Closing",
    "Count",
    "Counts",
    "Overlaps",
    "Lists",
    "FocusEntry",
    "Focused",
    "Voice",
    "Quote",
    "Discussion",
    "Trend",
    "Area",
    "Contributor",
    "Activity",
    "ResponseTime",
    "Waiting",
    "FollowUp",
    "Heading",
    "Source",
    "Facts",
]

SCHEMA_VERSION = 5
# Of the formulas that rank what a report tells: a report of other scores is another report.
SCORES_VERSION = 2

SOURCES = {
    "counts": "window_measures",
    "overlaps": "window_summary",
    "synced_until": "window_summary",
    "lists": "item_scores",
    "stories": "item_scores",
    "comments": "window_comments",
    "closings": "window_closings",
    "focuses": "focus_items",
    "discussions": "discussions",
    "trends": "topic_trends",
    "changes": "key_changes",
    "areas": "merged_areas",
    "activity": "window_activity",
    "contributors": "contributors",
    "responses": "response_times",
    "attention": "attention",
    "reopened": "reopenings",
    "waiting": "waiting_pull_requests",
    "follow_ups": "follow_ups",
}
"""The table macro that gave each part of the facts; most take the start and the end of the window alone."""


@dataclass(frozen=True, slots=True)
class FocusEntry:
    """The number of an item of a focus, and each text that matched, by where it was found."""

    number: int
    score: Annotated[float, "score"]
    label_matches: tuple[str, ...]
    title_matches: tuple[str, ...]
    body_matches: tuple[str, ...]
    comment_matches: tuple[str, ...]
    author_matches: tuple[str, ...]
    commenter_matches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Focused:
    """A focus of the settings, with the criteria that were searched for and all that they found."""

    name: str
    labels: tuple[str, ...]
    words: tuple[str, ...]
    logins: tuple[str, ...]
    entries: tuple[FocusEntry, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """Who spoke in a thread in the window: `role` is author, maintainer, newcomer, contributor or participant.

    `urls` lead to each comment and review, earliest first.
    """

    login: str
    role: str
    comments: Annotated[int, "comments"]
    reviews: Annotated[int, "reviews"]
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A comment to quote: `body` is the beginning of its text (4,000 characters), as it was at the window's end."""

    login: str
    url: str
    body: str


@dataclass(frozen=True, slots=True)
class Discussion:
    """The number of an item that people took up in the window; of the first 30, who spoke and what to quote."""

    number: int
    voices: tuple[Voice, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """A topic of new items: `kind` is label, model, hardware or error; `links` are the newest items of it.

    `usual` is the mean of the `windows` windows of the same length before, None in a younger repository; `is_frequent`
    says that there are three items by two people or more, `is_rising` that so many are too rare to be chance.
    """

    kind: str
    name: str
    items: Annotated[int, "items"]
    people: Annotated[int, "people"]
    items_before: Annotated[int, "items"]
    windows: Annotated[int | None, "windows"]
    usual: Annotated[float | None, "items"]
    surprise: Annotated[float | None, "score"]
    is_frequent: bool
    is_rising: bool
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """What merged pull requests changed, as far as their files are archived.

    `area` is the folder of a file, two levels deep at most (`vllm/v1`); a file at the top of the repository is an area
    of its own. `merged` counts the pull requests that changed it, `lines` what they changed there.
    """

    area: str
    merged: Annotated[int, "items"]
    lines: Annotated[int, "changed lines"]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Contributor:
    """An account that did something in the window, and how often. One that is a bot's in any act is a bot.

    `opened_*` count the new items of which it is the author, `merged_pull_requests` those of the list of merged ones.
    `comments` are its `Facts.comments` that are no reviews, `reviews` the reviews that are not `by_author`: GitHub
    makes one of one's own around each answer on a line of code. `merges` and `closes` are its `Facts.closings`. `acts`
    is the sum of all of them but `merged_pull_requests`, somebody else's doing. `is_new`: the account did nothing in
    the archive before the window, under any login, and in it did more than merge and close.
    """

    login: str
    is_bot: bool
    is_new: bool
    is_maintainer: bool
    opened_issues: Annotated[int, "items"]
    opened_pull_requests: Annotated[int, "items"]
    merged_pull_requests: Annotated[int, "items"]
    comments: Annotated[int, "comments"]
    reviews: Annotated[int, "reviews"]
    merges: Annotated[int, "items"]
    closes: Annotated[int, "items"]
    acts: Annotated[int, "acts"]


@dataclass(frozen=True, slots=True)
class Activity:
    """All contributors together, people and bots apart: not only the first of them, which `Facts.contributors` names.

    `people` and `bots` count the accounts with an act: authors of new items and of `Facts.comments` (reviews of their
    own pull requests apart), actors of `Facts.closings`. `comments`, `reviews` and `bot_acts` are sums of what
    Contributor has by that name; `reviewers` have a review. Deleted accounts do not count.
    """

    people: Annotated[int, "people"]
    newcomers: Annotated[int, "people"]
    newcomer_logins: tuple[str, ...]
    comments: Annotated[int, "comments"]
    reviews: Annotated[int, "reviews"]
    reviewers: Annotated[int, "people"]
    bots: Annotated[int, "bots"]
    bot_acts: Annotated[int, "acts"]


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """`what` is first_answer (of what people opened in the window) or merge (of what was merged in it).

    `items` were looked at, `timed` of them have a time by the end of the window: `numbers` and `timed_numbers` are
    theirs. The time of a first_answer is that of the first of the item's `Facts.comments`, bots' apart, that is not
    `by_author`, or 0 seconds where it came along with a transfer; that of a merge is `merged_at`; since `created_at`.
    """

    what: str
    kind: str
    items: Annotated[int, "items"]
    timed: Annotated[int, "items"]
    median_seconds: Annotated[float | None, "seconds"]
    p75_seconds: Annotated[float | None, "seconds"]
    numbers: tuple[int, ...]
    timed_numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open pull request that a maintainer approved long ago.

    `waiting_seconds` count from the last of the approval, of when it was made ready for review, and of its reopening.
    """

    item: Item
    approvers: tuple[str, ...]
    approved_at: datetime
    waiting_seconds: Annotated[float, "seconds"]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A grave problem reported before, as it stood at the end of the window.

    `comments` counts its `Facts.comments` that are no reviews, bots' apart. `closed_by` is who closed it, `closer` the
    pull request that did, and `duplicate_of` what it was closed as a duplicate of.
    """

    item: Item
    severity: str
    comments: Annotated[int, "comments"]
    maintainer_spoke: bool
    closed_by: str | None
    closed_by_kind: str | None
    closer: Link | None
    duplicate_of: Link | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading from the settings in place of a template's own; `{focus}` in it stands for the name of a focus."""

    language: str
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """The table macro that gave a part of the facts."""

    part: str
    view: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One window of one repository. The window is [start, end); `zone` names the time zone that it is printed in.

    `synced_until` says how far into the window the archive reaches: all the way when it equals `end`; None when no
    sync has been through yet. `stories` are the items of the lists and of the sections; the sections name them by
    number, in the order of their ranks. `comments` and `closings` are all of the window, oldest first.
    """

    version: int
    scores_version: int
    project: str
    repository: str
    url: str
    start: datetime
    end: datetime
    zone: str
    headings: tuple[Heading, ...]
    synced_until: datetime | None
    counts: Counts
    overlaps: Overlaps
    lists: Lists
    stories: tuple[Story, ...]
    comments: tuple[Comment, ...]
    closings: tuple[Closing, ...]
    focuses: tuple[Focused, ...]
    discussions: tuple[Discussion, ...]
    trends: tuple[Trend, ...]
    changes: tuple[int, ...]
    areas: tuple[Area, ...]
    activity: Activity
    contributors: tuple[Contributor, ...]
    responses: tuple[ResponseTime, ...]
    attention: tuple[int, ...]
    reopened: tuple[int, ...]
    waiting: tuple[Waiting, ...]
    follow_ups: tuple[FollowUp, ...]
    sources: tuple[Source, ...]
