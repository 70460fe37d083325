"""The commands as a user meets them: good input, bad input, and nothing ever damaged."""

import asyncio
import csv
import io
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from tests.e2e.conftest import BIRTH, Steered, contents, sandbox_process, small_events, sync_once

Hansard = Callable[..., subprocess.CompletedProcess[str]]
NOW = (BIRTH + timedelta(days=3)).isoformat()


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Steered:  # type: ignore[misc]
    history = tmp_path_factory.mktemp("history") / "history.json"
    history.write_text(json.dumps({"events": small_events(12)}))
    with sandbox_process("--history", str(history), "--now", NOW) as steered:
        yield steered


@pytest.fixture(scope="module")
def filled(sandbox: Steered, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("filled") / "warehouse"
    asyncio.run(sync_once(sandbox.url, directory))
    return directory


@pytest.fixture
def synced(hansard: Hansard, filled: Path, tmp_path: Path) -> Hansard:
    """The command in a folder whose warehouse holds all that the sandbox has."""
    shutil.copytree(filled, tmp_path / "warehouse")
    return hansard


def fails(done: subprocess.CompletedProcess[str], code: int, *told: str) -> None:
    """One clear sentence on stderr, nothing on stdout, the right exit code."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    for words in told:
        assert words in done.stderr, last


def test_a_sync_tells_what_it_did_as_json(hansard: Hansard, sandbox: Steered) -> None:
    first = json.loads(hansard("sync", "--api-url", sandbox.url, "--json").stdout)
    assert first == first | {"items_new": 12, "items_changed": 0, "gaps": 0, "complete": True}
    again = hansard("sync", "--api-url", sandbox.url, "--json")
    assert json.loads(again.stdout)["requests"] == 1
    assert again.returncode == 0


def test_status_says_what_is_archived_and_until_when(synced: Hansard) -> None:
    (row,) = json.loads(synced("status", "--json").stdout)["repositories"]
    assert (row["repository"], row["issues"], row["pull_requests"]) == ("vllm-project/vllm", 6, 6)
    assert row["synced_until"] == "2025-12-04T00:00:00Z"
    assert "vllm-project/vllm" in synced("status").stdout


def test_sql_prints_tables_csv_and_json(synced: Hansard) -> None:
    query = "select number, title, labels, created_at from items_at(now()) where number <= 2 order by number"
    table = synced("sql", query).stdout
    assert table.split("\n", 1)[0].split() == ["number", "title", "labels", "created_at"]
    found = list(csv.DictReader(io.StringIO(synced("sql", query, "--format", "csv").stdout)))
    assert found[0] == {"number": "1", "title": "Item 1", "labels": '["bug"]', "created_at": "2025-12-01T00:01:00Z"}
    (first, _) = json.loads(synced("sql", "-", "--format", "json", stdin=query).stdout)
    assert first == {"number": 1, "title": "Item 1", "labels": ["bug"], "created_at": "2025-12-01T00:01:00Z"}


def test_sql_from_a_file(synced: Hansard, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("select count(*) as n from issues")
    assert json.loads(synced("sql", "-f", "q.sql", "--format", "json").stdout) == [{"n": 6}]


@pytest.mark.parametrize(
    "query",
    [
        "delete from item",
        "create table mine (a int)",
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "copy item to '/tmp/stolen.csv'",
        "attach '/tmp/other.duckdb'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "export database '/tmp/stolen'",
        "select * from read_text('https://example.com')",
    ],
)
def test_sql_reaches_nothing_but_the_warehouse(query: str, synced: Hansard, tmp_path: Path) -> None:
    before = contents(tmp_path / "warehouse")
    fails(synced("sql", query), 2)
    assert contents(tmp_path / "warehouse") == before


def test_sql_points_at_the_mistake(synced: Hansard) -> None:
    fails(synced("sql", "select numbr\nfrom issues"), 2, "numbr", "number", "LINE 1")
    fails(synced("sql", "selec 1"), 2, "syntax error")
    fails(synced("sql"), 2, "give one query")


def test_a_report_goes_to_a_file_or_to_stdout(synced: Hansard, tmp_path: Path) -> None:
    window = ("--from", "2025-12-01T08:00+08:00", "--to", "2025-12-01T09:00+08:00")
    done = synced("report", *window)
    path = tmp_path / "reports/vllm-project/vllm/report-2025-12-01T0800_to_2025-12-01T0900.md"
    assert done.stdout.strip() == str(path.relative_to(tmp_path))
    assert synced("report", *window, "-o", "-").stdout == path.read_text()
    assert path.read_text().startswith("# vLLM 开发动态报告 - 2025-12-01\n\n> 时间窗口: 2025-12-01 08:00 (UTC+8)")
    english = synced("report", *window, "--lang", "en", "-o", "-").stdout
    assert english.startswith("# vLLM ")
    facts = json.loads(synced("report", *window, "--format", "json", "-o", "-").stdout)
    assert facts["repository"] == "vllm-project/vllm"
    day = synced("report", "2025-12-01", "-o", "out")
    assert day.stdout.strip() == "out/report-2025-12-01_to_2025-12-02.md"


def test_a_report_warns_when_the_archive_ends_before_the_window(synced: Hansard) -> None:
    done = synced("report", "2025-12-04", "-o", "-")
    assert done.returncode == 0
    assert "before the window's end" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("report", "2025-13-40"), "2025-13-40"),
        (("report", "yesterday"), "yesterday"),
        (("report", "--from", "2025-12-02", "--to", "2025-12-01"), "2025-12-02"),
        (("report", "--from", "2025-12-02", "--to", "2025-12-02"), "empty"),
        (("report", "2099-01-01"), "future"),
        (("report", "--from", "2099-01-01", "--to", "2099-01-02"), "future"),
        (("report", "--from", "2025-12-02"), "--to"),
        (("report",), "window"),
        (("report", "2025-12-01", "--last", "1h"), "window"),
        (("report", "--last", "soon"), "soon"),
        (("report", "2025-12-01", "--lang", "xx"), "xx"),
        (("report", "2025-12-01", "--lang", "../zh"), "language"),
        (("report", "2025-12-01", "--format", "pdf"), "pdf"),
        (("report", "2025-12-01", "--repo", "nonsense"), "OWNER/NAME"),
        (("sync", "nonsense"), "OWNER/NAME"),
        (("sync", "--api-url", "http://example.com/graphql"), "https"),
        (("sync", "--config", "missing.toml"), "missing.toml"),
        (("sync", "--watch", "1s", "--full-check"), "--watch goes on for ever"),
        (("sync", "--watch", "soon", "--api-url", "http://127.0.0.1:1/graphql"), "is no span of time"),
        (("nonsense",), "nonsense"),
        (("sync", "--nonsense"), "nonsense"),
        (("sandbox", "--port", "99999"), "65535"),
        (("sandbox", "--now", "noon"), "noon"),
        (("sandbox", "--history", "missing.json"), "missing.json"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_two(arguments: tuple[str, ...], told: str, synced: Hansard) -> None:
    fails(synced(*arguments), 2, told)


def test_a_wrong_token_an_unknown_repository_and_nobody_there(
    hansard: Hansard, sandbox: Steered, tmp_path: Path
) -> None:
    fails(hansard("sync", "--api-url", sandbox.url, env={"GITHUB_TOKEN": "s3cret"}), 1, "does not accept the token")
    assert "s3cret" not in hansard("sync", "--api-url", sandbox.url, env={"GITHUB_TOKEN": "s3cret"}).stderr
    fails(hansard("sync", "no/such", "--api-url", sandbox.url), 1, "no/such", "Check the spelling")
    fails(hansard("sync", env={"GITHUB_TOKEN": "", "GH_TOKEN": ""}), 2, "no GitHub token")
    fails(hansard("sync", "--api-url", sandbox.url.replace("graphql", "nothing")), 1, "no GraphQL API")


def test_without_a_warehouse_the_way_to_one_is_told(hansard: Hansard) -> None:
    for command in (("status",), ("sql", "select 1"), ("report", "2025-12-01")):
        fails(hansard(*command), 1, "no warehouse", "hansard sync")


def test_a_repository_that_is_not_archived(synced: Hansard) -> None:
    fails(synced("report", "2025-12-01", "--repo", "other/project"), 1, "other/project", "it holds vllm-project/vllm")


def test_a_warehouse_of_a_newer_version_stays_as_it_is(synced: Hansard, sandbox: Steered, tmp_path: Path) -> None:
    path = tmp_path / "warehouse" / "hansard.duckdb"
    con = duckdb.connect(path)
    con.execute("insert into _migration (name) values ('999_of_tomorrow')")
    con.close()
    before = path.read_bytes()
    for command in (("sync", "--api-url", sandbox.url), ("report", "2025-12-01"), ("status",), ("sql", "select 1")):
        fails(synced(*command), 1, "newer hansard", "999_of_tomorrow")
    assert path.read_bytes() == before


def test_a_file_that_is_no_warehouse(hansard: Hansard, sandbox: Steered, tmp_path: Path) -> None:
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "hansard.duckdb").write_text("my diary, all of it, over several pages\n" * 1000)
    fails(hansard("sync", "--api-url", sandbox.url), 1, "not a DuckDB database")
    assert (tmp_path / "warehouse" / "hansard.duckdb").read_text().startswith("my diary")


def test_folders_that_cannot_be_written(synced: Hansard, sandbox: Steered, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    fails(synced("sync", "--api-url", sandbox.url, "--warehouse", "file/deeper"), 1, "cannot write here")
    fails(synced("report", "2025-12-01", "-o", "file/deeper"), 1, "file")
    fails(synced("sync", "--api-url", sandbox.url, "--warehouse", "/proc/nowhere"), 1, "/proc/nowhere")


def test_a_port_in_use(hansard: Hansard) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        fails(hansard("sandbox", "--port", port), 2, port, "Choose another --port")


def test_a_program_that_writes_into_the_warehouse_holds_up_readers_until_the_next_sync(
    synced: Hansard, sandbox: Steered, tmp_path: Path
) -> None:
    with duckdb.connect(tmp_path / "warehouse" / "hansard.duckdb"):
        fails(synced("status"), 1, f"in use by process {os.getpid()}")
        done = synced("sync", "--api-url", sandbox.url)
        assert (done.returncode, f"process {os.getpid()} has" in done.stderr) == (0, True), done.stderr
        assert synced("status").returncode == 0


def test_a_broken_settings_file_names_file_key_and_what_was_meant(hansard: Hansard, tmp_path: Path) -> None:
    (tmp_path / "hansard.toml").write_text('repositry = "a/b"\n')
    fails(hansard("status"), 2, "hansard.toml", "repositry", "did you mean 'repository'?")
    (tmp_path / "hansard.toml").write_text("repository = \n")
    fails(hansard("status"), 2, "hansard.toml", "not valid TOML")
    (tmp_path / "hansard.toml").write_text('timezone = "Mars/Olympus"\n')
    fails(hansard("status"), 2, "timezone", "Mars/Olympus")


def test_help_and_version_work_everywhere(hansard: Hansard) -> None:
    assert hansard("--version").stdout.startswith("hansard 0.")
    for command in ("demo", "sync", "status", "report", "sql", "sandbox"):
        assert hansard(command, "--help").returncode == 0
