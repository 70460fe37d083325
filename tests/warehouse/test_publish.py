"""Readers see whole states only, whatever the writer does and wherever it dies; nothing that was committed is lost."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.forks import forks

from hansard.warehouse import compaction, publish
from hansard.warehouse.connection import WarehouseLocked, WarehouseMissing
from hansard.warehouse.publish import Working
from hansard.warehouse.query import Archive

INSERT = "insert into actor select 'U_' || {0}, 'User', 'user{0}', timestamptz '2025-12-01'"
AT_REST = {".lock", "hansard.duckdb"}
# Dies before the nth thing that it does to a file of the warehouse: writing, renaming, removing, linking, syncing.
DIES = """
import os, sys
from pathlib import Path
directory, left = sys.argv[1], int(sys.argv[2])

def step(*_):
    global left
    left -= 1
    if left < 0:
        os._exit(9)

def hook(event, args):
    if event not in ("open", "os.rename", "os.remove", "os.link") or not str(args[0]).startswith(directory):
        return
    if (event != "open" or args[1] == "wb") and (event != "os.remove" or os.path.exists(args[0])):
        step()

from hansard.warehouse import compaction, publish
from hansard.warehouse import files as warehouse_files
publish.PUBLISH_EVERY = 0
compaction.GROWN = compaction.ROOM = 0
fsync = os.fsync
os.fsync = lambda file: (step(), fsync(file))
sys.addaudithook(hook)
"""
# A new warehouse begins as a copy of an empty one, which takes no step: its tables and views take long to make.
BEGUN = """
make, empty = publish.open_writer, Path(sys.argv[3]).read_bytes()

def open_begun(path):
    if not path.exists():
        new = os.open(path, os.O_CREAT | os.O_WRONLY)
        os.write(new, empty)
        os.close(new)
    return make(path)

publish.open_writer = open_begun
"""
SCENARIO = f"""
working = publish.Working.open(Path(directory))
for number in (2, 3):
    working.con.execute("{INSERT} on conflict do nothing".format(number))
    working.committed(succeeded=True)
    working.publish_when_due()
working.con.execute("{INSERT.format(4)} on conflict do nothing")
working.committed()
working.close(tidy=True)
"""


def python(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A process of its own, as DuckDB gives one process one state of a file."""
    return forks().run(["-c", script, *map(str, arguments)])


def add(working: Working, number: int) -> None:
    working.con.execute(INSERT.format(number))
    working.committed()


def published(directory: Path, number: int = 1) -> None:
    """A warehouse with some accounts in it."""
    working = Working.open(directory)
    for each in range(1, number + 1):
        add(working, each)
    working.close(tidy=False)


def actors(directory: Path) -> list[str]:
    with Archive.open(directory) as archive:
        return [row["id"] for row in archive.rows("select id from actor order by id")]


