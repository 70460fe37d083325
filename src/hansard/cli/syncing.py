"""Runs syncs in an event loop of their own, with signals and progress; used by `sync`, `watch` and `demo`."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from hansard.console import Console, SyncProgress
from hansard.errors import HansardError, Stopped
from hansard.settings import Settings

if TYPE_CHECKING:
    from hansard.github.endpoint import Endpoint

T = TypeVar("T")
SUMS = ("requests", "points", "items_new", "items_changed", "events", "comments", "gaps", "seconds")


@dataclass(frozen=True, slots=True)
class Round:
    """One sync of each repository of the settings: the summaries in their order, and what ended it early.

    The summary of a repository that failed has an `error`, counts nothing but what was spent, and is not `complete`.
    `not_tried` are those that had no turn.
    """

    summaries: tuple[dict[str, Any], ...]
    not_tried: tuple[str, ...] = ()
    ended: HansardError | None = None

    @property
    def failed(self) -> list[str]:
        """The repositories that failed of something that is their own."""
        tried = self.summaries[:-1] if self.ended else self.summaries
        return [str(summary["repository"]) for summary in tried if "error" in summary]

    @property
    def incomplete(self) -> list[dict[str, Any]]:
        """Summaries of syncs that reached their end and lack something."""
        return [summary for summary in self.summaries if "error" not in summary and not summary["complete"]]

    def told(self) -> dict[str, Any]:
        """The round as one object: the sums, and each repository."""
        sums = {key: round(sum(summary[key] for summary in self.summaries), 3) for key in SUMS}
        complete = not self.not_tried and all(summary["complete"] for summary in self.summaries)
        each = [{"error": None, **summary} for summary in self.summaries]
        return {**sums, "complete": complete, "repositories": each, "not_tried": list(self.not_tried)}


def sync_repositories(settings: Settings, console: Console, *, quiet: bool, **options: Any) -> Round:
    """Sync every repository of the settings, in an event loop of its own; `options` are those of `sync_each`.

    Raises Stopped on Ctrl-C and SIGTERM, with everything saved.
    """
    from hansard.github.endpoint import endpoint

    where = endpoint(settings.api_url)
    return run_until_stopped(sync_each(where, settings, console, quiet=quiet, **options))


async def sync_from(where: "Endpoint", settings: Settings, console: Console, **options: Any) -> dict[str, Any]:
    """Sync the one repository of the settings and give its summary; within a running event loop."""
    return (await sync_each(where, settings, console, **options)).summaries[0]


async def sync_each(
    where: "Endpoint",
    settings: Settings,
    console: Console,
    *,
    quiet: bool,
    on_summary: Callable[[dict[str, Any]], None] = lambda summary: None,
    full_check: bool = False,
    parallel: int = 1,
    **limits: Any,
) -> Round:
    """Sync each repository of the settings in turn, over one session; `limits` are those of the GitHub client.

    `on_summary` is told of each as soon as it is through.

    With several, one that fails leaves the others alone; what concerns all of them ends the round. With one, whatever
    goes wrong is raised.
    """
    from hansard.github.client import GitHub, Request
    from hansard.sync.run import RequestLog, Summary, sync
    from hansard.warehouse.store import Store

    names, summaries = settings.all_repositories, list[dict[str, Any]]()
    log, answered = RequestLog(), False

    def on_request(request: Request) -> None:
        nonlocal answered
        answered = answered or request.outcome != "NoConnection"
        log.add(request)

    with SyncProgress(console, quiet=quiet) as progress:
        async with GitHub(
            where, on_wait=progress.wait, on_request=on_request, on_note=console.note, **limits
        ) as github:
            for number, name in enumerate(names, 1):
                log, answered = RequestLog(), False
                if len(names) > 1:
                    progress.about(name)
                try:
                    with Store.open(settings.warehouse, console.note) as store:
                        done = await sync(github, store, name, progress, log, full_check=full_check, parallel=parallel)
                except HansardError as error:
                    if len(names) == 1:
                        raise
                    spent = Summary(name, requests=log.requests, points=log.points)
                    summaries.append(asdict(spent) | {"error": str(error)})
                    if _concerns_all(error, answered=answered):
                        return Round(tuple(summaries), names[number:], error)
                    console.error(f"{name}: {error}")
                else:
                    summaries.append(asdict(done))
                    on_summary(summaries[-1])
    return Round(tuple(summaries))


def _concerns_all(error: HansardError, *, answered: bool) -> bool:
    """Whether the next repository would fail of the same; with no answer at all the network is what fails."""
    from hansard.github.answers import AnswerError, BadCredentials, RateLimited
    from hansard.github.client import NoConnection
    from hansard.sync.items import EndlessPages
    from hansard.sync.read import AnotherRepository
    from hansard.sync.whole import UnexpectedForm

    if isinstance(error, NoConnection):
        return not answered
    if isinstance(error, BadCredentials | RateLimited):
        return True
    return not isinstance(error, AnswerError | AnotherRepository | EndlessPages | UnexpectedForm)


def run_until_stopped(work: Coroutine[Any, Any, T]) -> T:
    """Like asyncio.run, with SIGTERM treated like Ctrl-C: the work is cancelled and ends what it may not leave open."""

    async def main() -> T:
        task = asyncio.ensure_future(work)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await task

    try:
        return asyncio.run(main())
    except (asyncio.CancelledError, KeyboardInterrupt):
        raise Stopped("stopped; every page so far is saved. Run the same command again to go on") from None


def summary_line(summary: dict[str, Any]) -> str:
    """One sentence on what a sync brought."""

    def some(key: str, one: str) -> str:
        return f"{summary[key]:,} {one}" if summary[key] == 1 else f"{summary[key]:,} {one}s"

    if not any(summary[key] for key in ("items_new", "items_changed", "events", "comments")):
        news = "nothing new"
    else:
        news = (
            f"{some('items_new', 'item')} new, {summary['items_changed']:,} changed, "
            f"{summary['events']:,} timeline entries, {summary['comments']:,} comments and reviews"
        )
    cost = f"{some('requests', 'request')}, {some('points', 'point')}, {summary['seconds']:.1f} s"
    return f"{summary['repository']}: {news} ({cost})"
