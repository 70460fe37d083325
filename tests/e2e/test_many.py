"""Several repositories in one warehouse: none mixes with another, and none stops another."""

import json
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.e2e.conftest import LATER, sandbox_process, small_events, sync_once

from hansard.sandbox import History, Sandbox, serving
from hansard.sandbox.directory import Founding
from hansard.sandbox.synthetic import SYNTHETIC_END, synthesize
from hansard.warehouse.dictionary import SAMPLES
from hansard.warehouse.query import Archive

ONE, TWO, NONE = "vllm-project/vllm", "octo/two", "octo/none"
Hansard = Callable[..., subprocess.CompletedProcess[str]]
# What is keyed by a node's id instead: helpers of items_at, texts, and accounts, which belong to no repository.
BY_NODE = {"current_text", "event", "lifecycle_at", "listed_texts", "names_at"}
BY_NODE |= {"touched_items", "window_links", "window_texts", "window_threads"}
WINDOWS = (("'2025-06-02'", "'2025-12-01'"), ("'2025-11-30'", "'2025-12-01'"))


def history(name: str, number: int, seed: int) -> History:
    """Sixty items by the same people, with the same labels, in whichever repository, and a talk on its last day."""
    made = History(Founding(name, number))
    for person in range(8):
        made.declare(f"person-{person}")
    synthesize(made, 60, seed)
    for minute in range(6):
        at = SYNTHETIC_END - timedelta(hours=9 - minute)
        made.add(type="comment", number=1 + minute % 2, at=at, actor=f"person-{minute}", body="Hip, hip")
    return made


@pytest.fixture
async def warehouses(tmp_path: Path) -> dict[str, Path]:
    """A warehouse with both repositories, and one with each alone."""
    one, two = history(ONE, 900_000_001, 1), history(TWO, 900_000_002, 2)
    assert one.accounts == two.accounts
    async with serving(Sandbox(one, SYNTHETIC_END + timedelta(days=1), others=[two])) as url:
        for place, name in (("both", ONE), ("both", TWO), (ONE, ONE), (TWO, TWO)):
            await sync_once(url, tmp_path / place, name, full_check=True)
    return {place: tmp_path / place for place in ("both", ONE, TWO)}


def relations(archive: Archive) -> list[tuple[str, str]]:
    """Every view, and every macro called for a long window and for a short one."""
    macros = archive.rows(
        "select function_name as name, parameters from duckdb_functions() "
        "where function_type = 'table_macro' and not internal"
    )
    views = archive.rows("select view_name as name from duckdb_views() where not internal")
    calls = {(row["name"], row["name"]) for row in views}
    for a, b in WINDOWS:
        given = SAMPLES | {"a": a, "b": b, "t": b}
        calls |= {(row["name"], f"{row['name']}({', '.join(given[p] for p in row['parameters'])})") for row in macros}
    return sorted(calls)


async def test_no_view_and_no_macro_mixes_two_repositories(warehouses: dict[str, Path]) -> None:
    named: dict[str, bool] = {}
    columns: dict[str, set[str]] = {}
    with ExitStack() as stack:
        archives = {place: stack.enter_context(Archive.open(path)) for place, path in warehouses.items()}
        for name, call in relations(archives["both"]):
            if name not in columns:
                described = archives["both"].rows(f"describe select * from {call}")
                columns[name] = {row["column_name"] for row in described}
            assert "repository" in columns[name] or name in BY_NODE, f"{name} does not say which repository"
            where = "where repository = $repository" if "repository" in columns[name] else "where $repository <> ''"
            for repository in (ONE, TWO):
                asked = f"select * from {call} {where} order by all", {"repository": repository}
                alone, both = archives[repository].rows(*asked), archives["both"].rows(*asked)
                if name in BY_NODE:
                    assert [row for row in alone if row not in both] == [], f"{call} of {repository}"
                else:
                    assert both == alone, f"{call} of {repository}"
                named[name] = named.get(name, False) or bool(alone)
    nothing = {name for name, some in named.items() if not some}
    assert nothing <= {"follow_ups", "history_gaps", "late_changes", "names_at"}, "nothing to compare says nothing"


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
