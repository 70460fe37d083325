"""The installed command and a sandbox: in this process where the answers matter, as real processes where those do."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from pydantic import SecretStr
from tests.forks import forks

from hansard.github.client import GitHub
from hansard.github.endpoint import Endpoint
from hansard.sandbox import History, Sandbox, serving
from hansard.sync.run import RequestLog, Summary, sync
from hansard.warehouse.query import Archive
from hansard.warehouse.store import Store

BIRTH = datetime(2025, 12, 1, tzinfo=UTC)
LATER = BIRTH + timedelta(days=3)
REPOSITORY = "vllm-project/vllm"
RECORD = (
    *("repository", "actor", "label", "milestone", "item", "event", "comment", "text_version", "gap"),
    *("review_comment", "snapshot", "changed_file", "depth"),
)


class Silent:
    """A narrator nobody listens to."""

    def plan(self, items: int, requests: int, points: int, seconds: float) -> None: ...

    def listing(self, listing: str, kind: str, done: int, total: int) -> None: ...

    def page(self, listing: str, items: int, remaining: int | None) -> None: ...


async def sync_once(
    url: str,
    directory: Path,
    repository: str = REPOSITORY,
    *,
    full_check: bool = False,
    parallel: int = 1,
    **options: Any,
) -> Summary:
    log = RequestLog()
    with Store.open(directory) as store:
        async with GitHub(Endpoint(url, SecretStr("sandbox")), on_request=log.add, **options) as github:
            return await sync(github, store, repository, Silent(), log, full_check=full_check, parallel=parallel)


@asynccontextmanager
async def syncing(sandbox: Sandbox, directory: Path) -> AsyncIterator[Callable[..., Awaitable[Summary]]]:
    """Serve the sandbox and give a function that syncs from it once."""
    async with serving(sandbox) as url:
        yield lambda **options: sync_once(url, directory, **options)


def rows(directory: Path, sql: str, **params: Any) -> list[dict[str, Any]]:
    with Archive.open(directory) as archive:
        return archive.rows(sql, params)


# The rows of each table.
Contents = dict[str, list[dict[str, Any]]]


def contents(directory: Path) -> Contents:
    """Everything a warehouse knows of the repository; what it knows of its own syncs is left out."""
    with Archive.open(directory) as archive:
        return {table: archive.rows(f"select * from {table} order by all") for table in RECORD}


def undisturbed(sandbox: Sandbox, directory: Path) -> Contents:
    """What a warehouse holds after one sync from the sandbox; not for within a running loop."""

    async def crawl() -> None:
        async with syncing(sandbox, directory) as again:
            await again()

    asyncio.run(crawl())
    return contents(directory)


def small_events(items: int = 60) -> list[dict[str, Any]]:
    """Issues (odd numbers) and pull requests (even ones), with labels, comments, reviews, renames and closings."""
    events: list[dict[str, Any]] = [{"type": "create_label", "at": BIRTH.isoformat(), "label": "bug"}]

    def add(type_: str, number: int, minutes: int, actor: str, **more: Any) -> None:
        at = (BIRTH + timedelta(minutes=number + minutes)).isoformat()
        events.append({"type": type_, "at": at, "number": number, "actor": actor, **more})

    for number in range(1, items + 1):
        kind = "open_issue" if number % 2 else "open_pull_request"
        add(kind, number, 0, "ada", title=f"Item {number}", body="x\r\ny")
        add("label", number, 0, "bob", label="bug")
        add("comment", number, 5, "bob", body="hello")
        if number % 2 == 0:
            add("review", number, 3, "cy", state="APPROVED", body="fine")
        if number % 3 == 0:
            add("close", number, 9, "bob")
        elif number % 4 == 0:
            add("merge", number, 9, "bob")
        if number % 7 == 0:
            add("rename", number, 10, "bob", title=f"Item {number}, renamed")
    return events


def small_history(items: int = 60) -> History:
    history = History()
    for event in small_events(items):
        history.add(event)
    return history


@dataclass(frozen=True)
class Steered:
    """A sandbox in a process of its own, with its control door."""

    url: str

    def tell(self, what: str, **body: Any) -> None:
        door = self.url.replace("/graphql", f"/_sandbox/{what}")
        request = Request(door, json.dumps(body).encode(), {"Content-Type": "application/json"})
        urlopen(request, timeout=30).close()

    def requests(self) -> int:
        """How many requests it has had so far."""
        told = json.load(urlopen(self.url.replace("/graphql", "/_sandbox"), timeout=30))
        return int(told["requests"]["total"])


def hansard_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "hansard", *arguments]


@contextmanager
def sandbox_process(*arguments: str, folder: Path | None = None) -> Iterator[Steered]:
    """A sandbox that is served by a process of its own."""
    told, tell = os.pipe()
    with forks().start(["sandbox", "--port", "0", *arguments], cwd=folder, stdout=tell) as fork:
        os.close(tell)
        with open(told, encoding="utf-8") as first:  # noqa: PTH123 - a descriptor
            url = first.readline().strip()
        assert url, fork.communicate()[1]
        yield Steered(url)


@pytest.fixture
def hansard(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command as a user would, in an empty folder, with a token for the sandbox (see tests/forks.py)."""

    def run(*arguments: str, env: dict[str, str] | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return forks().run(arguments, cwd=tmp_path, env=_users_environment(env), stdin=stdin)

    return run


@pytest.fixture
def hansard_from_nothing(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """As `hansard`, with a Python of its own each time."""

    def run(*arguments: str, env: dict[str, str] | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            hansard_command(*arguments),
            capture_output=True,
            text=True,
            env=_users_environment(env),
            cwd=tmp_path,
            input=stdin,
            check=False,
            timeout=120,
        )

    return run


def _users_environment(more: dict[str, str] | None) -> dict[str, str]:
    return dict(os.environ) | {"GITHUB_TOKEN": "sandbox", "NO_COLOR": "1"} | (more or {})


def numbers(found: Sequence[dict[str, Any]]) -> list[int]:
    return [row["number"] for row in found]
