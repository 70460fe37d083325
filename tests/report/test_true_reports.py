"""Reports of whole histories, checked word by word: the demo's and generated ones, in windows of every length."""

import random
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.report.checker import Checker

from hansard.report.facts import gather
from hansard.report.produce import text_of
from hansard.report.window import Window, between
from hansard.settings import AMD
from hansard.warehouse.query import Archive

REPOSITORY = "vllm-project/vllm"
SHANGHAI = ZoneInfo("Asia/Shanghai")
LENGTHS = {"hour": 1, "day": 24, "week": 168, "month": 672}
DEMO_WINDOWS = {
    "the seed's hour": ("2025-12-10 19:35", "2025-12-10 20:35"),
    "its day": ("2025-12-10", "2025-12-11"),
    "the day before": ("2025-12-09", "2025-12-10"),
    "the week": ("2025-12-08", "2025-12-15"),
    "the month": ("2025-12-01", "2026-01-01"),
    "a quiet hour": ("2025-12-10 03:00", "2025-12-10 04:00"),
    "an empty week": ("2024-03-04", "2024-03-11"),
}


def problems(archive: Archive, window: Window) -> list[str]:
    """What is wrong with the reports of a window, in both languages."""
    facts = gather(archive, REPOSITORY, window, [AMD])
    checker = Checker(archive._con, window.start, window.end, window.zone)
    return [
        f"{language}: {problem}"
        for language in ("zh", "en")
        for problem in checker.problems(text_of(facts, language, "md"), language)
    ]


def windows(archive: Archive, length: str, seed: int, count: int) -> Iterator[Window]:
    """Windows of the length, anywhere between the first item and the last."""
    (span,) = archive.rows("select min(created_at) as first, max(created_at) as last from item")
    chance, long = random.Random(f"{length} {seed}"), timedelta(hours=LENGTHS[length])
    for _ in range(count):
        end = span["first"] + timedelta(days=1) + (span["last"] - span["first"]) * chance.random()
        end = end.replace(microsecond=0)
        yield Window(end - long, end, SHANGHAI)


@pytest.mark.parametrize("name", DEMO_WINDOWS)
def test_every_word_of_a_report_on_the_demo_is_true(demo: Archive, name: str) -> None:
    assert problems(demo, between(*DEMO_WINDOWS[name], SHANGHAI)) == []


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("history", ["demo", "synthetic", "grown"])
def test_every_word_of_a_report_on_any_window_is_true(
    request: pytest.FixtureRequest, history: str, length: str
) -> None:
    archive: Archive = request.getfixturevalue(history)
    for window in windows(archive, length, seed=1, count=2):
        assert problems(archive, window) == [], window
