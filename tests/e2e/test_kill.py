"""kill -9 at any moment, and Ctrl-C: the next run goes on, and what comes out is what an undisturbed run gives."""

import json
import os
import random
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from tests.e2e.conftest import BIRTH, Steered, contents, rows, sandbox_process, small_events
from tests.forks import Fork, forks

ITEMS, KILLS = 700, 20
NOW = (BIRTH + timedelta(days=3)).isoformat()


def start(sandbox: Steered, directory: Path) -> Fork:
    command = ("sync", "--api-url", sandbox.url, "--warehouse", str(directory))
    return forks().start(command, env=dict(os.environ) | {"GITHUB_TOKEN": "sandbox"})


def finish(sandbox: Steered, directory: Path) -> None:
    with start(sandbox, directory) as process:
        _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told


def test_killed_twenty_times_it_ends_as_if_undisturbed(tmp_path: Path) -> None:
    history = tmp_path / "history.json"
    history.write_text(json.dumps({"events": small_events(ITEMS)}))
    chance = random.Random(20251210)
    with sandbox_process("--history", str(history), "--now", NOW) as sandbox:
        finish(sandbox, tmp_path / "calm")
        # A pause before each answer, so that the kills fall all over the sync.
        sandbox.tell("faults", faults=[{"fault": "slow", "seconds": 0.1, "times": None}])
        archived, interrupted = set(), 0
        for _ in range(KILLS):
            # Two pages may wait while one is being written: with six answers asked for, some are in the warehouse.
            asked, wanted = sandbox.requests(), chance.choice((1, 2, 3, 4, 6))
            with start(sandbox, tmp_path / "rough") as process:
                while sandbox.requests() < asked + wanted and process.poll() is None:
                    time.sleep(0.02)
                time.sleep(chance.uniform(0, 0.2))
                process.kill()
                process.communicate(timeout=30)
            interrupted += process.returncode == -signal.SIGKILL
            if (tmp_path / "rough" / "hansard.duckdb").exists():
                found = rows(tmp_path / "rough", "select count(*) as items from item")
                archived.add(found[0]["items"])
        sandbox.tell("faults", clear=True)
        finish(sandbox, tmp_path / "rough")
    assert interrupted >= KILLS // 2, "the kills must fall into the sync"
    assert len(archived) > 1, "and at different places of it"
    assert contents(tmp_path / "rough") == contents(tmp_path / "calm")
    assert len(rows(tmp_path / "rough", "select * from item")) == ITEMS


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_saves_the_page_says_so_and_exits_with_three(how: signal.Signals, tmp_path: Path) -> None:
    history = tmp_path / "history.json"
    history.write_text(json.dumps({"events": small_events(60)}))
    with sandbox_process("--history", str(history), "--now", NOW) as sandbox:
        sandbox.tell("faults", faults=[{"fault": "slow", "seconds": 30, "after": 2}])
        with start(sandbox, tmp_path / "warehouse") as process:
            while not (tmp_path / "warehouse" / "hansard.duckdb").exists():
                time.sleep(0.05)
            time.sleep(1.5)
            process.send_signal(how)
            _, told = process.communicate(timeout=20)
        assert process.returncode == 3, told
        assert "Traceback" not in told
        assert "saved" in told
        (status,) = rows(tmp_path / "warehouse", "select issues, last_sync_complete from archive_status")
        assert status == {"issues": 25, "last_sync_complete": False}
        finish(sandbox, tmp_path / "warehouse")
    assert len(rows(tmp_path / "warehouse", "select * from item")) == 60
