"""The client over real sockets: a scripted server gives the answers, the client decides what to do with each."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from hansard.github.answers import Answer, BadCredentials, Refused, TooHeavy, Unavailable
from hansard.github.client import GitHub, NoConnection, Request
from hansard.github.endpoint import Endpoint


class Script:
    """A server that plays one answer after another and keeps what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.asked, self.url = list(answers), list[web.Request](), ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        self.body = await request.json()
        answer = self.answers.pop(0)
        if callable(answer):
            return await answer(request)  # type: ignore[no-any-return]
        status, body, headers = answer
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=status, text=text, headers=headers)

    @asynccontextmanager
    async def client(self, **options: Any) -> AsyncIterator[GitHub]:
        app = web.Application()
        app.router.add_post("/graphql", self.handle)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/graphql"
        try:
            async with GitHub(Endpoint(self.url, SecretStr("t0ken")), **options) as github:
                yield github
        finally:
            await runner.cleanup()


OK = (200, {"data": {"repository": {"id": "R_1"}, "rateLimit": {"cost": 1}}}, {"X-GitHub-Request-Id": "AA:1"})
NAMED: dict[str, object] = {"owner": "o", "name": "r"}


async def cut_off(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def test_what_is_sent() -> None:
    script = Script(OK)
    async with script.client() as github:
        answer = await github.execute("repository", NAMED)
    assert answer.data["repository"] == {"id": "R_1"}
    headers = script.asked[0].headers
    assert headers["Authorization"] == "Bearer t0ken"
    assert headers["X-Github-Next-Global-ID"] == "1"
    assert headers["User-Agent"].startswith("hansard/")
    assert script.body["variables"] == NAMED


@pytest.mark.parametrize(
    "first",
    [
        (502, "<html>502</html>", {}),
        (200, '{"data": {"repos', {}),
        (503, "", {}),
        (200, {"data": None, "errors": [{"message": "timedout"}]}, {}),
        (403, {"message": "You have exceeded a secondary rate limit."}, {"Retry-After": "2"}),
        (200, {"data": None, "errors": [{"type": "RATE_LIMITED", "message": "limit"}]}, {}),
        cut_off,
    ],
    ids=["html", "truncated", "503", "timedout", "secondary", "primary", "reset"],
)
async def test_a_passing_trouble_is_sat_out(first: Any) -> None:
    waits: list[tuple[str, float]] = []
    log: list[Request] = []
    script = Script(first, OK)
    async with script.client(on_wait=lambda why, wait: waits.append((why, wait)), on_request=log.append) as github:
        await github.execute("repository", NAMED)
    assert len(waits) == 1
    assert [request.outcome == "ok" for request in log] == [False, True]
    assert (log[1].cost, log[1].request_id, log[1].operation) == (1, "AA:1", "repository")


async def test_attempts_are_bounded() -> None:
    script = Script(*[(503, "", {})] * 20)
    async with script.client() as github:
        with pytest.raises(Unavailable):
            await github.execute("repository", NAMED)
    assert len(script.asked) == 8


async def test_too_heavy_goes_to_the_caller_who_can_ask_for_less() -> None:
    script = Script((502, "", {}), OK)
    async with script.client() as github:
        with pytest.raises(TooHeavy):
            await github.execute("repository", NAMED, shrinkable=True)
    assert len(script.asked) == 1


async def test_a_wrong_token_is_not_tried_twice() -> None:
    script = Script((401, {"message": "Bad credentials"}, {}), OK)
    async with script.client() as github:
        with pytest.raises(BadCredentials) as caught:
            await github.execute("repository", NAMED)
    assert len(script.asked) == 1
    assert "t0ken" not in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_the_token_follows_no_redirect(status: int) -> None:
    elsewhere = Script(OK)
    async with elsewhere.client():
        script = Script((status, "", {"Location": elsewhere.url}))
        async with script.client() as github:
            with pytest.raises(Refused, match="redirects to"):
                await github.execute("repository", NAMED)
    assert elsewhere.asked == []


async def test_an_answer_that_fails_the_check_is_asked_for_again() -> None:
    script = Script(OK, OK)
    doubts = [TooHeavy("a hole"), None]

    def check(answer: Answer) -> None:
        if doubt := doubts.pop(0):
            raise doubt

    async with script.client() as github:
        await github.execute("repository", NAMED, check=check)
    assert len(script.asked) == 2


async def test_an_answer_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hansard.github.client.LARGEST_ANSWER", 1000)
    script = Script((200, {"data": {"padding": "x" * 5000}}, {}))
    async with script.client() as github:
        with pytest.raises(TooHeavy, match="an answer of over"):
            await github.execute("repository", NAMED, shrinkable=True)


async def test_nobody_there() -> None:
    script = Script()
    async with script.client():
        pass
    async with GitHub(Endpoint(script.url, None)) as github:
        with pytest.raises(NoConnection, match=script.url):
            await github.execute("repository", NAMED)
