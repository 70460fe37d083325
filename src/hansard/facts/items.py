"""Issues and pull requests as facts, and the five lists of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated


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
    """Another item of the repository and how it belongs to this one: `closed_by`, `closes`, `duplicate_of` or `linked`.

    Only pull requests close. A closing as a duplicate says `duplicate_of`.
    """

    how: str
    kind: str
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Story:
    """An item of the window with what happened to it, what was said, and its scores.

    `lists` names the lists of the report that it stands in. Of its `Facts.comments`, bots' apart, `comments` counts
    those that are no reviews, `reviews` the reviews that are not `by_author`, `people` the different authors (deleted
    accounts are one); `lifetime_*` count everything up to the window's end in the same way. `heat`, `weight` and `need`
    are its scores as a discussion, a change and a problem; each rank is None where it does not come into that section.
    `area` is the folder (see Area) in which more than half of its changed lines lie: of a merged pull request whose
    files are archived, else None.
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
class Lists:
    """The five lists of the appendix, by the time that each shows, newest first."""

    new_issues: tuple[Item, ...]
    closed_issues: tuple[Item, ...]
    new_pull_requests: tuple[Item, ...]
    merged_pull_requests: tuple[Item, ...]
    closed_unmerged_pull_requests: tuple[Item, ...]
