"""Runs a sync in an event loop of its own, with signals and progress; used by `sync` and `demo`."""

import asyncio
import signal
from collections.abc import Coroutine
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

from hansard.console import Console, SyncProgress
from hansard.errors import Stopped
from hansard.settings import Settings

if TYPE_CHECKING:
    from hansard.github.endpoint import Endpoint

T = TypeVar("T")


def sync_repository(
    settings: Settings, console: Console, *, quiet: bool, full_check: bool = False, parallel: int = 1, **limits: Any
) -> dict[str, Any]:
    """Sync the repository of the settings and give the summary; `limits` are those of the GitHub client.

    Raises Stopped on Ctrl-C and SIGTERM, with everything saved.
    """
    from hansard.github.endpoint import endpoint

    where = endpoint(settings.api_url)
    return run_until_stopped(
        sync_from(where, settings, console, quiet=quiet, full_check=full_check, parallel=parallel, **limits)
    )


async def sync_from(
    where: "Endpoint",
    settings: Settings,
    console: Console,
    *,
    quiet: bool,
    full_check: bool = False,
    parallel: int = 1,
    **limits: Any,
) -> dict[str, Any]:
    """Sync from an endpoint into the warehouse of the settings; within a running event loop."""
    from hansard.github.client import GitHub
    from hansard.sync.run import RequestLog, sync
    from hansard.warehouse.store import Store

    log = RequestLog()
    with Store.open(settings.warehouse, console.note) as store, SyncProgress(console, quiet=quiet) as progress:
        async with GitHub(where, on_wait=progress.wait, on_request=log.add, on_note=console.note, **limits) as github:
            return asdict(
                await sync(github, store, settings.repository, progress, log, full_check=full_check, parallel=parallel)
            )


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
