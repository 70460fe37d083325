"""Answers as GitHub sends them, and what a fault makes of a good one. No socket, no clock."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Literal

from hansard.sandbox import problems
from hansard.sandbox.faults import Fault, lists_in
from hansard.sandbox.problems import problem

_DOCS = "https://docs.github.com"
_BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    b"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


@dataclass(slots=True)
class Answer:
    """One HTTP answer. `cut` breaks the connection: at once, or in the middle of the body."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    cut: Literal["", "reset", "truncated"] = ""
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Meter:
    """The state of the rate limit that the headers tell."""

    limit: int
    remaining: int
    used: int
    reset_at: datetime


def as_json(value: Any, status: int = 200) -> Answer:
    try:
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # a lone surrogate: legal in JSON when escaped, not as UTF-8
        body = json.dumps(value, separators=(",", ":")).encode()
    return Answer(status, body, {"Content-Type": "application/json; charset=utf-8"})


def refused(*errors: dict[str, Any]) -> Answer:
    """An answer without data."""
    return as_json({"errors": list(errors)})


def unauthenticated() -> Answer:
    guide = f"{_DOCS}/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql"
    return _message(401, "This endpoint requires you to be authenticated.", guide)


def bad_credentials() -> Answer:
    return _message(401, "Bad credentials", f"{_DOCS}/rest")


def no_query() -> Answer:
    return refused({"message": "A query attribute must be specified and must be a string."})


def bad_json() -> Answer:
    return _message(400, "Problems parsing JSON", f"{_DOCS}/graphql")


def rate_limited(user: int, *, newer: bool = False) -> Answer:
    if newer:
        error = problem("RATE_LIMIT", f"API rate limit already exceeded for user ID {user}.")
        return refused({**error, "code": "graphql_rate_limit"})
    return refused(problem("RATE_LIMITED", f"API rate limit exceeded for user ID {user}."))


def with_headers(answer: Answer, now: datetime, request_id: str, meter: Meter | None) -> Answer:
    """Add the headers of every answer; `meter` is None before the token is known."""
    headers = {
        "Date": format_datetime(now.astimezone(UTC), usegmt=True),
        "Server": "github.com",
        "X-GitHub-Request-Id": request_id,
    }
    if meter is not None:
        headers |= {
            "X-RateLimit-Limit": str(meter.limit),
            "X-RateLimit-Remaining": str(meter.remaining),
            "X-RateLimit-Used": str(meter.used),
            "X-RateLimit-Reset": str(int(meter.reset_at.timestamp())),
            "X-RateLimit-Resource": "graphql",
        }
    # What the answer says itself counts: a fault can tell of a limit that is not the real one.
    answer.headers = headers | answer.headers
    return answer


def instead(fault: Fault, now: datetime, request_id: str, user: int, limit: int) -> Answer | None:
    """What a fault answers without executing anything; None when it only spoils a good answer."""
    match fault.fault:
        case "bad_gateway_html":
            return Answer(502, _BAD_GATEWAY, {"Content-Type": "text/html"})
        case "timeout_json_502":
            return as_json(_went_wrong(request_id), 502)
        case "something_went_wrong":
            return as_json(_went_wrong(request_id))
        case "rate_limited" | "rate_limit":
            answer = rate_limited(user, newer=fault.fault == "rate_limit")
            reset = int(now.timestamp() + fault.wait)
            answer.headers |= {
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Used": str(limit),
                "X-RateLimit-Reset": str(reset),
            }
            return answer
        case "secondary_limit" | "secondary_limit_blank":
            guide = f"{_DOCS}/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#secondary-rate-limits"
            answer = _message(403, problems.SECONDARY_LIMIT.format(request_id=request_id), guide)
            if fault.fault == "secondary_limit":
                answer.headers["Retry-After"] = f"{fault.wait:g}"
            return answer
        case "random_401":
            return _message(401, "Requires authentication", f"{_DOCS}/graphql")
        case "reset_connection":
            return Answer(200, b"", cut="reset")
    return None


def spoiled(fault: Fault, result: dict[str, Any]) -> Answer:
    """What a fault leaves of a good result."""
    answer_of = {"resource_limits": _resource_limits, "null_node": _null_node, "forbidden_node": _null_node}
    if change := answer_of.get(fault.fault):
        change(fault, result)
    answer = as_json(result)
    if fault.fault == "truncated_body":
        answer.cut = "truncated"
    elif fault.fault == "slow":
        answer.delay = fault.wait
    return answer


def _resource_limits(fault: Fault, result: dict[str, Any]) -> None:
    """Null every node of the outermost lists, or what stands at the top when there is no list."""
    errors = result.setdefault("errors", [])
    lists = list(lists_in(result["data"], 1))
    for path, nodes in lists:
        for place in range(len(nodes)):
            nodes[place] = None
            errors.append(problem("RESOURCE_LIMITS_EXCEEDED", problems.RESOURCE_LIMITS, [*path, place]))
    for name, value in result["data"].items() if not lists else ():
        if isinstance(value, dict) and name != "rateLimit":
            result["data"][name] = None
            errors.append(problem("RESOURCE_LIMITS_EXCEEDED", problems.RESOURCE_LIMITS, [name]))


def _null_node(fault: Fault, result: dict[str, Any]) -> None:
    for path, nodes in lists_in(result["data"], fault.level):
        place = min(fault.index, len(nodes) - 1)
        nodes[place] = None
        if fault.fault == "forbidden_node":
            forbidden = problem("FORBIDDEN", problems.FORBIDDEN, [*path, place])
            result.setdefault("errors", []).append(forbidden)
        return


def _went_wrong(request_id: str) -> dict[str, Any]:
    message = problems.SOMETHING_WENT_WRONG.format(request_id=request_id)
    return {"data": None, "errors": [{"message": message}]}


def _message(status: int, message: str, guide: str) -> Answer:
    return as_json({"message": message, "documentation_url": guide, "status": str(status)}, status)
