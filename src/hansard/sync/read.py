"""Reads the pages of a pass, each with every label and timeline entry that its items have."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hansard.errors import HansardError
from hansard.github.answers import Answer, BadCursor, TooHeavy
from hansard.github.client import GitHub
from hansard.sync.items import EndlessPages, complete, read_again
from hansard.sync.items import lost as lost_item
from hansard.sync.pages import frames
from hansard.sync.plan import LISTINGS, PageSize, advance, variables
from hansard.sync.rows import Item, Lost, instant
from hansard.sync.whole import check_whole
from hansard.warehouse.positions import OpenGap, Position

if TYPE_CHECKING:
    import polars as pl

SHRINK_PAUSE, LONGEST_SHRINK_PAUSE = 0.25, 20.0


class AnotherRepository(HansardError):
    """The name now belongs to a repository other than the one archived under it."""

    def __init__(self, name: str, now_called: str | None = None) -> None:
        self.name, self.now_called = name, now_called
        follow = f"That one is called {now_called} now: go on with `hansard sync {now_called}`. " if now_called else ""
        super().__init__(
            f"{name} is another repository now than the one archived under this name. {follow}"
            "The new one goes into a warehouse of its own with --warehouse DIR; nothing was changed"
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of whole items of one page, and the position after it, where it moved."""

    frames: "dict[str, pl.DataFrame]"
    position: Position | None
    items: int
    remaining: int | None


