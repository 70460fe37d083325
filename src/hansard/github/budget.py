"""The hour's points and how long to wait. Pure: no clock, no socket; times are GitHub's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

# A reset that is a few seconds old on one server may still lie ahead on another.
RESET_MARGIN = 3.0
# GitHub: without Retry-After wait at least a minute; the header may be missing in the first seconds of a limit.
SECONDARY_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Rate:
    """What a request cost and what is left of the hour, as far as the answer said."""

    cost: int | None = None
    limit: int | None = None
    remaining: int | None = None
    node_count: int | None = None
    reset_at: datetime | None = None


def server_time(headers: Mapping[str, str]) -> datetime | None:
    """GitHub's clock from the Date header, in UTC; None when it is missing or unreadable."""
    try:
        return parsedate_to_datetime(headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return None


def read_rate(headers: Mapping[str, str], data: Mapping[str, Any] | None) -> Rate:
    """The state of the budget: cost and node count from `rateLimit` of the answer, the rest from headers first."""
    said = (data or {}).get("rateLimit") or {}
    reset = _number(headers.get("x-ratelimit-reset"))
    return Rate(
        cost=said.get("cost"),
        limit=_number(headers.get("x-ratelimit-limit")) or said.get("limit"),
        remaining=_first(_number(headers.get("x-ratelimit-remaining")), said.get("remaining")),
        node_count=said.get("nodeCount"),
        reset_at=datetime.fromtimestamp(reset, UTC) if reset else _instant(said.get("resetAt")),
    )


def primary_wait(headers: Mapping[str, str]) -> float:
    """Seconds until the hour's points are back, measured on GitHub's own clock."""
    reset, now = _number(headers.get("x-ratelimit-reset")), server_time(headers)
    if reset is None or now is None:
        return SECONDARY_WAIT
    return max(0.0, reset - now.timestamp()) + RESET_MARGIN


def secondary_wait(headers: Mapping[str, str]) -> float:
    """Seconds of quiet after a secondary limit: Retry-After, else the reset when nothing is left, else a minute."""
    after = _number(headers.get("retry-after"))
    if after is not None:
        return float(after)
    if headers.get("x-ratelimit-remaining") == "0":
        return primary_wait(headers)
    return SECONDARY_WAIT


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.strip().isascii() and text.strip().isdigit() else None


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
