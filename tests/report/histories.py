"""Whole histories to report on: that of the demo, one of the sandbox's own making, and one of the measuring scripts."""

import asyncio
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.e2e.conftest import sync_once

from hansard.sandbox import BUNDLED_NOW, History, Sandbox, serving
from hansard.warehouse.query import Archive

BENCH = Path(__file__).resolve().parents[2] / "bench"


async def sync_all(history: History, now: datetime, directory: Path) -> None:
    async with serving(Sandbox(history, now)) as url:
        await sync_once(url, directory)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The archive of `hansard demo`."""
    directory = tmp_path_factory.mktemp("demo")
    asyncio.run(sync_all(History.bundled(), BUNDLED_NOW, directory))
    with Archive.open(directory) as archive:
        yield archive


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """A history of the sandbox's own making, without losses, synced whole."""
    directory = tmp_path_factory.mktemp("synthetic")
    asyncio.run(sync_all(History.synthetic(250, seed=7), datetime.fromisoformat("2025-12-01T00:00:00Z"), directory))
    with Archive.open(directory) as archive:
        yield archive


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """What the measuring scripts make: the shape of a large repository, small."""
    directory = tmp_path_factory.mktemp("made")
    sys.path.insert(0, str(BENCH))
    try:
        from generate import generate

        generate(directory, items=1_000, seed=11)
    finally:
        sys.path.remove(str(BENCH))
    with Archive.open(directory) as archive:
        yield archive
