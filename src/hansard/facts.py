"""Everything that a report prints, without words: frozen, in SQL's order, the same for every language.

The field names are those of the columns of the macros that they come from (`SOURCES` names the macro of each part).
Times are aware and in UTC; a field's `unit` says what a number counts. docs/facts.md is made from this module.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SCHEMA_VERSION = 2
SCORES_VERSION = 1

SOURCES = {
    "counts": "window_measures",
    "overlaps": "window_summary",
    "synced_until": "window_summary",
    "lists": "item_scores",
    "stories": "item_scores",
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


def _in(unit: str) -> Any:
    return field(metadata={"unit": unit})


@dataclass(frozen=True, slots=True)
class Item:
    """An issue or a pull request as it stood at the end of the window; `author` is None for a deleted account."""

    kind: str
    number: int
    title: str
    url: str
    state: str
    state_reason: str | None
    labels: tuple[str, ...]
    is_draft: bool
    author: str | None
    author_kind: str | None
    author_association: str | None
    created_at: datetime
    closed_at: datetime | None
    merged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Link:
    """Another item that is only pointed at."""

    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Another item and how it belongs to this one: `closed_by`, `closes` or `linked`."""

    how: str
    kind: str
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Story:
    """An item of the window with what happened to it, what was said, and its scores.

    `lists` names the lists of the report that it stands in. `comments`, `reviews` and `people` count the window,
    `lifetime_*` all up to its end; bots do not count. `heat`, `weight` and `need` are its scores as a discussion, a
    change and a problem; each rank is None where it does not come into that section.
    """

    item: Item
    lists: tuple[str, ...]
    was_reopened: bool
    closed_by: str | None
    closed_by_kind: str | None
    merged_by: str | None
    lines: int | None = _in("changed lines")
    comments: int = _in("comments")
    reviews: int = _in("reviews")
    people: int = _in("people")
    lifetime_comments: int = _in("comments")
    lifetime_people: int = _in("people")
    is_answered: bool
    has_maintainer: bool
    approvers: tuple[str, ...]
    objectors: tuple[str, ...]
    is_approved: bool
    is_concluded: bool
    severity: str | None
    severity_match: str | None
    reporters: int = _in("people")
    open_seconds: float = _in("seconds")
    is_security: bool
    is_breaking: bool
    is_revert: bool
    is_performance: bool
    is_support: bool
    is_crash_fix: bool
    is_docs_or_ci: bool
    heat: float | None = _in("score")
    weight: float | None = _in("score")
    need: float | None = _in("score")
    heat_rank: int | None = _in("rank")
    weight_rank: int | None = _in("rank")
    need_rank: int | None = _in("rank")
    reopened_rank: int | None = _in("rank")
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """The length of a list in the window, and what it is compared with.

    `usual_7` and `usual` are the means for a window this long over the 7 and the 28 days before it; `fewer` and `equal`
    tell in how many of the 28 windows of the same length before it there were fewer or as many. All of these are None
    while the repository is younger than what they look back on. `busy_before`: how many of the 28 were not empty.
    """

    window: int = _in("items")
    days_7: int = _in("items")
    days_28: int = _in("items")
    usual_7: float | None = _in("items")
    usual: float | None = _in("items")
    fewer: int | None = _in("windows")
    equal: int | None = _in("windows")
    percentile: float | None = _in("percent")
    busy_before: int = _in("windows")


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of the header, and their sum: an item in two lists counts twice in `all`."""

    new_issues: Count
    closed_issues: Count
    new_pull_requests: Count
    merged_pull_requests: Count
    closed_unmerged_pull_requests: Count
    all: Count


@dataclass(frozen=True, slots=True)
class Overlaps:
    """How many different items the lists hold, and the numbers of those in two lists or closed by bots."""

    items: int = _in("items")
    new_issues_closed: tuple[int, ...]
    new_pull_requests_merged: tuple[int, ...]
    closed_issues_by_bots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """The five lists of the appendix, by the time that each shows, newest first."""

    new_issues: tuple[Item, ...]
    closed_issues: tuple[Item, ...]
    new_pull_requests: tuple[Item, ...]
    merged_pull_requests: tuple[Item, ...]
    closed_unmerged_pull_requests: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class FocusEntry:
    """The number of an item of a focus, and each text that matched, by where it was found."""

    number: int
    score: float = _in("score")
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
    """Who spoke in a thread in the window: `role` is author, maintainer, newcomer, contributor or participant."""

    login: str
    role: str
    comments: int = _in("comments")
    reviews: int = _in("reviews")


@dataclass(frozen=True, slots=True)
class Quote:
    """A comment to quote: `body` is the beginning of its text (4,000 characters), as it was at the window's end."""

    login: str
    url: str
    body: str


@dataclass(frozen=True, slots=True)
class Discussion:
    """The number of an item that people took up in the window, who spoke, and what to quote of it, first things first."""

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
    items: int = _in("items")
    people: int = _in("people")
    items_before: int = _in("items")
    windows: int | None = _in("windows")
    usual: float | None = _in("items")
    surprise: float | None = _in("score")
    is_frequent: bool
    is_rising: bool
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """What stands in brackets in the titles of merged pull requests, and how often."""

    area: str
    merged: int = _in("items")
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Contributor:
    """An account that did something in the window, and how often."""

    login: str
    is_bot: bool
    is_new: bool
    is_maintainer: bool
    opened_issues: int = _in("items")
    opened_pull_requests: int = _in("items")
    merged_pull_requests: int = _in("items")
    comments: int = _in("comments")
    reviews: int = _in("reviews")
    merges: int = _in("items")
    closes: int = _in("items")
    acts: int = _in("acts")


@dataclass(frozen=True, slots=True)
class Activity:
    """All contributors together: people and bots apart."""

    people: int = _in("people")
    newcomers: int = _in("people")
    newcomer_logins: tuple[str, ...]
    comments: int = _in("comments")
    reviews: int = _in("reviews")
    reviewers: int = _in("people")
    bots: int = _in("bots")
    bot_acts: int = _in("acts")


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """`what` is first_answer (of what people opened in the window) or merge (of what was merged in it).

    `items` were looked at, `timed` of them have a time by the end of the window.
    """

    what: str
    kind: str
    items: int = _in("items")
    timed: int = _in("items")
    median_seconds: float | None = _in("seconds")
    p75_seconds: float | None = _in("seconds")
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open pull request that a maintainer approved long ago."""

    item: Item
    approvers: tuple[str, ...]
    approved_at: datetime
    waiting_seconds: float = _in("seconds")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A problem of the window before, as it stood at the end of this one; `comments` are people's in this one."""

    item: Item
    severity: str
    comments: int = _in("comments")
    maintainer_spoke: bool
    closer: Link | None


@dataclass(frozen=True, slots=True)
class Facts:
    """One window of one repository. The window is [start, end); `zone` names the time zone that it is printed in.

    `synced_until` says how far into the window the archive reaches: all the way when it equals `end`; None when no
    sync has been through yet. `stories` are the items of the lists and of the sections; the sections name them by
    number, in the order of their ranks.
    """

    version: int
    scores_version: int
    project: str
    repository: str
    url: str
    start: datetime
    end: datetime
    zone: str
    synced_until: datetime | None
    counts: Counts
    overlaps: Overlaps
    lists: Lists
    stories: tuple[Story, ...]
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
