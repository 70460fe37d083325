"""Watching: what passes is sat out, what does not ends it, and only news is told."""

import asyncio

import pytest

from hansard.cli.watch import interval, watch
from hansard.console import Console
from hansard.errors import UsageError
from hansard.github.answers import BadCredentials
from hansard.github.client import NoConnection


@pytest.mark.parametrize(("text", "seconds"), [("30s", 30), ("15m", 900), ("2h", 7200)])
def test_spans(text: str, seconds: float) -> None:
    assert interval(text) == seconds


@pytest.mark.parametrize("text", ["", "0s", "15", "m", "-1m", "1.5h", "15 minutes", "1d"])
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(UsageError, match="is no span of time"):
        interval(text)


async def test_a_lost_network_is_sat_out_and_a_wrong_token_is_not(capfd: pytest.CaptureFixture[str]) -> None:
    looks = [None, NoConnection("https://x", "gone"), None, BadCredentials("wrong token")]

    async def look() -> None:
        if error := looks.pop(0):
            raise error

    with pytest.raises(BadCredentials):
        await watch(look, 0.001, Console())
    assert looks == []
    (told,) = capfd.readouterr().err.splitlines()
    assert told.startswith("cannot reach https://x")
    assert told.endswith("the next look is in 0 s")


async def test_it_stops_when_cancelled() -> None:
    async def look() -> None:
        return

    task = asyncio.create_task(watch(look, 60, Console()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
