"""The repository at the clock's time: items folded once and folded again only when something happened to them."""

from datetime import datetime
from typing import Literal

from hansard.sandbox.bulk import uncollected
from hansard.sandbox.directory import Directory
from hansard.sandbox.history import History
from hansard.sandbox.paging import Row
from hansard.sandbox.state import Item, Kind

Order = Literal["COMMENTS", "CREATED_AT", "UPDATED_AT"]


class World:
    """A history seen at one instant, which `move` changes."""

    def __init__(self, history: History, now: datetime, known_types: frozenset[str]) -> None:
        self.history = history
        self.items: dict[int, Item] = {}
        # The types of the published schema, and those that this server has beyond it.
        self.known_types = known_types
        self.unknown_types: frozenset[str] = frozenset()
        self._converted: dict[int, Item] = {}
        self._sorted: dict[tuple[Kind, Order], list[Row]] = {}
        self._seen = 0
        with uncollected():
            self._place(now, set(history.numbers()))

    def move(self, now: datetime) -> None:
        """Go to another instant, forwards or backwards, and take in what was added to the history."""
        if now == self.now and self._seen == self.history.version:
            return
        touched = set(self.history.touched_since(self._seen))
        touched.update(self.history.touched_between(min(now, self.now), max(now, self.now)))
        self._place(now, touched)

    def _place(self, now: datetime, touched: set[int]) -> None:
        self.now, self._seen = now, self.history.version
        self.directory: Directory = self.history.directory_at(now)
        for number in touched:
            item = self.history.item_at(number, now)
            self.items.pop(number, None)
            if item is not None and not item.gone:
                self.items[number] = item
            self._converted.pop(number, None)
            if item is not None and item.discussion is not None:
                self._converted[number] = item
        if touched:
            self._sorted.clear()

    def ordered(self, kind: Kind, order: Order) -> list[Row]:
        """All items of a kind, ascending, as rows of a connection."""
        rows = self._sorted.get((kind, order))
        if rows is None:
            values = (item for item in self.items.values() if item.kind == kind)
            rows = sorted(((_value(item, order), item.number), item) for item in values)
            self._sorted[kind, order] = rows
        return rows

    def discussion(self, number: int) -> Item | None:
        """The item that became the discussion of this number."""
        return next((item for item in self._converted.values() if item.discussion == number), None)


def _value(item: Item, order: Order) -> datetime | int:
    match order:
        case "COMMENTS":
            return len(item.comments)
        case "CREATED_AT":
            return item.created_at
        case "UPDATED_AT":
            return item.updated_at
