"""Several repositories in one warehouse: none mixes with another, and none stops another."""

import json
import subprocess
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import LATER, rows, sandbox_process, small_events, sync_once
from tests.test_docs import SAMPLES

from hansard.sandbox import History, Sandbox, serving
from hansard.sandbox.directory import Founding
from hansard.sandbox.synthetic import SYNTHETIC_END, synthesize

ONE, TWO, NONE = "vllm-project/vllm", "octo/two", "octo/none"
Hansard = Callable[..., subprocess.CompletedProcess[str]]
# What is keyed by a node's id instead: helpers of items_at, texts, and accounts, which are GitHub's and not a repository's.
BY_NODE = {"current_text", "lifecycle_at", "memberships_at", "names_at", "switches_at"}
SAMPLES_HERE = SAMPLES | {"a": "'2025-11-10'", "b": "'2025-11-24'", "t": "'2025-11-20'"}


def history(name: str, number: int, seed: int) -> History:
    """Sixty items by the same people, with the same labels, in whichever repository."""
    made = History(Founding(name, number))
    for person in range(8):
        made.declare(f"person-{person}")
    synthesize(made, 60, seed)
    return made


@pytest.fixture(scope="module")
async def warehouses(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Path]]:
    """A warehouse with both repositories, and one with each alone."""
    one, two = history(ONE, 900_000_001, 1), history(TWO, 900_000_002, 2)
    assert one.accounts == two.accounts
    folder = tmp_path_factory.mktemp("many")
    async with serving(Sandbox(one, SYNTHETIC_END + timedelta(days=1), others=[two])) as url:
        for place, name in (("both", ONE), ("both", TWO), (ONE, ONE), (TWO, TWO)):
            await sync_once(url, folder / place, name, full_check=True)
    yield {place: folder / place for place in ("both", ONE, TWO)}


def relations(warehouse: Path) -> dict[str, str]:
    """Every macro, called with sample parameters, and every view, by name."""
    macros = rows(
        warehouse,
        "select function_name as name, parameters from duckdb_functions() "
        "where function_type = 'table_macro' and not internal",
    )
    views = rows(warehouse, "select view_name as name from duckdb_views() where not internal")
    calls = {row["name"]: f"{row['name']}({', '.join(SAMPLES_HERE[p] for p in row['parameters'])})" for row in macros}
    return calls | {row["name"]: row["name"] for row in views}


async def test_no_view_and_no_macro_mixes_two_repositories(warehouses: dict[str, Path]) -> None:
    called = relations(warehouses["both"])
    empty = []
    for name, call in sorted(called.items()):
        columns = {row["column_name"] for row in rows(warehouses["both"], f"describe select * from {call}")}
        assert "repository" in columns or name in BY_NODE, f"{name} does not say which repository"
        key = "repository" if "repository" in columns else None
        for repository in (ONE, TWO):
            where = f"where repository = '{repository}'" if key else ""
            alone = rows(warehouses[repository], f"select * from {call} {where} order by all")
            both = rows(warehouses["both"], f"select * from {call} {where} order by all")
            if key:
                assert both == alone, f"{name} of {repository}"
            else:
                assert [row for row in alone if row not in both] == [], f"{name} of {repository}"
            empty += [] if alone else [name]
    assert set(empty) <= {"history_gaps", "names_at"}, "nothing to compare says nothing"


@pytest.fixture
def histories(tmp_path: Path) -> list[str]:
    """Files of two histories, as arguments of a sandbox."""
    for place, (name, number) in enumerate(((ONE, 900_000_001), (TWO, 900_000_002))):
        about = {"name": name, "database_id": number}
        (tmp_path / f"{place}.json").write_text(json.dumps({"repository": about, "events": small_events(6 + place)}))
    return ["--history", "0.json", "--history", "1.json", "--now", LATER.isoformat()]


def test_one_command_syncs_several_and_one_s_failure_stops_no_other(
    hansard: Hansard, histories: list[str], tmp_path: Path
) -> None:
    with sandbox_process(*histories, folder=tmp_path) as sandbox:
        sync = partial(hansard, "sync", "--api-url", sandbox.url)
        failed = sync("--repo", ONE, "--repo", NONE, "--repo", TWO, "--json")
        told = json.loads(failed.stdout)
        assert failed.returncode == 1
        assert NONE in failed.stderr
        assert [(one["repository"], one["complete"]) for one in told["repositories"]] == [
            (ONE, True),
            (NONE, False),
            (TWO, True),
        ]
        assert "Could not resolve" in told["repositories"][1]["error"]
        assert (told["items_new"], told["complete"], told["not_tried"]) == (13, False, [])
        assert told["points"] == sum(one["points"] for one in told["repositories"])

        (tmp_path / "hansard.toml").write_text(f'repositories = ["{ONE}", "{TWO}"]')
        again = sync()
        assert again.returncode == 0
        assert [line.split(":")[0] for line in again.stderr.splitlines()] == [ONE, TWO]
        assert "repository" in json.loads(sync(ONE, "--json").stdout), "for one it stays the object of one"
        assert hansard("verify", "--api-url", sandbox.url, "--repo", TWO).returncode == 0
    status = json.loads(hansard("status", "--json").stdout)
    assert {row["repository"]: row["issues"] + row["pull_requests"] for row in status["repositories"]} == {
        ONE: 6,
        TWO: 7,
    }
    first = hansard("report", "2025-12-01", "--format", "json", "-o", "-")
    assert json.loads(first.stdout)["repository"] == ONE, "a report is about the first of them"


def test_points_are_shared_and_what_had_no_turn_is_named(
    hansard: Hansard, histories: list[str], tmp_path: Path
) -> None:
    with sandbox_process(*histories, folder=tmp_path) as sandbox:
        stopped = hansard("sync", ONE, TWO, "--api-url", sandbox.url, "--max-points", "2", "--json")
    told = json.loads(stopped.stdout)
    assert stopped.returncode == 3
    assert told["not_tried"] == [TWO]
    assert told["points"] == 2
    assert f"not tried: {TWO}" in stopped.stderr


def test_what_concerns_all_ends_it_at_once(hansard: Hansard, histories: list[str], tmp_path: Path) -> None:
    with sandbox_process(*histories, folder=tmp_path) as sandbox:
        refused = hansard("sync", ONE, TWO, "--api-url", sandbox.url, "--json", env={"GITHUB_TOKEN": "wrong"})
        assert sandbox.requests() == 1
    assert refused.returncode == 1
    assert "does not accept the token" in refused.stderr
    assert json.loads(refused.stdout)["not_tried"] == [TWO]
