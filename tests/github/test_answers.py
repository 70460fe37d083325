"""Every odd answer of GitHub's, and what it means."""

import json
from typing import Any

import pytest

from hansard.github.answers import (
    Answer,
    AnswerError,
    BadCredentials,
    BadCursor,
    Misfit,
    NotFound,
    RateLimited,
    Refused,
    TooHeavy,
    Unavailable,
    read_answer,
)

DATE = "Wed, 10 Dec 2025 12:00:00 GMT"
RESET = "1765368030"  # half a minute after DATE
DATA = {"repository": {"id": "R_1"}, "rateLimit": {"cost": 1, "nodeCount": 50, "remaining": 7, "limit": 9}}


def answer(body: Any, status: int = 200, **headers: str) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_answer(status, {"date": DATE} | {name.replace("_", "-"): text for name, text in headers.items()}, raw)


def error(message: str, **more: Any) -> dict[str, Any]:
    return {"data": None, "errors": [{"message": message, **more}]}


def test_a_good_answer_tells_its_cost_and_the_clock_of_github() -> None:
    read = answer({"data": DATA}, x_ratelimit_remaining="0", x_ratelimit_reset=RESET, x_github_request_id="AB:1")
    assert read.data == DATA
    # The last good answer of an hour says that nothing is left, and is good all the same.
    assert (read.rate.cost, read.rate.node_count, read.rate.remaining, read.rate.limit) == (1, 50, 0, 9)
    assert read.server_time is not None
    assert read.server_time.isoformat() == "2025-12-10T12:00:00+00:00"
    assert read.rate.reset_at is not None
    assert read.rate.reset_at.isoformat() == "2025-12-10T12:00:30+00:00"
    assert read.request_id == "AB:1"


HTML = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
WRONG = "Something went wrong while executing your query. This may be the result of a timeout, or a GitHub bug."
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (200, error("API rate limit exceeded for user ID 1", type="RATE_LIMITED"), RateLimited),
        (200, error("API rate limit already exceeded for user ID 1", type="RATE_LIMIT"), RateLimited),
        (200, error("limited", extensions={"code": "graphql_rate_limit"}), RateLimited),
        (200, error("limited", code="graphql_rate_limit"), RateLimited),
        (200, error(SECONDARY), RateLimited),
        (403, {"message": SECONDARY}, RateLimited),
        (429, {"message": SECONDARY}, RateLimited),
        (403, {"message": "You have triggered an abuse detection mechanism."}, RateLimited),
        (200, error("Resource limits for this query exceeded.", type="RESOURCE_LIMITS_EXCEEDED", path=["a"]), TooHeavy),
        (200, error("This query requests up to 600,000 possible nodes", type="MAX_NODE_LIMIT_EXCEEDED"), TooHeavy),
        (502, HTML, TooHeavy),
        (504, HTML, TooHeavy),
        (500, b"", TooHeavy),
        (502, error(WRONG), TooHeavy),
        (200, error(WRONG), TooHeavy),
        (200, error("timedout"), TooHeavy),
        (200, error("We couldn't respond to your request in time. Sorry about that."), TooHeavy),
        (200, b'{"data":{"repository":{"id":"R_', TooHeavy),
        (200, HTML, TooHeavy),
        (200, b"", TooHeavy),
        (503, HTML, Unavailable),
        (200, error("A query attribute must be specified and must be a string."), Unavailable),
        (200, error("no luck", type="SERVICE_UNAVAILABLE"), Unavailable),
        (200, error("no luck", type="INTERNAL"), Unavailable),
        (401, {"message": "Bad credentials", "documentation_url": "https://docs.github.com"}, BadCredentials),
        (401, {"message": "This endpoint requires you to be authenticated."}, BadCredentials),
        (401, {"message": "Requires authentication"}, Unavailable),
        (401, b"", Unavailable),
        (200, error("Could not resolve to a Repository", type="NOT_FOUND", path=["repository"]), NotFound),
        (200, error("`x` does not appear to be a valid cursor.", type="INVALID_CURSOR_ARGUMENTS"), BadCursor),
        (200, error("Requesting 101 records", type="EXCESSIVE_PAGINATION", path=["repository", "issues"]), Refused),
        (200, error("You must provide a `first`", type="MISSING_PAGINATION_BOUNDARIES", path=["repository"]), Refused),
        (200, error("no more than 100 node ids", type="ARGUMENT_LIMIT", path=["nodes"]), Refused),
        (200, error("required scopes", type="INSUFFICIENT_SCOPES"), Refused),
        (200, error("Field 'x' doesn't exist on type 'Issue'", extensions={"code": "undefinedField"}), Misfit),
        (200, error("Cannot query field 'x'", locations=[{"line": 1, "column": 1}]), Misfit),
        (200, error("Resource not accessible", type="FORBIDDEN", path=["repository"]), Refused),
        (403, {"message": "Resource protected by organization SAML enforcement"}, Refused),
        (404, {"message": "Not Found"}, Refused),
        (301, b"", Refused),
        (418, b"", Refused),
        (200, {"data": None}, TooHeavy),
        (200, ["not", "an", "object"], TooHeavy),
    ],
)
def test_what_each_answer_means(status: int, body: Any, meaning: type[AnswerError]) -> None:
    with pytest.raises(AnswerError) as caught:
        answer(body, status)
    assert type(caught.value) is meaning


