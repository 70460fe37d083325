"""The sandbox behind a socket: GitHub's endpoint, and a door for tests in other processes."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from hansard.sandbox import control
from hansard.sandbox.answers import Answer
from hansard.sandbox.sandbox import Sandbox

SANDBOX = web.AppKey("sandbox", Sandbox)
_LARGEST_REQUEST = 4 * 1024 * 1024


def application(sandbox: Sandbox) -> web.Application:
    app = web.Application(client_max_size=_LARGEST_REQUEST)
    app[SANDBOX] = sandbox
    for path in ("/graphql", "/api/graphql"):
        app.router.add_post(path, _graphql)
    control.add_routes(app, sandbox)
    return app


@asynccontextmanager
async def serving(sandbox: Sandbox, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve until the block is left; gives the address of the GraphQL endpoint. Raises OSError if the port is taken."""
    runner = web.AppRunner(application(sandbox), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield f"http://{host}:{runner.addresses[0][1]}/graphql"
    finally:
        await runner.cleanup()


def run(sandbox: Sandbox, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until the process is asked to stop (Ctrl-C or SIGTERM). `ready` gets the address once it answers."""
    asyncio.run(_until_stopped(sandbox, host, port, ready))


async def _until_stopped(sandbox: Sandbox, host: str, port: int, ready: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with serving(sandbox, host, port) as url:
        ready(url)
        await stop.wait()


async def _graphql(request: web.Request) -> web.StreamResponse:
    answer = request.app[SANDBOX].answer(request.headers.get("Authorization"), await request.read())
    if answer.delay:
        await asyncio.sleep(answer.delay)
    if answer.cut:
        return await _cut(request, answer)
    return web.Response(status=answer.status, body=answer.body, headers=answer.headers)


async def _cut(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Break the connection: before the answer, or half-way through its body."""
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    transport: Any = request.transport
    if answer.cut == "truncated":
        response.content_length = len(answer.body)
        await response.prepare(request)
        await response.write(answer.body[: len(answer.body) // 2])
        transport.close()
    else:
        transport.abort()
    return response
