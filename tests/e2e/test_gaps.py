"""What GitHub cannot give is a row in `gap`, holds the watermark back, and is tried again first."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.e2e.conftest import BIRTH, contents, rows, sandbox_process, small_events, small_history, sync_once, syncing

from hansard.github.client import NotWaiting, OutOfPoints
from hansard.sandbox import History, Sandbox, serving

LATER = BIRTH + timedelta(days=3)
OPEN = "select listing, number, tries from gap where what = 'item' and mended_at is null order by number"


async def test_items_that_github_cannot_give_are_gone_round_and_read_later(tmp_path: Path) -> None:
    history = small_history(12)
    async with syncing(Sandbox(history, LATER), tmp_path / "calm") as again:
        await again()
    sandbox = Sandbox(history, LATER)
    sandbox.faults.add({"fault": "something_went_wrong", "operation": "Issues", "times": None})
    async with syncing(sandbox, tmp_path / "rough") as again:
        first = await again()
        assert (first.complete, first.gaps, first.items_new) == (False, 6, 6)
        assert [row["number"] for row in rows(tmp_path / "rough", OPEN)] == [1, 3, 5, 7, 9, 11]
        marks = rows(tmp_path / "rough", "select watermark from sync_cursor where listing = 'issues'")
        oldest = rows(tmp_path / "rough", "select min(item_updated_at) as t from gap")
        assert marks[0]["watermark"] == oldest[0]["t"], "the watermark never passes an open gap"

        sandbox.faults.clear()
        sandbox.faults.add({"fault": "something_went_wrong", "operation": "Item", "times": 40})
        second = await again()
        assert second.gaps > 0
        assert max(row["tries"] for row in rows(tmp_path / "rough", OPEN)) > 1

        sandbox.faults.clear()
        before = len(sandbox.requests)
        third = await again()
        assert [request.operation for request in sandbox.requests[before:]][1] == "Item", "gaps come first"
        assert (third.complete, third.gaps) == (True, 0)
        assert (await again()).requests == 1
    calm, rough = contents(tmp_path / "calm"), contents(tmp_path / "rough")
    del calm["gap"], rough["gap"]
    assert rough == calm


async def test_an_item_refused_within_a_page_is_named_and_tried_again(tmp_path: Path) -> None:
    sandbox = Sandbox(small_history(12), LATER)
    sandbox.faults.add({"fault": "forbidden_node", "operation": "Issues", "index": 2})
    async with syncing(sandbox, tmp_path) as again:
        first = await again()
    # The changes pass of the same run begins at the gap, and reads the item after all.
    assert (first.complete, first.gaps) == (True, 0)
    (gap,) = rows(tmp_path, "select what, number, why, mended_at is not null as mended from gap")
    assert gap == {"what": "item", "number": 5, "why": "GitHub refuses this item to this reader", "mended": True}
    assert len(rows(tmp_path, "select * from item")) == 12


async def test_a_run_spends_no_more_than_it_may(tmp_path: Path) -> None:
    sandbox = Sandbox(small_history(60), LATER)
    async with serving(sandbox) as url:
        with pytest.raises(OutOfPoints, match="3 points are spent"):
            await sync_once(url, tmp_path, max_points=3)
        assert len(sandbox.requests) == 3
        assert len(rows(tmp_path, "select * from item")) in (25, 30)
        summary = await sync_once(url, tmp_path)
    assert summary.complete
    assert len(rows(tmp_path, "select * from item")) == 60


async def test_a_run_that_shall_not_wait_stops_with_all_saved(tmp_path: Path) -> None:
    sandbox = Sandbox(small_history(60), LATER)
    sandbox.faults.add({"fault": "secondary_limit", "after": 2, "seconds": 77})
    async with serving(sandbox) as url:
        with pytest.raises(NotWaiting, match="in 77 s"):
            await sync_once(url, tmp_path, wait=False)
    assert len(rows(tmp_path, "select * from item")) == 25


async def test_every_request_is_written_down_with_what_it_cost(tmp_path: Path) -> None:
    sandbox = Sandbox(small_history(60), LATER)
    sandbox.faults.add({"fault": "bad_gateway_html", "after": 1})
    async with syncing(sandbox, tmp_path) as again:
        summary = await again()
    log = rows(tmp_path, "select operation, page_size, outcome, cost, remaining, request_id from api_request")
    assert len(log) == summary.requests == len(sandbox.requests)
    assert log[1] == log[1] | {"operation": "issues", "page_size": 25, "outcome": "TooHeavy", "cost": None}
    assert log[2] == log[2] | {"page_size": 12, "outcome": "ok", "cost": 1}
    assert {row["request_id"] for row in log} == {request.id for request in sandbox.requests}


def test_the_command_says_so_and_exits_with_three(
    hansard: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    history = tmp_path / "history.json"
    history.write_text(json.dumps({"events": small_events(60)}))
    with sandbox_process("--history", str(history), "--now", LATER.isoformat()) as sandbox:
        spent = hansard("sync", "--api-url", sandbox.url, "--max-points", "2")
        assert (spent.returncode, spent.stdout) == (3, "")
        assert "2 points are spent" in spent.stderr
        sandbox.tell("faults", faults=[{"fault": "rate_limited", "seconds": 1800}])
        limited = hansard("sync", "--api-url", sandbox.url, "--no-wait")
        assert limited.returncode == 3
        assert "Run the same command again in" in limited.stderr
        assert hansard("sync", "--api-url", sandbox.url).returncode == 0
    assert len(rows(tmp_path / "warehouse", "select * from item")) == 60


async def test_both_listings_at_the_same_time_give_the_same(tmp_path: Path) -> None:
    history = small_history(60)
    async with serving(Sandbox(history, LATER)) as url:
        await sync_once(url, tmp_path / "one")
        summary = await sync_once(url, tmp_path / "two", parallel=2)
    assert summary.complete
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


async def test_two_hundred_changed_items_cost_twenty_points_at_most(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    history = History()
    for number in range(1, request.config.getoption("--items") + 1):
        kind = "open_issue" if number % 2 else "open_pull_request"
        at = BIRTH + timedelta(minutes=number)
        history.add({"type": kind, "at": at, "number": number, "actor": "ada", "title": f"Item {number}", "body": "x"})
    quiet = datetime(2026, 3, 1, tzinfo=UTC)
    sandbox = Sandbox(history, quiet)
    async with serving(sandbox) as url:
        await sync_once(url, tmp_path)
        items = history.items_at(quiet)
        changed = [item for item in items if item["kind"] == "issue"][:80]
        changed += [item for item in items if item["kind"] == "pull_request"][:120]
        for item in changed:
            at = quiet + timedelta(hours=1)
            history.add({"type": "comment", "at": at, "number": item["number"], "actor": "eve", "body": "new"})
        for item in changed[-60:]:
            at = quiet + timedelta(minutes=90)
            history.add({"type": "merge", "at": at, "number": item["number"], "actor": "eve"})
        sandbox.now = quiet + timedelta(hours=2)
        before = len(sandbox.requests)
        summary = await sync_once(url, tmp_path)
    asked = sandbox.requests[before:]
    for one in asked:
        print(f"{one.operation}: {one.cost} point, {one.node_count} nodes")  # noqa: T201 - asked for
    assert (summary.items_changed, summary.comments) == (200, 200)
    assert sum(one.cost for one in asked) <= 20
