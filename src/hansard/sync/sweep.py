"""The full check: finds what updatedAt does not tell, reads it again, and accounts for every number.

Deleted comments, references from elsewhere, renamed labels and accounts, missed, deleted, transferred and converted
items move no updatedAt. Counts show most of that; dictionaries are read anew; absence is confirmed by number.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar

import polars as pl

from hansard.github.answers import TooHeavy
from hansard.sync.columns import SCHEMAS
from hansard.sync.items import lost, read_several
from hansard.sync.plan import LISTINGS
from hansard.sync.read import Batch, Reader
from hansard.sync.rows import actor_rows, instant, label_row
from hansard.warehouse.store import Store

T = TypeVar("T")
SWEEP_SIZE, REPAIR_SIZE, NUMBER_SIZE, ACTOR_SIZE = 100, 10, 50, 100
# So many unknown numbers are looked up in one check; the rest is left to the next.
MOST_NUMBERS = 5000

Through = Callable[[AsyncIterator[Batch]], Awaitable[None]]


async def full_check(reader: Reader, store: Store, repository_id: str, through: Through) -> None:
    """Sweep, compare, repair and account. `through` commits batches and returns once all are committed."""
    since = reader.clock
    named = {"repository_id": repository_id}
    for listing in LISTINGS:
        await through(_signs(reader, repository_id, listing))
    await through(_repairs(reader, store.queue("drifted", since=since, **named)))
    await through(_absences(reader, store.queue("vanished", since=since, **named)))
    unknown = [row["number"] for row in store.queue("unaccounted", most=MOST_NUMBERS, **named)]
    await through(_numbers(reader, repository_id, unknown))
    await through(_labels(reader, repository_id))
    await through(_actors(reader, [row["id"] for row in store.queue("actors")]))


async def _signs(reader: Reader, repository_id: str, listing: str) -> AsyncIterator[Batch]:
    cursor, size, more = None, SWEEP_SIZE, True
    while more:
        try:
            asked = reader.named() | {"first": size, "after": cursor}
            answer = await reader.ask(f"{listing}_sweep", asked, page_size=size, shrinkable=size > 1)
        except TooHeavy:
            if size == 1:
                raise
            size //= 2
            continue
        page = answer.data["repository"]["page"]
        rows = [
            {
                "repository_id": repository_id,
                "listing": listing,
                "id": node["id"],
                "number": node["number"],
                "updated_at": instant(node["updatedAt"]),
                "comment_count": node["comments"]["totalCount"],
                "timeline_count": node["timelineItems"]["totalCount"],
                "swept_at": reader.clock,
            }
            for node in page["nodes"]
            if node
        ]
        more = page["pageInfo"]["hasNextPage"] and page["pageInfo"]["endCursor"] not in (None, cursor)
        cursor = page["pageInfo"]["endCursor"]
        yield _rows(reader, "sweep", rows)


async def _repairs(reader: Reader, drifted: Sequence[dict[str, Any]]) -> AsyncIterator[Batch]:
    """Read the drifted items again, whole, several at a time."""
    for chunk in _chunks(drifted, REPAIR_SIZE):
        width, waiting = len(chunk), list(chunk)
        while waiting:
            some = waiting[:width]
            try:
                items = await read_several(reader.ask, [row["id"] for row in some])
            except TooHeavy as error:
                if len(some) > 1:
                    width = len(some) // 2
                    continue
                row = some[0]
                missing = {"id": row["id"], "number": row["number"], "updatedAt": row["updated_at"].isoformat()}
                yield reader.batch([], [lost(missing, row["listing"], error.told)])
            else:
                yield reader.batch(items, [])
            waiting = waiting[len(some) :]


async def _absences(reader: Reader, vanished: Sequence[dict[str, Any]]) -> AsyncIterator[Batch]:
    """Tombstones for items whose number shows something else, or nothing."""
    for chunk in _chunks(vanished, NUMBER_SIZE):
        found = await _at_numbers(reader, [row["number"] for row in chunk])
        gone = [
            {
                "id": row["id"],
                "gone_as": "discussion" if at.get("discussion") else "unknown",
                "observed_at": reader.clock,
            }
            for row, at in zip(chunk, found, strict=True)
            if at and (at["issueOrPullRequest"] or {}).get("id") != row["id"]
        ]
        yield _rows(reader, "gone", gone)


async def _numbers(reader: Reader, repository_id: str, unknown: Sequence[int]) -> AsyncIterator[Batch]:
    """What stands at numbers that no archived item has. An item met there was missed, and is read."""
    for chunk in _chunks(unknown, NUMBER_SIZE):
        found = await _at_numbers(reader, chunk)
        missed = [at["issueOrPullRequest"]["id"] for at in found if at and at["issueOrPullRequest"]]
        rows = [
            {
                "repository_id": repository_id,
                "number": number,
                "what": "discussion" if at.get("discussion") else "nothing",
                "observed_at": reader.clock,
            }
            for number, at in zip(chunk, found, strict=True)
            if at and not at["issueOrPullRequest"]
        ]
        yield _rows(reader, "number_account", rows)
        for some in _chunks(missed, REPAIR_SIZE):
            yield reader.batch(await read_several(reader.ask, some), [])


async def _at_numbers(reader: Reader, numbers: Sequence[int]) -> list[dict[str, Any] | None]:
    runs: list[dict[str, object]] = [reader.named() | {"number": number} for number in numbers]
    answer = await reader.ask("number", runs)
    return [answer.data[f"i{index}"] for index in range(len(numbers))]


async def _labels(reader: Reader, repository_id: str) -> AsyncIterator[Batch]:
    cursor, more = None, True
    while more:
        answer = await reader.ask("dictionaries", reader.named() | {"labelsAfter": cursor})
        connection = answer.data["repository"]["labels"]
        seen = {"repository_id": repository_id, "observed_at": reader.clock}
        yield _rows(reader, "label", [label_row(node) | seen for node in connection["nodes"] if node])
        info = connection["pageInfo"]
        more = info["hasNextPage"] and info["endCursor"] not in (None, cursor)
        cursor = info["endCursor"]


async def _actors(reader: Reader, ids: Sequence[str]) -> AsyncIterator[Batch]:
    for chunk in _chunks(ids, ACTOR_SIZE):
        answer = await reader.ask("actors", {"ids": list(chunk)})
        known = {node["id"]: node for node in answer.data["nodes"] if node and node.get("login")}
        yield _rows(reader, "actor", actor_rows(known, reader.clock))


def _rows(reader: Reader, table: str, rows: list[dict[str, Any]]) -> Batch:
    frames = {table: pl.from_dicts(rows, schema=SCHEMAS[table])} if rows else {}
    return Batch(frames, None, 0, None)


def _chunks(rows: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
