"""What goes to stdout and what to stderr, and that no text steers the terminal."""

import json
from datetime import UTC, datetime

import pytest

from hansard.console import Console, Progress, SyncProgress, visible
from hansard.errors import HansardError

NOON = datetime(2025, 12, 10, 12, tzinfo=UTC)


def test_data_goes_to_stdout_and_narration_to_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    console = Console()
    console.note("working")
    console.data("x")
    assert capfd.readouterr() == ("x", "working\n")


def test_names_of_files_are_printed_as_their_bytes(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    Console().data("r\udcff/报告.md\n")
    assert capfdbinary.readouterr().out == b"r\xff/" + "报告.md\n".encode()


def test_a_closed_stdout_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    with pytest.raises(HansardError, match="standard output is closed"):
        Console().data("x")


def test_quiet_drops_narration_and_never_errors(capfd: pytest.CaptureFixture[str]) -> None:
    console = Console(quiet=True)
    console.note("working")
    console.error("broken\nin two lines")
    assert capfd.readouterr() == ("", "hansard: broken\nin two lines\n")


def test_json_writes_times_in_utc(capfd: pytest.CaptureFixture[str]) -> None:
    console = Console()
    console.json({"t": NOON, "text": "中文"})
    assert json.loads(capfd.readouterr().out) == {"t": "2025-12-10T12:00:00Z", "text": "中文"}


def test_a_table_is_aligned_by_what_a_terminal_shows(capfd: pytest.CaptureFixture[str]) -> None:
    Console().table(["a", "b"], [("中文", 1), ("x", 2)])
    assert capfd.readouterr().out.splitlines() == ["a      b", "────────", "中文   1", "x      2"]


def test_text_from_outside_cannot_steer_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    hostile = "red \x1b[31m\x07 back \u202e end"
    assert visible(hostile) == "red \\x1b[31m\\x07 back \\u202e end"
    console = Console()
    console.table(["title"], [(hostile,)])
    console.error(hostile)
    out, err = capfd.readouterr()
    assert "\x1b" not in out + err
    assert "\u202e" not in out + err


def test_a_long_way_is_told_before_it_begins(capfd: pytest.CaptureFixture[str]) -> None:
    with SyncProgress(Console()) as progress:
        progress.plan(55_000, 2420, 2420, 6534.0)
    told = capfd.readouterr().err
    assert told.startswith("55,000 items to read: about 2,420 requests, 2,420 points and 1 h 49 min at GitHub's pace.")


def test_progress_off_a_terminal_is_a_line_now_and_then(capfd: pytest.CaptureFixture[str]) -> None:
    with SyncProgress(Console()) as progress:
        progress.plan(30, 2, 2, 5.4)
        progress.listing("pull_requests", "crawl", 50, 200)
        progress.page("pull_requests", 25, 4000)
        progress.page("pull_requests", 25, 3999)
        progress.wait("GitHub asks for a pause", 90)
        progress.wait("a hiccup", 0)
    out, err = capfd.readouterr()
    lines = err.splitlines()
    assert out == ""
    assert lines[0] == "pull requests, first crawl: 75 of 200 items, 4000 points left"
    assert lines[1].startswith("GitHub asks for a pause; going on at ")
    assert lines[1].endswith("in 90 s")
    assert lines[2] == "a hiccup; trying again"
    assert len(lines) == 3


def test_steps_off_a_terminal_tell_how_long_it_may_still_take(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 2.0, 6.0, 8.0, 500.0, 1000.0])
    monkeypatch.setattr("hansard.console.time.monotonic", lambda: next(clock))
    with Progress(Console(), "reports", 5) as progress:
        for _ in range(5):
            progress.step()
    out, err = capfd.readouterr()
    assert out == ""
    assert err.splitlines() == ["2 of 5 reports, about 9 s to go", "4 of 5 reports, about 2 min to go"]


def test_with_several_repositories_each_line_says_which(capfd: pytest.CaptureFixture[str]) -> None:
    with SyncProgress(Console()) as progress:
        progress.about("octo/two")
        progress.listing("issues", "changes", 5, 5)
        progress.page("issues", 1, None)
        progress.wait("a hiccup", 0)
    assert capfd.readouterr().err.splitlines() == [
        "octo/two: issues, changes: 1 items",
        "octo/two: a hiccup; trying again",
    ]
