"""Watching: what passes is sat out, what does not ends it, and only news is told."""

import asyncio
from typing import Any

import pytest

from hansard.cli.watch import interval, watch
from hansard.console import Console
from hansard.errors import UsageError
from hansard.github.answers import BadCredentials
from hansard.github.client import NoConnection

QUIET = {
    "repository": "o/r",
    "requests": 1,
    "points": 1,
    "items_new": 0,
    "items_changed": 0,
    "events": 0,
    "comments": 0,
    "seconds": 0.1,
}


@pytest.mark.parametrize(("text", "seconds"), [("30s", 30), ("15m", 900), ("2h", 7200)])
def test_spans(text: str, seconds: float) -> None:
    assert interval(text) == seconds


@pytest.mark.parametrize("text", ["", "0s", "15", "m", "-1m", "1.5h", "15 minutes", "1d"])
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(UsageError, match="is no span of time"):
        interval(text)


async def test_a_lost_network_is_sat_out_and_a_wrong_token_is_not(capfd: pytest.CaptureFixture[str]) -> None:
    looks: list[Any] = [QUIET, NoConnection("https://x", "gone"), QUIET | {"requests": 4, "items_new": 2}, QUIET]

    async def look() -> dict[str, Any]:
        found = looks.pop(0) if looks else BadCredentials("wrong token")
        if isinstance(found, Exception):
            raise found
        return dict(found)

    with pytest.raises(BadCredentials):
        await watch(look, 0.001, Console())
    told = capfd.readouterr().err.splitlines()
    assert len(told) == 2
    assert told[0].startswith("cannot reach https://x")
    assert told[1].startswith("o/r: 2 items new")


async def test_it_stops_when_cancelled() -> None:
    async def look() -> dict[str, Any]:
        return dict(QUIET)

    task = asyncio.create_task(watch(look, 60, Console()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
