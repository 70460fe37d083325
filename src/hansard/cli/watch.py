"""`hansard sync --watch`: one look after another, through lost networks and sleep, until somebody stops it."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from hansard.cli.syncing import run_until_stopped, summary_line, sync_from
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


def watch_repository(settings: Settings, console: Console, span: str, **options: Any) -> NoReturn:
    """Sync the repository of the settings again and again, each time with the `options` of `sync_from`.

    Raises Stopped on Ctrl-C and SIGTERM.
    """
    seconds, where = interval(span), endpoint(settings.api_url)
    run_until_stopped(watch(lambda: sync_from(where, settings, console, **options), seconds, console))
    raise AssertionError("a watch never ends by itself")


async def watch(look: Callable[[], Awaitable[dict[str, Any]]], seconds: float, console: Console) -> None:
    """Look, tell what is new, wait, and look again, for ever. Troubles that pass are told and sat out."""
    while True:
        try:
            summary = await look()
        except LASTING:
            raise
        except PASSING as error:
            console.note(f"{error}; the next look is in {seconds:.0f} s")
        else:
            if summary["requests"] > 1:
                console.note(summary_line(summary))
        await asyncio.sleep(seconds)
