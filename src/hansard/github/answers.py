"""What an answer of GitHub means: a function of status, headers and body, with no socket and no clock.

GitHub answers most errors with status 200 and publishes no list of them, so the body decides, whatever the status says.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hansard.errors import HansardError
from hansard.github.budget import Rate, primary_wait, read_rate, secondary_wait, server_time
from hansard.github.introspection import needs_fit

RATE_TYPES = {"RATE_LIMITED", "RATE_LIMIT"}
SMALLER_TYPES = {"RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED"}
RETRY_TYPES = {"SERVICE_UNAVAILABLE", "INTERNAL"}
FATAL_TYPES = {
    "ARGUMENT_LIMIT",
    "EXCESSIVE_PAGINATION",
    "INSUFFICIENT_SCOPES",
    "MISSING_PAGINATION_BOUNDARIES",
    "UNPROCESSABLE",
}
# With a path these concern one node; what lies beside it is intact.
NODE_TYPES = {"NOT_FOUND", "FORBIDDEN"}
SMALLER_WORDS = (
    "something went wrong while executing your query",
    "timedout",
    "couldn't respond to your request in time",
)
RETRY_WORDS = ("a query attribute must be specified",)


@dataclass(frozen=True, slots=True)
class Answer:
    """The data of one whole answer. `refused` holds the errors that explain single nodes which are null in it."""

    data: dict[str, Any]
    refused: tuple[dict[str, Any], ...]
    rate: Rate
    server_time: datetime | None
    request_id: str | None


class AnswerError(HansardError):
    """An answer that holds no usable data."""

    def __init__(self, told: str, request_id: str | None = None) -> None:
        self.told, self.request_id = told, request_id
        super().__init__(f"{told} (GitHub's request id: {request_id})" if request_id else told)


class RateLimited(AnswerError):
    """The hour's points are used up, or a secondary limit asks for quiet: wait so many seconds."""

    def __init__(self, told: str, wait: float, request_id: str | None = None) -> None:
        self.wait = wait
        super().__init__(told, request_id)


class Unavailable(AnswerError):
    """Try the same again after a pause."""


class TooHeavy(AnswerError):
    """GitHub could not or would not compute so much at once: ask for less, from the same cursor."""


class BadCursor(AnswerError):
    """A cursor that GitHub does not take any more: go on from a timestamp."""


class Refused(AnswerError):
    """Nothing that waiting or asking for less would mend."""


class Misfit(Refused):
    """The query names something that this server's schema has not."""


class BadCredentials(Refused):
    """The token is missing, wrong or expired."""


class NotFound(Refused):
    """GitHub knows no such repository, or the token may not see it."""


