"""A report rendered right after its window ended, and again after months of activity and syncs: the same bytes.

Deletions move no date, so that a plain sync does not see them: where histories lose things, a full check comes first.
"""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.e2e.conftest import REPOSITORY, sync_once

from hansard.report.facts import gather
from hansard.report.produce import text_of
from hansard.report.window import Window
from hansard.sandbox import History, Sandbox, serving
from hansard.settings import AMD
from hansard.warehouse.query import Archive

LENGTHS = [timedelta(hours=1), timedelta(days=1), timedelta(days=7)]
START, END = datetime(2025, 7, 1, tzinfo=UTC), datetime(2025, 12, 1, tzinfo=UTC)


def reports(directory: Path, windows: list[Window]) -> dict[str, str]:
    """Markdown and JSON of each window, by what it is."""
    made = {}
    with Archive.open(directory) as archive:
        for window in windows:
            facts = gather(archive, REPOSITORY, window, [AMD])
            assert facts.synced_until == window.end
            for language, fmt in (("en", "md"), ("zh", "md"), ("zh", "json")):
                made[f"{window.start} {window.end} {language} {fmt}"] = text_of(facts, language, fmt)
    return made


@pytest.mark.parametrize("losses", [False, True])
async def test_months_later_a_report_reads_the_same(
    losses: bool, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    count = request.config.getoption("--windows") // 2
    chance = random.Random(count)
    history = History.synthetic(60 + count, seed=count, losses=losses)
    sandbox = Sandbox(history, START, points=1_000_000)
    stops = sorted(START + (END - START) * chance.random() for _ in range(-(-count // len(LENGTHS))))
    windows: list[Window] = []
    first: dict[str, str] = {}
    async with serving(sandbox) as url:
        for stop in stops:
            end = stop.replace(microsecond=0)
            sandbox.now = end + timedelta(seconds=chance.randrange(1, 100))
            assert (await sync_once(url, tmp_path, full_check=losses)).complete
            ended = [Window(end - length, end, ZoneInfo("Asia/Shanghai")) for length in LENGTHS]
            windows += ended
            first |= reports(tmp_path, ended)
        for days in (1, 30, 90):
            sandbox.now = END + timedelta(days=days)
            assert (await sync_once(url, tmp_path, full_check=True)).complete
    assert len(first) >= 3 * count
    later = reports(tmp_path, windows)
    assert [name for name in first if later[name] != first[name]] == []
    assert len(set(first.values())) > count, "reports that all say the same would prove nothing"
