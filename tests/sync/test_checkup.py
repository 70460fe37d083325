"""A checkup of real folders and a served sandbox: it finds what is wrong and survives it."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from hansard.errors import HansardError
from hansard.sandbox import History, Sandbox, serving
from hansard.settings import Settings, load
from hansard.sync.checkup import checkup
from hansard.sync.findings import Check, State
from hansard.warehouse.store import Store

ORDER = [
    "token",
    "endpoint",
    "rate limit",
    "clock",
    "schema",
    "repository",
    "warehouse folder",
    "disk space",
    "warehouse",
]


def sandbox(now: datetime | None = None, **options: Any) -> Sandbox:
    return Sandbox(History(), now or datetime.now(UTC), **options)


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Check]]:
    """Runs a checkup and gives its findings by name, settings apart."""

    def run(url: str, token: str = "sandbox", **flags: Any) -> dict[str, Check]:
        monkeypatch.setenv("GITHUB_TOKEN", token)
        found = checkup(lambda: load({}, api_url=url, **flags), {"GITHUB_TOKEN": token})
        assert len({check.name for check in found}) == len(found)
        return {check.name: check for check in found if not check.name.startswith("settings.")}

    return run


@pytest.fixture
def served(check: Callable[..., dict[str, Check]]) -> Callable[..., dict[str, Check]]:
    """Runs a checkup against a sandbox."""

    def run(stand: Sandbox, **options: Any) -> dict[str, Check]:
        async def main() -> dict[str, Check]:
            async with serving(stand) as url:
                return await asyncio.to_thread(check, url, **options)

        return asyncio.run(main())

    return run


async def against(body: bytes, check: Callable[..., dict[str, Check]]) -> dict[str, Check]:
    """Runs a checkup against a server that answers everything with the same bytes."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body)

    app = web.Application()
    app.router.add_post("/graphql", answer)
    async with TestServer(app) as server:
        return await asyncio.to_thread(check, str(server.make_url("/graphql")))


def states(found: dict[str, Check]) -> dict[str, str]:
    """What is not well."""
    return {name: check.state for name, check in found.items() if check.state is not State.OK}


def test_all_is_well(served: Callable[..., dict[str, Check]]) -> None:
    stand = sandbox(headers={"X-OAuth-Scopes": "repo"})
    found = served(stand)
    assert list(found) == ORDER
    assert states(found) == {}
    assert found["token"].told.endswith("from GITHUB_TOKEN, with the scopes repo")
    assert found["warehouse"].mend == "`hansard sync` makes one"
    assert len(stand.requests) == 3
    assert not Path("warehouse").exists(), "a checkup makes nothing"


def test_each_of_several_repositories_is_looked_for(served: Callable[..., dict[str, Check]]) -> None:
    found = served(sandbox(), repositories=("vllm-project/vllm", "octo/none"))
    assert states(found) == {"repository octo/none": "failure"}
    assert "repository vllm-project/vllm" in found


def test_settings_that_cannot_be_read_end_it() -> None:
    def broken() -> Settings:
        raise HansardError("hansard.toml: not valid TOML. Mend it")

    assert checkup(broken, {}) == [Check("settings", State.FAILURE, "hansard.toml: not valid TOML", "Mend it")]


def test_without_a_token_the_rest_is_looked_at(check: Callable[..., dict[str, Check]]) -> None:
    found = check("https://example.com/graphql", token="")
    assert states(found) == {"token": "failure"}
    assert "GITHUB_TOKEN" in found["token"].mend + found["token"].told
    assert list(found)[1:] == ORDER[-3:]


def test_an_address_no_token_may_go_to(check: Callable[..., dict[str, Check]]) -> None:
    found = check("http://example.com/graphql")
    assert states(found) == {"endpoint": "failure"}


def test_a_token_that_is_none_is_not_sent(served: Callable[..., dict[str, Check]]) -> None:
    stand = sandbox()
    found = served(stand, token="sandbox\nX-Evil: 1")
    assert states(found) == {"token": "failure"}
    assert stand.requests == []


def test_nobody_there(check: Callable[..., dict[str, Check]]) -> None:
    found = check("http://127.0.0.1:1/graphql")
    assert states(found) == {"endpoint": "failure"}
    assert "Check the network" in found["endpoint"].mend


