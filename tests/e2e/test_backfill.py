"""`hansard backfill` and `hansard diff` as a user meets them, over a history of half an hour on 2025-12-01."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.e2e.conftest import BIRTH, Steered, hansard_command, sandbox_process, small_events, sync_once

from hansard.report.backfill import batches, written
from hansard.report.calendar import Every, calendar
from hansard.report.provenance import read
from hansard.report.window import between
from hansard.settings import load
from hansard.warehouse.query import Archive

Hansard = Callable[..., subprocess.CompletedProcess[str]]
NOW = (BIRTH + timedelta(days=3)).isoformat()
FOLDER = Path("reports/vllm-project/vllm")
DAYS = ("backfill", "--from", "2025-11-29", "--to", "2025-12-06")


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
    shutil.copytree(filled, tmp_path / "warehouse")
    return hansard


def test_a_backfill_writes_each_window_once(synced: Hansard, tmp_path: Path) -> None:
    first = synced(*DAYS, "--lang", "zh,en")
    assert first.returncode == 0, first.stderr
    assert first.stdout == f"{FOLDER}/index.md\n"
    assert "before 2025-12-01 00:00 (UTC+8)" in first.stderr
    assert "the archive does not reach the end of 2 of the windows" in first.stderr
    names = sorted(path.name for path in (tmp_path / FOLDER).iterdir())
    assert len(names) == 11
    stamps = {name: (tmp_path / FOLDER / name).stat().st_mtime_ns for name in names}
    again = json.loads(synced(*DAYS, "--lang", "zh", "--lang", "en", "--json").stdout)
    assert again == {
        "reports": 10,
        "written": 0,
        "unchanged": 10,
        "incomplete": ["2025-12-04", "2025-12-05"],
        "index": f"{FOLDER}/index.md",
    }
    assert {name: (tmp_path / FOLDER / name).stat().st_mtime_ns for name in names} == stamps


def test_a_report_and_a_backfill_write_the_same_bytes(synced: Hansard, tmp_path: Path) -> None:
    synced(*DAYS, "--output", "many", "--front-matter")
    name = "report-2025-12-01_to_2025-12-02.md"
    done = synced("report", "2025-12-01", "--output", "one", "--front-matter")
    assert done.stdout == f"one/{name}\n"
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "many" / name).read_bytes()
    assert (tmp_path / "many" / "index.md").read_text().startswith("---\ntitle:")


def test_several_processes_write_what_one_writes(synced: Hansard, tmp_path: Path) -> None:
    synced("backfill", "--from", "2025-12-01 10:00", "--to", "2025-12-05", "--every", "hour", "--output", "many")
    settings = load({}, warehouse=tmp_path / "warehouse")
    span = between("2025-12-01 10:00", "2025-12-05", settings.zone)
    with Archive.open(settings.warehouse) as archive:
        groups = list(batches(list(calendar(span, Every.HOUR))))
        one = list(written(archive, settings, groups, ["zh"], tmp_path / "one"))
    assert len(groups) == 2
    assert len(one) == 86
    for page in one:
        assert page.path.read_bytes() == (tmp_path / "many" / page.path.name).read_bytes()


def test_a_report_of_a_week_and_of_a_month(synced: Hansard) -> None:
    assert "report-2025-12-01_to_2025-12-08.md" in synced("report", "2025-W49").stdout
    assert "report-2025-12-01_to_2026-01-01.md" in synced("report", "2025-12").stdout


def lost(process: subprocess.Popen[str]) -> None:
    """Kill one of the processes that write reports."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    workers = [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(workers[0], signal.SIGKILL)


