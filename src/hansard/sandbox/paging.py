"""Connections. A cursor names a value of the sort key, not a place: rows that move past it are seen twice or never."""

import json
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import Any

from hansard.sandbox.problems import Refusal
from hansard.sandbox.times import format_instant, parse_instant

# What rows are ordered by, then their id: no two rows of a listing have the same key.
Key = tuple[datetime | int | str, int]
Row = tuple[Key, Any]

_PREFIX = b"cursor:v2:"
_KEY: Callable[[Row], Key] = itemgetter(0)
MOST = 100


@dataclass(frozen=True, slots=True)
class Page:
    """The paging arguments of one connection field."""

    field: str
    first: int | None = None
    last: int | None = None
    after: str | None = None
    before: str | None = None
    skip: int = 0

    def check(self) -> None:
        """Raise the refusal of a page that is too large, or of a size below one."""
        for argument, size in (("first", self.first), ("last", self.last)):
            if size is not None and size > MOST:
                message = f"Requesting {size} records on the `{self.field}` connection exceeds the `{argument}` limit"
                raise Refusal("EXCESSIVE_PAGINATION", f"{message} of {MOST} records.")
            if size is not None and size < 1:
                message = f"`{argument}` on the `{self.field}` connection must be between 1 and {MOST}."
                raise Refusal("INVALID_PAGINATION", message)

    def missing_boundaries(self) -> Refusal:
        message = f"You must provide a `first` or `last` value to properly paginate the `{self.field}` connection."
        return Refusal("MISSING_PAGINATION_BOUNDARIES", message)


def encode_cursor(key: Key) -> str:
    value, number = key
    packed = json.dumps([format_instant(value) if isinstance(value, datetime) else value, number])
    return b64encode(_PREFIX + packed.encode()).decode()


def decode_cursor(cursor: str, like: Key | None) -> Key:
    """Read a cursor of a listing whose keys look like this one; any cursor will do for an empty listing."""
    try:
        packed = b64decode(cursor, validate=True)
        value, number = json.loads(packed.removeprefix(_PREFIX))
        if like is not None and isinstance(like[0], datetime):
            value = parse_instant(value)
        if packed.startswith(_PREFIX) and type(number) is int and (like is None or type(value) is type(like[0])):
            return value, number
    except (Base64Error, TypeError, ValueError):
        pass
    raise Refusal("INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor.")


@dataclass(frozen=True, slots=True)
class PageInfo:
    start_cursor: str | None
    end_cursor: str | None
    has_next_page: bool
    has_previous_page: bool


@dataclass(frozen=True, slots=True)
class Edge:
    cursor: str
    node: Any
    reacted_at: str | None = None


class Connection:
    """One page of rows, which come in ascending order of their keys."""

    def __init__(
        self, page: Page, rows: Sequence[Row], view: Callable[[Any], Any], *, descending: bool = False
    ) -> None:
        self._page, self._rows, self._view, self._descending = page, rows, view, descending

    @property
    def total_count(self) -> int:
        return len(self._rows)

    @cached_property
    def _bounds(self) -> tuple[int, int]:
        """The rows between the cursors: indexes into the ascending rows."""
        low, high = 0, len(self._rows)
        like = self._rows[0][0] if self._rows else None
        after, before = (c and decode_cursor(c, like) for c in (self._page.after, self._page.before))
        above, below = (before, after) if self._descending else (after, before)
        if above:
            low = bisect_right(self._rows, above, key=_KEY)
        if below:
            high = max(low, bisect_left(self._rows, below, key=_KEY))
        return low, high

    @cached_property
    def _window(self) -> tuple[int, int]:
        """The rows of the page: indexes into the ascending rows."""
        low, high = self._bounds
        if self._descending:
            high = max(low, high - self._page.skip)
        else:
            low = min(high, low + self._page.skip)
        if self._page.first is not None:
            low, high = _cut(low, high, self._page.first, from_low=not self._descending)
        if self._page.last is not None:
            low, high = _cut(low, high, self._page.last, from_low=self._descending)
        return low, high

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The rows of the page in the order in which they are shown."""
        low, high = self._window
        page = self._rows[low:high]
        return page[::-1] if self._descending else page

    @property
    def nodes(self) -> list[Any]:
        return [self._view(value) for _, value in self.rows]

    @property
    def edges(self) -> list[Edge]:
        return [Edge(encode_cursor(key), self._view(value)) for key, value in self.rows]

    @property
    def page_info(self) -> PageInfo:
        low, high = self._window
        below, above = low > 0, high < len(self._rows)
        more, earlier = (below, above) if self._descending else (above, below)
        start, end = (encode_cursor(self.rows[0][0]), encode_cursor(self.rows[-1][0])) if self.rows else (None, None)
        return PageInfo(start, end, more, earlier)


def _cut(low: int, high: int, size: int, *, from_low: bool) -> tuple[int, int]:
    return (low, min(high, low + size)) if from_low else (max(low, high - size), high)


def enumerated(values: Sequence[Any]) -> list[Row]:
    """Rows of a short list without a sort key of its own."""
    return [((place, place), value) for place, value in enumerate(values)]
