"""Timelines: one entry after the other, in the order in which things happened."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from hansard.sandbox import ids
from hansard.sandbox.fold.base import Ref
from hansard.sandbox.paging import Connection, Page, Row
from hansard.sandbox.state import Entry
from hansard.sandbox.times import format_instant, parse_instant
from hansard.sandbox.views.commits import commit
from hansard.sandbox.views.dictionary import Discussion, IssueType, LabelView
from hansard.sandbox.views.people import Actor, Team, actor
from hansard.sandbox.views.remarks import RemarkView

if TYPE_CHECKING:
    from hansard.sandbox.views.items import ItemView

# Entries that are nothing without the item at their other end.
_NEEDS = {"CrossReferencedEvent": "source", "ConnectedEvent": "subject", "DisconnectedEvent": "subject"}


def timeline(item: ItemView, page: Page, since: str | None, item_types: list[str] | None) -> TimelineConnection:
    """The entries of an item's timeline: all of them to count, those of the wanted types and time to show."""
    entries = [entry for entry in item.item.entries if _stands(item, entry)]
    wanted = None if item_types is None else {name.replace("_", "").lower() for name in item_types}
    start = parse_instant(since) if since else None
    shown = [
        entry
        for entry in entries
        if (wanted is None or entry.typename.lower() in wanted or entry.typename in item.world.unknown_types)
        and (start is None or entry.at >= start)
    ]
    rows: list[Row] = [((entry.at, entry.order), entry) for entry in shown]
    moments = [entry.remark.updated_at if entry.remark else entry.at for entry in entries]
    return TimelineConnection(page, rows, item, len(entries), max(moments, default=item.item.created_at))


def _stands(item: ItemView, entry: Entry) -> bool:
    if entry.typename not in item.world.known_types and entry.typename not in item.world.unknown_types:
        return False
    needed = entry.fields.get(_NEEDS.get(entry.typename, ""))
    return not (isinstance(needed, Ref) and needed.kind == "item") or needed.key in item.world.items


class TimelineConnection(Connection):
    """A page of a timeline. The total counts entries of every type, whatever types are shown."""

    def __init__(self, page: Page, rows: list[Row], item: ItemView, total: int, moved: datetime) -> None:
        super().__init__(page, rows, lambda entry: entry_view(item, entry))
        self._total, self._moved = total, moved

    @property
    def total_count(self) -> int:
        return self._total

    @property
    def filtered_count(self) -> int:
        low, high = self._bounds
        return high - low

    @property
    def page_count(self) -> int:
        return len(self.rows)

    @property
    def updated_at(self) -> str:
        return format_instant(self._moved)


def entry_view(item: ItemView, entry: Entry) -> RemarkView | EventView:
    return RemarkView(item, entry.remark) if entry.remark else EventView(item, entry)


class EventView:
    """An entry of a timeline that is no comment and no review, of whatever type."""

    def __init__(self, item: ItemView, entry: Entry) -> None:
        self.item, self.world, self._entry = item, item.world, entry
        self.typename = entry.typename

    @property
    def id(self) -> str:
        prefix = "".join(letter for letter in self.typename if letter.isupper())
        number = ids.ITEM_BASE + self.item.number
        return ids.encode(prefix, 0, self.world.directory.database_id, number, ids.EVENT_BASE + self._entry.order)

    @property
    def created_at(self) -> str:
        return format_instant(self._entry.at)

    @property
    def actor(self) -> Actor | None:
        # Who deleted a comment is hidden from those who cannot write to the repository.
        return None if self.typename == "CommentDeletedEvent" else actor(self.world, self._entry.actor)

    @property
    def resource_path(self) -> str:
        return f"{self.item.resource_path}#event-{ids.EVENT_BASE + self._entry.order}"

    @property
    def url(self) -> str:
        return f"https://github.com{self.resource_path}"

    def told(self, name: str, default: Any) -> Any:
        """A field of the entry as the event told it."""
        return self._resolved(self._entry.fields[name]) if name in self._entry.fields else default

    def foreign_repository(self, name: str) -> str | None:
        """The name of another repository that a field of the entry points at."""
        value = self._entry.fields.get(name)
        return value.key if isinstance(value, Ref) and value.kind == "repository" else None

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return format_instant(value)
        if not isinstance(value, Ref):
            return value
        match value.kind:
            case "actor":
                return actor(self.world, value.key)
            case "commit":
                return commit(self.world, value.key)
            case "label":
                return LabelView(self.world, self.world.directory.labels[value.key])
            case "item":
                return self.item.other(value.key)
            case "foreign":
                return self.item.elsewhere(value.key)
            case "team":
                return Team(self.world, value.key)
            case "issue_type":
                return IssueType(value.key)
            case "milestone_title":
                number, at = value.key
                return self.world.history.directory_at(at).milestones[number].title
            case "remark":
                number, key = value.key
                remark = self.item.item.remarks.get(key)
                return RemarkView(self.item, remark) if remark else None
            case "discussion":
                found = self.world.discussion(value.key)
                return Discussion(self.world, found) if found else None
        raise NotImplementedError(value.kind)
