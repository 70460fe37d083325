"""What an item is made of at one instant. Built by `fold`, read by the views, changed by nobody else."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from hansard.sandbox.changed import ChangedFile

Kind = Literal["issue", "pull_request"]


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a text, and who wrote it when."""

    order: int
    at: datetime
    editor: str | None
    text: str


@dataclass(slots=True)
class Text:
    """A body with all of its versions; the first is the original."""

    versions: list[Version]

    @property
    def current(self) -> str:
        return self.versions[-1].text

    @property
    def edited(self) -> Version | None:
        """The last edit, None for a text that was never edited."""
        return self.versions[-1] if len(self.versions) > 1 else None


@dataclass(frozen=True, slots=True)
class Reaction:
    at: datetime
    actor: str | None
    content: str


@dataclass(slots=True)
class Remark:
    """An issue comment, a review or an inline comment of a review. `order` is its place in the history."""

    kind: Literal["comment", "review", "review_comment"]
    key: str
    order: int
    at: datetime
    author: str | None
    text: Text
    updated_at: datetime
    minimized: str | None = None
    pinned: bool = False
    reactions: list[Reaction] = field(default_factory=list)
    # Of a review: its verdict and commit; of an inline comment: its place.
    state: str = ""
    commit: str | None = None
    review: str | None = None
    reply_to: str | None = None
    path: str = ""
    line: int | None = None


@dataclass(slots=True)
class Thread:
    """A conversation below a line of code; its key is that of its first comment."""

    order: int
    comments: list[str]
    resolved_by: str | None = None
    resolved: bool = False


@dataclass(slots=True)
class Entry:
    """One entry of a timeline: a GraphQL type, and its fields under their GraphQL names."""

    order: int
    typename: str
    at: datetime
    actor: str | None
    fields: dict[str, Any]
    remark: Remark | None = None


@dataclass(slots=True)
class Item:
    """An issue or a pull request."""

    number: int
    kind: Kind
    order: int
    author: str | None
    created_at: datetime
    updated_at: datetime
    title: str
    text: Text
    state: str = "OPEN"
    state_reason: str | None = None
    closed_at: datetime | None = None
    labels: dict[str, None] = field(default_factory=dict)
    assignees: dict[str, None] = field(default_factory=dict)
    milestone: int | None = None
    locked: bool = False
    lock_reason: str | None = None
    pinned: bool = False
    gone: bool = False
    discussion: int | None = None
    duplicate_of: int | None = None
    issue_type: str | None = None
    parent: int | None = None
    sub_issues: dict[int, None] = field(default_factory=dict)
    blocked_by: dict[int, None] = field(default_factory=dict)
    blocking: dict[int, None] = field(default_factory=dict)
    linked: dict[int, None] = field(default_factory=dict)
    reactions: list[Reaction] = field(default_factory=list)
    remarks: dict[str, Remark] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    foreign: str | None = None
    # Of pull requests only.
    draft: bool = False
    merged_at: datetime | None = None
    merged_by: str | None = None
    merge_commit: str | None = None
    base: str = "main"
    head: str = ""
    head_oid: str = ""
    cross_repository: bool = False
    additions: int = 0
    deletions: int = 0
    changed_files: int = 0
    files: tuple[ChangedFile, ...] = ()
    requested: dict[tuple[str, str], int] = field(default_factory=dict)
    closes: dict[int, None] = field(default_factory=dict)

    @property
    def comments(self) -> list[Remark]:
        return [remark for remark in self.remarks.values() if remark.kind == "comment"]

    @property
    def reviews(self) -> list[Remark]:
        return [remark for remark in self.remarks.values() if remark.kind == "review"]
