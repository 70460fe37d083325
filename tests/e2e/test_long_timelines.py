"""Items whose timelines go on share requests with those of other pages, and wait in `unread_item` for that."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.e2e.conftest import BIRTH, contents, rows, small_history, sync_once, syncing

from hansard.github.client import OutOfPoints
from hansard.sandbox import History, Sandbox, serving

LATER = BIRTH + timedelta(days=3)
# Issues of the first, second and third page of 25 whose timelines take two pages.
LONG = (1, 21, 41, 61, 81, 101)
UNREAD = "select number from unread_item order by number"


def history() -> History:
    made = small_history(120)
    for number in LONG:
        for index in range(120):
            at = BIRTH + timedelta(hours=5, seconds=index)
            made.add({"type": "comment", "at": at, "number": number, "actor": "bob", "body": f"{number}: {index}"})
    return made


async def test_the_timelines_of_several_pages_share_a_request(tmp_path: Path) -> None:
    sandbox = Sandbox(history(), LATER)
    async with syncing(sandbox, tmp_path) as again:
        summary = await again()
    operations = [request.operation for request in sandbox.requests]
    assert operations.count("Issues") > 2
    # One for the crawl, none for the pass over what changed meanwhile.
    assert operations.count("Timeline") == 1
    assert summary.complete
    assert rows(tmp_path, UNREAD) == []
    counts = rows(
        tmp_path, "select count(*) as n from comments where starts_with(body, number || ': ') group by number"
    )
    assert [row["n"] for row in counts] == [120] * len(LONG)


async def test_an_item_is_archived_whole_or_noted_as_unread_wherever_a_sync_ends(tmp_path: Path) -> None:
    made = history()
    async with syncing(Sandbox(made, LATER), tmp_path / "calm") as again:
        await again()
    sandbox = Sandbox(made, LATER)
    async with serving(sandbox) as url:
        with pytest.raises(OutOfPoints):
            # The probe and two pages of issues.
            await sync_once(url, tmp_path / "rough", max_points=3)
        assert rows(tmp_path / "rough", UNREAD) == [
            {"number": 1},
            {"number": 21},
            {"number": 41},
            {"number": 61},
            {"number": 81},
        ]
        assert (
            rows(tmp_path / "rough", "select number from item where number in (select number from unread_item)") == []
        )
        before = len(sandbox.requests)
        summary = await sync_once(url, tmp_path / "rough")
    assert [request.operation for request in sandbox.requests[before:]][:2] == ["Repository", "Item"], "they come first"
    assert summary.complete
    assert rows(tmp_path / "rough", UNREAD) == []
    calm, rough = contents(tmp_path / "calm"), contents(tmp_path / "rough")
    assert rough == calm
