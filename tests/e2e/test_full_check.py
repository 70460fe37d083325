"""What moves no updatedAt is found by a full check: deletions, references, renamed labels and accounts, lost items."""

from datetime import timedelta
from pathlib import Path

import duckdb
from tests.e2e.conftest import BIRTH, contents, rows, small_history, sync_once
from tests.e2e.test_sync import differences

from hansard.sandbox import History, Sandbox, serving

LATER = BIRTH + timedelta(days=3)
QUIET = {"at": LATER + timedelta(hours=1), "actor": "bob"}
NOW = LATER + timedelta(days=1)


def silent_changes() -> History:
    """A history that goes on in ways that no item's updatedAt shows."""
    history = small_history(24)
    history.extend(
        [
            {
                "type": "comment",
                "at": LATER - timedelta(hours=1),
                "number": 1,
                "actor": "eve",
                "body": "x",
                "comment": "doomed",
            },
            {"type": "delete_comment", "number": 1, "comment": "doomed", "bump": False, **QUIET},
            {"type": "cross_reference", "number": 3, "source": 5, **QUIET},
            {"type": "rename_label", "label": "bug", "name": "defect", **QUIET},
            {"type": "rename_user", "user": "ada", "login": "ada-lovelace", **QUIET},
            {"type": "delete_item", "number": 7, **QUIET},
            {"type": "transfer", "number": 11, "to": "vllm-project/other", **QUIET},
            {"type": "convert_to_discussion", "number": 13, "discussion": 9000, "keep": False, **QUIET},
        ]
    )
    return history


async def test_a_full_check_finds_what_no_listing_tells(tmp_path: Path) -> None:
    history = silent_changes()
    sandbox = Sandbox(history, LATER)
    async with serving(sandbox) as url:
        await sync_once(url, tmp_path)
        before = rows(tmp_path, "select * from items_at($t) order by number", t=LATER)
        sandbox.now = NOW
        await sync_once(url, tmp_path)
        assert differences(tmp_path, history, NOW) != [], "the listings alone cannot know"
        summary = await sync_once(url, tmp_path, full_check=True)
        assert summary.complete
        again = await sync_once(url, tmp_path, full_check=True)
    assert differences(tmp_path, history, NOW) == []
    assert rows(tmp_path, "select * from items_at($t) order by number", t=LATER) == before, "the past stays"
    gone = rows(tmp_path, "select number, gone_as from item where gone_seen_at is not null order by number")
    assert [row["number"] for row in gone] == [7, 11, 13]
    assert (
        len(rows(tmp_path, "select 1 from text_version where node_id in (select id from item where number = 7)")) == 1
    )
    assert rows(tmp_path, "select name from label") == [{"name": "defect"}]
    assert "ada-lovelace" in {row["login"] for row in rows(tmp_path, "select login from actor")}
    assert rows(tmp_path, "select 1 as x from event where type = 'cross_referenced'") == [{"x": 1}]
    assert (again.items_new, again.items_changed, again.events) == (0, 0, 0), "the second check finds nothing"


async def test_a_missed_item_is_met_and_every_number_accounted_for(tmp_path: Path) -> None:
    history = small_history(24)
    history.extend([{"type": "delete_item", "number": 5, "at": BIRTH + timedelta(days=1), "actor": "bob"}])
    async with serving(Sandbox(history, LATER)) as url:
        await sync_once(url, tmp_path)
        whole = contents(tmp_path)
        with duckdb.connect(tmp_path / "hansard.duckdb") as con:
            for table, key in (("item", "id"), ("timeline", "item_id"), ("comment", "item_id")):
                con.execute(f"delete from {table} where {key} in (select id from item where number in (4, 9))")
        await sync_once(url, tmp_path, full_check=True)
    found = contents(tmp_path)
    for table in ("item", "event", "comment"):
        assert {row["id"] for row in found[table]} == {row["id"] for row in whole[table]}
    assert rows(tmp_path, "select number, what from number_account") == [{"number": 5, "what": "nothing"}]
