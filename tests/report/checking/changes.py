"""The changes: merged and approved pull requests, areas, and what is still in review."""

import re
from collections.abc import Iterator
from typing import Any

from tests.report.checking.archive import Past, World
from tests.report.checking.lengths import most
from tests.report.checking.lines import TOLD, told
from tests.report.checking.page import integer, is_there, numbers, read, shown


def areas(merged: list[Past]) -> dict[str, tuple[int, int]]:
    """How many merged pull requests changed which area, and how many lines of it."""
    found: dict[str, tuple[int, int]] = {}
    for past in merged:
        for area, (lines, _) in past.areas.items():
            pulls, before = found.get(area, (0, 0))
            found[area] = (pulls + 1, before + lines)
    return found


class Changes:
    """The rules of the section."""

    def __init__(self, world: World, words: dict[str, Any]) -> None:
        self.world, self.words = world, words
        self.told: list[int] = []
        self.elsewhere: set[int] = set()
        self.more = 0

    def problems(self, lines: list[str]) -> Iterator[str]:
        words = self.words
        rules = [
            (TOLD, self._told),
            (words["more_changes"], self._more),
            (words["elsewhere"], self._elsewhere),
            (words["no_changes"], self._none),
            (words["areas"], self._areas),
            (words["in_review"], self._in_review),
        ]
        yield from read(lines, rules)
        merged = self.world.lists()["merged_pull_requests"]
        is_ranked = not self.world.is_small
        yield from is_there(lines, words["areas"], is_ranked and areas(merged), "the areas")
        yield from is_there(lines, words["in_review"], is_ranked and self._reviewed(), "what is in review")
        true = {past.number for past in self.world.items.values() if self.is_change(past)}
        named = {*self.told, *self.elsewhere}
        if not named <= true:
            yield f"{sorted(named - true)} are no changes"
        if len(named) + self.more > len(true):
            yield f"there are {len(true)} changes, not {len(named) + self.more}"

    def is_change(self, past: Past) -> bool:
        """One that is weighed; any pull request of a small window."""
        return self.is_weighty(past) or (self.world.is_small and past.is_pull and bool(self.world.in_lists(past)))

    def is_weighty(self, past: Past) -> bool:
        """Merged in the window, or open and approved in it by a maintainer."""
        if past in self.world.lists()["merged_pull_requests"]:
            return True
        approvals = [one["moment"] for one in past.verdicts.values() if one["verdict"] == "APPROVED"]
        return (
            past.is_pull and past.state == "open" and not past.is_draft and past.is_approved
            and not past.judges("CHANGES_REQUESTED") and any(moment >= self.world.start for moment in approvals)
        )  # fmt: skip

    def _told(self, found: re.Match[str]) -> Iterator[str]:
        self.told.append(int(found["number"]))
        if found["place"] != f"{len(self.told)}.":
            yield f"the places of the changes do not count up: {found[0]}"
        yield from told(found, self.world, self.words)

    def _more(self, found: re.Match[str]) -> Iterator[str]:
        self.more = integer(found["more"])
        yield from ()

    def _elsewhere(self, found: re.Match[str]) -> Iterator[str]:
        self.elsewhere = set(numbers(found["links"]))
        yield from ()

    def _none(self, found: re.Match[str]) -> Iterator[str]:
        if bool(found["merged"]) != bool(self.world.lists()["merged_pull_requests"]):
            yield f"merged: {len(self.world.lists()['merged_pull_requests'])}, not {found[0]}"

    def _areas(self, found: re.Match[str]) -> Iterator[str]:
        """Each with its numbers, the most frequent first, then by lines."""
        true = areas(self.world.lists()["merged_pull_requests"])
        named = [
            (shown(area), (integer(pulls), integer(lines)))
            for area, pulls, lines in re.findall(self.words["area"], found["areas"])
        ]
        all_of_them = [(shown(area), counts) for area, counts in true.items()]
        best = sorted(all_of_them, key=lambda one: one[1], reverse=True)[:6]
        if [counts for _, counts in named] != [counts for _, counts in best] or not set(named) <= set(all_of_them):
            yield f"the areas are {best}, not {named}"

    def _reviewed(self) -> list[int]:
        """New pull requests by people that wait for a verdict, and are not told above."""
        new = [past for past in self.world.lists()["new_pull_requests"] if past.state == "open"]
        return [past.number for past in new if not (past.is_draft or past.is_by_bot or past.number in self.told)]

    def _in_review(self, found: re.Match[str]) -> Iterator[str]:
        true, named = self._reviewed(), numbers(found["links"])
        if named != true[: most(self.world).changes] or len(named) + integer(found["more"]) != len(true):
            yield f"in review are {true}, not {found[0]}"
