"""Each fault, as it arrives over a real socket; and which request it hits."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from tests.sandbox.conftest import Client, hour

from hansard.sandbox import FAULTS, Fault, History, Sandbox, serving
from hansard.sandbox.faults import Faults

PAGE = """query Page($first: Int!) { rateLimit { remaining } repository(owner: "vllm-project", name: "vllm") {
    issues(first: $first) { nodes { number labels(first: 5) { nodes { name } } } } } }"""


@pytest.fixture
def history(history: History) -> History:
    """Three issues, each with two labels."""
    for number in (1, 3, 4):
        if number > 1:
            history.add(type="open_issue", number=number, at=hour(number), actor=None, title="More")
        for label in ("bug", "amd"):
            history.add(type="label", number=number, at=hour(5), actor="ann", label=label)
    return history


class Wire:
    """Posts over a socket and keeps what came back."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session, self.url = session, url
        self.headers: Any = {}
        self.status, self.text = 0, ""

    async def post(self, first: int = 10, query: str = PAGE) -> Any:
        asked = {"query": query, "variables": {"first": first}}
        async with self.session.post(self.url, json=asked, headers={"Authorization": "bearer sandbox"}) as response:
            self.status, self.headers, self.text = response.status, response.headers, await response.text()
        return json.loads(self.text) if "json" in self.headers["Content-Type"] else None


@pytest.fixture
async def wire(sandbox: Sandbox) -> AsyncIterator[Wire]:
    async with serving(sandbox) as url, aiohttp.ClientSession() as session:
        yield Wire(session, url)


