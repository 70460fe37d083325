"""The repository: where every listing begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hansard.sandbox import ids
from hansard.sandbox.paging import Connection, Page, Row
from hansard.sandbox.problems import not_found
from hansard.sandbox.state import Item, Kind
from hansard.sandbox.times import format_instant
from hansard.sandbox.views.dictionary import Discussion, LabelView, MilestoneView, label_connection
from hansard.sandbox.views.filters import selected
from hansard.sandbox.views.items import ItemView
from hansard.sandbox.views.people import Actor, owner

if TYPE_CHECKING:
    from hansard.sandbox.world import World


class RepositoryView:
    typename = "Repository"
    is_archived = False
    is_private = False

    def __init__(self, world: World, foreign: str | None = None) -> None:
        self.world = world
        self.name_with_owner = foreign or world.directory.name
        self.database_id = ids.foreign(foreign) if foreign else world.directory.database_id

    @property
    def id(self) -> str:
        return ids.encode("R", 0, self.database_id)

    @property
    def name(self) -> str:
        return self.name_with_owner.partition("/")[2]

    @property
    def owner(self) -> Actor:
        return owner(self.world)

    @property
    def resource_path(self) -> str:
        return f"/{self.name_with_owner}"

    @property
    def url(self) -> str:
        return f"https://github.com{self.resource_path}"

    @property
    def created_at(self) -> str:
        return format_instant(self.world.history.repository.created_at)

    updated_at = created_at

    def issues(self, page: Page, **arguments: Any) -> Connection:
        return self._listing(page, "issue", **arguments)

    def pull_requests(self, page: Page, **arguments: Any) -> Connection:
        return self._listing(page, "pull_request", **arguments)

    def _listing(self, page: Page, kind: Kind, order_by: Mapping[str, Any] | None = None, **filters: Any) -> Connection:
        order = order_by or {"field": "CREATED_AT", "direction": "ASC"}
        rows = selected(self.world, self.world.ordered(kind, order["field"]), filters)
        return Connection(page, rows, self._view, descending=order["direction"] == "DESC")

    def _view(self, item: Item) -> ItemView:
        return ItemView(self.world, item)

    def issue(self, number: int) -> ItemView:
        return self._item(number, "an Issue", ("issue",))

    def pull_request(self, number: int) -> ItemView:
        return self._item(number, "a PullRequest", ("pull_request",))

    def issue_or_pull_request(self, number: int) -> ItemView:
        return self._item(number, "an issue or pull request", ("issue", "pull_request"))

    def _item(self, number: int, what: str, kinds: tuple[Kind, ...]) -> ItemView:
        item = self.world.items.get(number)
        if item is None or item.kind not in kinds:
            raise not_found(f"{what} with the number of {number}")
        return ItemView(self.world, item)

    def discussion(self, number: int) -> Discussion:
        if item := self.world.discussion(number):
            return Discussion(self.world, item)
        raise not_found(f"a Discussion with the number of {number}")

    def label(self, name: str) -> LabelView | None:
        labels = self.world.directory.labels_of(self.world.directory.labels)
        return next((LabelView(self.world, label) for label in labels if label.name.lower() == name.lower()), None)

    def labels(self, page: Page, order_by: Mapping[str, Any] | None = None, query: str | None = None) -> Connection:
        found = self.world.directory.labels_of(self.world.directory.labels)
        named = [label for label in found if (query or "").lower() in label.name.lower()]
        return label_connection(self.world, page, named, order_by)

    def milestone(self, number: int) -> MilestoneView | None:
        found = self.world.directory.milestone(number)
        return MilestoneView(self.world, found) if found else None

    def milestones(
        self,
        page: Page,
        order_by: Mapping[str, Any] | None = None,
        query: str | None = None,
        states: list[str] | None = None,
    ) -> Connection:
        order = order_by or {"field": "NUMBER", "direction": "ASC"}
        views = (MilestoneView(self.world, milestone) for milestone in self.world.directory.milestones.values())
        found = [
            view
            for view in views
            if not view.milestone.deleted
            and (states is None or view.state in states)
            and (query or "").lower() in view.title.lower()
        ]
        rows: list[Row] = sorted(((view.sort_value(order["field"]), view.number), view) for view in found)
        return Connection(page, rows, lambda view: view, descending=order["direction"] == "DESC")
