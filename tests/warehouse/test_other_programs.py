"""Other programs have the warehouse open, for reading or for writing, while a sync publishes."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.warehouse.test_publish import AT_REST, INSERT, actors, add, files, interrupted, published, python

from hansard.warehouse.connection import WarehouseLocked
from hansard.warehouse.dictionary import SAMPLES
from hansard.warehouse.publish import Working
from hansard.warehouse.query import Archive


@contextmanager
def reader(directory: Path, *flags: str) -> Iterator[Callable[[], int]]:
    """DuckDB's own shell with the warehouse open; counts the accounts whenever it is asked."""
    command = [sys.executable, "-m", "duckdb_cli", *flags, "-csv", "-noheader", str(directory / "hansard.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as shell:
        assert shell.stdin is not None
        assert shell.stdout is not None
        told, asked = shell.stdout, shell.stdin

        def count() -> int:
            asked.write("select count(*) from actor;\n")
            asked.flush()
            return int(told.readline())

        yield count
        asked.close()


def test_who_has_a_state_open_keeps_it_and_who_comes_later_sees_the_next(tmp_path: Path) -> None:
    published(tmp_path)
    with reader(tmp_path, "-readonly") as first:
        assert first() == 1
        working = Working.open(tmp_path)
        add(working, 2)
        assert len(actors(tmp_path)) == 1, "not before it is published"
        working.publish()
        assert len(actors(tmp_path)) == 2
        add(working, 3)
        working.close(tidy=False)
        assert first() == 1, "and the first one reads on"
    assert actors(tmp_path) == ["U_1", "U_2", "U_3"]
    assert files(tmp_path) == AT_REST


def test_a_program_that_has_it_open_for_writing_holds_no_sync_up(tmp_path: Path) -> None:
    published(tmp_path)
    told: list[str] = []
    with reader(tmp_path) as shell:
        assert shell() == 1
        with pytest.raises(WarehouseLocked):
            actors(tmp_path)
        working = Working.open(tmp_path, told.append)
        assert "open for writing: what it changes is lost" in told[0]
        add(working, 2)
        working.close(tidy=False)
        assert actors(tmp_path) == ["U_1", "U_2"], "what is published is open to everybody again"
        assert shell() == 1
    assert files(tmp_path) == AT_REST
    assert actors(tmp_path) == ["U_1", "U_2"]


def test_what_an_interrupted_sync_left_is_taken_up_though_a_program_has_the_file(tmp_path: Path) -> None:
    published(tmp_path)
    interrupted(tmp_path, 2)
    with reader(tmp_path) as shell:
        assert shell() == 1
        Working.open(tmp_path).close(tidy=False)
    assert actors(tmp_path) == ["U_1", "U_2"]


def test_changes_that_another_program_left_beside_the_file_do_not_get_into_the_next_one(tmp_path: Path) -> None:
    published(tmp_path)
    script = f"""
import os, sys, duckdb
con = duckdb.connect(sys.argv[1])
con.execute("{INSERT.format(9)}")
os._exit(9)
"""
    assert python(script, tmp_path / "hansard.duckdb").returncode == 9
    assert (tmp_path / "hansard.duckdb.wal").exists()
    told: list[str] = []
    working = Working.open(tmp_path, told.append)
    add(working, 2)
    working.close(tidy=False)
    assert actors(tmp_path) == ["U_1", "U_2"]
    assert files(tmp_path) == AT_REST
    assert "read-only" in told[0]


def test_views_and_macros_work_in_duckdbs_own_shell(tmp_path: Path) -> None:
    published(tmp_path)
    with Archive.open(tmp_path) as archive:
        views = archive.rows("select view_name as name, [] as parameters from duckdb_views() where not internal")
        macros = archive.rows(
            "select function_name as name, parameters from duckdb_functions() "
            "where function_type = 'table_macro' and not internal"
        )
    calls = [row["name"] for row in views]
    calls += [f"{row['name']}({', '.join(SAMPLES[name] for name in row['parameters'])})" for row in macros]
    assert len(calls) > 20
    command = [sys.executable, "-m", "duckdb_cli", "-readonly", "-csv", "-noheader", str(tmp_path / "hansard.duckdb")]
    query = " union all ".join(f"select count(*) >= 0 from {call}" for call in calls)
    done = subprocess.run([*command, "-c", query], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["true"] * len(calls)
