"""Reads what the listing pages do not hold, in batches of nodes. What is still to be read is asked of the warehouse."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from hansard.errors import HansardError
from hansard.github.answers import Answer, TooHeavy
from hansard.sync import depth_rows
from hansard.sync.depth_rows import Deep, Rows
from hansard.sync.items import EndlessPages
from hansard.sync.read import Batch, Reader
from hansard.warehouse.store import Store

# Node ids that one list may hold, and connections that one point pays: 1 + 149 are not yet rounded up to two.
# https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
MOST_IDS, ONE_POINT = 100, 148
# Nodes that a question to the warehouse gives at most; all of them are committed before the next question.
MOST = 1000
SMALLEST_PAGE = 5
MOST_FILES = 50
CALM_BATCHES = 4
SHRINK_PAUSE, LONGEST_SHRINK_PAUSE = 0.25, 2.0
# How often the smallest batch is asked for, and how many nodes in a row may fail before the rest is left for later.
TRIES, MOST_FAILED = 3, 3

Through = Callable[[AsyncIterator[Batch]], Awaitable[None]]


class Narrator(Protocol):
    """Who is told how this gets on."""

    def listing(self, listing: str, kind: str, done: int, total: int) -> None: ...

    def page(self, listing: str, items: int, remaining: int | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of depth: its queue, the operation that reads it, and how its rows are made.

    `width` nodes are asked for at once and, where there is a connection, `page` entries of each. It is followed to its
    end, or to `most` entries.
    """

    what: str
    queue: str
    operation: str
    rows: Callable[[Sequence[Deep], str, datetime], Rows]
    width: int
    connection: str | None = None
    page: int | None = None
    most: int | None = None


