"""What GitHub refuses, in its words. An error inside an answer has a type, a path and a message; HTTP stays at 200."""

from collections.abc import Sequence
from typing import Any

SOMETHING_WENT_WRONG = (
    "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub"
    " bug. Please include `{request_id}` when reporting this issue."
)
RESOURCE_LIMITS = "Resource limits for this query exceeded."
SECONDARY_LIMIT = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to"
    " GitHub Support for help, please include the request ID {request_id}."
)
FORBIDDEN = "Resource not accessible by personal access token"


class Refusal(Exception):
    """Raised by a resolver: becomes one error of the answer, at the path of the field."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


def not_found(what: str) -> Refusal:
    return Refusal("NOT_FOUND", f"Could not resolve to {what}.")


def problem(kind: str, message: str, path: Sequence[str | int] | None = None) -> dict[str, Any]:
    """One element of `errors`."""
    return {"type": kind, **({"path": list(path)} if path is not None else {}), "message": message}