def test_a_wrong_token(served: Callable[..., dict[str, Check]]) -> None:
    found = served(sandbox(), token="ghp_s3cret")
    assert states(found) == {"endpoint": "failure"}
    assert "does not accept the token" in found["endpoint"].told
    assert not any("s3cret" in f"{check.told}{check.mend}" for check in found.values())


def test_points_used_up_and_a_secondary_limit(served: Callable[..., dict[str, Check]]) -> None:
    for fault in ("rate_limited", "secondary_limit"):
        stand = sandbox()
        stand.faults.add(fault)
        found = served(stand)
        assert states(found) == {"endpoint": "warning"}
        assert found["endpoint"].mend.startswith("Ask again in ")
    few = served(sandbox(points=4))
    assert states(few) == {}
    few = served(sandbox(points=1))
    assert states(few) == {"rate limit": "warning", "schema": "warning", "repository": "failure"}


def test_clocks_that_differ(served: Callable[..., dict[str, Check]]) -> None:
    found = served(sandbox(datetime.now(UTC) - timedelta(minutes=5)))
    assert states(found) == {"clock": "warning"}
    assert "5 minutes ahead of" in found["clock"].told


def test_an_older_server_and_one_too_old(served: Callable[..., dict[str, Check]]) -> None:
    found = served(sandbox(without=["IssueTypeAddedEvent", "Issue.stateReason", "Query.repository.followRenames"]))
    assert states(found) == {"schema": "warning"}
    assert "Issue.stateReason, IssueTypeAddedEvent" in found["schema"].told
    found = served(sandbox(without=["Issue.timelineItems", "PageInfo.endCursor"]))
    assert states(found) == {"schema": "failure"}
    assert "Issue.timelineItems, PageInfo.endCursor" in found["schema"].told


def test_a_server_that_gives_no_schema(served: Callable[..., dict[str, Check]]) -> None:
    stand = sandbox()
    stand.faults.add({"fault": "timeout_json_502", "after": 1})
    assert states(served(stand)) == {"schema": "warning"}


def test_a_repository_that_is_not_there(served: Callable[..., dict[str, Check]]) -> None:
    found = served(sandbox(), repository="no/such")
    assert states(found) == {"repository": "failure"}
    assert "no/such" in found["repository"].told


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'{"data": {}}',
        b'{"data": {"repository": {"id": 3}}}',
        b'{"data": {"repository": 3}}',
        b'{"errors": [3]}',
        b'{"errors": [{"message": "\\u001b[31mno"}]}',
        json.dumps({"data": {"__schema": {"types": []}}}).encode(),
    ],
)
def test_a_server_that_talks_nonsense(body: bytes, check: Callable[..., dict[str, Check]]) -> None:
    found = asyncio.run(against(body, check))
    assert State.FAILURE in {check.state for check in found.values()}
    assert list(found)[-3:] == ORDER[-3:]


def test_what_nobody_foresaw_is_a_finding(check: Callable[..., dict[str, Check]]) -> None:
    found = asyncio.run(against(b'{"data": {"repository": 3}}', check))["server"]
    assert (found.state, found.mend) == (State.FAILURE, "Please report this")
    assert found.told.startswith("TypeError: ")


def test_folders_that_cannot_hold_a_warehouse(check: Callable[..., dict[str, Check]], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    dead = "http://127.0.0.1:1/graphql"
    for folder in ("file", "file/deeper", "/proc/nowhere"):
        found = check(dead, warehouse=Path(folder))
        assert found["warehouse folder"].state is State.FAILURE, folder
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_readable_warehouse_and_its_troubles(check: Callable[..., dict[str, Check]], tmp_path: Path) -> None:
    dead, path = "http://127.0.0.1:1/graphql", tmp_path / "warehouse" / "hansard.duckdb"
    Store.open(path.parent).close()
    assert check(dead)["warehouse"].told == "readable; it holds nothing yet"
    con = duckdb.connect(path)
    con.execute("insert into _migration (name) values ('999_of_tomorrow')")
    con.close()
    newer = check(dead)["warehouse"]
    assert (newer.state, newer.mend) == (State.FAILURE, "Upgrade hansard; nothing was changed")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert check(dead)["warehouse"].state is State.FAILURE
    path.write_text("my diary, all of it\n" * 1000)
    assert "not a DuckDB database" in check(dead)["warehouse"].told
    path.unlink()
    path.mkdir()
    assert check(dead)["warehouse"].state is State.FAILURE
