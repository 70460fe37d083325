"""Twenty readers query without pause while ten syncs publish: none meets an error, a torn state or an older one."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import BIRTH, Steered, rows, sandbox_process, small_events
from tests.forks import forks

ITEMS, SYNCS, READERS = 60, 10, 20
START, END = BIRTH + timedelta(minutes=10), BIRTH + timedelta(minutes=ITEMS + 30)

QUERY = """
select
  (select number from _generation) as generation,
  (select count(*) from item) as items,
  (select count(*) from event) as events,
  (select count(*) from comment) as comments,
  (select sum(items_new)::bigint from sync_run) as told_items,
  (select sum(events)::bigint from sync_run) as told_events,
  (select sum(comments)::bigint from sync_run) as told_comments,
  (select count(*) from sync_run where finished_at is null) as under_way,
  (select count(*) from event where type in ('issue_comment', 'pull_request_review')) as remarks,
  (select count(*) from event anti join item on item.id = event.item_id) as strays
"""
READER = """
import json, os, subprocess, sys
from pathlib import Path

os.nice(15)  # The syncs are what takes turns: the readers take all the time that is left.
kind, path, query, stop, told = sys.argv[1:]
COMMANDS = {
    "sql": [sys.executable, "-m", "hansard", "sql", query, "--json", "--warehouse", str(Path(path).parent)],
    "shell": [sys.executable, "-m", "duckdb_cli", "-readonly", "-json", path, "-c", query],
}

def read():
    if kind == "python":
        import duckdb
        with duckdb.connect(path, read_only=True) as con:
            first, again = (con.execute(query).to_arrow_table().to_pylist()[0] for _ in range(2))
        assert first == again, "one connection, one state"
        return first
    done = subprocess.run(COMMANDS[kind], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return json.loads(done.stdout)[0]

with open(told, "w") as out:
    last = False
    while not last:
        last = Path(stop).exists()
        print(json.dumps(read()), file=out, flush=True)
"""


def test_twenty_readers_and_ten_syncs(tmp_path: Path) -> None:
    history, directory = tmp_path / "history.json", tmp_path / "warehouse"
    history.write_text(json.dumps({"events": small_events(ITEMS)}))
    with sandbox_process("--history", str(history), "--now", START.isoformat()) as sandbox:
        sync(sandbox, directory)
        with readers(tmp_path) as found:
            for step in range(1, SYNCS + 1):
                sandbox.tell("clock", now=(START + step * (END - START) / SYNCS).isoformat(timespec="seconds"))
                sync(sandbox, directory)
    assert rows(directory, "select count(*) as items from item") == [{"items": ITEMS}]
    assert len(found) == READERS
    for states in found:
        generations = [state["generation"] for state in states]
        assert generations == sorted(generations), "who opens it again never sees an older state"
        for state in states:
            whole(state)
    assert len({state["generation"] for states in found for state in states}) > SYNCS / 2
    assert {states[-1]["items"] for states in found} == {ITEMS}


def whole(state: dict[str, Any]) -> None:
    """What the runs of a state tell is what its tables hold; while one is under way they hold more."""
    assert (state["strays"], state["remarks"]) == (0, state["comments"])
    for what in ("items", "events", "comments"):
        assert state[what] >= state[f"told_{what}"]
        assert state["under_way"] or state[what] == state[f"told_{what}"]


def test_a_torn_state_would_be_noticed() -> None:
    state = dict.fromkeys(("items", "told_items", "events", "told_events", "comments", "told_comments", "remarks"), 3)
    whole(state | {"under_way": 0, "strays": 0})
    for torn in ({"strays": 1}, {"remarks": 2}, {"items": 4}, {"told_events": 4}):
        with pytest.raises(AssertionError):
            whole(state | {"under_way": 0, "strays": 0} | torn)


def sync(sandbox: Steered, directory: Path) -> None:
    command = ("sync", "--api-url", sandbox.url, "--warehouse", str(directory), "--json")
    done = forks().run(command, env={"GITHUB_TOKEN": "sandbox"})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["complete"]


@contextmanager
def readers(folder: Path) -> Iterator[list[list[dict[str, Any]]]]:
    """Lets them read until the block has ended, and then gives what each of them saw."""
    found: list[list[dict[str, Any]]] = []
    stop, path = folder / "stop", folder / "warehouse" / "hansard.duckdb"
    kinds = [("python", "python", "sql", "shell")[number % 4] for number in range(READERS)]
    processes = []
    for number, kind in enumerate(kinds):
        # Into a file: a pipe that is full would make its reader pause, and stdout may get a progress bar of DuckDB's.
        told = str(folder / f"reader-{number}")
        command = [sys.executable, "-c", READER, kind, str(path), QUERY, str(stop), told]
        processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))
    try:
        yield found
    finally:
        stop.touch()
        errors = [process.communicate()[1] for process in processes]
    assert errors == [""] * READERS
    texts = [(folder / f"reader-{number}").read_text() for number in range(READERS)]
    found += [[json.loads(line) for line in text.splitlines()] for text in texts]
