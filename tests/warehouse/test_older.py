"""A warehouse of the first release opens, keeps all it has, and is kept beside until the next success."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from tests.conftest import ROOT

from hansard.warehouse.connection import WarehouseLocked
from hansard.warehouse.lock import WriterLock
from hansard.warehouse.publish import Working
from hansard.warehouse.query import Archive

# Writes what the first release did, and is killed before it could write its changes into the file itself.
FIRST_RELEASE = """
import os, sys
from pathlib import Path
import duckdb
con = duckdb.connect(sys.argv[1])
con.execute("create table _migration (name varchar primary key, applied_at timestamptz not null default now())")
con.execute("create table _objects (hash varchar not null)")
for path in sorted(Path(sys.argv[2]).glob("00[1-5]_*.sql")):
    con.execute(path.read_text())
    con.execute("insert into _migration (name) values (?)", [path.stem])
con.execute("create view archive_status as select 1 as old")
con.execute("checkpoint")
con.execute("insert into actor values ('U_1', 'User', 'ada', '2025-12-01')")
con.close() if sys.argv[3] == "closed" else os._exit(9)
"""


@pytest.fixture(params=["closed", "killed"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    migrations = ROOT / "warehouse" / "migrations"
    script = [sys.executable, "-c", FIRST_RELEASE, str(tmp_path / "hansard.duckdb"), str(migrations), request.param]
    subprocess.run(script, check=False, timeout=60)
    assert (tmp_path / "hansard.duckdb.wal").exists() == (request.param == "killed")
    return tmp_path


def kept(directory: Path) -> list[Path]:
    return sorted(directory.glob("hansard.before-*.duckdb"))


def logins(directory: Path) -> list[dict[str, str]]:
    with Archive.open(directory) as archive:
        assert archive.rows("select syncs from archive_status") == [], "the views are those of this hansard"
        return archive.rows("select login from actor order by all")


def test_reading_brings_it_up_to_date_and_keeps_what_it_was(older: Path) -> None:
    assert logins(older) == [{"login": "ada"}]
    (copy,) = kept(older)
    with duckdb.connect(copy, read_only=True) as con:
        assert con.execute("select old from archive_status").fetchall() == [(1,)]
        assert con.execute("select login from actor").fetchall() == [("ada",)]
    assert logins(older) == [{"login": "ada"}]
    assert kept(older) == [copy]


def test_the_copy_goes_with_the_next_success_and_not_before(older: Path) -> None:
    working = Working.open(older)
    assert logins(older) == [{"login": "ada"}], "it is published before anything is asked"
    working.con.execute("insert into actor values ('U_2', 'User', 'bob', '2025-12-01')")
    working.committed()
    working.close(tidy=True)
    assert len(kept(older)) == 1
    working = Working.open(older)
    working.committed(succeeded=True)
    working.close(tidy=True)
    assert logins(older) == [{"login": "ada"}, {"login": "bob"}]
    assert {path.name for path in older.iterdir()} == {".lock", "hansard.duckdb"}


def test_while_another_writes_a_reader_is_told_so(older: Path) -> None:
    with WriterLock(older), pytest.raises(WarehouseLocked) as told:
        logins(older)
    assert f"process {os.getpid()}" in str(told.value)
    assert "older hansard" in str(told.value)
    assert kept(older) == []