def files(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


def interrupted(directory: Path, number: int) -> None:
    """A sync that is killed after it committed something."""
    script = f"""
import os, sys
from pathlib import Path
from hansard.warehouse.publish import Working
working = Working.open(Path(sys.argv[1]))
working.con.execute("{INSERT.format(number)}")
os._exit(9)
"""
    assert python(script, directory).returncode == 9


def test_a_death_between_any_two_steps_leaves_a_whole_file_and_loses_nothing(tmp_path: Path) -> None:
    published(tmp_path / "start")
    seen, step = set(), 0
    while True:
        directory = tmp_path / "warehouse"
        shutil.rmtree(directory, ignore_errors=True)
        shutil.copytree(tmp_path / "start", directory)
        died = python(DIES + SCENARIO, directory, step)
        if died.returncode == 0:
            break
        assert died.returncode == 9, died.stderr
        left = sorted(files(directory) - AT_REST)
        first = actors(directory)
        seen.add((tuple(first), tuple(left)))
        assert first == [f"U_{number}" for number in range(1, len(first) + 1)]
        working = Working.open(directory)
        after = [row[0] for row in working.con.execute("select id from actor order by id").fetchall()]
        assert after[: len(first)] == first
        working.close(tidy=False)
        assert actors(directory) == after
        assert files(directory) == AT_REST, left
        step += 1
    assert actors(directory) == ["U_1", "U_2", "U_3", "U_4"]
    assert {len(first) for first, _ in seen} == {1, 2, 3, 4}, "deaths before, between and after the publishes"
    assert {name for _, left in seen for name in left} >= {"sync.duckdb", "sync.duckdb.part", "compact.duckdb"}


def test_a_death_while_the_first_page_is_written_or_published(tmp_path: Path, migrated_once: Path) -> None:
    for step in range(100):
        directory = tmp_path / str(step)
        died = python(DIES + BEGUN + SCENARIO, directory, step, migrated_once)
        if died.returncode == 0:
            break
        assert died.returncode == 9, died.stderr
        if (directory / "hansard.duckdb").exists():
            assert actors(directory)[:1] == ["U_2"]
        published(directory)
        assert "U_1" in actors(directory)
        assert files(directory) == AT_REST
    assert step > 5


def test_what_an_interrupted_sync_committed_is_shown_by_the_next_as_it_begins(tmp_path: Path) -> None:
    published(tmp_path)
    interrupted(tmp_path, 2)
    assert actors(tmp_path) == ["U_1"]
    assert (tmp_path / "sync.duckdb.wal").exists()
    told: list[str] = []
    working = Working.open(tmp_path, told.append)
    assert actors(tmp_path) == ["U_1", "U_2"]
    working.close(tidy=False)
    assert told == []
    assert files(tmp_path) == AT_REST


def test_the_first_page_of_a_first_sync_is_shown_at_once_and_later_ones_when_it_is_worth_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    working = Working.open(tmp_path)
    with pytest.raises(WarehouseMissing):
        actors(tmp_path)
    for number in (1, 2):
        add(working, number)
        working.publish_when_due()
        assert actors(tmp_path) == ["U_1"]
    monkeypatch.setattr(publish, "PUBLISH_EVERY", 0.0)
    working.publish_when_due()
    assert actors(tmp_path) == ["U_1", "U_2"]
    working.close(tidy=False)


def test_a_later_sync_does_not_publish_its_first_page_by_itself(tmp_path: Path) -> None:
    published(tmp_path)
    working = Working.open(tmp_path)
    add(working, 2)
    working.publish_when_due()
    assert actors(tmp_path) == ["U_1"]
    working.close(tidy=False)


def test_who_writes_nothing_changes_nothing(tmp_path: Path) -> None:
    published(tmp_path)
    before = (tmp_path / "hansard.duckdb").stat()
    Working.open(tmp_path).close(tidy=True)
    after = (tmp_path / "hansard.duckdb").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert files(tmp_path) == AT_REST


def test_generations_count_up_and_name_the_one_before(tmp_path: Path) -> None:
    found = []
    for number in (1, 2, 3):
        working = Working.open(tmp_path)
        add(working, number)
        working.close(tidy=number == 2)
        with Archive.open(tmp_path) as archive:
            (row,) = archive.rows("select number, id, base from _generation")
        found.append((row["number"], row["id"], row["base"]))
    assert [number for number, _, _ in found] == [1, 2, 3]
    assert [base for _, _, base in found] == [None, found[0][1], found[1][1]]


@pytest.mark.parametrize("what", ["older", "garbage"])
def test_a_working_file_that_cannot_be_gone_on_with_is_removed_and_that_is_told(what: str, tmp_path: Path) -> None:
    published(tmp_path)
    shutil.copy(tmp_path / "hansard.duckdb", tmp_path / "backup")
    published(tmp_path / "other")
    interrupted(tmp_path, 2)
    if what == "older":
        working = Working.open(tmp_path)
        add(working, 3)
        working.close(tidy=False)
        interrupted(tmp_path, 4)
        shutil.copy(tmp_path / "backup", tmp_path / "hansard.duckdb")
    else:
        (tmp_path / "sync.duckdb").write_bytes(b"no database at all, but long enough\n" * 1000)
    told: list[str] = []
    working = Working.open(tmp_path, told.append)
    add(working, 5)
    working.close(tidy=False)
    assert actors(tmp_path) == ["U_1", "U_5"]
    assert len(told) == 1
    assert "removed" in told[0]


def test_one_writer_at_a_time_and_the_lock_dies_with_its_holder(tmp_path: Path) -> None:
    published(tmp_path)
    working = Working.open(tmp_path)
    with pytest.raises(WarehouseLocked, match=f"in use by process {os.getpid()}"):
        Working.open(tmp_path)
    assert actors(tmp_path) == ["U_1"], "who reads asks for no lock"
    working.close(tidy=False)
    interrupted(tmp_path, 2)
    Working.open(tmp_path).close(tidy=False)
    assert (tmp_path / ".lock").read_text() == ""


def test_a_file_that_cannot_be_written_afresh_is_published_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "ROOM", 0)
    monkeypatch.setattr(compaction, "GROWN", 0)
    published(tmp_path)
    told: list[str] = []
    working = Working.open(tmp_path, told.append)
    working.con.execute("create table of_my_own as select 1 as x")
    add(working, 2)
    working.con.execute("alter table actor add column of_my_own integer")
    working.close(tidy=True)
    assert actors(tmp_path) == ["U_1", "U_2"]
    assert "could not be written afresh" in told[0]
    working = Working.open(tmp_path, told.append)
    working.con.execute("alter table actor drop column of_my_own")
    add(working, 3)
    working.close(tidy=True)
    assert actors(tmp_path) == ["U_1", "U_2", "U_3"]
    assert len(told) == 1
    assert files(tmp_path) == AT_REST


def test_the_file_keeps_its_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published(tmp_path)
    (tmp_path / "hansard.duckdb").chmod(0o640)
    monkeypatch.setattr(compaction, "ROOM", 0)
    for tidy in (False, True):
        working = Working.open(tmp_path)
        add(working, 2 + tidy)
        working.con.execute("update _generation set compact_bytes = 0")
        working.close(tidy=tidy)
        assert (tmp_path / "hansard.duckdb").stat().st_mode & 0o777 == 0o640