# Comments on lines come first: they can be edited and reacted to, and show which pull requests have threads.
KINDS = (
    Kind(
        "review_comments",
        "pending_reviews",
        "review_comments",
        depth_rows.review_comment_rows,
        width=ONE_POINT,
        connection="comments",
        page=100,
    ),
    Kind(
        "edits", "pending_edits", "edits", depth_rows.edit_rows, width=ONE_POINT, connection="userContentEdits", page=50
    ),
    Kind("reactions", "pending_reactions", "reactions", depth_rows.reaction_rows, width=100),
    Kind(
        "threads",
        "pending_threads",
        "review_threads",
        depth_rows.thread_rows,
        width=MOST_IDS,
        connection="reviewThreads",
        page=100,
    ),
    # So many files tell where a pull request belongs; the few that change more change hundreds.
    Kind(
        "files",
        "pending_files",
        "files",
        depth_rows.file_rows,
        width=ONE_POINT,
        connection="files",
        page=MOST_FILES,
        most=MOST_FILES,
    ),
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much to ask for at once: nodes, and entries of each."""

    nodes: int
    page: int | None
    calm: int = 0

    @property
    def smallest(self) -> bool:
        return self.nodes == 1 and (self.page or 0) <= SMALLEST_PAGE

    def smaller(self) -> "Size":
        """Half the nodes; once a single one is too much, fewer of its entries at a time."""
        if self.nodes > 1:
            return Size(self.nodes // 2, self.page)
        return Size(1, max(SMALLEST_PAGE, self.page // 2) if self.page else None)

    def after(self, kind: Kind) -> "Size":
        """The size after a batch that worked: slowly up to what the kind begins with."""
        if self.calm + 1 < CALM_BATCHES:
            return replace(self, calm=self.calm + 1)
        return Size(min(kind.width, self.nodes * 2), kind.page)


class Hopeless(HansardError):
    """A server that gives nothing of a kind, however little is asked for: the kind is left to a later sync."""


async def deepen(reader: Reader, store: Store, repository_id: str, narrator: Narrator, through: Through) -> bool:
    """Read all that is pending and say whether that worked. `through` returns once all batches are committed.

    The warehouse is asked for what comes after the last node, so that one which fails is left to the next sync.
    """
    for kind in KINDS:
        after = ""
        while rows := store.queue(kind.queue, repository_id=repository_id, after=after, most=MOST):
            if not after:
                narrator.listing(kind.what, "depth", 0, 0)
            pending = [Deep(row["id"], row["item_id"], row["change_at"]) for row in rows]
            try:
                await through(batches(reader, kind, repository_id, pending))
            except Hopeless:
                break
            narrator.page(kind.what, len(rows), None)
            after = rows[-1]["id"]
    return not any(store.queue(kind.queue, repository_id=repository_id, after="", most=1) for kind in KINDS)


async def batches(reader: Reader, kind: Kind, repository_id: str, pending: Sequence[Deep]) -> AsyncIterator[Batch]:
    """The rows of every node, as many at a time as GitHub manages, each batch with the note that they were read."""
    waiting, size, pause = list(pending), Size(kind.width, kind.page), SHRINK_PAUSE
    tries = failed = 0
    while waiting:
        some = waiting[: size.nodes]
        size = replace(size, nodes=len(some))
        try:
            answer = await _ask(reader, kind, some, size.page, None, shrinkable=True)
        except TooHeavy as error:
            tries += size.smallest
            if tries < TRIES:
                await asyncio.sleep(pause)
                pause, size = min(LONGEST_SHRINK_PAUSE, pause * 2), size.smaller()
                continue
            some[0].why, remaining = error.told, None
            tries, failed = 0, failed + 1
        else:
            await _take(reader, kind, some, answer, size.page)
            size, pause, remaining = size.after(kind), SHRINK_PAUSE, answer.rate.remaining
            tries = failed = 0
        rows = kind.rows(some, repository_id, reader.clock)
        rows["depth"] = depth_rows.depth_rows(some, kind.what, reader.clock)
        yield Batch(depth_rows.frames(rows), None, len(some), remaining)
        waiting = waiting[len(some) :]
        if failed == MOST_FAILED:
            raise Hopeless(f"the server gives no {kind.what.replace('_', ' ')}")


async def _take(reader: Reader, kind: Kind, some: Sequence[Deep], answer: Answer, page: int | None) -> None:
    """Give each node what the answer holds of it, and follow its connection to the end."""
    missing = {place for error in answer.refused if (place := not_found(error)) is not None}
    for index, (deep, node) in enumerate(zip(some, nodes_of(answer.data), strict=True)):
        if node is None:
            deep.gone = index in missing
            continue
        try:
            deep.entries = await _entries(reader, kind, deep, node, page)
            deep.node = node
        except TooHeavy as error:
            deep.why = error.told


async def _entries(
    reader: Reader, kind: Kind, deep: Deep, node: dict[str, Any], page: int | None
) -> list[dict[str, Any] | None]:
    connection = node.get(kind.connection) if kind.connection else None
    entries = list(connection["nodes"]) if connection else []
    while connection and connection["pageInfo"]["hasNextPage"] and (kind.most is None or len(entries) < kind.most):
        before, smallest = connection["pageInfo"]["endCursor"], (page or 0) <= SMALLEST_PAGE
        try:
            answer = await _ask(reader, kind, [deep], page, before, shrinkable=not smallest)
        except TooHeavy:
            if smallest:
                raise
            page = max(SMALLEST_PAGE, (page or 0) // 2)
            continue
        further = nodes_of(answer.data)[0]
        connection = further and further.get(str(kind.connection))
        if connection is None:
            # Gone while it was read: what is there is kept, and proves no deletion.
            return [*entries, None]
        entries += connection["nodes"]
        info = connection["pageInfo"]
        if info["hasNextPage"] and info["endCursor"] in (None, before):
            raise EndlessPages(f"the {kind.what.replace('_', ' ')} of {deep.id}")
    return entries[: kind.most]


async def _ask(
    reader: Reader, kind: Kind, some: Sequence[Deep], page: int | None, after: str | None, *, shrinkable: bool
) -> Answer:
    ids = [deep.id for deep in some]
    runs: list[dict[str, object]] = [
        {"ids": ids[start : start + MOST_IDS], "first": page, "after": after} for start in range(0, len(ids), MOST_IDS)
    ]
    given = runs if len(runs) > 1 else runs[0]
    return await reader.ask(kind.operation, given, page_size=len(ids), shrinkable=shrinkable)


def nodes_of(data: dict[str, Any]) -> list[dict[str, Any] | None]:
    """The nodes of an answer in the order of their ids, whether they were asked for in one list or in several."""
    if "nodes" in data:
        return list(data["nodes"])
    runs = sum(name.startswith("i") for name in data)
    return [node for index in range(runs) for node in data[f"i{index}"]]


def not_found(error: dict[str, Any]) -> int | None:
    """Which of the nodes, counted over all lists, an error says is not there; None when it says something else."""
    path = error.get("path") or []
    if error.get("type") != "NOT_FOUND" or len(path) != 2:
        return None
    field, index = path
    return int(index) + (0 if field == "nodes" else MOST_IDS * int(field[1:]))
