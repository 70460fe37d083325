"""`hansard sql` and `hansard schema` as a user meets them: input, output, terminal, signals, exit codes."""

import json
import os
import pty
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.e2e.conftest import hansard_command

from hansard.warehouse.store import Store

Hansard = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def empty(hansard: Hansard, tmp_path: Path) -> Hansard:
    """The command in a folder whose warehouse holds nothing."""
    Store.open(tmp_path / "warehouse").close()
    return hansard


def test_a_query_comes_as_text_from_a_file_or_on_stdin(empty: Hansard, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("select '中' as a -- from a file\n")
    ways: list[tuple[tuple[str, ...], str]] = [
        (("select '中' as a",), ""),
        (("-f", "q.sql"), ""),
        (("-f", "-"), "select '中' as a"),
        (("-",), "select '中' as a;"),
        ((), "select '中' as a"),
    ]
    for arguments, stdin in ways:
        done = empty("sql", *arguments, "--format", "csv", stdin=stdin)
        assert (done.stdout, done.stderr, done.returncode) == ("a\n中\n", "", 0)
    wrong: list[tuple[tuple[str, ...], str]] = [
        (("select 1", "-f", "q.sql"), "give one query"),
        (("-f", "missing.sql"), "missing.sql"),
        ((), "the query is empty"),
    ]
    for arguments, told in wrong:
        done = empty("sql", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr


def test_times_of_parameters_are_in_the_reports_zone(empty: Hansard, tmp_path: Path) -> None:
    query = "select $a::timestamptz as a, $b::timestamptz as b, $a::date as d, $c as c"
    given = ("-p", "a=2025-12-10", "-p", "b=2025-12-10T19:35:00-05:00", "-p", "c=2025-12-10 is a day")
    (row,) = json.loads(empty("sql", query, *given, "--json").stdout)
    assert row == {
        "a": "2025-12-09T16:00:00Z",
        "b": "2025-12-11T00:35:00Z",
        "d": "2025-12-10",
        "c": "2025-12-10 is a day",
    }
    (tmp_path / "hansard.toml").write_text('timezone = "Europe/Berlin"\n')
    (row,) = json.loads(empty("sql", "select $a::timestamptz as a", "-p", "a=2025-07-01 12:00", "--json").stdout)
    assert row == {"a": "2025-07-01T10:00:00Z"}
    done = empty("sql", "select $a", "-p", "a")
    assert (done.returncode, "NAME=VALUE" in done.stderr) == (2, True)


def test_a_truncation_is_told_and_can_be_lifted(empty: Hansard) -> None:
    done = empty("sql", "from range(12345)")
    assert len(done.stdout.splitlines()) == 102
    assert done.stderr == "100 of 12,345 rows shown; --limit 0 shows all\n"
    done = empty("sql", "from range(12345)", "--limit", "0", "--format", "md")
    assert (len(done.stdout.splitlines()), done.stderr) == (12347, "")
    done = empty("sql", "from range(12345)", "--format", "csv")
    assert (len(done.stdout.splitlines()), done.stderr) == (12346, "")
    assert empty("sql", "from range(5)", "--limit", "2", "-q").stderr == ""


def test_output_goes_to_a_file_that_is_whole_or_not_there(empty: Hansard, tmp_path: Path) -> None:
    assert empty("sql", "select 1 as a", "--format", "parquet", "-o", "a.parquet").stdout == ""
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == [{"a": 1}]
    query = "select case when range = 90000 then error('boo') else range end from range(100000)"
    assert empty("sql", query, "--format", "csv", "-o", "b.csv").returncode == 2
    done = empty("sql", "select 1", "-o", "missing/b.csv")
    assert (done.returncode, done.stderr) == (
        1,
        "hansard: missing/b.csv: cannot be written (No such file or directory)\n",
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "warehouse"]


def test_time_ends_a_query(empty: Hansard) -> None:
    done = empty("sql", "select count(*) from range(1000000000000)", "--timeout", "300ms")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "hansard: the query had not ended after 0.3 s and was cancelled. Allow more by --timeout\n"
    done = empty("sql", "select 1", "--timeout", "soon")
    assert (done.returncode, "span of time" in done.stderr) == (2, True)


def test_ctrl_c_ends_a_query(empty: Hansard, tmp_path: Path) -> None:
    command = hansard_command("sql", "from range(1000000000000)", "--format", "csv")
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=default_signals
    ) as running:
        assert running.stdout
        assert running.stdout.readline() == b"range\r\n"
        running.send_signal(signal.SIGINT)
        _, told = running.communicate()
    assert (running.returncode, told) == (3, b"hansard: stopped before the query had ended\n")


def default_signals() -> None:
    """A shell may start a test run with Ctrl-C ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_a_reader_that_leaves_is_no_error(empty: Hansard, tmp_path: Path) -> None:
    command = hansard_command("sql", "from range(1000000000000)", "--format", "ndjson")
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert json.loads(running.stdout.readline()) == {"range": 0}
        running.stdout.close()
        assert running.stderr
        assert running.stderr.read() == b""
    assert running.returncode == 0


def on_a_terminal(tmp_path: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, what a terminal of 60 columns shows, and stderr."""
    ours, theirs = pty.openpty()
    environment = dict(os.environ) | {"COLUMNS": "60"}
    with subprocess.Popen(
        hansard_command(*arguments), cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, env=environment
    ) as running:
        os.close(theirs)
        assert running.stderr
        told = running.stderr.read().decode()
        code, shown = running.wait(), b""
    while part := said(ours):
        shown += part
    os.close(ours)
    return code, shown.decode().replace("\r\n", "\n"), told


def said(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux's way to say that the other side has closed.
        return b""


def test_a_terminal_gets_what_fits_and_no_binary(empty: Hansard, tmp_path: Path) -> None:
    code, shown, told = on_a_terminal(tmp_path, "sql", "select 1 as n, repeat('x', 200) as long")
    assert (code, "…" in shown) == (0, True)
    assert max(map(len, shown.splitlines())) == 60
    assert "too narrow" in told
    code, shown, told = on_a_terminal(tmp_path, "sql", "select 1", "--format", "parquet")
    assert (code, shown) == (2, "")
    assert "nothing for a terminal" in told
    code, shown, told = on_a_terminal(tmp_path, "sql")
    assert (code, "give one query" in told) == (2, True)


def test_the_schema_needs_no_warehouse(hansard: Hansard) -> None:
    listed = hansard("schema").stdout
    for name in ("items_at(t)", "issues", "text_version"):
        assert f"\n{name} " in listed
    one = hansard("schema", "items_at").stdout
    assert one.startswith("items_at(t): macro. ")
    assert "from items_at(" in one
    told = json.loads(hansard("schema", "items_at(t)", "--json").stdout)
    assert (told["kind"], told["parameters"], told["columns"][0]["name"]) == ("macro", ["t"], "repository")
    assert {entry["kind"] for entry in json.loads(hansard("schema", "--json").stdout)} == {"macro", "view", "table"}
    done = hansard("schema", "isues")
    assert (done.returncode, done.stdout) == (2, "")
    assert "issues" in done.stderr
