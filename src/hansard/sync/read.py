"""Reads the pages of a pass, each with every label and timeline entry that its items have."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hansard.errors import HansardError
from hansard.github.answers import Answer, BadCursor, TooHeavy
from hansard.github.client import GitHub
from hansard.sync.pages import Item, check_whole, frames, instant
from hansard.sync.plan import LISTINGS, PageSize, advance, variables
from hansard.warehouse.positions import Position

if TYPE_CHECKING:
    import polars as pl

SHRINK_PAUSE, LONGEST_SHRINK_PAUSE = 0.25, 20.0


class AnotherRepository(HansardError):
    """The name now belongs to a repository other than the one archived under it."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"{name} is another repository now than the one archived under this name. "
            "Archive it into a warehouse of its own with --warehouse DIR; nothing was changed"
        )


class EndlessPages(HansardError):
    """GitHub gave the same cursor twice: going on would never end."""

    def __init__(self, what: str) -> None:
        super().__init__(f"GitHub repeats the cursor of {what}; everything before it is saved. Run the command again")


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of whole items of one page, and the position after it."""

    frames: "dict[str, pl.DataFrame]"
    position: Position
    items: int
    remaining: int | None


class Reader:
    """One request after another about one repository. `clock` is GitHub's time at the last answer."""

    def __init__(self, github: GitHub, name: str) -> None:
        self._github, self._name = github, name
        self._owner, _, self._repository = name.partition("/")
        self._id: str | None = None
        self.clock = datetime.now(UTC)

    async def probe(self) -> dict[str, Any]:
        """The repository's node: its identity, the newest change and the size of each listing."""
        answer = await self._ask("repository", self._named())
        node: dict[str, Any] = answer.data["repository"]
        self._id = node["id"]
        return node

    async def pages(self, position: Position) -> AsyncIterator[Batch]:
        """The pages of a pass from `position` to its end.

        Raises AnswerError when GitHub does not give the smallest page either, AnotherRepository, EndlessPages.
        """
        size = PageSize(position.page_size)
        while not position.done:
            began = time.monotonic()
            try:
                answer, size = await self._page(position, size)
            except BadCursor:
                if position.cursor is None:
                    raise
                # A cursor that means nothing any more: the pass starts over, and rows already there are met again.
                position = replace(position, cursor=None)
                continue
            size, read_at = size.after(time.monotonic() - began), self.clock
            page = answer.data["repository"]["page"]
            cursor, has_next = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
            if has_next and cursor in (None, position.cursor):
                raise EndlessPages(f"the {position.listing.replace('_', ' ')}")
            nodes = {node["id"]: node for node in page["nodes"] if node is not None}
            items = [await self._whole(node, size) for node in nodes.values()]
            updated = [instant(node["updatedAt"]) for node in nodes.values()]
            oldest = min((moment for moment in updated if moment), default=None)
            position = advance(position, cursor=cursor, has_next=has_next, oldest=oldest, size=size)
            yield Batch(frames(items, str(self._id), read_at), position, len(items), answer.rate.remaining)

    async def _page(self, position: Position, size: PageSize) -> tuple[Answer, PageSize]:
        """One whole page, asked for ever smaller until GitHub manages it, and the size that worked."""
        pause = SHRINK_PAUSE
        while True:
            try:
                asked = self._named() | variables(position, size)
                answer = await self._ask(position.listing, asked, size.items, shrinkable=not size.smallest)
            except TooHeavy:
                if size.smallest:
                    raise
                await asyncio.sleep(pause)
                pause = min(LONGEST_SHRINK_PAUSE, pause * 2)
                size = size.smaller()
            else:
                return answer, size

    async def _whole(self, node: dict[str, Any], size: PageSize) -> Item:
        """An item with every label and every timeline entry, following its further pages to the end."""
        item = Item(node, labels=_nodes(node["labels"]), timeline=_nodes(node["timelineItems"]))
        await self._follow(item, "labels", "labels", "labelsAfter", item.labels, {})
        await self._follow(item, "timeline", "timelineItems", "eventsAfter", item.timeline, {"events": size.events})
        item.whole = item.whole and None not in item.timeline
        return item

    async def _follow(
        self, item: Item, operation: str, connection: str, after: str, found: list[Any], paging: dict[str, object]
    ) -> None:
        info = (item.node[connection] or {}).get("pageInfo", {"hasNextPage": False})
        while info["hasNextPage"]:
            cursor = info["endCursor"]
            answer = await self._ask(operation, {"id": item.node["id"], after: cursor, **paging})
            node = answer.data["node"]
            if node is None or node.get(connection) is None:
                item.whole = False
                return
            found += _nodes(node[connection])
            info = node[connection]["pageInfo"]
            if info["hasNextPage"] and info["endCursor"] in (None, cursor):
                raise EndlessPages(f"the {operation} of #{item.node['number']}")

    def _named(self) -> dict[str, object]:
        return {"owner": self._owner, "name": self._repository}

    async def _ask(
        self, operation: str, given: dict[str, object], page_size: int | None = None, *, shrinkable: bool = False
    ) -> Answer:
        """Ask, keep GitHub's clock, and take nothing but a whole answer about the right repository."""
        answer = await self._github.execute(
            operation, given, page_size=page_size, shrinkable=shrinkable, check=check_whole
        )
        self.clock = answer.server_time or datetime.now(UTC)
        if operation in LISTINGS and answer.data["repository"]["id"] != self._id:
            raise AnotherRepository(self._name)
        return answer


def _nodes(connection: dict[str, Any] | None) -> list[Any]:
    return list(connection["nodes"]) if connection else []
