"""Syncs from a sandbox: everything arrives, once, whatever happens on the way, and the past stays as it was."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.e2e.conftest import (
    BIRTH,
    Contents,
    contents,
    rows,
    small_history,
    sync_once,
    syncing,
    undisturbed,
)

from hansard.errors import HansardError
from hansard.github.answers import NotFound
from hansard.report.produce import facts_of, text_of
from hansard.report.window import Window
from hansard.sandbox import BUNDLED_NOW, FAULTS, History, Sandbox, serving
from hansard.settings import Settings
from hansard.sync.read import AnotherRepository
from hansard.warehouse.query import Archive

LATER = BIRTH + timedelta(days=3)


def differences(directory: Path, history: History, t: datetime) -> list[str]:
    """Where items_at(t) is not what the history says, field by field.

    What nobody can know any more is NULL: a body before its last edit, an author whose account was deleted.
    """
    found = {row["number"]: row for row in rows(directory, "select * from items_at($t)", t=t)}
    told = {item["number"]: item for item in history.items_at(t)}
    wrong = [f"#{number} missing or too many" for number in found.keys() ^ told.keys()]
    for number in found.keys() & told.keys():
        for key, value in told[number].items():
            unknown = key in ("body", "author") and found[number][key] is None
            if key in found[number] and found[number][key] != value and not unknown:
                wrong.append(f"#{number} {key}: {found[number][key]!r} instead of {value!r}")
    return wrong


async def test_everything_arrives_once_and_nothing_new_costs_one_request(tmp_path: Path) -> None:
    history = small_history()
    async with syncing(Sandbox(history, LATER), tmp_path) as again:
        first, second = await again(), await again()
    assert (first.items_new, first.items_changed, first.complete) == (60, 0, True)
    assert (first.comments, first.events) == (60 + 30, 60 + 60 + 30 + 20 + 2 * 10 + 8 + 0)
    assert (second.requests, second.points, second.items_new, second.events, second.complete) == (1, 1, 0, 0, True)
    assert differences(tmp_path, history, LATER) == []
    assert rows(tmp_path, "select * from history_gaps") == []
    counted = rows(tmp_path, "select count(*) as all_rows, count(distinct id) as ids from event")
    assert counted == [{"all_rows": first.events, "ids": first.events}]


async def test_the_bundled_history_matches_at_every_turn(tmp_path: Path) -> None:
    history = History.bundled()
    async with syncing(Sandbox(history, BUNDLED_NOW), tmp_path) as again:
        await again()
    for days in range(0, 40, 3):
        assert differences(tmp_path, history, BUNDLED_NOW - timedelta(days=days, hours=days)) == []
    assert rows(tmp_path, "select * from history_gaps") == []


async def test_timelines_and_labels_longer_than_a_page_are_read_to_the_end(tmp_path: Path) -> None:
    history = small_history(3)
    for index in range(130):
        at = BIRTH + timedelta(hours=1, seconds=index)
        history.add({"type": "create_label", "at": at, "label": f"label-{index:03}"})
        history.add(
            {"type": "label", "at": at + timedelta(hours=1), "number": 1, "actor": "bob", "label": f"label-{index:03}"}
        )
        history.add({"type": "comment", "at": at + timedelta(hours=2), "number": 1, "actor": "bob", "body": str(index)})
    async with syncing(Sandbox(history, LATER), tmp_path) as again:
        summary = await again()
    assert summary.comments == 4 + 130
    (row,) = rows(tmp_path, "select len(labels) as labels from item where number = 1")
    assert row["labels"] == 131
    assert differences(tmp_path, history, LATER) == []
    ordinals = rows(tmp_path, "select ordinal from events where number = 1 order by ordinal")
    assert [row["ordinal"] for row in ordinals] == list(range(len(ordinals)))


async def test_what_happens_later_arrives_and_changes_nothing_before(tmp_path: Path) -> None:
    history = small_history(20)
    sandbox = Sandbox(history, LATER)
    window = Window(BIRTH, BIRTH + timedelta(minutes=30), Settings.model_validate({}).zone)

    def report() -> str:
        with Archive.open(tmp_path) as archive:
            return text_of(facts_of(archive, Settings.model_validate({}), window), "zh", "md")

    async with syncing(sandbox, tmp_path) as again:
        await again()
        before = rows(tmp_path, "select * from items_at($t) order by number", t=window.end)
        page = report()
        history.add({"type": "create_label", "at": LATER, "label": "late"})
        for type_, number, more in (
            ("label", 1, {"label": "late"}),
            ("unlabel", 2, {"label": "bug"}),
            ("rename", 3, {"title": "Renamed"}),
            ("close", 1, {}),
            ("reopen", 3, {}),
            ("merge", 2, {}),
            ("comment", 5, {"body": "late"}),
            ("edit_body", 7, {"body": "rewritten"}),
            ("assign", 9, {"assignee": "bob"}),
            ("lock", 9, {}),
        ):
            history.add({"type": type_, "at": LATER + timedelta(hours=1), "number": number, "actor": "bob", **more})
        opened = {"type": "open_issue", "at": LATER + timedelta(hours=2), "number": 21, "actor": "eve", "title": "New"}
        history.add(opened)
        sandbox.now = LATER + timedelta(days=1)
        summary = await again()
    assert (summary.items_new, summary.items_changed, summary.comments) == (1, 6, 1)
    assert differences(tmp_path, history, sandbox.now) == []
    assert rows(tmp_path, "select * from items_at($t) order by number", t=window.end) == before
    assert report() == page


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """What is archived of a history of 30 items where nothing goes wrong."""
    return undisturbed(Sandbox(small_history(30), LATER), tmp_path_factory.mktemp("calm"))


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"slow", "forbidden_node"}))
async def test_each_fault_passes_and_leaves_no_trace(fault: str, tmp_path: Path, calm: Contents) -> None:
    sandbox = Sandbox(small_history(30), LATER)
    sandbox.faults.add({"fault": fault, "after": 1, "times": 2, "seconds": 0})
    sandbox.faults.add({"fault": fault, "after": 2, "times": 1, "seconds": 0})
    async with syncing(sandbox, tmp_path) as again:
        summary = await again()
    assert summary.complete
    assert any(request.fault for request in sandbox.requests)
    assert contents(tmp_path) == calm


async def test_a_type_of_the_future_is_stored_whole(tmp_path: Path) -> None:
    history = small_history(2)
    history.add({"type": "timeline", "at": LATER, "number": 1, "actor": "bob", "typename": "FutureThingEvent"})
    async with syncing(Sandbox(history, LATER, unknown_types=True), tmp_path) as again:
        await again()
    (row,) = rows(tmp_path, "select type, payload->>'__typename' as name from event where type = 'future_thing'")
    assert row == {"type": "future_thing", "name": "FutureThingEvent"}


async def test_an_unknown_repository_is_not_an_empty_one(tmp_path: Path) -> None:
    async with serving(Sandbox(small_history(2), LATER)) as url:
        await sync_once(url, tmp_path)
        with pytest.raises(NotFound):
            await sync_once(url, tmp_path, "vllm-project/nothing")
    assert len(rows(tmp_path, "select * from item")) == 2


async def test_another_repository_at_the_old_name_is_never_mixed_in(tmp_path: Path) -> None:
    history = small_history(2)
    sandbox = Sandbox(history, LATER)
    async with syncing(sandbox, tmp_path) as again:
        await again()
        kept = contents(tmp_path)
        history.add({"type": "replace_repository", "at": LATER + timedelta(hours=1), "database_id": 77})
        sandbox.now = LATER + timedelta(hours=2)
        with pytest.raises(AnotherRepository):
            await again()
    assert contents(tmp_path) == kept


async def test_a_failed_sync_keeps_its_pages_and_the_next_goes_on(tmp_path: Path) -> None:
    sandbox = Sandbox(small_history(), LATER)
    sandbox.faults.add({"fault": "random_401", "after": 2, "times": 8})
    async with syncing(sandbox, tmp_path) as again:
        with pytest.raises(HansardError):
            await again()
        (status,) = rows(tmp_path, "select * from archive_status")
        assert 0 < status["issues"] < 30 or status["issues"] == 30
        assert not status["last_sync_complete"]
        asked = len(sandbox.requests)
        await again()
    crawled = [request.variables for request in sandbox.requests[asked:] if request.operation == "Issues"]
    assert crawled[0].get("after") is not None or status["issues"] == 30
    assert len(rows(tmp_path, "select * from item")) == 60


async def test_a_renamed_repository_is_followed_by_its_id(tmp_path: Path) -> None:
    history = small_history(4)
    sandbox = Sandbox(history, LATER)
    async with serving(sandbox) as url:
        await sync_once(url, tmp_path)
        history.add({"type": "rename_repository", "at": LATER + timedelta(hours=1), "name": "vllm-project/renamed"})
        history.add({"type": "comment", "at": LATER + timedelta(hours=2), "number": 1, "actor": "bob", "body": "moved"})
        sandbox.now = LATER + timedelta(hours=3)
        summary = await sync_once(url, tmp_path, "vllm-project/vllm")
    assert (summary.repository, summary.comments) == ("vllm-project/renamed", 1)
    assert rows(tmp_path, "select name_with_owner from repository") == [{"name_with_owner": "vllm-project/renamed"}]
    assert len(rows(tmp_path, "select * from item")) == 4
