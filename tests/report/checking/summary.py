"""The head and the summary: counts, their comparison with the time before, the judgement, what concerns users."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.report.checking.archive import Past, World
from tests.report.checking.page import integer, is_at, is_mean, is_there, numbers, read
from tests.report.checking.scores import is_docs_or_ci, weight
from tests.report.checking.vocabulary import GRAVE, severity, subjects


class Summary:
    """The rules of the summary, for one window."""

    def __init__(self, world: World, words: dict[str, Any], zone: ZoneInfo, focuses: dict[str, int]) -> None:
        self.world, self.words, self.zone, self.focuses = world, words, zone, focuses
        self.lengths = {name: len(items) for name, items in world.lists().items()}
        self.before = [self._counts(back) for back in range(1, 29)]
        self.reach = reach(world)
        self.compared: list[str] = []
        self.has_percentiles = False
        self.affecting: dict[str, tuple[list[int], bool]] = {}

    def _counts(self, back: int) -> dict[str, int]:
        length = timedelta(seconds=self.world.length)
        lists = self.world.lists(self.world.start - back * length, self.world.end - back * length)
        counts = {name: len(items) for name, items in lists.items()}
        return counts | {"all": sum(counts.values())}

    def problems(self, lines: list[str]) -> Iterator[str]:
        words = self.words
        rules = [
            (words["judgement"], self._judgement),
            (words["counts"], self._numbers),
            (words["table"], lambda _: ()),
            (r"\|---\|---:\|---:\|---:\|(?:---:\|)?", lambda _: ()),
            (
                r"\| (?P<name>[^|]+) \| (?P<n>\S+) \| (?P<week>\S+) \| (?P<month>\S+) \|(?: (?P<fewer>\S+) \|)?",
                self._row,
            ),
            (words["effects_head"], lambda _: ()),
            (words["effect"], self._effect),
        ]
        yield from read(lines, rules)
        if self.compared not in ([], list(self.lengths)):
            yield f"the table compares {self.compared}, not {list(self.lengths)}"
        busy = sum(one["all"] > 0 for one in self.before)
        has_percentiles = self.world.age >= 28 * self.world.length and busy >= 14
        since = self.world.start - timedelta(days=28)
        entries = sum(len(items) for items in self.world.lists(since, self.world.start).values())
        is_compared = self.world.age >= 28 * 86400 and entries >= 28
        yield from is_there(lines, words["table"], is_compared, "the table")
        if is_compared and (len(self.compared) != 5 or self.has_percentiles != has_percentiles):
            yield f"the table has {self.compared}, with percentiles {self.has_percentiles}"
        yield from self._effects_left_out(lines)
        if not lines or not re.fullmatch(words["judgement"], lines[0]):
            yield "the summary does not begin with its judgement"
        if any(self.lengths.values()) and not any(re.fullmatch(words["counts"], line) for line in lines):
            yield "the summary does not count"

    def so_far(self, lines: list[str]) -> Iterator[str]:
        """That nothing happened is said of the whole window only where the archive has all of it."""
        is_whole = self.reach is not None and self.reach >= self.world.end
        for name in ("focus_none", "no_discussions", "no_topics", "no_changes", "nobody", "no_problems"):
            for found in filter(None, (re.fullmatch(self.words[name], line) for line in lines)):
                if bool(found["so_far"]) == is_whole:
                    yield f"the archive reaches to {self.reach}: {found[0]}"

    def head(self, lines: list[str]) -> Iterator[str]:
        words = self.words
        rules = [
            (words["title"], self._title),
            (words["warning"], self._warning),
            (words["window"], self._window),
            (words["header"], self._header),
        ]
        said = [line for line in lines if line.strip()]
        yield from read(said, rules)
        is_whole = self.reach is not None and self.reach >= self.world.end
        for name, true in (("title", True), ("window", True), ("header", True), ("warning", not is_whole)):
            yield from is_there(said, words[name], true, f"the {name}")

    def _title(self, found: re.Match[str]) -> Iterator[str]:
        if found["date"] != str(self.world.start.astimezone(self.zone).date()):
            yield f"the title's date is not {found['date']}"

    def _window(self, found: re.Match[str]) -> Iterator[str]:
        for name, moment in (("start", self.world.start), ("end", self.world.end)):
            if not is_at(found[name], moment):
                yield f"the window's {name} is {moment}, not {found[name]}"

    def _header(self, found: re.Match[str]) -> Iterator[str]:
        if [int(n) for n in found.groups()] != list(self.lengths.values()):
            yield f"the header does not count {self.lengths}"

    def _warning(self, found: re.Match[str]) -> Iterator[str]:
        if self.reach is not None and self.reach >= self.world.end:
            yield "the archive reaches the window's end"
        if (self.reach is None) != (found["reach"] is None) or (self.reach and not is_at(found["reach"], self.reach)):
            yield f"the archive reaches to {self.reach}: {found[0]}"

    def _judgement(self, found: re.Match[str]) -> Iterator[str]:
        total = sum(self.lengths.values())
        fewer = sum(one["all"] < total for one in self.before)
        equal = sum(one["all"] == total for one in self.before)
        if found["pace"]:
            if [integer(found[name]) for name in ("all", "fewer", "equal")] != [total, fewer, equal]:
                yield f"{total} entries, {fewer} windows fewer and {equal} as many: {found[0]}"
            if self.words["pace"].get(found["pace"]) != pace(100 * (fewer + equal / 2) / 28):
                yield f"the window is not {found['pace']}: {fewer} of 28 had fewer, {equal} as many"
            if self.world.age < 28 * self.world.length or sum(one["all"] > 0 for one in self.before) < 14:
                yield f"no word for the pace is earned: {found['pace']}"
        elif found["sum"] and integer(found["sum"]) != total:
            yield f"{total} entries: {found[0]}"
        is_complete = self.reach is not None and self.reach >= self.world.end
        if found["sum"] and bool(found["so_far"]) == is_complete:
            yield f"the archive reaches to {self.reach}: {found[0]}"
        is_old = self.world.age >= 28 * self.world.length
        if found["sum"] and is_complete and is_old and sum(one["all"] > 0 for one in self.before) >= 14:
            yield f"a word for the pace is left out: {found[0]}"
        moved = [
            move
            for past in self.world.items.values()
            for move in past.moves
            if move["moment"] >= self.world.start and (past.state != "merged" or move["type"] == "reopened")
        ]
        if bool(found["quiet"]) != (total == 0 and not moved and is_complete):
            yield f"{total} entries, {len(moved)} moves: {found[0]}"
        if (found["pace"] or found["sum"] or found["quiet"]) is None:
            yield from self._warning(found)
        if bool(found["small"]) != self.world.is_small:
            yield f"small or not: {found[0]}"
        grave = {past.number for past in self.world.items.values() if self._is_unanswered(past)}
        named = numbers(found["links"])
        if integer(found["grave"]) != len(grave) or not set(named) <= grave or len(set(named)) != min(5, len(grave)):
            yield f"grave problems without a maintainer: {sorted(grave)}: {found[0]}"

    def _is_unanswered(self, past: Past) -> bool:
        trouble = severity(past)
        said = sum(one["kind"] != "review" for one in past.people(self.world.start))
        labels = {label.lower() for label in past.labels}
        discounted = bool(labels & {"usage", "question"}) * 2 + ("stale" in labels) * 3
        # A grave problem counts 3.5 and more, so that only a stale question can fall below nothing; none here is both.
        return (
            not past.is_pull and past.state == "open" and not past.is_by_bot and not past.has_maintainer
            and (past.created_at >= self.world.start or said > 0)
            and trouble is not None and trouble[0] in GRAVE and discounted < 5
        )  # fmt: skip

    def _numbers(self, found: re.Match[str]) -> Iterator[str]:
        lists = {name: {past.number for past in items} for name, items in self.world.lists().items()}
        closed = self.world.lists()["closed_issues"]
        true = self.lengths | {
            "reclosed": len(lists["new_issues"] & lists["closed_issues"]),
            "remerged": len(lists["new_pull_requests"] & lists["merged_pull_requests"]),
            "by_bots": sum(past.is_closed_by_bot for past in closed),
            "items": len(set().union(*lists.values())),
        }
        for name, n in true.items():
            if integer(found[name]) != n:
                yield f"the summary's {name} are {n}: {found[0]}"
        counted = {name.strip(): integer(n) for name, n in re.findall(self.words["focus_count"], found["focuses"])}
        if counted != self.focuses:
            yield f"the focuses have {self.focuses}, not {counted}"

    def _row(self, found: re.Match[str]) -> Iterator[str]:
        name = self.words["rows"].get(found["name"])
        if name is None:
            yield f"no rule accounts for {found[0]}"
            return
        self.compared.append(name)
        self.has_percentiles = found["fewer"] is not None
        world = self.world
        if world.age < 28 * 86400:
            yield "the repository is too young for a comparison"
        if integer(found["n"]) != self.lengths[name]:
            yield f"{name} are {self.lengths[name]}: {found[0]}"
        for part, days in (("week", 7), ("month", 28)):
            past = len(world.lists(world.start - timedelta(days=days), world.start)[name])
            if not is_mean(found[part], past * world.length / (days * 86400)):
                yield f"the mean of {days} days is {past * world.length / (days * 86400)}: {found[0]}"
        fewer = sum(one[name] < self.lengths[name] for one in self.before)
        if found["fewer"] and integer(found["fewer"]) != fewer:
            yield f"{fewer} windows had fewer {name}: {found[0]}"

    def _effect(self, found: re.Match[str]) -> Iterator[str]:
        texts = {text.lower(): name for text, name in self.words["effects"].items()}
        kind = texts.get(found["effect"].lower())
        if kind is None:
            yield f"no rule accounts for: {found[0]}"
        else:
            self.affecting[kind] = numbers(found["links"]), bool(found["others"])

    def _effects_left_out(self, lines: list[str]) -> Iterator[str]:
        """Five changes of each kind at most, the weightiest first; none of documentation and tests."""
        merged = [past for past in self.world.lists()["merged_pull_requests"] if not is_docs_or_ci(past)]
        heavy = sorted(merged, key=lambda past: (weight(past, self.world), past.number), reverse=True)
        true = {}
        for kind in self.words["effects"].values():
            if found := [past.number for past in heavy if kind in subjects(past, self.world)]:
                true[kind] = found[:5], len(found) > 5
        if self.affecting != true:
            yield f"what concerns users are {true}, not {self.affecting}"
        yield from is_there(lines, self.words["effects_head"], true, "the heading of what concerns users")


def pace(percent: float) -> str:
    """The word that a percentile earns."""
    if percent >= 90 or percent <= 10:
        return "busy" if percent >= 90 else "quiet"
    return "usual" if 25 <= percent <= 75 else "above" if percent > 75 else "below"


def reach(world: World) -> datetime | None:
    """How far the archive is known to be complete: the later of its oldest watermark and its last complete sync."""
    cursors = [row["watermark"] for row in world.rows("select watermark from sync_cursor")]
    runs = world.rows("select * from sync_run")
    through = [run for run in runs if run["complete"] or ((run["gaps"] or 0) > 0 and run["all_deep"] is not False)]
    settled = [run["finished_at"] for run in through if run["finished_at"]]
    reached = [run["started_at"] for run in runs if run["complete"]]
    if cursors and all(cursors) and settled and min(cursors) <= max(settled):
        reached.append(min(cursors))
    return min(max(reached), world.end) if reached else None