def test_a_used_up_hour_waits_for_the_reset_by_githubs_own_clock() -> None:
    with pytest.raises(RateLimited) as caught:
        answer(error("limit", type="RATE_LIMITED"), x_ratelimit_reset=RESET, x_ratelimit_remaining="12")
    assert caught.value.wait == 33.0


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry_after": "17"}, 17.0),
        ({"retry_after": ""}, 60.0),
        ({}, 60.0),
        ({"x_ratelimit_remaining": "0", "x_ratelimit_reset": RESET}, 33.0),
        ({"x_ratelimit_remaining": "4000", "x_ratelimit_reset": RESET}, 60.0),
    ],
)
def test_a_secondary_limit_says_how_long_or_a_minute(headers: dict[str, str], wait: float) -> None:
    with pytest.raises(RateLimited) as caught:
        answer({"message": SECONDARY}, 403, **headers)
    assert caught.value.wait == wait


def test_single_nodes_that_are_refused_leave_the_rest_intact() -> None:
    refusals = [
        {"type": "NOT_FOUND", "path": ["nodes", 1], "message": "Could not resolve to a node"},
        {"type": "FORBIDDEN", "path": ["repository", "page", "nodes", 0, "timelineItems", "nodes", 3], "message": "no"},
        {"type": "NOT_FOUND", "path": ["node"], "message": "Could not resolve to a node"},
    ]
    assert answer({"data": DATA, "errors": refusals}).refused == tuple(refusals)


def test_the_gravest_error_counts() -> None:
    both = {"data": DATA, "errors": [{"message": "timedout"}, {"type": "RATE_LIMITED", "message": "limit"}]}
    with pytest.raises(RateLimited):
        answer(both)


def test_a_redirect_names_its_goal_and_the_way_out() -> None:
    with pytest.raises(Refused, match=r"https://elsewhere\.example/graphql.*Name the endpoint itself"):
        answer(b"", 307, location="https://elsewhere.example/graphql")


def test_the_request_id_is_told_for_githubs_support() -> None:
    with pytest.raises(Refused, match="AB12:34"):
        answer(error("Bad query", extensions={"code": "undefinedField"}), x_github_request_id="AB12:34")


def test_lone_surrogates_become_replacement_characters_and_pairs_stay() -> None:
    read = answer(b'{"data": {"a": "x\\ud83dy", "b": ["\\ud83d\\ude00", 1, null], "c": "\\u0000"}}')
    kept = {"unencodable": {"a": "x\\ud83dy"}}
    assert read.data == {"a": "x\ufffdy", "b": ["\U0001f600", 1, None], "c": "\0"} | kept