async def test_bad_gateway_html(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add("bad_gateway_html")
    assert await wire.post() is None
    assert (wire.status, wire.headers["Content-Type"]) == (502, "text/html")
    assert "502 Bad Gateway" in wire.text
    assert sandbox.budget.used == 1  # a timeout costs points all the same
    assert (await wire.post())["data"]


async def test_something_went_wrong_comes_with_status_200(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add("something_went_wrong")
    answer = await wire.post()
    assert (wire.status, answer["data"]) == (200, None)
    assert answer["errors"][0]["message"].startswith("Something went wrong while executing your query.")
    assert wire.headers["X-GitHub-Request-Id"] in answer["errors"][0]["message"]
    assert "type" not in answer["errors"][0]


async def test_timeout_json_502(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add("timeout_json_502")
    answer = await wire.post()
    assert (wire.status, answer["data"]) == (502, None)


async def test_resource_limits_null_every_node_with_an_error_each(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add("resource_limits")
    answer = await wire.post()
    assert answer["data"]["repository"]["issues"]["nodes"] == [None, None, None]
    assert answer["data"]["rateLimit"]["remaining"] == 4999
    assert [error["path"][-1] for error in answer["errors"]] == [0, 1, 2]
    assert {error["type"] for error in answer["errors"]} == {"RESOURCE_LIMITS_EXCEEDED"}


def test_resource_limits_null_what_is_at_the_top_when_there_is_no_list(client: Client) -> None:
    client.sandbox.faults.add("resource_limits")
    answer = client.ask("{ rateLimit { cost } viewer { login } }")
    assert answer["data"] == {"rateLimit": {"cost": 1}, "viewer": None}
    assert answer["errors"][0]["path"] == ["viewer"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("rate_limited", {"type": "RATE_LIMITED"}),
        ("rate_limit", {"type": "RATE_LIMIT", "code": "graphql_rate_limit"}),
    ],
)
async def test_rate_limits_tell_their_reset(sandbox: Sandbox, wire: Wire, fault: str, error: dict[str, str]) -> None:
    sandbox.faults.add({"fault": fault, "seconds": 3})
    answer = await wire.post()
    assert wire.status == 200
    assert answer["errors"][0].items() >= error.items()
    assert "data" not in answer
    assert wire.headers["X-RateLimit-Remaining"] == "0"
    assert int(wire.headers["X-RateLimit-Reset"]) == sandbox.now.timestamp() + 3
    assert (await wire.post())["data"]["rateLimit"]["remaining"] == 4999


async def test_secondary_limits_come_with_and_without_a_wait(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add({"fault": "secondary_limit", "seconds": 2}, "secondary_limit_blank")
    answer = await wire.post()
    assert (wire.status, wire.headers["Retry-After"]) == (403, "2")
    assert "secondary rate limit" in answer["message"]
    answer = await wire.post()
    assert (wire.status, wire.headers.get("Retry-After")) == (403, None)
    assert (await wire.post())["data"]


async def test_a_reset_connection_answers_nothing(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add("reset_connection")
    with pytest.raises(aiohttp.ClientConnectionError):
        await wire.post()
    assert (await wire.post())["data"]


async def test_a_truncated_body_breaks_off(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add("truncated_body")
    with pytest.raises(aiohttp.ClientPayloadError):
        await wire.post()
    assert (await wire.post())["data"]


async def test_a_random_401_does_not_speak_of_bad_credentials(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add("random_401")
    answer = await wire.post()
    assert wire.status == 401
    assert "bad credentials" not in answer["message"].lower()


async def test_a_null_node_comes_without_an_error(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add({"fault": "null_node", "index": 1})
    answer = await wire.post()
    nodes = answer["data"]["repository"]["issues"]["nodes"]
    assert [node and node["number"] for node in nodes] == [1, None, 4]
    assert "errors" not in answer


async def test_a_forbidden_node_comes_with_its_path(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add({"fault": "forbidden_node", "level": 2, "index": 9})
    answer = await wire.post()
    nodes = answer["data"]["repository"]["issues"]["nodes"]
    assert nodes[0]["labels"]["nodes"] == [{"name": "bug"}, None]
    (error,) = answer["errors"]
    assert error["type"] == "FORBIDDEN"
    assert error["path"] == ["repository", "issues", "nodes", 0, "labels", "nodes", 1]


async def test_a_slow_answer_takes_its_time(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add({"fault": "slow", "seconds": 5})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await wire.post()
    sandbox.faults.add({"fault": "slow", "seconds": 0.01})
    assert (await wire.post())["data"]


def test_every_fault_is_tested_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [fault for fault in FAULTS if f'"{fault}"' not in text] == []


# Which request is hit


def hits(faults: Faults, requests: int, operation: str = "Page", width: int = 10) -> list[str | None]:
    taken = [faults.take(operation, width) for _ in range(requests)]
    return [fault.fault if fault else None for fault in taken]


def test_queued_faults_hit_one_request_each() -> None:
    faults = Faults()
    faults.add("slow", "null_node")
    assert hits(faults, 4) == ["slow", "null_node", None, None]


def test_a_fault_can_come_later_and_stay() -> None:
    faults = Faults()
    faults.add({"fault": "slow", "after": 2, "times": 2})
    assert hits(faults, 6) == [None, None, "slow", "slow", None, None]
    faults.add(Fault("null_node", times=None))
    assert hits(faults, 3) == ["null_node"] * 3
    faults.clear()
    assert hits(faults, 1) == [None]


def test_a_fault_can_wait_for_an_operation_or_a_wide_page(client: Client) -> None:
    faults = Faults()
    faults.add({"fault": "slow", "operation": "Timeline"}, {"fault": "null_node", "above": 25, "times": None})
    assert hits(faults, 1, "Issues", 25) == [None]
    assert hits(faults, 1, "Issues", 26) == ["null_node"]
    assert hits(faults, 1, "Timeline", 1) == ["slow"]
    client.sandbox.faults.add({"fault": "resource_limits", "above": 25, "times": None})
    assert [len(client.ask(PAGE, first=size).get("errors", ())) for size in (50, 25, 26)] == [3, 0, 3]


def test_chances_are_the_same_for_the_same_seed() -> None:
    runs = []
    for _ in range(2):
        faults = Faults()
        faults.add({"rate": 0.3, "seed": 7, "kinds": ["slow", "null_node"]})
        runs.append(hits(faults, 200))
    assert runs[0] == runs[1]
    assert 40 < sum(hit is not None for hit in runs[0]) < 80
    assert {"slow", "null_node", None} == set(runs[0])


@pytest.mark.parametrize("fault", ["earthquake", {"fault": "slow", "loud": True}, {"rate": 1, "kinds": ["fire"]}])
def test_an_unknown_fault_is_refused(fault: Any) -> None:
    with pytest.raises(ValueError, match="fault"):
        Faults().add(fault)
