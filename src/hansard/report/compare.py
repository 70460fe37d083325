"""Two windows against each other: what the warehouse says of each, side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hansard.report.facts import Archive
from hansard.report.window import Window

ASPECTS = ("count", "label", "person", "problem", "item")
PROFILE = "select * from window_profile($start, $end) where repository = $repository order by all"
STATES = """
    select number, state from items_at($end - interval 1 microsecond)
    where repository = $repository and list_contains($numbers, number)"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A count, label, person, problem or item in both windows; None where a window does not have it.

    The amounts are those of `window_profile`. `state` is that of a problem or item at the end of the second window;
    None for the others, and for an item that did not exist then.
    """

    aspect: str
    name: str
    title: str | None
    before: float | None
    after: float | None
    says_before: str | None
    says_after: str | None
    state: str | None

    @property
    def change(self) -> float:
        return (self.after or 0) - (self.before or 0)


def compare(archive: Archive, repository: str, before: Window, after: Window) -> tuple[Pair, ...]:
    """Every pair, by aspect; counts in the order of a report, everything else by the size of its change."""
    one, other = (
        archive.rows(PROFILE, {"repository": repository, "start": window.start, "end": window.end})
        for window in (before, after)
    )
    numbers = sorted({int(row["name"]) for row in [*one, *other] if row["aspect"] in ("problem", "item")})
    states = archive.rows(STATES, {"repository": repository, "end": after.end, "numbers": numbers})
    return paired(one, other, {row["number"]: row["state"] for row in states})


def paired(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], states: Mapping[int, str]
) -> tuple[Pair, ...]:
    """The rows of two profiles, joined by aspect and name."""
    sides = [{(row["aspect"], row["name"]): row for row in rows} for rows in (before, after)]
    nothing: Mapping[str, Any] = {"title": None, "amount": None, "says": None}
    pairs = []
    for aspect, name in dict.fromkeys([*sides[0], *sides[1]]):
        one, other = (side.get((aspect, name), nothing) for side in sides)
        pairs.append(
            Pair(
                aspect=aspect,
                name=name,
                title=other["title"] or one["title"],
                before=one["amount"],
                after=other["amount"],
                says_before=one["says"],
                says_after=other["says"],
                state=states.get(int(name)) if aspect in ("problem", "item") else None,
            )
        )
    return tuple(sorted(pairs, key=lambda pair: (ASPECTS.index(pair.aspect), _place(pair), pair.name)))


def _place(pair: Pair) -> float:
    order = (
        *("new_issues", "closed_issues", "new_pull_requests", "merged_pull_requests"),
        *("closed_unmerged_pull_requests", "people", "newcomers", "comments", "reviews"),
    )
    return order.index(pair.name) if pair.aspect == "count" else -abs(pair.change)
