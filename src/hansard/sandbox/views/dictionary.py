"""Labels, milestones, issue types, and the discussions that issues became."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hansard.sandbox import ids
from hansard.sandbox.directory import Label, Milestone
from hansard.sandbox.paging import Connection, Page, Row
from hansard.sandbox.state import Item
from hansard.sandbox.times import format_instant, parse_instant
from hansard.sandbox.views.people import Actor, actor

if TYPE_CHECKING:
    from hansard.sandbox.world import World


def label_connection(
    world: World, page: Page, labels: list[Label], order_by: Mapping[str, Any] | None = None
) -> Connection:
    order = order_by or {"field": "CREATED_AT", "direction": "ASC"}

    def value(label: Label) -> Any:
        match order["field"]:
            case "NAME":
                return label.name
            case "ISSUE_COUNT":
                return sum(label.key in item.labels for item in world.items.values())
            case _:
                return label.created_at

    rows: list[Row] = sorted(((value(label), label.order), label) for label in labels)
    return Connection(page, rows, lambda label: LabelView(world, label), descending=order["direction"] == "DESC")


class LabelView:
    typename = "Label"

    def __init__(self, world: World, label: Label) -> None:
        self.world, self._label = world, label
        self.name, self.color, self.description = label.name, label.color, label.description
        self.is_default = label.default

    @property
    def id(self) -> str:
        return ids.encode("LA", 0, self.world.directory.database_id, ids.LABEL_BASE + self._label.order)

    @property
    def created_at(self) -> str:
        return format_instant(self._label.created_at)

    @property
    def updated_at(self) -> str:
        return format_instant(self._label.updated_at)

    @property
    def resource_path(self) -> str:
        return f"/{self.world.directory.name}/labels/{self.name.replace(' ', '%20')}"

    @property
    def url(self) -> str:
        return f"https://github.com{self.resource_path}"


class MilestoneView:
    typename = "Milestone"

    def __init__(self, world: World, milestone: Milestone) -> None:
        self.world, self.milestone = world, milestone
        self.number, self.title, self.description = milestone.number, milestone.title, milestone.description

    def sort_value(self, field: str) -> Any:
        match field:
            case "CREATED_AT":
                return self.milestone.created_at
            case "UPDATED_AT":
                return self.milestone.updated_at
            case "DUE_DATE":
                return self.milestone.due_on or parse_instant("9999-12-31T00:00:00Z")
            case _:
                return self.number

    @property
    def id(self) -> str:
        return ids.encode("MI", 0, self.world.directory.database_id, self.number)

    @property
    def state(self) -> str:
        return "CLOSED" if self.closed else "OPEN"

    @property
    def closed(self) -> bool:
        return self.milestone.closed_at is not None

    @property
    def closed_at(self) -> str | None:
        return format_instant(self.milestone.closed_at) if self.milestone.closed_at else None

    @property
    def due_on(self) -> str | None:
        return format_instant(self.milestone.due_on) if self.milestone.due_on else None

    @property
    def created_at(self) -> str:
        return format_instant(self.milestone.created_at)

    @property
    def updated_at(self) -> str:
        return format_instant(self.milestone.updated_at)

    @property
    def creator(self) -> Actor | None:
        return actor(self.world, self.milestone.creator)

    @property
    def resource_path(self) -> str:
        return f"/{self.world.directory.name}/milestone/{self.number}"

    @property
    def url(self) -> str:
        return f"https://github.com{self.resource_path}"


class Discussion:
    """A discussion that an issue was converted to."""

    typename = "Discussion"

    def __init__(self, world: World, item: Item) -> None:
        self.world, self._item = world, item
        self.number, self.title = item.discussion, item.title

    @property
    def id(self) -> str:
        return ids.encode("D", 0, self.world.directory.database_id, self._item.discussion or 0)

    @property
    def author(self) -> Actor | None:
        return actor(self.world, self._item.author)

    @property
    def created_at(self) -> str:
        return format_instant(self._item.created_at)

    @property
    def url(self) -> str:
        return f"https://github.com/{self.world.directory.name}/discussions/{self.number}"


class IssueType:
    typename = "IssueType"
    color = "GRAY"
    description = None
    is_enabled = True
    is_private = False

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def id(self) -> str:
        return ids.encode("IT", 0, self.name)
