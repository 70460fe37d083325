"""A sync from probe to end: one request in flight, while the page before it is being loaded."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID, uuid4

import polars as pl

from hansard import __version__
from hansard.github.client import GitHub, Request
from hansard.sync import depth, sweep
from hansard.sync.plan import LISTINGS, Newest, crawling, estimate, next_pass, unchanged
from hansard.sync.read import AnotherRepository, Batch, Reader
from hansard.sync.rows import instant
from hansard.sync.whole import UnexpectedForm
from hansard.warehouse.positions import Position
from hansard.warehouse.store import Loaded, Store

P = ParamSpec("P")
T = TypeVar("T")


class Narrator(Protocol):
    """Who is told how a sync gets on."""

    def plan(self, items: int, requests: int, points: int, seconds: float) -> None: ...

    def listing(self, listing: str, kind: str, done: int, total: int) -> None: ...

    def page(self, listing: str, items: int, remaining: int | None) -> None: ...


@dataclass(slots=True)
class Summary:
    """What a sync did; the keys of `hansard sync --json`."""

    repository: str
    requests: int = 0
    points: int = 0
    items_new: int = 0
    items_changed: int = 0
    events: int = 0
    comments: int = 0
    gaps: int = 0
    seconds: float = 0.0
    complete: bool = False
    all_deep: bool = False


@dataclass(slots=True)
class RequestLog:
    """The requests of a run: numbered, added up, and kept until the next commit takes them along."""

    run_id: UUID = field(default_factory=uuid4)
    requests: int = 0
    points: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)

    def add(self, request: Request) -> None:
        self.requests += 1
        self.points += request.cost or 0
        self.waiting.append(asdict(request) | {"run_id": self.run_id, "sequence": self.requests})

    def take(self) -> list[dict[str, Any]]:
        taken, self.waiting = self.waiting, []
        return taken


async def sync(
    github: GitHub,
    store: Store,
    name: str,
    narrator: Narrator,
    log: RequestLog,
    *,
    full_check: bool = False,
    parallel: int = 1,
) -> Summary:
    """Bring the archive of repository `name` (OWNER/NAME) up to date and say what that took.

    With `full_check` the whole repository is swept for what no updatedAt tells, and every number accounted for. With
    `parallel` over 1 both listings are read at the same time, one request in flight for each.
    Everything is saved page by page; whatever interrupts it, the next call goes on where this one was.
    Raises AnswerError, NoConnection, AnotherRepository, EndlessPages, or CancelledError once the page is committed.
    """
    try:
        return await _sync(github, store, name, narrator, log, full_check=full_check, parallel=parallel)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise UnexpectedForm(error) from error


async def _sync(
    github: GitHub, store: Store, name: str, narrator: Narrator, log: RequestLog, *, full_check: bool, parallel: int
) -> Summary:
    start = time.monotonic()
    reader = Reader(github, name)
    probe = await reader.probe()
    run = _Run(reader, store, narrator, log, probe["id"], Summary(probe["nameWithOwner"]))
    await run.begin(probe)
    try:
        await run.mend()
        newest = {"issues": _newest(probe["issues"]), "pull_requests": _newest(probe["pullRequests"])}
        await run.passes(newest, parallel)
        if full_check:
            await run.check()
        run.conclude(all_deep=await run.deepen())
    finally:
        run.summary.seconds = round(time.monotonic() - start, 3)
        await in_thread(run.end)
    return run.summary


class _Run:
    def __init__(
        self, reader: Reader, store: Store, narrator: Narrator, log: RequestLog, repository_id: str, summary: Summary
    ) -> None:
        self._reader, self._store, self._narrator, self._log = reader, store, narrator, log
        self._id, self.summary = repository_id, summary
        self._started_at = reader.clock
        self._positions: dict[str, Position] = {}
        self._settled: list[Position] = []
        self._loaded = Loaded()
        # The store is not for two threads at once.
        self._turn = asyncio.Lock()

    async def begin(self, probe: dict[str, Any]) -> None:
        """Note the repository and the run, unless the name has passed to another repository."""
        archived = self._store.repository_id(self.summary.repository)
        if archived not in (None, self._id):
            raise AnotherRepository(self.summary.repository, await self._reader.name_of(str(archived)))
        run = {
            "id": self._log.run_id,
            "repository_id": self._id,
            "started_at": self._started_at,
            "hansard_version": __version__,
        }
        await in_thread(self._store.begin_run, _repository_row(probe, self._started_at), run)
        self._positions = self._store.positions(self._id)

    async def mend(self) -> None:
        """Before anything new, try once more what earlier syncs did not read."""
        if gaps := [*self._store.open_gaps(self._id), *self._store.unread_items(self._id)]:
            await self._through(self._reader.gaps(gaps))

    async def passes(self, newest: dict[str, Newest], parallel: int) -> None:
        """Run pass after pass until each listing that changed has been read to the end."""
        wanted = tuple(name for name in LISTINGS if not unchanged(self._positions.get(name), newest[name]))
        counts = self._store.item_counts(self._id)
        lacking = {name: newest[name].total_count - counts.get(name, 0) for name in wanted}
        ahead = estimate([lack for name, lack in lacking.items() if crawling(self._positions.get(name))])
        self._narrator.plan(ahead.items, ahead.requests, ahead.points, ahead.seconds)
        lanes = [(name,) for name in wanted] if parallel > 1 else [wanted]
        try:
            async with asyncio.TaskGroup() as group:
                for lane in lanes:
                    group.create_task(self._lane(lane, newest))
        except BaseExceptionGroup as group_error:
            raise _first(group_error) from None
        self._settled = [
            replace(
                self._positions[name],
                newest_id=newest[name].id,
                newest_updated_at=newest[name].updated_at,
                total_count=newest[name].total_count,
            )
            for name in wanted
        ]

    async def _lane(self, listings: tuple[str, ...], newest: dict[str, Newest]) -> None:
        """The passes of some listings, one after another."""
        while position := next_pass(self._positions, listings, self._started_at, self._reader.clock):
            async with self._turn:
                counts = await in_thread(self._store.item_counts, self._id)
            done, total = counts.get(position.listing, 0), newest[position.listing].total_count
            self._narrator.listing(position.listing, position.kind, done, total)
            await self._through(self._reader.pages(position))

    async def check(self) -> None:
        """Sweep the repository for what the listings do not tell."""
        await sweep.full_check(self._reader, self._store, self._id, self._through)

    async def deepen(self) -> bool:
        """Read what lies deeper than the listings, and say whether that worked; nothing pending, nothing asked."""
        return await depth.deepen(self._reader, self._store, self._id, self._narrator, self._through)

    def conclude(self, *, all_deep: bool) -> None:
        """Everything was tried: complete is what has no gap and was read to its depth."""
        self.summary.gaps = len(self._store.open_gaps(self._id))
        self.summary.all_deep = all_deep
        self.summary.complete = all_deep and not self.summary.gaps

    def end(self) -> None:
        """Write down how the run ended, complete or not."""
        self.summary.requests, self.summary.points = self._log.requests, self._log.points
        for key, value in asdict(self._loaded).items():
            setattr(self.summary, key, value)
        told = {key: value for key, value in asdict(self.summary).items() if key not in ("repository", "seconds")}
        ended = told | {"id": self._log.run_id, "finished_at": self._reader.clock}
        self._store.end_run(self._id, ended, self._settled, self._log.take())

    async def _through(self, batches: AsyncIterator[Batch]) -> None:
        """Read and load side by side: one page waits in the queue while the one before it is committed."""
        queue: asyncio.Queue[Batch | None] = asyncio.Queue(maxsize=1)
        try:
            async with asyncio.TaskGroup() as group:
                loading = group.create_task(self._load(queue))
                try:
                    async for batch in batches:
                        await queue.put(batch)
                finally:
                    # Pages that were read whole are kept, whatever ends the reading.
                    if not loading.done():
                        await queue.put(None)
                        await asyncio.wait([loading])
        except BaseExceptionGroup as group_error:
            raise _first(group_error) from None

    async def _load(self, queue: asyncio.Queue[Batch | None]) -> None:
        while batch := await queue.get():
            async with self._turn:
                requests = self._log.take()
                loaded = await in_thread(self._store.save_page, self._id, batch.frames, batch.position, requests)
            self._loaded += loaded
            if batch.position is not None:
                self._positions[batch.position.listing] = batch.position
                self._narrator.page(batch.position.listing, batch.items, batch.remaining)


# One thread for the warehouse: each further one would keep memory of its own for what it once had to hold.
_BESIDE = ThreadPoolExecutor(1, "warehouse")


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run beside the event loop, and when cancelled wait for its end all the same: no commit is left half done."""
    work = asyncio.get_running_loop().run_in_executor(_BESIDE, partial(function, *args, **kwargs))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise


def _first(error: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that started it; the others are its consequences."""
    inner = error.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def _newest(connection: dict[str, Any]) -> Newest:
    node = next(iter(connection["nodes"]), None)
    return Newest(node["id"] if node else None, instant(node["updatedAt"]) if node else None, connection["totalCount"])


def _repository_row(probe: dict[str, Any], observed_at: datetime) -> dict[str, Any]:
    return {
        "id": probe["id"],
        "database_id": probe["databaseId"],
        "name_with_owner": probe["nameWithOwner"],
        "url": probe["url"],
        "created_at": instant(probe["createdAt"]),
        "observed_at": observed_at,
    }
