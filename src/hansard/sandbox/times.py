"""Instants: whole seconds in UTC, written as GitHub writes them."""

from datetime import UTC, datetime


def parse_instant(text: str) -> datetime:
    """Read ISO 8601 with an offset or Z. Raises ValueError for anything else."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no offset: write it with a Z or +08:00")
    return instant.astimezone(UTC).replace(microsecond=0)


def format_instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()[:19] + "Z"
