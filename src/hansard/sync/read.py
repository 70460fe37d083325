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
from hansard.sync.items import WIDEST, Completed, EndlessPages, begin, finish, read_several
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
        # Items met on pages whose timelines go on: read together with those of other pages, ten at a time.
        self._unread: dict[str, list[Item]] = {name: [] for name in LISTINGS}
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
        """Try once more what an earlier sync did not read; what still fails holds its listing's watermark back."""
        waiting, width = list(gaps), WIDEST
        while some := waiting[:width]:
            try:
                items = await read_several(self.ask, [gap.node_id for gap in some])
            except TooHeavy as error:
                if len(some) > 1:
                    width = len(some) // 2
                    continue
                lost = [Lost(gap.node_id, gap.listing, gap.number, gap.item_updated_at, error.told) for gap in some]
                yield self.batch([], lost)
            else:
                gone = {gap.node_id for gap in some} - {item.node["id"] for item in items}
                yield Batch(self._frames(items, [], gone=sorted(gone)), None, len(items), None)
            waiting = waiting[len(some) :]

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
        times = [moment for node in nodes.values() if (moment := instant(node["updatedAt"]))]
        last = _moved(position, page["pageInfo"], times, size).done
        done, unread = await self._whole(position.listing, nodes, last=last)
        if None in page["nodes"]:
            done.lost += await self._unnamed(position, len(page["nodes"]), set(nodes))
        rows = self._frames(done.items, done.lost, unread=unread)
        return Batch(rows, self._after(position, page["pageInfo"], times, size), len(done.items), answer.rate.remaining)

    async def _whole(
        self, listing: str, nodes: dict[str, dict[str, Any]], *, last: bool
    ) -> tuple[Completed, list[Item]]:
        """The items of a page and of earlier ones that are whole now, and those of this page that are not.

        After the `last` page of a pass none is left: the watermark passes no item that was not read to its end.
        """
        done = await begin(self.ask, list(nodes.values()), listing)
        # An item met again stands for the one met before.
        unread = [item for item in self._unread[listing] if item.node["id"] not in nodes]
        unread += [item for item in done.items if item.cursor]
        done.items = [item for item in done.items if not item.cursor]
        done += await finish(self.ask, unread, listing, all_of_them=last)
        self._unread[listing] = unread
        return done, [item for item in unread if item.node["id"] in nodes]

    async def _round(self, position: Position, size: PageSize, error: TooHeavy) -> Batch:
        """Go round the one item that GitHub cannot give: note it as a gap, with what is known of it."""
        page = (await self._next(position, 1)).data["repository"]["page"]
        lost = [lost_item(node, position.listing, error.told) for node in page["nodes"] if node]
        times = [one.updated_at for one in lost]
        last = _moved(position, page["pageInfo"], times, size).done
        done, _ = await self._whole(position.listing, {}, last=last)
        rows = self._frames(done.items, done.lost + lost)
        return Batch(rows, self._after(position, page["pageInfo"], times, size), len(done.items), None)

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
        cursor = info["endCursor"]
        had = self._cursors[position.listing]
        if info["hasNextPage"] and (cursor is None or cursor in had):
            raise EndlessPages(f"the {position.listing.replace('_', ' ')}")
        had.add(cursor)
        held = self.held.get(position.listing)
        return _moved(position, info, times, size, held)

    def _frames(
        self, items: list[Item], lost: list[Lost], gone: Sequence[str] = (), unread: Sequence[Item] = ()
    ) -> "dict[str, pl.DataFrame]":
        for one in lost:
            self.held[one.listing] = min(one.updated_at, self.held.get(one.listing, one.updated_at))
        return frames(items, self._id, self.clock, lost=lost, gone=gone, unread=unread)

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


def _moved(
    position: Position, info: dict[str, Any], times: list[datetime], size: PageSize, held: datetime | None = None
) -> Position:
    oldest = min(times, default=None)
    return advance(
        position, cursor=info["endCursor"], has_next=info["hasNextPage"], oldest=oldest, size=size, held=held
    )
