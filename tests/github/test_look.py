"""One request, and whatever comes back for it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from graphql import parse
from pydantic import SecretStr

from hansard.github.answers import BadCredentials, Refused, TooHeavy
from hansard.github.client import NoConnection
from hansard.github.endpoint import Endpoint
from hansard.github.look import look
from hansard.sandbox import History, Sandbox, serving

NOW = datetime(2025, 6, 1, tzinfo=UTC)
PING = "{ __typename }"


def sandbox(**options: Any) -> Sandbox:
    return Sandbox(History(), NOW, **options)


async def test_status_headers_and_body_come_as_they_are() -> None:
    async with serving(sandbox(headers={"X-OAuth-Scopes": ""})) as url:
        seen = await look(Endpoint(url, SecretStr("sandbox")), PING)
    assert (seen.status, seen.headers["x-oauth-scopes"]) == (200, "")
    assert seen.headers["date"] == "Sun, 01 Jun 2025 00:00:00 GMT"
    assert json.loads(seen.body) == {"data": {"__typename": "Query"}}
    assert seen.answer().rate.remaining == 4999
    assert seen.seconds > 0


async def test_documents_and_variables_are_sent() -> None:
    asked = parse("query Q($id: ID!) { node(id: $id) { id } }")
    stand = sandbox()
    async with serving(stand) as url:
        await look(Endpoint(url, SecretStr("sandbox")), asked, {"id": "I_1"})
    (request,) = stand.requests
    assert (request.operation, request.variables) == ("Q", {"id": "I_1"})


async def test_a_refusal_is_an_answer_too_and_tried_once() -> None:
    stand = sandbox()
    stand.faults.add("bad_gateway_html")
    async with serving(stand) as url:
        seen = await look(Endpoint(url, SecretStr("sandbox")), PING)
        assert seen.status == 502
        with pytest.raises(TooHeavy):
            seen.answer()
        wrong = await look(Endpoint(url, SecretStr("t0ken")), PING)
        with pytest.raises(BadCredentials):
            wrong.answer()
        nobody = await look(Endpoint(url, None), PING)
        assert nobody.status == 401
    assert len(stand.requests) == 3


async def test_the_token_follows_no_redirect() -> None:
    asked = []

    async def elsewhere(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=307, headers={"Location": "/other"})

    app = web.Application()
    app.router.add_post("/{path:.*}", elsewhere)
    async with TestServer(app) as server:
        seen = await look(Endpoint(str(server.make_url("/graphql")), SecretStr("t0ken")), PING)
    assert asked == ["/graphql"]
    with pytest.raises(Refused, match="redirects to /other"):
        seen.answer()


async def test_an_answer_without_end_is_not_read_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hansard.github.look.LARGEST_ANSWER", 1000)

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(64):
            await response.write(b"x" * 65536)
        return response

    app = web.Application()
    app.router.add_post("/graphql", endless)
    async with TestServer(app) as server:
        seen = await look(Endpoint(str(server.make_url("/graphql")), None), PING)
    assert len(seen.body) <= 1000 + 65536


@pytest.mark.parametrize("fault", ["reset_connection", "truncated_body"])
async def test_a_broken_connection_is_said_so(fault: str) -> None:
    stand = sandbox()
    stand.faults.add(fault)
    async with serving(stand) as url:
        with pytest.raises(NoConnection, match=url):
            await look(Endpoint(url, SecretStr("sandbox")), PING)
    with pytest.raises(NoConnection, match=url):
        await look(Endpoint(url, SecretStr("sandbox")), PING)