def read_answer(status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    """The answer, or the error that it stands for. Header names are in lower case.

    Raises one of the AnswerErrors above; the whole table is in tests/github/test_answers.py.
    """
    request_id = headers.get("x-github-request-id")
    document = _parse(body)
    if isinstance(document, dict) and ("errors" in document or isinstance(document.get("data"), dict)):
        errors = [error for error in document.get("errors") or [] if isinstance(error, dict)]
        data = document.get("data")
        _raise_for_errors(status, headers, errors, request_id)
        if isinstance(data, dict):
            return Answer(
                _scrub(data) if b"\\ud" in body.lower() else data,
                tuple(errors),
                read_rate(headers, data),
                server_time(headers),
                request_id,
            )
    message = document.get("message") if isinstance(document, dict) else None
    raise _for_status(status, headers, str(message or ""), request_id)


def _raise_for_errors(
    status: int, headers: Mapping[str, str], errors: Sequence[dict[str, Any]], request_id: str | None
) -> None:
    """Raise the gravest of the errors, unless each of them explains one null node."""
    found = [_meaning(status, headers, error, request_id) for error in errors]
    for kind in (RateLimited, BadCredentials, NotFound, BadCursor, Refused, TooHeavy, Unavailable):
        for meaning in found:
            if isinstance(meaning, kind):
                raise meaning


def _meaning(
    status: int, headers: Mapping[str, str], error: dict[str, Any], request_id: str | None
) -> AnswerError | None:
    """What one entry of `errors` means; None for a single node that GitHub does not give."""
    kind = str(error.get("type") or "")
    message = str(error.get("message") or "an error without a message")
    extensions = error.get("extensions")
    code = str(extensions.get("code") or "") if isinstance(extensions, dict) else ""
    words = message.lower()
    path = error.get("path") or []
    if "secondary rate limit" in words:
        return RateLimited("GitHub asks for a pause (secondary rate limit)", secondary_wait(headers), request_id)
    if kind in RATE_TYPES or "graphql_rate_limit" in (code, error.get("code")):
        return RateLimited("the points of this hour are used up", primary_wait(headers), request_id)
    if kind in SMALLER_TYPES or any(known in words for known in SMALLER_WORDS):
        return TooHeavy(f"GitHub says: {message}", request_id)
    if kind in RETRY_TYPES or any(known in words for known in RETRY_WORDS):
        return Unavailable(f"GitHub says: {message}", request_id)
    if kind == "INVALID_CURSOR_ARGUMENTS":
        return BadCursor(f"GitHub says: {message}", request_id)
    if kind == "NOT_FOUND" and path == ["repository"]:
        return NotFound(f"GitHub says: {message} Check the spelling, and whether the token may see it", request_id)
    if kind in NODE_TYPES and path and path != ["repository"]:
        return None
    if kind in NODE_TYPES or kind in FATAL_TYPES or code or (not path and "locations" in error):
        kind_of = Misfit if needs_fit(error) else Refused
        return kind_of(f"GitHub refused the query: {message}", request_id)
    # An unknown error under a path has nulled something: less at once may get round it.
    return (
        TooHeavy(f"GitHub says: {message}", request_id) if path else Unavailable(f"GitHub says: {message}", request_id)
    )


def _for_status(status: int, headers: Mapping[str, str], message: str, request_id: str | None) -> AnswerError:
    """What an answer without data and errors means."""
    words = message.lower()
    if 300 <= status < 400:
        where = headers.get("location", "nowhere")
        return Refused(f"the endpoint redirects to {where}, and a token follows no redirect. Name the endpoint itself")
    if status == 401 and ("bad credentials" in words or "endpoint requires" in words):
        return BadCredentials(
            f"GitHub does not accept the token ({message.split('.')[0]}). Set GITHUB_TOKEN to a valid one", request_id
        )
    limited = "rate limit" in words or "abuse" in words
    if status in (403, 429) and (limited or status == 429 or "retry-after" in headers):
        primary = headers.get("x-ratelimit-remaining") == "0" and "secondary" not in words
        told = "the points of this hour are used up" if primary else "GitHub asks for a pause (secondary rate limit)"
        wait = primary_wait(headers) if primary else secondary_wait(headers)
        return RateLimited(told, wait, request_id)
    if status == 403:
        saml = " The organisation wants SAML sign-on for this token." if "x-github-sso" in headers else ""
        return Refused(f"GitHub refuses the request: {message or 'no reason given'}.{saml}", request_id)
    if status in (404, 405, 410):
        return Refused(f"there is no GraphQL API at this endpoint (status {status}). Check --api-url", request_id)
    if status in (500, 502, 504):
        return TooHeavy(f"GitHub gave up computing the answer (status {status})", request_id)
    if status == 200:
        return TooHeavy("GitHub's answer was cut short, or is no JSON", request_id)
    if status in (401, 408, 425) or status > 500:
        return Unavailable(f"an answer that cannot be read (status {status})", request_id)
    return Refused(f"GitHub answered with status {status}: {message or 'no reason given'}", request_id)


def _parse(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _scrub(value: Any) -> Any:
    """Replace lone surrogates, legal in JSON escapes but in no UTF-8 text, by U+FFFD.

    What was replaced is kept beside it, in the object's `unencodable`, with the surrogates written out as \\udXXX.
    """
    if isinstance(value, str):
        return value if _encodable(value) else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        odd = {key: text for key, text in value.items() if isinstance(text, str) and not _encodable(text)}
        kept = {key: text.encode("utf-8", "backslashreplace").decode() for key, text in odd.items()}
        return {key: _scrub(inner) for key, inner in value.items()} | ({"unencodable": kept} if kept else {})
    return [_scrub(inner) for inner in value] if isinstance(value, list) else value


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
