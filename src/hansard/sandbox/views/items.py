"""Issues and pull requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from hansard.sandbox import ids
from hansard.sandbox.paging import Connection, Page, Row, enumerated
from hansard.sandbox.state import Item, Remark, Text, Version
from hansard.sandbox.times import format_instant
from hansard.sandbox.views.commits import Commit, commit
from hansard.sandbox.views.dictionary import IssueType, MilestoneView, label_connection
from hansard.sandbox.views.people import Actor, Team, actor
from hansard.sandbox.views.remarks import RemarkView, ThreadView, Written
from hansard.sandbox.views.timeline import EventView, TimelineConnection, timeline

if TYPE_CHECKING:
    from hansard.sandbox.world import World

_TYPENAMES = {"issue": "Issue", "pull_request": "PullRequest"}
_PREFIXES = {"issue": "I", "pull_request": "PR"}
_PATHS = {"issue": "issues", "pull_request": "pull"}


class ItemView(Written):
    """An issue or a pull request."""

    def __init__(self, world: World, item: Item) -> None:
        super().__init__(world, item.author, item.text, item.reactions, (item.number, item.order))
        self.item, self.foreign = item, item.foreign
        self.number, self.title, self.state, self.locked = item.number, item.title, item.state, item.locked

    @property
    def typename(self) -> str:
        return _TYPENAMES[self.item.kind]

    @property
    def id(self) -> str:
        repository = ids.foreign(self.foreign) if self.foreign else self.world.directory.database_id
        return ids.encode(_PREFIXES[self.item.kind], 0, repository, ids.ITEM_BASE + self.number)

    @property
    def database_id(self) -> None:
        """Null: the number does not fit into GraphQL's Int."""

    @property
    def full_database_id(self) -> str:
        return str(ids.ITEM_BASE + self.number)

    @property
    def resource_path(self) -> str:
        name = self.foreign or self.world.directory.name
        return f"/{name}/{_PATHS[self.item.kind]}/{self.number}"

    @property
    def url(self) -> str:
        return f"https://github.com{self.resource_path}"

    @property
    def created_at(self) -> str:
        return format_instant(self.item.created_at)

    published_at = created_at

    @property
    def updated_at(self) -> str:
        return format_instant(self.item.updated_at)

    @property
    def closed(self) -> bool:
        return self.state != "OPEN"

    @property
    def closed_at(self) -> str | None:
        return format_instant(self.item.closed_at) if self.item.closed_at else None

    @property
    def active_lock_reason(self) -> str | None:
        return self.item.lock_reason

    @property
    def milestone(self) -> MilestoneView | None:
        found = self.world.directory.milestone(self.item.milestone)
        return MilestoneView(self.world, found) if found else None

    def labels(self, page: Page, order_by: Mapping[str, Any] | None = None) -> Connection:
        return label_connection(self.world, page, self.world.directory.labels_of(self.item.labels), order_by)

    def assigned_actors(self, page: Page) -> Connection:
        return _people(page, self._assignees())

    def assignees(self, page: Page) -> Connection:
        return _people(page, [person for person in self._assignees() if person.typename == "User"])

    def _assignees(self) -> list[Actor]:
        return [person for key in self.item.assignees if (person := actor(self.world, key))]

    def participants(self, page: Page) -> Connection:
        keys = dict.fromkeys([self.item.author, *(remark.author for remark in self.item.remarks.values())])
        people = [person for key in keys if (person := actor(self.world, key))]
        return _people(page, [person for person in people if person.typename == "User"])

    def comments(self, page: Page, order_by: Mapping[str, Any] | None = None) -> Connection:
        comments = self.item.comments
        if order_by is None:
            return self._remarks(page, comments)
        rows: list[Row] = sorted(((remark.updated_at, remark.order), remark) for remark in comments)
        return Connection(page, rows, self._remark, descending=order_by["direction"] == "DESC")

    def _remarks(self, page: Page, remarks: Iterable[Remark]) -> Connection:
        rows: list[Row] = [((remark.at, remark.order), remark) for remark in remarks]
        return Connection(page, rows, self._remark)

    def _remark(self, remark: Remark) -> RemarkView:
        return RemarkView(self, remark)

    def timeline_items(
        self, page: Page, since: str | None = None, item_types: list[str] | None = None
    ) -> TimelineConnection:
        return timeline(self, page, since, item_types)

    def _others(self, page: Page, numbers: Iterable[int]) -> Connection:
        found = [item for number in numbers if (item := self.world.items.get(number))]
        return Connection(page, enumerated(found), lambda item: ItemView(self.world, item))

    def other(self, number: int | None) -> ItemView | None:
        """Another item of the repository, None if it is not there."""
        found = None if number is None else self.world.items.get(number)
        return ItemView(self.world, found) if found else None

    def elsewhere(self, told: Mapping[str, Any]) -> ItemView:
        """An item of another repository, of which an event says little more than where it is."""
        text = Text([Version(0, self.item.created_at, None, "")])
        kind, at = told.get("kind", "issue"), self.item.created_at
        item = Item(told["number"], kind, 0, None, at, at, told.get("title", ""), text, foreign=told["repository"])
        return ItemView(self.world, item)

    # Of issues.

    def state_reason(self, **_ignored: bool) -> str | None:
        return self.item.state_reason

    @property
    def is_pinned(self) -> bool:
        return self.item.pinned

    @property
    def duplicate_of(self) -> ItemView | None:
        return self.other(self.item.duplicate_of)

    @property
    def issue_type(self) -> IssueType | None:
        return IssueType(self.item.issue_type) if self.item.issue_type else None

    @property
    def parent(self) -> ItemView | None:
        return self.other(self.item.parent)

    def sub_issues(self, page: Page) -> Connection:
        return self._others(page, self.item.sub_issues)

    def blocked_by(self, page: Page, **_order: Any) -> Connection:
        return self._others(page, self.item.blocked_by)

    def blocking(self, page: Page, **_order: Any) -> Connection:
        return self._others(page, self.item.blocking)

    def closed_by_pull_requests_references(
        self, page: Page, include_closed_prs: bool = False, **_order: bool
    ) -> Connection:
        pulls = (self.world.items.get(number) for number in self.item.linked)
        shown = [pull.number for pull in pulls if pull and (include_closed_prs or pull.state == "OPEN")]
        return self._others(page, shown)

    # Of pull requests.

    @property
    def is_draft(self) -> bool:
        return self.item.draft

    @property
    def merged(self) -> bool:
        return self.item.merged_at is not None

    @property
    def merged_at(self) -> str | None:
        return format_instant(self.item.merged_at) if self.item.merged_at else None

    @property
    def merged_by(self) -> Actor | None:
        return actor(self.world, self.item.merged_by)

    @property
    def merge_commit(self) -> Commit | None:
        return commit(self.world, self.item.merge_commit)

    @property
    def base_ref_name(self) -> str:
        return self.item.base

    @property
    def head_ref_name(self) -> str:
        return self.item.head

    @property
    def head_ref_oid(self) -> str:
        return self.item.head_oid

    @property
    def is_cross_repository(self) -> bool:
        return self.item.cross_repository

    @property
    def additions(self) -> int:
        return self.item.additions

    @property
    def deletions(self) -> int:
        return self.item.deletions

    @property
    def changed_files(self) -> int:
        return self.item.changed_files

    def files(self, page: Page) -> Connection:
        return Connection(page, enumerated(self.item.files), lambda file: file)

    @property
    def total_comments_count(self) -> int:
        return len(self.item.remarks)

    def commits(self, page: Page) -> Connection:
        pushed = [entry for entry in self.item.entries if entry.typename == "PullRequestCommit"]
        return Connection(page, enumerated(pushed), lambda entry: EventView(self, entry))

    def closing_issues_references(self, page: Page, **_order: Any) -> Connection:
        return self._others(page, self.item.closes)

    def reviews(self, page: Page, states: list[str] | None = None, author: str | None = None) -> Connection:
        found = (remark for remark in self.item.reviews if states is None or remark.state in states)
        return self._remarks(page, [r for r in found if author is None or r.author == author])

    def latest_reviews(self, page: Page) -> Connection:
        return self._remarks(page, sorted(self._latest().values(), key=lambda remark: (remark.at, remark.order)))

    def _latest(self) -> dict[str | None, Remark]:
        return {review.author: review for review in self.item.reviews}

    @property
    def review_decision(self) -> str | None:
        verdicts = [review for review in self.item.reviews if review.state in ("APPROVED", "CHANGES_REQUESTED")]
        states = set({review.author: review.state for review in verdicts}.values())
        if "CHANGES_REQUESTED" in states:
            return "CHANGES_REQUESTED"
        return "APPROVED" if states else "REVIEW_REQUIRED"

    def review_requests(self, page: Page) -> Connection:
        rows = enumerated(list(self.item.requested.items()))
        return Connection(page, rows, lambda request: ReviewRequest(self, *request))

    def review_threads(self, page: Page) -> Connection:
        threads = list(self.item.threads.values())
        return Connection(page, enumerated(threads), lambda thread: ThreadView(self, thread))


class ReviewRequest:
    typename = "ReviewRequest"
    as_code_owner = False

    def __init__(self, item: ItemView, whom: tuple[str, str], order: int) -> None:
        self.pull_request, self._whom, self._order = item, whom, order

    @property
    def id(self) -> str:
        return ids.encode("RRE", 0, ids.ITEM_BASE + self.pull_request.number, self._order)

    @property
    def requested_reviewer(self) -> Actor | Team | None:
        kind, key = self._whom
        world = self.pull_request.world
        return Team(world, key) if kind == "team" else actor(world, key)


def _people(page: Page, people: list[Actor]) -> Connection:
    return Connection(page, enumerated(people), lambda person: person)
