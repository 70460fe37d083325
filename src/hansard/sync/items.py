"""Completes the items of pages: further labels, further timeline entries, and what moved while it was read."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from hansard.errors import HansardError
from hansard.github.answers import Answer, TooHeavy
from hansard.sync.plan import LARGEST_EVENTS, SMALLEST_EVENTS
from hansard.sync.rows import Item, Lost

# Timelines asked for in one request: each is up to a hundred heavy nodes.
WIDEST = 10
# How often an item that moves while it is read is read again; then the next pass has it.
REREADS = 2


class EndlessPages(HansardError):
    """GitHub gave the same cursor twice: going on would never end."""

    def __init__(self, what: str) -> None:
        super().__init__(f"GitHub repeats the cursor of {what}; everything before it is saved. Run the command again")


class Ask(Protocol):
    """How to put a question to GitHub; raises TooHeavy at once when `shrinkable`."""

    def __call__(
        self, operation: str, given: dict[str, object] | list[dict[str, object]], *, shrinkable: bool = False
    ) -> Awaitable[Answer]: ...


@dataclass(slots=True)
class Completed:
    """What became of some items."""

    items: list[Item] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)

    def __iadd__(self, other: "Completed") -> "Completed":
        return Completed(self.items + other.items, self.lost + other.lost)


async def begin(ask: Ask, nodes: Sequence[dict[str, Any]], listing: str) -> Completed:
    """The items of a page with all of their labels, in its order, and timelines as far as the page gives them.

    Raises EndlessPages, and every AnswerError but TooHeavy.
    """
    done = Completed([_begun(node) for node in nodes])
    for item in list(done.items):
        await _guard(done, item, listing, _labels(ask, item))
    return done


async def finish(ask: Ask, unread: list[Item], listing: str, *, all_of_them: bool) -> Completed:
    """Read on in the timelines of `unread`, and take those that end out of it; one too heavy even alone is lost.

    Only full requests are made, so that some items may be left waiting for others, unless `all_of_them` are wanted.
    Raises as `begin` does.
    """
    done, width = Completed(), WIDEST
    while unread and (all_of_them or len(unread) >= WIDEST):
        some = unread[:width]
        try:
            await _advance(ask, some, shrinkable=len(some) > 1)
        except TooHeavy as error:
            if len(some) == 1:
                done.lost.append(lost(unread.pop(0).node, listing, error.told))
            width = max(1, len(some) // 2)
            continue
        done.items += [item for item in some if item.cursor is None]
        unread[:] = [item for item in unread if item.cursor]
    for item in list(done.items):
        if item.moved:
            await _guard(done, item, listing, _reread(ask, item))
    return done


async def read_again(ask: Ask, id_: str) -> Item | None:
    """One item by its id, whole; None when GitHub knows no such node any more. Raises TooHeavy when it cannot."""
    events = LARGEST_EVENTS
    while True:
        try:
            smallest = events == SMALLEST_EVENTS
            answer = await ask("item", {"id": id_, "events": events}, shrinkable=not smallest)
            break
        except TooHeavy:
            if smallest:
                raise
            events = max(SMALLEST_EVENTS, events // 2)
    node = answer.data["node"]
    if node is None:
        return None
    item = _begun(node)
    await _labels(ask, item)
    while item.cursor:
        await _advance(ask, [item], shrinkable=False)
    return item


async def read_several(ask: Ask, ids: Sequence[str]) -> list[Item]:
    """Several items by their ids, whole, those that GitHub still has. Several at once raise TooHeavy at once."""
    runs: list[dict[str, object]] = [{"id": id_, "events": LARGEST_EVENTS} for id_ in ids]
    if len(ids) == 1:
        item = await read_again(ask, ids[0])
        return [item] if item else []
    answer = await ask("item", runs, shrinkable=True)
    items = [_begun(node) for index in range(len(ids)) if (node := answer.data[f"i{index}"])]
    for item in items:
        await _labels(ask, item)
    while waiting := [item for item in items if item.cursor]:
        await _advance(ask, waiting, shrinkable=True)
    return items


def _begun(node: dict[str, Any]) -> Item:
    item = Item(node, timeline=_nodes(node["timelineItems"]))
    item.cursor = _next_cursor(item, node["timelineItems"])
    item.whole = None not in item.timeline
    _take_labels(item, node["labels"])
    return item


def _take_labels(item: Item, connection: dict[str, Any] | None) -> None:
    labels = _nodes(connection)
    item.labels += [label for label in labels if label is not None]
    item.whole = item.whole and None not in labels


async def _labels(ask: Ask, item: Item) -> None:
    connection = item.node["labels"]
    while connection and connection["pageInfo"]["hasNextPage"]:
        before = connection["pageInfo"]["endCursor"]
        node = (await ask("labels", {"id": item.node["id"], "labelsAfter": before})).data["node"]
        connection = node and node["labels"]
        _take_labels(item, connection)
        if (
            connection
            and connection["pageInfo"]["hasNextPage"]
            and connection["pageInfo"]["endCursor"] in (None, before)
        ):
            raise EndlessPages(f"the labels of #{item.node['number']}")


async def _advance(ask: Ask, items: list[Item], *, shrinkable: bool) -> None:
    """The next page of each item's timeline, in one request."""
    runs: list[dict[str, object]] = [
        {"id": item.node["id"], "events": LARGEST_EVENTS, "eventsAfter": item.cursor} for item in items
    ]
    answer = await ask("timeline", runs, shrinkable=shrinkable)
    for index, item in enumerate(items):
        node = answer.data[f"i{index}"]
        if node is None:
            # Gone while it was read: what is there is kept, and proves no deletion.
            item.whole, item.cursor = False, None
            continue
        item.timeline += _nodes(node["timelineItems"])
        item.whole = item.whole and None not in item.timeline
        item.cursor = _next_cursor(item, node["timelineItems"])
        item.moved = item.cursor is None and node["updatedAt"] != item.node["updatedAt"]


async def _reread(ask: Ask, item: Item) -> None:
    """Read an item again that moved while its timeline was read, so that its parts belong together."""
    for _ in range(REREADS):
        again = await read_again(ask, item.node["id"])
        if again is None:
            item.whole = False
            return
        item.node, item.labels, item.timeline, item.whole = again.node, again.labels, again.timeline, again.whole
        item.moved = again.moved
        if not item.moved:
            return


async def _guard(done: Completed, item: Item, listing: str, work: Awaitable[None]) -> None:
    try:
        await work
    except TooHeavy as error:
        done.items.remove(item)
        done.lost.append(lost(item.node, listing, error.told))


def lost(node: dict[str, Any], listing: str, why: str) -> Lost:
    """The note that an item, of which id, number and updatedAt are known, could not be read."""
    return Lost(node["id"], listing, node["number"], datetime.fromisoformat(node["updatedAt"]), why)


def _next_cursor(item: Item, connection: dict[str, Any]) -> str | None:
    info = connection["pageInfo"]
    if not info["hasNextPage"]:
        return None
    cursor: str | None = info["endCursor"]
    if cursor is None or cursor in item.cursors:
        raise EndlessPages(f"the timeline of #{item.node['number']}")
    item.cursors.add(cursor)
    return cursor


def _nodes(connection: dict[str, Any] | None) -> list[Any]:
    return list(connection["nodes"]) if connection else []