class Reader:
    """One request after another about one repository. `clock` is GitHub's time at the last answer."""

    def __init__(self, github: GitHub, name: str) -> None:
        self._github, self._name = github, name
        self._owner, _, self._repository = name.partition("/")
        self._id = ""
        # Cursors that each listing's pass has had: a server that repeats one would have it go on for ever.
        self._cursors: dict[str, set[str | None]] = {}
        self.clock = datetime.now(UTC)
        # Per listing the oldest change that could not be read: the watermark stays before it.
        self.held: dict[str, datetime] = {}

    async def probe(self) -> dict[str, Any]:
        """The repository's node: its identity, the newest change and the size of each listing."""
        answer = await self.ask("repository", self.named())
        node: dict[str, Any] = answer.data["repository"]
        self._id = node["id"]
        return node

    async def name_of(self, repository_id: str) -> str | None:
        """What a repository is called today; None when the reader cannot see it any more."""
        node = (await self.ask("repository_name", {"id": repository_id})).data["node"]
        return str(node["nameWithOwner"]) if node and node.get("nameWithOwner") else None

    async def gaps(self, gaps: Iterable[OpenGap]) -> AsyncIterator[Batch]:
        """Try once more what an earlier sync could not read; what still fails holds its listing's watermark back."""
        for gap in gaps:
            try:
                item = await read_again(self.ask, gap.node_id)
            except TooHeavy as error:
                lost = Lost(gap.node_id, gap.listing, gap.number, gap.item_updated_at, error.told)
                yield Batch(self._frames([], [lost]), None, 0, None)
                continue
            yield Batch(self._frames([item] if item else [], [], gone=[] if item else [gap.node_id]), None, 1, None)

    async def pages(self, position: Position) -> AsyncIterator[Batch]:
        """The pages of a pass from `position` to its end.

        Raises AnswerError when GitHub does not even say what comes next, AnotherRepository, EndlessPages.
        """
        size = PageSize(position.page_size)
        self._cursors[position.listing] = {position.cursor}
        while not position.done:
            try:
                answer, size = await self._page(position, size)
            except BadCursor:
                if position.cursor is None:
                    raise
                # A cursor that means nothing any more: the pass starts over, and rows already there are met again.
                position = replace(position, cursor=None)
                continue
            except TooHeavy as error:
                batch = await self._round(position, size, error)
            else:
                batch = await self._batch(position, size, answer)
            if batch.position is not None:
                position = batch.position
            yield batch

    async def _page(self, position: Position, size: PageSize) -> tuple[Answer, PageSize]:
        """One whole page, asked for ever smaller until GitHub manages it, and the size to go on with."""
        pause = SHRINK_PAUSE
        while True:
            began = time.monotonic()
            try:
                asked = self.named() | variables(position, size)
                answer = await self.ask(position.listing, asked, page_size=size.items, shrinkable=not size.smallest)
            except TooHeavy:
                if size.smallest:
                    raise
                await asyncio.sleep(pause)
                pause = min(LONGEST_SHRINK_PAUSE, pause * 2)
                size = size.smaller()
            else:
                return answer, size.after(time.monotonic() - began)

    async def _batch(self, position: Position, size: PageSize, answer: Answer) -> Batch:
        """The rows of a page whose items are complete, and the position after it."""
        page = answer.data["repository"]["page"]
        nodes = {node["id"]: node for node in page["nodes"] if node is not None}
        done = await complete(self.ask, list(nodes.values()), position.listing)
        if None in page["nodes"]:
            done.lost += await self._unnamed(position, len(page["nodes"]), set(nodes))
        times = [moment for node in nodes.values() if (moment := instant(node["updatedAt"]))]
        rows = self._frames(done.items, done.lost)
        return Batch(rows, self._after(position, page["pageInfo"], times, size), len(done.items), answer.rate.remaining)

    async def _round(self, position: Position, size: PageSize, error: TooHeavy) -> Batch:
        """Go round the one item that GitHub cannot give: note it as a gap, with what is known of it."""
        page = (await self._next(position, 1)).data["repository"]["page"]
        lost = [lost_item(node, position.listing, error.told) for node in page["nodes"] if node]
        rows = self._frames([], lost)
        return Batch(rows, self._after(position, page["pageInfo"], [one.updated_at for one in lost], size), 0, None)

    async def _unnamed(self, position: Position, count: int, known: set[str]) -> list[Lost]:
        """Which items of a page GitHub refused: it gives their place and no name, so the page's names are asked for."""
        page = (await self._next(position, count)).data["repository"]["page"]
        why = "GitHub refuses this item to this reader"
        return [lost_item(node, position.listing, why) for node in page["nodes"] if node and node["id"] not in known]

    async def _next(self, position: Position, count: int) -> Answer:
        asked = self.named() | variables(position, PageSize(count))
        asked.pop("events")
        return await self.ask(f"{position.listing}_next", asked)

    def _after(self, position: Position, info: dict[str, Any], times: list[datetime], size: PageSize) -> Position:
        cursor, has_next = info["endCursor"], info["hasNextPage"]
        had = self._cursors[position.listing]
        if has_next and (cursor is None or cursor in had):
            raise EndlessPages(f"the {position.listing.replace('_', ' ')}")
        had.add(cursor)
        held = self.held.get(position.listing)
        oldest = min(times, default=None)
        return advance(position, cursor=cursor, has_next=has_next, oldest=oldest, size=size, held=held)

    def _frames(self, items: list[Item], lost: list[Lost], gone: Sequence[str] = ()) -> "dict[str, pl.DataFrame]":
        for one in lost:
            self.held[one.listing] = min(one.updated_at, self.held.get(one.listing, one.updated_at))
        return frames(items, self._id, self.clock, lost=lost, gone=gone)

    def batch(self, items: list[Item], lost: list[Lost]) -> Batch:
        """Items read outside of any listing, ready to be committed."""
        return Batch(self._frames(items, lost), None, len(items), None)

    def named(self) -> dict[str, object]:
        """The variables that name the repository."""
        return {"owner": self._owner, "name": self._repository}

    async def ask(
        self,
        operation: str,
        given: dict[str, object] | list[dict[str, object]],
        *,
        page_size: int | None = None,
        shrinkable: bool = False,
    ) -> Answer:
        """Ask, keep GitHub's clock, and take nothing but a whole answer about the right repository."""
        answer = await self._github.execute(
            operation, given, page_size=page_size, shrinkable=shrinkable, check=check_whole
        )
        self.clock = answer.server_time or datetime.now(UTC)
        if operation in LISTINGS and answer.data["repository"]["id"] != self._id:
            raise AnotherRepository(self._name)
        return answer
