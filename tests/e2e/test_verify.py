"""`hansard verify` and `hansard sync --full-check` as commands."""

import json
import os
import signal
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.e2e.conftest import BIRTH, LATER, hansard_command, rows, sandbox_process, small_events


def test_verify_agrees_after_a_full_check_and_not_before(
    hansard: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    history = tmp_path / "history.json"
    gone = [
        {"type": "delete_item", "number": 7, "at": (LATER + timedelta(hours=1)).isoformat(), "actor": "bob"},
        {"type": "delete_item", "number": 2, "at": (BIRTH + timedelta(hours=5)).isoformat(), "actor": "bob"},
    ]
    history.write_text(json.dumps({"events": small_events(12) + gone}))
    with sandbox_process("--history", str(history), "--now", LATER.isoformat()) as sandbox:
        hansard("sync", "--api-url", sandbox.url)
        assert hansard("verify", "--api-url", sandbox.url).returncode == 0
        sandbox.tell("clock", now=(LATER + timedelta(hours=2)).isoformat())
        differs = hansard("verify", "--api-url", sandbox.url)
        assert differs.returncode == 1
        assert "hansard sync --full-check" in differs.stderr
        checked = hansard("sync", "--api-url", sandbox.url, "--full-check", "--json")
        assert json.loads(checked.stdout)["complete"] is True
        told = json.loads(hansard("verify", "--api-url", sandbox.url, "--json").stdout)
    assert told["agrees"]
    assert {row["what"]: row["numbers"] for row in told["numbers"]} == {
        "issue": 5,
        "pull_request": 5,
        "gone": 1,
        "nothing": 1,
        "not looked up": 0,
    }


def test_verify_names_the_month_that_lacks_an_item(
    hansard: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    earlier = {"type": "open_issue", "number": 13, "at": "2025-10-07T08:00:00Z", "actor": "ada", "title": "Early"}
    for name, events in (("lacks", small_events(12)), ("has", [earlier, *small_events(12)])):
        (tmp_path / f"{name}.json").write_text(json.dumps({"events": events}))
    with sandbox_process("--history", "lacks.json", "--now", LATER.isoformat(), folder=tmp_path) as sandbox:
        hansard("sync", "--api-url", sandbox.url)
    with sandbox_process("--history", "has.json", "--now", LATER.isoformat(), folder=tmp_path) as sandbox:
        verified = hansard("verify", "--api-url", sandbox.url)
        told = json.loads(hansard("verify", "--api-url", sandbox.url, "--json").stdout)
        sandbox.tell("faults", faults=[{"fault": "bad_gateway_html", "operation": "SearchCount", "times": 99}])
        blind = hansard("verify", "--api-url", sandbox.url)
    assert verified.returncode == 1
    assert "the archive and GitHub disagree (issues of 2025-10)" in verified.stderr
    marked = [line.split() for line in verified.stdout.splitlines() if "2025-" in line]
    assert ["issue", "2025-10", "0", "(GitHub", "1)", "0", "0", "0", "differs"] in marked
    assert [line for line in marked if line[1] == "2025-12" and "differs" in line] == []
    assert [(row["month"], row["agrees"]) for row in told["months"] if row["kind"] == "issue"] == [
        ("2025-10", False),
        ("2025-12", True),
    ]
    assert blind.returncode == 1, "the totals still decide"
    assert "the months could not be compared" in blind.stderr


def test_watching_picks_up_what_is_new_and_stops_on_sigint(tmp_path: Path) -> None:
    history = tmp_path / "history.json"
    history.write_text(json.dumps({"events": small_events(12)}))
    with sandbox_process("--history", str(history), "--now", (BIRTH + timedelta(minutes=8)).isoformat()) as sandbox:
        command = hansard_command("sync", "--api-url", sandbox.url, "--warehouse", "w", "--watch", "1s")
        environment = dict(os.environ) | {"GITHUB_TOKEN": "sandbox"}
        process = subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        while "items new" not in (line := process.stderr.readline()):
            assert line, "it must tell what it brought"
        sandbox.tell("clock", now=LATER.isoformat())
        while "items new" not in (line := process.stderr.readline()):
            assert line
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
        assert process.returncode == 3, told
    assert len(rows(tmp_path / "w", "select 1 from item")) == 12
