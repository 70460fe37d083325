"""Edits between the pages of a sync, at every request: in the end nothing is lost and nothing is doubled."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.e2e.conftest import rows, syncing
from tests.e2e.test_sync import differences
from tests.warehouse.test_distinct import doubled

from hansard.sandbox import History, Sandbox
from hansard.sandbox.answers import Answer


class Restless(Sandbox):
    """A sandbox whose clock leaps on with each request, so that things happen between any two pages."""

    def __init__(self, history: History, now: datetime, end: datetime, seed: int) -> None:
        super().__init__(history, now, points=1_000_000)
        self._end, self._random = end, random.Random(seed)

    def answer(self, authorization: str | None, body: bytes) -> Answer:
        answer = super().answer(authorization, body)
        self.now = min(self._end, self.now + timedelta(minutes=self._random.choice((0, 5, 700, 60_000))))
        return answer


RECORD = {
    "events": "select item_id, id, ordinal, type, occurred_at, label, assignee from event order by item_id, ordinal",
    "items": "select * exclude (observed_at, first_observed_at) from item order by id",
    "comments": "select * exclude (observed_at) from comment order by id",
}


def record(directory: Path) -> dict[str, list[dict[str, Any]]]:
    return {name: rows(directory, sql) for name, sql in RECORD.items()}


@given(seed=st.integers(0, 10**6), items=st.integers(1, 90))
@settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_whatever_happens_between_the_pages_it_all_arrives_once(
    seed: int, items: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    asyncio.run(interleave(History.synthetic(items, seed), seed, tmp_path_factory.mktemp("warehouse")))


async def interleave(history: History, seed: int, tmp_path: Path) -> None:
    ever = datetime(2100, 1, 1, tzinfo=UTC)
    moments = sorted(item["created_at"] for item in history.items_at(ever))
    start, end = moments[len(moments) // 3], moments[-1] + timedelta(days=20)
    restless = Restless(history, start, end, seed)
    async with syncing(restless, tmp_path / "rough") as again:
        for _ in range(80):
            summary = await again()
            assert summary.complete
            if restless.now == end and summary.requests == 1:
                break
        assert restless.now == end
        # References from elsewhere move no updatedAt: only a full check finds them.
        await again(full_check=True)
    async with syncing(Sandbox(history, end), tmp_path / "calm") as again:
        await again()
    assert record(tmp_path / "rough") == record(tmp_path / "calm")
    assert doubled(tmp_path / "rough") == []
    for share in (0.2, 0.5, 0.8, 1.0):
        assert differences(tmp_path / "rough", history, start + (end - start) * share) == []
