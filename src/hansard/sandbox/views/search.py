"""GitHub's search for issues and pull requests, as far as it counts those of one repository."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from hansard.sandbox.state import Item
from hansard.sandbox.times import parse_instant

if TYPE_CHECKING:
    from hansard.sandbox.world import World

_TYPES = ("ISSUE", "ISSUE_ADVANCED")
_IS: dict[str, Callable[[Item], bool]] = {
    "issue": lambda item: item.kind == "issue",
    "pr": lambda item: item.kind == "pull_request",
    "open": lambda item: item.state == "OPEN",
    # A merged pull request is a closed one to the search, though not to a listing by states.
    "closed": lambda item: item.state != "OPEN",
    "merged": lambda item: item.state == "MERGED",
    "unmerged": lambda item: item.kind == "pull_request" and item.state != "MERGED",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: how many, not which."""

    typename: ClassVar[str] = "SearchResultItemConnection"
    issue_count: int


def found(worlds: Sequence[World], query: str, kind: str) -> Found:
    """Count what passes every term: `repo:`, `is:` and `created:A..B` with dates or instants, both inclusive.

    Another repository's name finds nothing, as at GitHub. Raises NotImplementedError for any other term.
    """
    if kind not in _TYPES:
        raise NotImplementedError(f"a search of type {kind}")
    return Found(sum(_count(world, query.split()) for world in worlds if not world.directory.hidden))


def _count(world: World, terms: Sequence[str]) -> int:
    tests = [_test(world, term) for term in terms]
    return sum(all(test(item) for test in tests) for item in world.items.values())


def _test(world: World, term: str) -> Callable[[Item], bool]:
    qualifier, _, value = term.partition(":")
    match qualifier:
        case "repo":
            here = value.lower() == world.directory.name.lower()
            return lambda item: here
        case "is" if value in _IS:
            return _IS[value]
        case "created" if ".." in value:
            first, _, last = value.partition("..")
            start, end = _span(first)[0], _span(last)[1]
            return lambda item: start <= item.created_at < end
    raise NotImplementedError(f"the search term {term!r}")


def _span(text: str) -> tuple[datetime, datetime]:
    """The instants that a bound covers: a whole day in UTC, or one second."""
    if "T" in text:
        instant = parse_instant(text)
        return instant, instant + timedelta(seconds=1)
    day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    return day, day + timedelta(days=1)
