"""Where a listing of a repository stands, and what it still lacks: rows of sync_cursor and gap."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Position:
    """The pass under way or finished last. All times are GitHub's clock, in UTC.

    `watermark` is when the last finished pass began; `newest_*` and `total_count` are what the probe of the last
    complete sync saw, so that an unchanged listing needs no request of its own.
    """

    listing: str
    kind: str
    started_at: datetime
    page_size: int
    cursor: str | None = None
    since: datetime | None = None
    done: bool = False
    watermark: datetime | None = None
    newest_id: str | None = None
    newest_updated_at: datetime | None = None
    total_count: int | None = None


@dataclass(frozen=True, slots=True)
class OpenGap:
    """An item that could not be read so far."""

    node_id: str
    listing: str
    number: int
    item_updated_at: datetime
