"""What lies deeper arrives: comments on lines, every wording of a text, reactions, threads; after any interruption."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import BIRTH, Contents, contents, rows, sync_once, syncing, undisturbed

from hansard.github.client import OutOfPoints
from hansard.sandbox import History, Sandbox, serving
from hansard.sandbox.views.remarks import Edit
from hansard.sync import depth
from hansard.warehouse.store import Store

LATER = BIRTH + timedelta(days=3)
INLINE = 130
KINDS = {"comment": "issue_comment", "review": "review", "review_comment": "review_comment"}


def hour(hours: float) -> datetime:
    return BIRTH + timedelta(hours=hours)


def deep_history() -> History:
    """A pull request with many comments on lines, an issue whose texts were edited, reactions here and there."""
    history = History()

    def add(type_: str, number: int, hours: float, actor: str = "ada", **more: Any) -> None:
        history.add({"type": type_, "at": hour(hours), "number": number, "actor": actor, **more})

    add("open_issue", 1, 0, title="One", body="first")
    add("open_pull_request", 2, 0, title="Two", body="untouched")
    add("open_pull_request", 3, 0, title="Three", body="no reviews")
    lines = [{"path": "a.py", "line": line, "body": f"line {line}"} for line in range(1, INLINE + 1)]
    add("review", 2, 1, "bob", review="r", state="COMMENTED", body="see below", comments=lines)
    add("review", 2, 2, "cy", review="s", state="APPROVED", body="")
    add("review_comment", 2, 3, review="s", comment="reply", reply_to="r.1", path="a.py", body="done")
    add("edit_comment", 2, 4, comment="reply", body="done, really")
    add("resolve_thread", 2, 5, comment="r.2")
    add("comment", 1, 1, "bob", comment="c", body="zero")
    for place, text in enumerate(("one", "two", "three"), start=2):
        add("edit_comment", 1, place, "bob", comment="c", body=text)
    add("edit_body", 1, 6, "cy", body="second")
    add("edit_body", 1, 7, "ada", body="third")
    add("react", 1, 8, "bob", content="HEART")
    add("react", 1, 8, "cy", content="EYES", comment="c")
    add("react", 2, 8, "cy", content="EYES", comment="r.3")
    files = [{"path": "vllm/v1/a.py", "additions": 3, "deletions": 1}, {"path": "docs/a.md", "additions": 1}]
    for number in (4, 5, 6):
        add("open_pull_request", number, 0, title="Merged", body="", files=files)
        add("merge", number, 1)
    return history


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """What is archived of it where nothing goes wrong."""
    return undisturbed(Sandbox(deep_history(), LATER), tmp_path_factory.mktemp("calm"))


def said(found: list[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((row["number"], row["created_at"], row["kind"], row["author"], row["body"]) for row in found)


def differences(directory: Path, history: History, t: datetime) -> list[Any]:
    """Where comments and bodies at t are not what the history says."""
    sql = "select number, created_at, comment_kind as kind, author, body from comments_at($t)"
    found, told = (
        said(list(rows(directory, sql, t=t))),
        said([row | {"kind": KINDS[row["kind"]]} for row in history.comments_at(t)]),
    )
    wrong: list[Any] = [pair for pair in zip(found, told, strict=False) if pair[0] != pair[1]]
    wrong += [len(found), len(told)] if len(found) != len(told) else []
    bodies = {row["number"]: row["body"] for row in rows(directory, "select number, body from items_at($t)", t=t)}
    return wrong + [item for item in history.items_at(t) if bodies[item["number"]] != item["body"]]


def snapshots(directory: Path, what: str) -> list[Any]:
    sql = "select value from snapshot where what = $what order by observed_at, node_id"
    return [json.loads(row["value"]) for row in rows(directory, sql, what=what)]


async def test_every_wording_of_every_comment_and_body_is_known_at_each_instant(tmp_path: Path) -> None:
    history = deep_history()
    async with syncing(Sandbox(history, LATER), tmp_path) as again:
        first, second = await again(), await again()
    assert first.complete
    assert (second.requests, second.points) == (1, 1)
    for moment in range(10):
        assert differences(tmp_path, history, hour(moment)) == []
    editors = rows(
        tmp_path, "select editor, known_by from text_version join item on item.id = node_id order by valid_from"
    )
    assert [row["editor"] for row in editors if row["known_by"] == "edit_history"] == ["ada", "cy"]
    (reply,) = rows(tmp_path, "select * from review_comment where reply_to_id is not null")
    (told,) = rows(tmp_path, "select * from comments where body = 'done, really'")
    assert (told["kind"], told["comment_id"], reply["path"]) == ("review_comment", reply["id"], "a.py")
    assert rows(tmp_path, "select number, comment_count from items_at($t) where number = 2", t=LATER) == [
        {"number": 2, "comment_count": 0}
    ]


async def test_the_synthetic_history_matches_word_for_word(tmp_path: Path) -> None:
    history = History.synthetic(60, 5)
    end = datetime.fromisoformat("2026-01-01T00:00:00Z")
    async with syncing(Sandbox(history, end), tmp_path) as again:
        await again()
    for days in range(0, 200, 40):
        assert differences(tmp_path, history, end - timedelta(days=days, hours=days)) == []


async def test_what_was_observed_stays_and_what_was_missed_between_is_learned(tmp_path: Path) -> None:
    history = deep_history()
    sandbox = Sandbox(history, hour(1.5))
    async with syncing(sandbox, tmp_path) as again:
        await again()
        seen = rows(tmp_path, "select node_id, valid_from, text, known_by from text_version")
        sandbox.now = LATER
        await again()
        known = rows(tmp_path, "select node_id, valid_from, text, known_by from text_version")
        assert all(row in known for row in seen)
    for moment in range(10):
        assert differences(tmp_path, history, hour(moment)) == []


@pytest.mark.parametrize("withheld", ["all", "one"])
async def test_a_history_that_may_not_be_read_breaks_nothing(
    withheld: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Edit.__dict__["diff"].fget

    def diff(edit: Edit) -> str | None:
        text = told(edit)
        return None if withheld == "all" or text == "two" else str(text)

    monkeypatch.setattr(Edit, "diff", property(diff))
    async with syncing(Sandbox(deep_history(), LATER), tmp_path) as again:
        first, second = await again(), await again()
    assert (first.complete, second.requests) == (True, 1)
    texts = {row["text"] for row in rows(tmp_path, "select text from text_version where known_by = 'edit_history'")}
    assert texts == (set() if withheld == "all" else {"zero", "one", "first", "second", "done"})
    (at_present,) = rows(tmp_path, "select body from items_at($t) where number = 1", t=LATER)
    assert at_present == {"body": "third"}


async def test_reactions_and_threads_are_kept_with_the_time_they_were_seen(tmp_path: Path) -> None:
    history = deep_history()
    sandbox = Sandbox(history, LATER)
    async with syncing(sandbox, tmp_path) as again:
        await again()
        assert sorted(map(str, snapshots(tmp_path, "reactions"))) == ["{'EYES': 1}", "{'EYES': 1}", "{'HEART': 1}"]
        (threads,) = snapshots(tmp_path, "threads")
        assert (len(threads), sum(thread["is_resolved"] for thread in threads)) == (INLINE, 1)
        for type_, number, actor, more in (
            ("unreact", 1, "bob", {"content": "HEART"}),
            ("comment", 1, "bob", {"body": "again"}),
            ("unresolve_thread", 2, "ada", {"comment": "r.2"}),
            ("comment", 2, "bob", {"body": "again"}),
        ):
            history.add({"type": type_, "at": LATER + timedelta(hours=1), "number": number, "actor": actor, **more})
        sandbox.now = LATER + timedelta(hours=2)
        await again()
    assert snapshots(tmp_path, "reactions")[-1] == {}
    seen = rows(tmp_path, "select what, observed_at from snapshot order by observed_at desc limit 2")
    assert {row["what"] for row in seen} == {"reactions", "threads"}
    assert {row["observed_at"] for row in seen} == {sandbox.now}
    before, after = snapshots(tmp_path, "threads")
    assert [thread["is_resolved"] for thread in before if thread not in after] == [True]
    assert len(snapshots(tmp_path, "reactions")) == 4, "what did not change is not written again"


async def test_a_deleted_comment_on_a_line_is_marked_and_kept(tmp_path: Path) -> None:
    history = deep_history()
    sandbox = Sandbox(history, LATER)
    async with syncing(sandbox, tmp_path) as again:
        await again()
        for type_, more in (("delete_comment", {"comment": "r.5"}), ("comment", {"body": "gone"})):
            history.add({"type": type_, "at": LATER + timedelta(hours=1), "number": 2, "actor": "ada", **more})
        sandbox.now = LATER + timedelta(hours=2)
        await again()
    gone = rows(tmp_path, "select kind, body from comments where deleted_seen_at is not null")
    assert gone == [{"kind": "review_comment", "body": "line 5"}]
    assert differences(tmp_path, history, sandbox.now) == []


async def test_a_deleted_review_takes_its_comments_along(tmp_path: Path) -> None:
    history = deep_history()
    sandbox = Sandbox(history, LATER)
    async with syncing(sandbox, tmp_path) as again:
        await again()
        for comment in ("reply", "s"):
            at = LATER + timedelta(hours=1)
            history.add({"type": "delete_comment", "at": at, "number": 2, "actor": "ada", "comment": comment})
        history.add({"type": "comment", "at": LATER + timedelta(hours=1), "number": 2, "actor": "ada", "body": "gone"})
        sandbox.now = LATER + timedelta(hours=2)
        await again()
        assert (await again()).requests == 1
    assert differences(tmp_path, history, sandbox.now) == []


@pytest.mark.parametrize("operation", ["ReviewComments", "Edits", "Reactions", "ReviewThreads", "Files"])
async def test_what_is_too_heavy_is_halved(operation: str, tmp_path: Path, calm: Contents) -> None:
    sandbox = Sandbox(deep_history(), LATER)
    sandbox.faults.add({"fault": "resource_limits", "operation": operation, "times": 2})
    async with syncing(sandbox, tmp_path) as again:
        summary = await again()
    assert summary.complete
    asked = [
        (request.fault, len(request.variables["ids"])) for request in sandbox.requests if request.operation == operation
    ]
    assert [fault for fault, _ in asked[:3]] == ["resource_limits", "resource_limits", None]
    assert contents(tmp_path) == calm
    sizes = rows(tmp_path, "select page_size from api_request where outcome = 'TooHeavy' order by sequence")
    assert sizes[1]["page_size"] < sizes[0]["page_size"] or sizes[1]["page_size"] == 1


async def test_a_node_that_cannot_be_read_is_noted_and_tried_by_the_next_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calm: Contents
) -> None:
    monkeypatch.setattr("hansard.github.client.FIRST_PAUSE", 0.0)
    monkeypatch.setattr("hansard.github.client.LONGEST_PAUSE", 0.0)
    sandbox = Sandbox(deep_history(), LATER)
    sandbox.faults.add({"fault": "resource_limits", "operation": "Edits", "times": None})
    async with syncing(sandbox, tmp_path) as again:
        await again()
        failed = rows(tmp_path, "select read_at, why from depth where what = 'edits'")
        assert len(failed) == 3
        assert {row["read_at"] for row in failed} == {None}
        assert all("Resource limits" in row["why"] for row in failed)
        sandbox.faults.clear()
        assert (await again()).requests == 2
    assert contents(tmp_path) == calm


def in_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(depth, "KINDS", tuple(replace(kind, width=3) for kind in depth.KINDS))
    monkeypatch.setattr(depth, "MOST", 7)


@pytest.mark.parametrize("commits", [0, 2, 12])
async def test_broken_off_between_batches_it_ends_as_if_undisturbed(
    commits: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calm: Contents
) -> None:
    in_small_batches(monkeypatch)
    save_page, done = Store.save_page, 0

    def dies(self: Store, repository_id: str, frames: Any, *rest: Any) -> Any:
        nonlocal done
        done += "depth" in frames
        if done > commits:
            raise RuntimeError("power cut")
        return save_page(self, repository_id, frames, *rest)

    async with syncing(Sandbox(deep_history(), LATER), tmp_path) as again:
        with monkeypatch.context() as patch:
            patch.setattr(Store, "save_page", dies)
            with pytest.raises(RuntimeError, match="power cut"):
                await again()
        found = rows(tmp_path, "select complete from sync_run")
        assert found == [{"complete": False}]
        assert (await again()).complete
    assert contents(tmp_path) == calm


async def test_spent_in_small_sums_it_still_gets_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calm: Contents
) -> None:
    in_small_batches(monkeypatch)
    async with serving(Sandbox(deep_history(), LATER)) as url:
        runs = 0
        while True:
            runs += 1
            try:
                summary = await sync_once(url, tmp_path, max_points=8)
                break
            except OutOfPoints:
                assert runs < 40, "each run gets further"
    assert summary.complete
    assert runs > 3
    assert contents(tmp_path) == calm


async def test_a_server_that_gives_nothing_of_a_kind_holds_nothing_up(tmp_path: Path) -> None:
    sandbox = Sandbox(deep_history(), LATER)
    sandbox.faults.add({"fault": "something_went_wrong", "operation": "Edits", "times": None})
    async with syncing(sandbox, tmp_path) as again:
        first = await again()
        assert (first.complete, first.gaps) == (False, 0), "all was listed, not all of it read to its depth"
        assert sum(request.operation == "Edits" for request in sandbox.requests) < 20
        assert rows(tmp_path, "select 1 as x from comment where kind = 'review_comment' limit 1") == [{"x": 1}]
        assert rows(tmp_path, "select 1 as x from text_version where known_by = 'edit_history'") == []
        sandbox.faults.clear()
        assert (await again()).complete
    assert rows(tmp_path, "select 1 as x from text_version where known_by = 'edit_history' limit 1") == [{"x": 1}]


async def test_more_nodes_than_a_list_may_hold_share_a_request_and_a_point(tmp_path: Path) -> None:
    history = History()
    history.add({"type": "open_pull_request", "at": BIRTH, "number": 1, "actor": "ada", "title": "One", "body": ""})
    for index in range(INLINE):
        line = {"path": "a.py", "line": 1, "body": f"line {index}"}
        review = {
            "type": "review",
            "number": 1,
            "actor": "bob",
            "review": f"r{index}",
            "state": "COMMENTED",
            "body": "",
        }
        history.add(review | {"at": hour(1 + index / 100), "comments": [line]})
    sandbox = Sandbox(history, LATER)
    async with syncing(sandbox, tmp_path) as again:
        assert (await again()).complete
    (asked,) = [request for request in sandbox.requests if request.operation == "ReviewComments"]
    assert asked.cost == 1
    assert differences(tmp_path, history, LATER) == []
    assert rows(tmp_path, "select count(*) as n from comment where kind = 'review_comment'") == [{"n": INLINE}]


async def test_a_run_with_gaps_counts_for_reports_once_all_else_was_read_to_its_depth(tmp_path: Path) -> None:
    sandbox = Sandbox(deep_history(), LATER)
    gap = {"fault": "something_went_wrong", "operation": "Issues", "times": None}
    reach = "select synced_until is not null as reaches from window_summary($a, $b)"
    async with syncing(sandbox, tmp_path) as again:
        sandbox.faults.add(gap)
        sandbox.faults.add({"fault": "something_went_wrong", "operation": "Edits", "times": None})
        first = await again()
        assert (first.complete, first.all_deep, first.gaps > 0) == (False, False, True)
        assert rows(tmp_path, reach, a=BIRTH, b=LATER) == [{"reaches": False}]
        sandbox.faults.clear()
        sandbox.faults.add({"fault": "something_went_wrong", "operation": "Item", "times": None})
        second = await again()
        assert (second.complete, second.all_deep, second.gaps > 0) == (False, True, True)
    assert rows(tmp_path, reach, a=BIRTH, b=LATER) == [{"reaches": True}]
