"""The server, its control door, and the program that stays until it is asked to stop."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from tests.sandbox.conftest import hour

from hansard.sandbox import BUNDLED_NOW, History, Sandbox, run, serving

VIEWER = {"query": "{ viewer { login } }"}
TOKEN = {"Authorization": "bearer sandbox"}


class Door:
    """The control door of a served sandbox."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session, self.url = session, url
        self.base = url.removesuffix("/graphql")

    async def look(self) -> Any:
        async with self.session.get(f"{self.base}/_sandbox") as response:
            return await response.json()

    async def set(self, name: str, body: Any) -> tuple[int, Any]:
        async with self.session.post(f"{self.base}/_sandbox/{name}", json=body) as response:
            return response.status, await response.json()

    async def ask(self, path: str = "/graphql") -> Any:
        async with self.session.post(self.base + path, json=VIEWER, headers=TOKEN) as response:
            return response.status, await response.json()


@pytest.fixture
async def door(sandbox: Sandbox) -> AsyncIterator[Door]:
    async with serving(sandbox) as url, aiohttp.ClientSession() as session:
        yield Door(session, url)


@pytest.mark.parametrize("path", ["/graphql", "/api/graphql"])
async def test_both_addresses_answer(door: Door, path: str) -> None:
    assert door.url.startswith("http://127.0.0.1:")
    assert await door.ask(path) == (200, {"data": {"viewer": {"login": "sandbox-viewer"}}})


async def test_a_taken_port_is_an_os_error(door: Door, history: History) -> None:
    port = int(door.base.rpartition(":")[2])
    with pytest.raises(OSError, match=str(port)):
        async with serving(Sandbox(history, hour(1)), port=port):
            pass


async def test_the_door_shows_what_there_is_and_what_was_asked(door: Door) -> None:
    await door.ask()
    seen = await door.look()
    assert (seen["now"], seen["issues"], seen["pull_requests"], seen["comments"]) == ("2025-07-12T16:00:00Z", 1, 1, 0)
    assert (seen["requests"]["total"], seen["requests"]["cost"], seen["remaining"]) == (1, 1, 4999)
    assert seen["requests"]["latest"][0]["status"] == 200


async def test_the_clock_is_moved_through_the_door(door: Door, sandbox: Sandbox) -> None:
    status, seen = await door.set("clock", {"now": "2025-06-01T08:30:00+08:00"})
    assert (status, seen["now"], seen["issues"], seen["pull_requests"]) == (200, "2025-06-01T00:30:00Z", 1, 0)
    assert sandbox.now == hour(0.5)


async def test_faults_are_queued_through_the_door(door: Door, sandbox: Sandbox) -> None:
    assert (await door.set("faults", {"faults": ["timeout_json_502", {"fault": "slow", "after": 3}]}))[0] == 200
    assert (await door.ask())[0] == 502
    status, seen = await door.set("faults", {"clear": True, "rate": 1, "seed": 1, "kinds": ["random_401"]})
    assert (status, seen["faults_waiting"]) == (200, 1)
    assert [(await door.ask())[0] for _ in range(2)] == [401, 401]
    assert (await door.set("faults", {"clear": True}))[1]["faults_waiting"] == 0
    assert sandbox.requests[0].fault == "timeout_json_502"


async def test_events_are_added_through_the_door_all_or_none(door: Door, history: History) -> None:
    good = {"type": "open_issue", "at": "2025-06-02T00:00:00Z", "number": 9, "actor": "ann", "title": "New"}
    status, seen = await door.set("events", {"events": [good]})
    assert (status, seen["issues"]) == (200, 2)
    bad = {"type": "edit_comment", "at": "2025-06-03T00:00:00Z", "number": 9, "comment": "nope", "body": "x"}
    other = {**good, "number": 10}
    status, seen = await door.set("events", {"events": [other, bad]})
    assert (status, seen["message"]) == (400, "#9: edit_comment of 'nope', which is not there")
    assert history.numbers() == [1, 2, 9]
    assert (await door.look())["issues"] == 2


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("clock", {}, "now missing"),
        ("clock", {"now": "soon"}, "Invalid isoformat string: 'soon'"),
        ("clock", {"now": "2025-06-01T00:00:00"}, "has no offset"),
        ("faults", {"faults": ["fire"]}, "unknown fault 'fire'"),
        ("events", {"events": [{"type": "sneeze"}]}, "unknown event type 'sneeze'"),
        ("events", [], "list indices"),
    ],
)
async def test_the_door_says_what_it_does_not_understand(door: Door, name: str, body: Any, message: str) -> None:
    status, answer = await door.set(name, body)
    assert status == 400
    assert message in answer["message"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_serves_until_it_is_asked_to_stop(number: signal.Signals) -> None:
    addresses: list[str] = []

    def ready(url: str) -> None:
        addresses.append(url)
        threading.Timer(0.05, os.kill, (os.getpid(), number)).start()

    run(Sandbox(History(), BUNDLED_NOW), "127.0.0.1", 0, ready)
    port = int(addresses[0].split(":")[2].split("/")[0])
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def test_the_package_is_cheap_to_import_and_needs_nothing_of_the_rest() -> None:
    code = "import sys, hansard.sandbox; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"graphql", "aiohttp"} & set(loaded)
    code = "import sys; from hansard.sandbox import Sandbox, serving; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    rest = {name for name in loaded if name.startswith("hansard.") and not name.startswith("hansard.sandbox")}
    assert rest == set()


def test_an_unknown_name_of_the_package_is_an_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        __import__("hansard.sandbox").sandbox.nonsense  # noqa: B018
    assert json.dumps(History.bundled().repository.name) == '"vllm-project/vllm"'
