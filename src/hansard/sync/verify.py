"""The audit: the archive's account of items against GitHub's own. Reads, changes nothing.

Totals by state are exact at GitHub. Counts by month come from its search, an index that lags by minutes.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hansard.github.answers import AnswerError, BadCredentials, TooHeavy
from hansard.github.client import GitHub
from hansard.github.fit import Unfit

STATES = {
    ("issue", "open"): "openIssues",
    ("issue", "closed"): "closedIssues",
    ("pull_request", "open"): "openPullRequests",
    ("pull_request", "closed"): "closedPullRequests",
    ("pull_request", "merged"): "mergedPullRequests",
}
# To a search a merged pull request is closed as well.
SEARCHES = {
    ("issue", "open"): "is:issue is:open",
    ("issue", "closed"): "is:issue is:closed",
    ("pull_request", "open"): "is:pr is:open",
    ("pull_request", "closed"): "is:pr is:closed is:unmerged",
    ("pull_request", "merged"): "is:pr is:merged",
}
UNCOUNTED = "the server does not count what a search finds"
BATCH = 25
SHRINK_PAUSE = 0.25

# What is counted: (kind, month as 2025-12, state).
Cell = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Totals:
    """GitHub's counts by state, of the repository under its present name, at GitHub's clock."""

    name: str
    counted: dict[str, int]
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One count, of both sides; `month` is None for a total."""

    kind: str
    month: str | None
    state: str
    github: int
    archive: int

    @property
    def agrees(self) -> bool:
        return self.github == self.archive


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the accounts agree, the months (kind, month) where they do not, and what else is to be said."""

    agrees: bool
    wrong: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


async def totals(github: GitHub, name: str) -> Totals:
    """GitHub's counts for OWNER/NAME, under the aliases of queries/totals.graphql; one request, one point."""
    owner, _, repository = name.partition("/")
    answer = await github.execute("totals", {"owner": owner, "name": repository})
    found = answer.data["repository"]
    counted = {alias: int(found[alias]["totalCount"]) for alias in STATES.values()}
    return Totals(found["nameWithOwner"], counted, answer.server_time or datetime.now(UTC))


async def by_month(github: GitHub, name: str, months: Sequence[str]) -> dict[Cell, int] | str:
    """GitHub's counts of the repository by kind, month and state; or why it did not give them.

    Twenty-five searches make one request of one point, fewer where GitHub cannot manage so many.
    """
    cells = [(kind, month, state) for month in months for kind, state in SEARCHES]
    counted: dict[Cell, int] = {}
    size, pause = BATCH, SHRINK_PAUSE
    while waiting := cells[len(counted) :]:
        some = waiting[:size]
        runs: list[dict[str, object]] = [{"query": search(name, *cell)} for cell in some]
        try:
            answer = await github.execute("search_count", runs, page_size=len(some), shrinkable=True)
        except TooHeavy as error:
            if size == 1:
                return error.told
            await asyncio.sleep(pause)
            size, pause = max(1, len(some) // 2), pause * 2
        except BadCredentials:
            raise
        except AnswerError as error:
            return error.told
        except Unfit:
            return UNCOUNTED
        else:
            found = [answer.data.get(f"i{index}") for index in range(len(some))]
            counted |= {cell: int(one["issueCount"]) for cell, one in zip(some, found, strict=True) if one}
            if None in found:
                return UNCOUNTED
    return counted


def search(name: str, kind: str, month: str, state: str) -> str:
    """The search for the items of a kind that were opened in a month (UTC) and are in a state now."""
    start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    last = _next(start) - timedelta(seconds=1)
    return f"repo:{name} {SEARCHES[kind, state]} created:{start:%Y-%m-%dT%H:%M:%SZ}..{last:%Y-%m-%dT%H:%M:%SZ}"


def months_between(first: datetime, last: datetime) -> list[str]:
    """The months (UTC) of two instants and all between them, as 2025-12."""
    month, months = first.astimezone(UTC).replace(day=1), []
    while (month.year, month.month) <= (last.astimezone(UTC).year, last.astimezone(UTC).month):
        months.append(f"{month:%Y-%m}")
        month = _next(month)
    return months


def _next(month: datetime) -> datetime:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def compare(counted: Mapping[str, int], archived: Iterable[Mapping[str, Any]]) -> list[Line]:
    """GitHub's totals beside the sums of `item_account` rows."""
    rows = list(archived)
    return [
        Line(kind, None, state, counted[alias], sum(int(row[state]) for row in rows if row["kind"] == kind))
        for (kind, state), alias in STATES.items()
    ]


def compare_months(counted: Mapping[Cell, int], archived: Iterable[Mapping[str, Any]]) -> list[Line]:
    """GitHub's counts by month beside those of `item_account` rows, by kind and month."""
    archive = {(row["kind"], row["month"], state): int(row[state]) for row in archived for _, state in STATES}
    cells = sorted(set(counted) | {cell for cell, count in archive.items() if count})
    return [
        Line(kind, month, state, counted.get((kind, month, state), 0), archive.get((kind, month, state), 0))
        for kind, month, state in cells
    ]


def judge(lines: Sequence[Line], months: Sequence[Line] | str, newest: str) -> Verdict:
    """What the totals and the months say together; `months` may be the reason why there are none.

    Where the exact totals agree, the search is behind when it differs in the newest month, or only in how a month's
    items divide into states: that is a note. Any other difference is one item too many here and one too few there.
    """
    exact = all(line.agrees for line in lines)
    if not isinstance(months, str) and not any(line.github for line in months) and any(line.github for line in lines):
        months = "its search finds nothing of this repository"
    if isinstance(months, str):
        note = f"the months could not be compared ({months}): the totals by state decide"
        return Verdict(exact, (), (note,))
    differing = sorted({(line.kind, line.month) for line in months if line.month and not line.agrees})
    late = [place for place in differing if exact and (place[1] == newest or _sums_agree(months, *place))]
    wrong = tuple(place for place in differing if place not in late)
    notes = (f"GitHub's search, which lags by minutes, differs in {places(late)}; the totals agree",) if late else ()
    return Verdict(exact and not wrong, wrong, notes)


def places(found: Iterable[tuple[str, str]]) -> str:
    """Months for people: issues of 2025-12, pull requests of 2025-11."""
    return ", ".join(f"{kind.replace('_', ' ')}s of {month}" for kind, month in found)


def _sums_agree(months: Iterable[Line], kind: str, month: str) -> bool:
    lines = [line for line in months if (line.kind, line.month) == (kind, month)]
    return sum(line.github for line in lines) == sum(line.archive for line in lines)
