"""What to fetch next, and why. Pure: positions and server times in, positions and variables out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hansard.warehouse.positions import Position

LISTINGS = ("issues", "pull_requests")
# Reads may lag behind writes by seconds, listings by minutes.
OVERLAP = timedelta(minutes=5)
FIRST_SIZE = 25
# A page of n items with two connections each counts as 1 + 2n requests, and a point is 100 of them, rounded:
# 74 is the largest page for one point.
LARGEST_SIZE = 74
SMALLEST_EVENTS, LARGEST_EVENTS = 10, 100
SLOW_SECONDS = 6.0
CALM_PAGES = 4


@dataclass(frozen=True, slots=True)
class Newest:
    """What the probe says of a listing: its newest change and how many items there are."""

    id: str | None
    updated_at: datetime | None
    total_count: int


@dataclass(frozen=True, slots=True)
class PageSize:
    """How much to ask for at once: items of a listing, and timeline entries of each."""

    items: int = FIRST_SIZE
    events: int = LARGEST_EVENTS
    calm: int = 0

    @property
    def smallest(self) -> bool:
        return self.items == 1 and self.events == SMALLEST_EVENTS

    def smaller(self) -> "PageSize":
        """Half of it; once a single item is too much, fewer timeline entries at a time."""
        if self.items > 1:
            return PageSize(self.items // 2, self.events)
        return PageSize(1, max(SMALLEST_EVENTS, self.events // 2))

    def after(self, seconds: float) -> "PageSize":
        """The next size after a page that took so long: less when slow, slowly more when all is calm."""
        if seconds > SLOW_SECONDS:
            return self.smaller() if self.items > 1 else replace(self, calm=0)
        if self.calm + 1 < CALM_PAGES:
            return replace(self, calm=self.calm + 1)
        if self.events < LARGEST_EVENTS:
            return PageSize(self.items, min(LARGEST_EVENTS, self.events * 2))
        return PageSize(min(LARGEST_SIZE, self.items + max(1, self.items // 4)), self.events)


def unchanged(position: Position | None, newest: Newest) -> bool:
    """Whether a listing can be left alone: the probe sees just what it saw at the last complete sync.

    GitHub's times have whole seconds, so a change in the very second in which the last pass began may have been
    missed: then the listing is read again.
    """
    return (
        position is not None
        and position.done
        and position.watermark is not None
        and (newest.id, newest.updated_at, newest.total_count)
        == (position.newest_id, position.newest_updated_at, position.total_count)
        and (newest.updated_at is None or newest.updated_at < position.watermark.replace(microsecond=0))
    )


def next_pass(
    positions: Mapping[str, Position], wanted: tuple[str, ...], run_started: datetime, now: datetime
) -> Position | None:
    """The pass to run now: unfinished ones and first crawls before the changes since the watermark.

    Each wanted listing is finished when a changes pass that began in this run has ended. None when all are.
    """
    for listing in wanted:
        position = positions.get(listing)
        if position is None:
            return Position(listing, "crawl", started_at=now, page_size=FIRST_SIZE)
        if not position.done:
            return position
    for listing in wanted:
        position = positions[listing]
        if position.kind != "changes" or position.started_at < run_started:
            since = (position.watermark or position.started_at) - OVERLAP
            return replace(position, kind="changes", started_at=now, since=since, cursor=None, done=False)
    return None


def variables(position: Position, size: PageSize) -> dict[str, object]:
    """The paging variables of a position's next page (api rules: see docs/sync.md).

    A crawl goes by creation, which never changes. Changed issues come oldest change first: one touched meanwhile is
    seen twice, never lost. Pull requests have no `since`, so they come newest change first, down to the watermark.
    """
    paging: dict[str, object] = {"first": size.items, "after": position.cursor, "events": size.events}
    if position.kind == "crawl":
        return paging | {"orderBy": {"field": "CREATED_AT", "direction": "ASC"}}
    if position.listing == "issues":
        since = position.since.isoformat().replace("+00:00", "Z") if position.since else None
        return paging | {"orderBy": {"field": "UPDATED_AT", "direction": "ASC"}, "filterBy": {"since": since}}
    return paging | {"orderBy": {"field": "UPDATED_AT", "direction": "DESC"}}


def advance(
    position: Position,
    *,
    cursor: str | None,
    has_next: bool,
    oldest: datetime | None,
    size: PageSize,
    held: datetime | None = None,
) -> Position:
    """The position after a page; `oldest` is the earliest updatedAt on it.

    The new watermark is the time before the pass's first page: what changed since is the next pass's. It never passes
    `held`, the change of an item that could not be read.
    """
    below = (
        position.kind == "changes"
        and position.listing == "pull_requests"
        and oldest is not None
        and position.since is not None
        and oldest < position.since
    )
    moved = replace(position, cursor=cursor or position.cursor, page_size=size.items)
    if has_next and not below:
        return moved
    return replace(moved, done=True, watermark=min(position.started_at, held or position.started_at))


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is ahead of a sync: items to read, and about how many requests, points and seconds that takes."""

    items: int
    requests: int
    points: int
    seconds: float


def crawling(position: Position | None) -> bool:
    """Whether a listing's first crawl is still to be done or ended."""
    return position is None or (position.kind == "crawl" and not position.done)


def estimate(lacking: list[int]) -> Estimate:
    """What it takes to read so many items of each listing, at the size that a crawl begins with.

    A page of 25 takes GitHub about 2.7 seconds (measured by others in 2026); long timelines add a tenth of requests.
    """
    items = sum(max(0, lack) for lack in lacking)
    requests = round(sum(-(-max(0, lack) // FIRST_SIZE) for lack in lacking) * 1.1)
    return Estimate(items, requests, points=requests, seconds=requests * 2.7)
