"""The measuring scripts run as processes on a small warehouse of their own making; how long they take is not asked."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from hansard.sync.depth import KINDS
from hansard.warehouse.query import Archive
from hansard.warehouse.store import Store

BENCH = Path(__file__).resolve().parents[2] / "bench"
ITEMS = 200
REPOSITORY = "vllm-project/vllm"


def run(script: str, *arguments: object) -> str:
    command = [sys.executable, str(BENCH / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("made")
    run("generate.py", directory, "--items", ITEMS)
    return directory


def prints(directory: Path) -> Mapping[str, object]:
    """Every table of the record as one number that any other row would change."""
    with Archive.open(directory) as archive:
        # Those with an underscore tell of the file, not of the repository: when it was made, which generation it is.
        tables = archive.rows(
            "select table_name as name from duckdb_tables() where table_name not like '\\_%' escape '\\'"
        )
        names = [row["name"] for row in tables]
        return {name: archive.rows(f"select bit_xor(hash({name})) as sum, count(*) as n from {name}") for name in names}


def test_a_made_warehouse_is_as_a_complete_sync_leaves_it(made: Path) -> None:
    with Archive.open(made) as archive:
        (status,) = archive.rows("select * from archive_status")
        assert status["issues"] + status["pull_requests"] == ITEMS
        assert status["events"] > 10 * ITEMS
        assert status["last_sync_complete"]
        assert archive.rows("select * from history_gaps") == []
        assert archive.rows("select listing from sync_cursor where not done or watermark is null") == []


def test_nothing_of_a_made_warehouse_is_pending(made: Path) -> None:
    with Store.open(made) as store:
        repository = store.repository_id(REPOSITORY)
        for kind in KINDS:
            assert store.queue(kind.queue, repository_id=repository, after="", most=10) == [], kind.what


def test_the_same_seed_makes_the_same_rows_and_another_seed_others(made: Path, tmp_path: Path) -> None:
    run("generate.py", tmp_path / "again", "--items", ITEMS)
    run("generate.py", tmp_path / "other", "--items", ITEMS, "--seed", 7)
    assert prints(tmp_path / "again") == prints(made)
    assert prints(tmp_path / "other")["timeline"] != prints(made)["timeline"]


@pytest.mark.parametrize("script", ["time_travel.py", "report.py"])
def test_each_figure_has_a_line(made: Path, script: str) -> None:
    lines = run(script, "--warehouse", made, "--runs", 1).splitlines()
    table = [line.split("|")[1:-1] for line in lines if line.startswith("|")]
    assert len(table) >= 5
    assert all(len(cells) == 4 and cells[2].strip() for cells in table)
