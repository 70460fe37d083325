"""The files of merged pull requests: read once, and of many the first."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import BIRTH, rows, syncing

from hansard.sandbox import History, Sandbox
from hansard.sync import depth
from hansard.sync.depth import MOST_FILES
from hansard.warehouse.store import Store

LATER = BIRTH + timedelta(days=3)


def hour(hours: float) -> datetime:
    return BIRTH + timedelta(hours=hours)


def merged_history(pulls: int = 3, files: int = 2) -> History:
    """Pull requests that were merged, each with so many files, and one that is open."""
    history = History()

    def add(type_: str, number: int, hours: float, **more: Any) -> None:
        history.add({"type": type_, "at": hour(hours), "number": number, "actor": "ada", **more})

    for number in range(1, pulls + 2):
        changed = [
            {"path": f"vllm/v1/{number}/{place:03}.py", "additions": place, "deletions": 1, "change_type": "ADDED"}
            for place in range(files)
        ]
        add("open_pull_request", number, 0, title=f"Item {number}", body="", files=changed)
        if number <= pulls:
            add("merge", number, 1)
    return history


async def test_files_of_merged_pull_requests_are_read_once(tmp_path: Path) -> None:
    history = merged_history()
    sandbox = Sandbox(history, LATER)
    async with syncing(sandbox, tmp_path) as again:
        assert (await again()).complete
        (asked,) = [request for request in sandbox.requests if request.operation == "Files"]
        assert (len(asked.variables["ids"]), asked.cost) == (3, 1)
        found = rows(
            tmp_path, "select number, changed_file.* exclude (item_id) from changed_file join item on id = item_id"
        )
        assert len(found) == 6
        assert found[1] == {
            "number": 1,
            "path": "vllm/v1/1/001.py",
            "additions": 1,
            "deletions": 1,
            "change_type": "added",
        }
        history.add(type="comment", at=LATER + timedelta(hours=1), number=1, actor="ada", body="later")
        history.add(type="merge", at=LATER + timedelta(hours=1), number=4, actor="ada")
        sandbox.now = LATER + timedelta(hours=2)
        before = len(sandbox.requests)
        assert (await again()).complete
    (asked,) = [request for request in sandbox.requests[before:] if request.operation == "Files"]
    assert len(asked.variables["ids"]) == 1, "of the new one alone"
    assert rows(tmp_path, "select count(*) as n from changed_file") == [{"n": 8}]


@pytest.mark.parametrize("page", [MOST_FILES, 20])
async def test_of_many_files_the_first_are_kept(page: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = (replace(kind, page=page) if kind.what == "files" else kind for kind in depth.KINDS)
    monkeypatch.setattr(depth, "KINDS", tuple(kinds))
    async with syncing(Sandbox(merged_history(1, MOST_FILES + 30), LATER), tmp_path) as again:
        assert (await again()).complete
    (found,) = rows(tmp_path, "select count(*) as n, max(path) as last from changed_file")
    assert found == {"n": MOST_FILES, "last": f"vllm/v1/1/{MOST_FILES - 1:03}.py"}
    assert rows(tmp_path, "select changed_files from item where merged_at is not null") == [
        {"changed_files": MOST_FILES + 30}
    ]


async def test_a_window_counts_as_archived_when_its_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hansard.github.client.FIRST_PAUSE", 0.0)
    monkeypatch.setattr("hansard.github.client.LONGEST_PAUSE", 0.0)
    sandbox = Sandbox(merged_history(), LATER)
    sandbox.faults.add({"fault": "resource_limits", "operation": "Files", "times": None})

    def until(directory: Path) -> datetime | None:
        (found,) = rows(directory, "select synced_until from window_summary($a, $b)", a=BIRTH, b=hour(5))
        moment = found["synced_until"]
        assert moment is None or isinstance(moment, datetime)
        return moment

    async with syncing(sandbox, tmp_path) as again:
        assert not (await again()).complete
        assert {row["read_at"] for row in rows(tmp_path, "select read_at from depth where what = 'files'")} == {None}
        assert until(tmp_path) is None
        sandbox.faults.clear()
        assert (await again()).complete
        assert until(tmp_path) == hour(5)
        before = len(sandbox.requests)
        with Store.open(tmp_path) as store, store._together():
            # As an older hansard left it, which knew nothing of files.
            store._con.execute("delete from depth where what = 'files'")
            store._con.execute("delete from changed_file")
        assert until(tmp_path) == hour(1)
        assert (await again()).complete
    assert [request.operation for request in sandbox.requests[before:]] == ["Repository", "Files"]
    assert until(tmp_path) == hour(5)
    assert rows(tmp_path, "select count(*) as n from changed_file") == [{"n": 6}]
