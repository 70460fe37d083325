"""Everything that a report prints, without words: frozen, in SQL's order, the same for every language.

The field names are those of the columns of the macros that they come from. Times are aware and in UTC.
"""

from dataclasses import dataclass
from datetime import datetime

SCHEMA_VERSION = 1
# Of the formulas that rank what a report tells: a report of other scores is another report.
SCORES_VERSION = 1


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
class Count:
    """The length of one of the five lists, in the window and in the 7 and 28 days that end where the window starts.

    `usual` is the mean of windows of this length over those 28 days; None while the repository is younger than them.
    """

    window: int
    days_7: int
    days_28: int
    usual: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of the header, and what the lists have in common."""

    new_issues: Count
    closed_issues: Count
    new_pull_requests: Count
    merged_pull_requests: Count
    closed_unmerged_pull_requests: Count
    new_issues_closed: int
    new_pull_requests_merged: int
    closed_issues_by_bots: int


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
    """An item of a focus: the lists that it stands in, and each text that matched, by where it was found."""

    item: Item
    lists: tuple[str, ...]
    comments: int
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
class Discussion:
    """A thread that people took up in the window; `lifetime_*` count from its beginning."""

    item: Item
    score: float
    comments: int
    people: int
    people_logins: tuple[str, ...]
    maintainer_logins: tuple[str, ...]
    lifetime_comments: int
    lifetime_people: int
    turns: int
    changes_requested: bool
    reopened: bool
    concluded: bool


@dataclass(frozen=True, slots=True)
class LabelTrend:
    """A label of new items; `links` are the newest of them.

    `usual` is the mean of windows of this length over the 28 days before, None in a younger repository; `is_frequent`
    says that there are three items by two people or more, `is_rising` that so many are too rare to be chance.
    """

    label: str
    items: int
    people: int
    usual: float | None
    surprise: float | None
    is_frequent: bool
    is_rising: bool
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A pull request merged in the window, with what its title, labels and thread say of its weight."""

    item: Item
    score: float
    is_security: bool
    is_breaking: bool
    is_performance: bool
    is_support: bool
    is_docs_or_ci: bool
    lines: int | None
    people: int
    approvers: tuple[str, ...]
    closes: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Contributor:
    """An account that did something in the window, and how often."""

    login: str
    is_bot: bool
    is_new: bool
    opened_issues: int
    opened_pull_requests: int
    merged_pull_requests: int
    comments: int
    reviews: int
    merges: int
    closes: int
    acts: int


@dataclass(frozen=True, slots=True)
class Activity:
    """All contributors together: people and bots apart."""

    people: int
    newcomers: int
    comments: int
    reviews: int
    reviewers: int
    bots: int
    bot_acts: int


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """How soon what people opened in the window was answered, by the end of it, by somebody else than its author."""

    kind: str
    opened: int
    answered: int
    median_seconds: float | None
    p75_seconds: float | None


@dataclass(frozen=True, slots=True)
class Problem:
    """An issue still open at the end of the window; `severity_match` is the text in its title (or the label)
    that gave it its class, `has_maintainer` says that one opened it or spoke in it."""

    item: Item
    score: float
    severity: str
    severity_match: str
    reporters: int
    comments: int
    has_maintainer: bool
    open_seconds: float


@dataclass(frozen=True, slots=True)
class Facts:
    """One window of one repository. The window is [start, end); `zone` names the time zone that it is printed in.

    `synced_until` says how far into the window the archive reaches: all the way when it equals `end`; None when no
    sync has been through yet.
    """

    schema_version: int
    project: str
    repository: str
    url: str
    start: datetime
    end: datetime
    zone: str
    synced_until: datetime | None
    counts: Counts
    lists: Lists
    focuses: tuple[Focused, ...]
    discussions: tuple[Discussion, ...]
    trends: tuple[LabelTrend, ...]
    changes: tuple[Change, ...]
    activity: Activity
    contributors: tuple[Contributor, ...]
    responses: tuple[ResponseTime, ...]
    attention: tuple[Problem, ...]
