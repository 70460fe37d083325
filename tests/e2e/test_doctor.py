"""The doctor as a user meets it: what is well, what is not, how to mend it, and an exit code to go by."""

import asyncio
import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.e2e.conftest import Steered, sandbox_process, small_events, small_history

from hansard.sandbox import Sandbox, serving
from hansard.warehouse.store import Store

Hansard = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Steered:  # type: ignore[misc]
    """A sandbox whose clock is right: it stands at the time when it was started."""
    history = tmp_path_factory.mktemp("history") / "history.json"
    history.write_text(json.dumps({"events": small_events(12)}))
    now = datetime.now(UTC).isoformat()
    with sandbox_process("--history", str(history), "--now", now) as steered:
        yield steered


def checks(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    assert "Traceback" not in done.stderr
    told = json.loads(done.stdout)
    assert set(told) == {"checks", "ok"}
    assert told["ok"] == (done.returncode == 0) == all(check["state"] != "failure" for check in told["checks"])
    assert all(set(check) == {"name", "state", "told", "mend"} for check in told["checks"])
    return {check["name"]: check for check in told["checks"]}


def test_all_is_well_before_and_after_a_sync(hansard: Hansard, sandbox: Steered) -> None:
    sandbox.tell("clock", now=datetime.now(UTC).isoformat())
    before = hansard("doctor", "--api-url", sandbox.url)
    assert (before.returncode, before.stderr) == (0, "")
    lines = [line.split(maxsplit=1) for line in before.stdout.splitlines()[2:]]
    assert {line[0] for line in lines} == {"ok"}
    assert any("vllm-project/vllm" in line[1] and "has 6 issues, 6 pull requests" in line[1] for line in lines)
    assert hansard("sync", "--api-url", sandbox.url, "-q").returncode == 0
    after = checks(hansard("doctor", "--api-url", sandbox.url, "--json"))
    assert after["warehouse"]["told"].startswith("readable; it holds vllm-project/vllm until ")


def test_a_wrong_token_is_a_failure_and_never_shown(hansard: Hansard, sandbox: Steered) -> None:
    for arguments in ((), ("--json",)):
        done = hansard("doctor", "--api-url", sandbox.url, *arguments, env={"GITHUB_TOKEN": "ghp_s3cretS3cret"})
        assert done.returncode == 1
        assert "does not accept the token" in done.stdout
        assert "s3cret" not in (done.stdout + done.stderr).lower()
        assert "Traceback" not in done.stderr


def test_no_token_no_server_no_repository(hansard: Hansard, sandbox: Steered) -> None:
    none = checks(hansard("doctor", "--json", env={"GITHUB_TOKEN": "", "GH_TOKEN": ""}))
    assert none["token"]["state"] == "failure"
    assert none["warehouse folder"]["state"] == "ok"
    nobody = checks(hansard("doctor", "--json", "--api-url", "http://127.0.0.1:1/graphql"))
    assert nobody["endpoint"]["state"] == "failure"
    nowhere = checks(hansard("doctor", "--json", "--api-url", sandbox.url.replace("graphql", "nothing")))
    assert "no GraphQL API" in nowhere["endpoint"]["told"]
    unknown = checks(hansard("doctor", "--json", "--api-url", sandbox.url, "--repo", "no/such"))
    assert unknown["repository"]["state"] == "failure"
    assert unknown["schema"]["state"] == "ok"


def test_settings_that_cannot_be_read_are_a_failure(hansard: Hansard, tmp_path: Path) -> None:
    (tmp_path / "hansard.toml").write_text('repositry = "a/b"\n')
    done = hansard("doctor")
    assert (done.returncode, done.stderr) == (1, "")
    assert "did you mean 'repository'?" in done.stdout
    assert checks(hansard("doctor", "--json", "--repo", "nonsense")).keys() == {"settings"}


def test_where_the_warehouse_cannot_be(hansard: Hansard, sandbox: Steered, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    found = checks(hansard("doctor", "--json", "--api-url", sandbox.url, "--warehouse", "file/deeper"))
    assert found["warehouse folder"]["state"] == "failure"
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "hansard.duckdb").write_text("my diary, all of it, over several pages\n" * 1000)
    found = checks(hansard("doctor", "--json", "--api-url", sandbox.url))
    assert "not a DuckDB database" in found["warehouse"]["told"]


def test_a_warehouse_that_a_sync_holds_is_no_failure(hansard: Hansard, sandbox: Steered, tmp_path: Path) -> None:
    Store.open(tmp_path / "warehouse").close()
    con = duckdb.connect(tmp_path / "warehouse" / "hansard.duckdb")
    found = checks(hansard("doctor", "--json", "--api-url", sandbox.url))
    con.close()
    assert found["warehouse"]["state"] == "warning"
    assert "in use by process" in found["warehouse"]["told"]


async def test_an_older_server_is_fine_and_said_so(hansard: Hansard) -> None:
    headers = {"X-OAuth-Scopes": "", "X-GitHub-Enterprise-Version": "3.14.2"}
    without = ["IssueTypeAddedEvent", "Issue.stateReason"]
    stand = Sandbox(small_history(4), datetime.now(UTC), token="ghp_abc", without=without, headers=headers)
    async with serving(stand) as url:
        token = {"GITHUB_TOKEN": "ghp_abc"}
        found = checks(await asyncio.to_thread(hansard, "doctor", "--json", "--api-url", url, env=token))
    assert {name for name, check in found.items() if check["state"] != "ok"} == {"schema"}
    assert "Issue.stateReason, IssueTypeAddedEvent" in found["schema"]["told"]
    assert found["endpoint"]["told"].endswith("GitHub Enterprise Server 3.14.2")
    assert "a classic token, from GITHUB_TOKEN, without scopes" in found["token"]["told"]


def test_help_says_what_it_is_for(hansard: Hansard) -> None:
    assert "how to mend" in hansard("doctor", "--help").stdout
