"""`hansard sync --watch`: one look after another, through lost networks and sleep, until somebody stops it."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from hansard.cli.syncing import run_until_stopped, summary_line, sync_each
from hansard.console import Console
from hansard.errors import UsageError
from hansard.github.answers import AnswerError, BadCredentials, NotFound, Refused
from hansard.github.client import NoConnection
from hansard.github.endpoint import endpoint
from hansard.settings import Settings
from hansard.warehouse.connection import WarehouseLocked

UNITS = {"s": 1, "m": 60, "h": 3600}
# What passes by itself: the next look may find it mended.
PASSING = (AnswerError, NoConnection, WarehouseLocked)
LASTING = (BadCredentials, NotFound, Refused)


def interval(text: str) -> float:
    """Seconds of a span such as 30s, 15m or 2h. Raises UsageError."""
    found = re.fullmatch(r"([1-9][0-9]{0,5})([smh])", text.strip())
    if not found:
        raise UsageError(f"--watch {text!r} is no span of time. Write it like 30s, 15m or 2h")
    return float(found[1]) * UNITS[found[2]]


def watch_repositories(settings: Settings, console: Console, span: str, **options: Any) -> NoReturn:
    """Sync the repositories of the settings again and again, each time with the `options` of `sync_each`.

    Raises Stopped on Ctrl-C and SIGTERM.
    """
    seconds, where = interval(span), endpoint(settings.api_url)

    def tell(summary: dict[str, Any]) -> None:
        if summary["requests"] > 1:
            console.note(summary_line(summary))

    async def look() -> None:
        done = await sync_each(where, settings, console, on_summary=tell, **options)
        if done.ended:
            raise done.ended

    run_until_stopped(watch(look, seconds, console))
    raise AssertionError("a watch never ends by itself")


async def watch(look: Callable[[], Awaitable[None]], seconds: float, console: Console) -> None:
    """Look, wait, and look again, for ever. Troubles that pass are told and sat out."""
    while True:
        try:
            await look()
        except LASTING:
            raise
        except PASSING as error:
            console.note(f"{error}; the next look is in {seconds:.0f} s")
        await asyncio.sleep(seconds)
