"""Everything that a report prints, without words: frozen, in SQL's order, the same for every language.

The field names are those of the columns of the macros that they come from (`SOURCES` names the macro of each part).
Times are aware and in UTC; what stands beside a number's type is its unit. docs/facts.md is made from this module.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

SCHEMA_VERSION = 3
# Of the formulas that rank what a report tells: a report of other scores is another report.
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
    change and a problem; each rank is None where it does not come into that section. `area` is the folder (see Area) in
    which it changed most lines: of a merged pull request whose files are archived, else None.
    """

    item: Item
    lists: tuple[str, ...]
    was_reopened: bool
    closed_by: str | None
    closed_by_kind: str | None
    merged_by: str | None
    lines: Annotated[int | None, "changed lines"]
    area: str | None
    comments: Annotated[int, "comments"]
    reviews: Annotated[int, "reviews"]
    people: Annotated[int, "people"]
    lifetime_comments: Annotated[int, "comments"]
    lifetime_people: Annotated[int, "people"]
    is_answered: bool
    has_maintainer: bool
    approvers: tuple[str, ...]
    objectors: tuple[str, ...]
    is_approved: bool
    is_concluded: bool
    severity: str | None
    severity_match: str | None
    reporters: Annotated[int, "people"]
    open_seconds: Annotated[float, "seconds"]
    is_security: bool
    is_breaking: bool
    is_revert: bool
    is_performance: bool
    is_support: bool
    is_crash_fix: bool
    is_docs_or_ci: bool
    heat: Annotated[float | None, "score"]
    weight: Annotated[float | None, "score"]
    need: Annotated[float | None, "score"]
    heat_rank: Annotated[int | None, "rank"]
    weight_rank: Annotated[int | None, "rank"]
    need_rank: Annotated[int | None, "rank"]
    reopened_rank: Annotated[int | None, "rank"]
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """The length of a list in the window, and what it is compared with.

    `usual_7` and `usual` are the means for a window this long over the 7 and the 28 days before it; `fewer` and `equal`
    tell in how many of the 28 windows of the same length before it there were fewer or as many. All of these are None
    while the repository is younger than what they look back on. `busy_before`: how many of the 28 were not empty.
    """

    window: Annotated[int, "items"]
    days_7: Annotated[int, "items"]
    days_28: Annotated[int, "items"]
    usual_7: Annotated[float | None, "items"]
    usual: Annotated[float | None, "items"]
    fewer: Annotated[int | None, "windows"]
    equal: Annotated[int | None, "windows"]
    percentile: Annotated[float | None, "percent"]
    busy_before: Annotated[int, "windows"]


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

    items: Annotated[int, "items"]
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
    """An account that did something in the window, and how often."""

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
    """All contributors together: people and bots apart."""

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

    `items` were looked at, `timed` of them have a time by the end of the window.
    """

    what: str
    kind: str
    items: Annotated[int, "items"]
    timed: Annotated[int, "items"]
    median_seconds: Annotated[float | None, "seconds"]
    p75_seconds: Annotated[float | None, "seconds"]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open pull request that a maintainer approved long ago."""

    item: Item
    approvers: tuple[str, ...]
    approved_at: datetime
    waiting_seconds: Annotated[float, "seconds"]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A grave problem reported before, as it stood at the end of the window; `comments` are people's in the window."""

    item: Item
    severity: str
    comments: Annotated[int, "comments"]
    maintainer_spoke: bool
    closer: Link | None


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
    headings: tuple[Heading, ...]
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
    sources: tuple[Source, ...]