@pytest.mark.parametrize(
    ("stop", "code", "told"),
    [
        (lambda process: process.send_signal(signal.SIGINT), 3, "Run the same command again"),
        (lambda process: process.send_signal(signal.SIGTERM), 3, "Run the same command again"),
        (lost, 1, "ended early (signal 9)"),
    ],
)
def test_a_stopped_backfill_leaves_whole_files_and_goes_on(
    synced: Hansard, tmp_path: Path, stop: Callable[[subprocess.Popen[str]], None], code: int, told: str
) -> None:
    hours = ("backfill", "--from", "2025-12-01 08:00", "--to", "2025-12-10", "--every", "hour")
    count = 8 * 24 + 16
    process = subprocess.Popen(
        hansard_command(*hours), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    folder = tmp_path / FOLDER
    while process.poll() is None and len(list(folder.glob("report-*"))) < 2:
        time.sleep(0.01)
    stop(process)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == code, stderr
    assert told in stderr
    assert "Traceback" not in stderr
    assert stdout == f"{FOLDER}/index.md\n"
    files = [path for path in folder.iterdir() if path.name != "index.md"]
    assert 2 <= len(files) < count
    assert all(read(path.read_text("utf-8")) for path in files)
    assert (folder / "index.md").read_text("utf-8").count("\n| 2025-") == len(files)
    rest = json.loads(synced(*hours, "--json").stdout)
    assert (rest["written"], rest["unchanged"]) == (count - len(files), len(files))


def test_languages_and_times_that_are_none(synced: Hansard) -> None:
    for arguments, told in (
        ((*DAYS, "--lang", "zh,fr"), "'fr'"),
        (("backfill", "--from", "2025-12-02", "--to", "2025-12-01"), "is empty"),
        (("backfill", "--from", "2925-12-02", "--to", "2925-12-03"), "in the future"),
        ((*DAYS, "--output", "-"), "name a folder with --output"),
        (("diff", "2025-12-01"), "is no file"),
        (("diff", "2025-12-01", "yesterday"), "is no window"),
    ):
        done = synced(*arguments)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert told in done.stderr


GERMAN = Path(__file__).parents[1] / "report" / "templates" / "de"


def test_templates_of_a_users_own_write_a_language_of_its_own(synced: Hansard, tmp_path: Path) -> None:
    shutil.copytree(GERMAN, tmp_path / "mine" / "de")
    (tmp_path / "hansard.toml").write_text('templates = "mine"\nlanguage = "de"\n')
    name = "report-2025-12-01_to_2025-12-02.de.md"
    assert synced("report", "2025-12-01").stdout.strip().endswith(f"{FOLDER}/{name}")
    written = json.loads(synced(*DAYS, "--json").stdout)
    assert (written["reports"], written["unchanged"]) == (5, 1)
    assert (tmp_path / FOLDER / "index.md").read_text("utf-8").startswith("# Entwicklungsberichte zu vLLM")
    page = f"{FOLDER}/{name}"
    assert synced("diff", page).returncode == 0
    (tmp_path / "mine" / "de" / "list.md.j2").write_text("- {{ items | length }}\n")
    done = synced("diff", page)
    assert done.returncode == 1
    assert done.stdout.endswith(
        "other templates made the file: those of your folder have changed since, or it was another folder\n"
    )
    (tmp_path / "hansard.toml").unlink()
    assert "'de'. Choose one of en, zh" in synced("diff", page).stderr
    assert synced("diff", page, "--templates", "mine").returncode == 1


def test_a_page_of_reports_that_cannot_be_written_is_told_before_any_report(synced: Hansard, tmp_path: Path) -> None:
    path = tmp_path / "mine" / "en" / "index.md.j2"
    path.parent.mkdir(parents=True)
    path.write_text("{% titel %}")
    done = synced(*DAYS, "--lang", "en", "--templates", "mine")
    assert (done.returncode, "en/index.md.j2:1: " in done.stderr) == (2, True), done.stderr
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.md").write_text("# Mine\n")
    done = synced(*DAYS, "--output", "site")
    assert (done.returncode, "site/index.md was not written by hansard" in done.stderr) == (2, True), done.stderr
    assert not list(tmp_path.rglob("report-*"))


@pytest.mark.parametrize("command", [("report", "2025-12-01"), DAYS])
@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("de/report.md.j2", "# {{ facts.titel }}", "de/report.md.j2:1: "),
        ("de/report.md.j2", "# {% titel %}", "de/report.md.j2:1: "),
        ("en/trends.md.j2", "\n{{ titel }}", "en/trends.md.j2:2: "),
        ("de/words.j2", "", "de has no report.md.j2"),
        ("deutsch/report.md.j2", "", "'deutsch' is no language"),
    ],
)
def test_a_bad_template_is_told_and_nothing_is_written(
    synced: Hansard, tmp_path: Path, command: tuple[str, ...], name: str, text: str, told: str
) -> None:
    path = tmp_path / "mine" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    (path.parent / "index.md.j2").write_text("{{ project }}")
    language = "en" if path.parent.name == "en" else "de"
    done = synced(*command, "--lang", language, "--templates", "mine")
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("report-*"))


def test_two_windows_are_compared(synced: Hansard) -> None:
    done = synced("diff", "2025-12-01", "2025-12-02..2025-12-04")
    assert done.returncode == 1, done.stderr
    assert done.stdout.split("\n")[0].split() == ["count", "2025-12-01", "2025-12-02..2025-12-04", "change"]
    data = json.loads(synced("diff", "2025-12-01", "2025-12-02", "--json").stdout)
    assert data["pairs"][0] == {
        "aspect": "count",
        "name": "new_issues",
        "title": None,
        "before": 6.0,
        "after": 0.0,
        "says_before": None,
        "says_after": None,
        "state": None,
    }
    assert synced("diff", "2025-12-02", "2025-12-03").returncode == 0


def test_a_file_is_compared_with_its_regeneration(synced: Hansard, tmp_path: Path) -> None:
    synced("report", "2025-12-01", "--lang", "en", "--output", ".", "--front-matter")
    path = tmp_path / "report-2025-12-01_to_2025-12-02.en.md"
    done = synced("diff", path.name)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    text = path.read_text("utf-8")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    done = synced("diff", path.name)
    assert done.returncode == 1
    assert done.stdout.startswith("the file's lines end in CRLF")
    assert done.stdout.count("\n") == 1
    path.write_text(text.replace("Item 9", "Item X", 1), "utf-8")
    done = synced("diff", path.name, "--json")
    assert done.returncode == 1
    data = json.loads(done.stdout)
    assert not data["same"]
    assert "changed by hand" in data["causes"][0]["said"]
    (tmp_path / "notes.md").write_text("# Notes\n")
    assert "does not end as a report" in synced("diff", "notes.md").stderr
    assert synced("diff", "nowhere.md").returncode == 1
