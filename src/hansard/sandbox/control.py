"""`/_sandbox`: looks at the sandbox and steers it from another process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from hansard.sandbox.sandbox import Request, Sandbox
from hansard.sandbox.times import format_instant, parse_instant

_LATEST = 50


def add_routes(app: web.Application, sandbox: Sandbox) -> None:
    async def show(_request: web.Request) -> web.Response:
        return web.json_response(summary(sandbox))

    app.router.add_get("/_sandbox", show)
    for name, change in (("clock", _clock), ("faults", _faults), ("events", _events)):
        app.router.add_post(f"/_sandbox/{name}", _changing(sandbox, change))


def _changing(
    sandbox: Sandbox, change: Callable[[Sandbox, Mapping[str, Any]], None]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            change(sandbox, await request.json())
        except (KeyError, TypeError, ValueError) as error:
            message = f"{error.args[0]} missing" if isinstance(error, KeyError) else str(error)
            return web.json_response({"message": message}, status=400)
        return web.json_response(summary(sandbox))

    return handle


def _clock(sandbox: Sandbox, asked: Mapping[str, Any]) -> None:
    sandbox.now = parse_instant(asked["now"])


def _faults(sandbox: Sandbox, asked: Mapping[str, Any]) -> None:
    if asked.get("clear"):
        sandbox.faults.clear()
    if "rate" in asked:
        sandbox.faults.add({key: value for key, value in asked.items() if key != "clear"})
    else:
        sandbox.faults.add(*asked.get("faults", ()))


def _events(sandbox: Sandbox, asked: Mapping[str, Any]) -> None:
    sandbox.history.extend(asked["events"])


def summary(sandbox: Sandbox) -> dict[str, Any]:
    """The clock, what there is at its time, and the requests so far."""
    items = sandbox.world().items.values()
    kinds = Counter(item.kind for item in items)
    requests = sandbox.requests
    return {
        "now": format_instant(sandbox.now),
        "issues": kinds["issue"],
        "pull_requests": kinds["pull_request"],
        "comments": sum(len(item.comments) for item in items),
        "events": sandbox.history.version,
        "faults_waiting": len(sandbox.faults.waiting),
        "remaining": sandbox.budget.remaining,
        "requests": {
            "total": len(requests),
            "cost": sum(request.cost for request in requests),
            "by_operation": dict(Counter(request.operation or "" for request in requests)),
            "latest": [_line(request) for request in requests[-_LATEST:]],
        },
    }


def _line(request: Request) -> dict[str, Any]:
    return {
        "id": request.id,
        "operation": request.operation,
        "variables": request.variables,
        "status": request.status,
        "cost": request.cost,
        "errors": request.errors,
        "fault": request.fault,
    }
