"""Everything at once, with real processes: every fifth answer is faulty, the sync is killed again and again, and items
are edited, commented, deleted and transferred meanwhile. When it says complete, the archive is the history."""

import json
import os
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import BIRTH, Steered, rows, sandbox_process, small_events
from tests.e2e.test_sync import differences
from tests.forks import Fork, forks
from tests.warehouse.test_distinct import doubled

from hansard.sandbox import History

ITEMS, STEPS = 120, 14
END = BIRTH + timedelta(days=20)
FAULTS = [
    "bad_gateway_html",
    "something_went_wrong",
    "resource_limits",
    "secondary_limit",
    "reset_connection",
    "truncated_body",
    "timeout_json_502",
    "random_401",
    "null_node",
    "forbidden_node",
]


def turmoil(chance: random.Random) -> list[dict[str, Any]]:
    """Things that happen to items from their first day to the end."""
    events = small_events(ITEMS)
    gone: set[int] = set()
    moments = sorted(chance.uniform(1, 19) for _ in range(160))
    for index, days in enumerate(moments):
        number = chance.randint(1, ITEMS)
        if number in gone:
            continue
        kind = chance.choice(("comment", "comment", "rename", "edit_body", "lock", "assign", "delete_item", "transfer"))
        if kind in ("delete_item", "transfer") and (number % 2 == 0 or number % 3 == 0):
            kind = "comment"
        more: dict[str, Any] = {
            "comment": {"body": f"remark {index}"},
            "rename": {"title": f"Title {index}"},
            "edit_body": {"body": f"Body {index}"},
            "assign": {"assignee": f"user{index % 5}"},
            "transfer": {"to": "vllm-project/other"},
        }.get(kind, {})
        if kind in ("delete_item", "transfer"):
            gone.add(number)
        if kind == "lock" and any(event["type"] == "lock" and event.get("number") == number for event in events):
            continue
        at = (BIRTH + timedelta(days=days)).isoformat(timespec="seconds")
        events.append({"type": kind, "at": at, "number": number, "actor": "eve", **more})
    return events


def sync(sandbox: Steered, directory: Path, *options: str) -> Fork:
    command = ("sync", "--api-url", sandbox.url, "--warehouse", str(directory), "--json", *options)
    return forks().start(command, env=dict(os.environ) | {"GITHUB_TOKEN": "sandbox"})


def test_whatever_happens_the_archive_ends_as_the_history(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    seed = request.config.getoption("--seed")
    print(f"\nseed {seed}")  # noqa: T201 - what makes a failure repeatable
    chance = random.Random(seed)
    path, directory = tmp_path / "history.json", tmp_path / "warehouse"
    path.write_text(json.dumps({"events": turmoil(chance)}))
    with sandbox_process("--history", str(path), "--now", (BIRTH + timedelta(days=1)).isoformat()) as sandbox:
        sandbox.tell("faults", rate=0.2, seed=seed, kinds=FAULTS, seconds=0)
        killed = 0
        for step in range(STEPS):
            with sync(sandbox, directory, *(["--full-check"] if step % 4 == 3 else [])) as process:
                time.sleep(chance.uniform(0.2, 2.0))
                moment = BIRTH + timedelta(days=1 + (step + 1) * 19 / STEPS)
                sandbox.tell("clock", now=min(END, moment).isoformat(timespec="seconds"))
                time.sleep(chance.uniform(0.0, 0.6))
                killed += process.poll() is None
                process.kill()
                process.communicate(timeout=30)
        sandbox.tell("clock", now=END.isoformat())
        for _ in range(6):
            with sync(sandbox, directory, "--full-check") as process:
                out, told = process.communicate(timeout=120)
            assert "Traceback" not in told, told
            if process.returncode == 0 and json.loads(out)["complete"]:
                break
            sandbox.tell("faults", clear=True)
        else:
            pytest.fail(f"never complete: {told}")
        sandbox.tell("faults", clear=True)
        # What was withheld by a fault on the very last answers shows in gap: one calm check ends it.
        with sync(sandbox, directory, "--full-check") as process:
            assert process.communicate(timeout=120)[0]
    history = History.load(path)
    assert killed > STEPS // 3, "the kills must fall into syncs"
    assert differences(directory, history, END) == []
    assert doubled(directory) == []
    told_comments = {(c["number"], c["author"], c["body"]) for c in history.comments_at(END)}
    now = datetime(2100, 1, 1, tzinfo=UTC)
    found = rows(directory, "select number, author, body from comments_at($t) order by all", t=now)
    gone = {row["number"] for row in rows(directory, "select number from item where gone_seen_at is not null")}
    kept = [(row["number"], row["author"], row["body"]) for row in found if row["number"] not in gone]
    assert set(kept) == told_comments
    assert len(kept) == len(history.comments_at(END)), "none is doubled"
