"""What each section must tell, in which order, and what it only names: each item stands once, where it ranks best."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tests.report.checking.archive import Past, World
from tests.report.checking.attention import Attention
from tests.report.checking.changes import Changes
from tests.report.checking.discussions import Discussions
from tests.report.checking.focus import GROUPS, Focus, group_of
from tests.report.checking.lengths import most
from tests.report.checking.page import numbers
from tests.report.checking.scores import GRAVITY, heat, need, weight
from tests.report.checking.vocabulary import severity

MOST_NAMED = 40


class Places:
    """The ranks of all sections, and what follows from them for each."""

    def __init__(
        self, world: World, focuses: Sequence[Focus], discussions: Discussions, changes: Changes, attention: Attention
    ) -> None:
        self.world, self.most, self.attention = world, most(world), attention
        items = list(world.items.values())
        hot = {past.number: heat(past, world) for past in items if discussions.is_discussed(past)}
        weighty = {past.number: weight(past, world) for past in items if changes.is_weighty(past)}
        needy = {past.number: need(past, world) for past in items if attention.is_troubling(past)}
        needy = {number: score for number, score in needy.items() if score > 0}
        best = {number: max(scores.get(number, 0.0) for scores in (hot, weighty, needy)) for number in world.by_number}
        self.follow_ups = sorted(attention.follow_ups, key=self._urgency, reverse=True)
        self.ranked = {f"focus {place}": self._focus(one, best) for place, one in enumerate(focuses)}
        self.ranked["discussions"] = _by_score(hot)
        self.ranked["changes"] = _by_score({number: score for number, score in weighty.items() if score > 0})
        self.ranked["attention"] = _by_score(needy)
        if world.is_small:
            listed = sorted((past for past in items if world.in_lists(past)), key=lambda past: -past.number)
            for past in listed:
                section = self.ranked["changes" if past.is_pull else "attention"]
                section += [past.number] if past.number not in section else []
        problems = [number for number in self.ranked["attention"] if number not in self.follow_ups]
        self.ranked["attention"] = self.follow_ups + problems
        self.place = self._settle()

    def _focus(self, focus: Focus, best: dict[int, float]) -> list[int]:
        def order(number: int) -> tuple[bool, bool, float, int]:
            is_itself = bool({"label", "title", "author"} & focus.true[number].keys())
            return bool(self.world.in_lists(self.world.by_number[number])), is_itself, best[number], number

        return sorted(focus.true, key=order, reverse=True)

    def _urgency(self, number: int) -> tuple[bool, float, Any, int]:
        past = self.world.by_number[number]
        return past.state != "open", GRAVITY[(severity(past) or ("bug",))[0]], past.created_at, number

    def _settle(self) -> dict[int, str]:
        """Between equal ranks the section that comes first has it."""
        found: dict[int, tuple[int, int, str]] = {}
        for order, (section, ranked) in enumerate(self.ranked.items()):
            for rank, number in enumerate(ranked):
                found[number] = min(found.get(number, (rank, order, section)), (rank, order, section))
        return {number: section for number, (_, _, section) in found.items()}

    def rows(self, section: str, most: int) -> tuple[list[int], list[int], int]:
        """What the section tells, what it names as told elsewhere, and how many more there are."""
        ranked = [n for n in self.ranked[section] if section != "attention" or n not in self.follow_ups]
        most = len(ranked) if self.world.is_small else most
        here = [number for number in ranked if self.place[number] == section]
        away = [number for number in ranked[:most] if self.place[number] != section]
        return here[:most], away, len(here[most:])

    def problems(self, told: Sequence[Sequence[str]], words: dict[str, Any]) -> Iterator[str]:
        """What the sections leave out, tell too much of, or tell in another order."""
        for place, lines in enumerate(told[1:-5]):
            yield from self._section(f"focus {place}", self.most.focus, lines, words, "focus_")
        yield from self._section("discussions", self.most.discussions, told[-5], words, "discussions")
        yield from self._section("changes", self.most.changes, told[-3], words, "changes")
        yield from self._attention(told[-1], words)

    def _section(
        self, section: str, most: int, lines: Sequence[str], words: dict[str, Any], kind: str
    ) -> Iterator[str]:
        here, away, more = self.rows(section, most)
        yield from differs(section, "tells", here, told_in(lines, r"\d+\."))
        is_focus = kind == "focus_"
        pattern = words["focus_elsewhere" if is_focus else "elsewhere"]
        yield from differs(section, "names elsewhere", away, linked_by(lines, pattern))
        if is_focus:
            rest = [number for number in self.ranked[section] if number not in {*here, *away}]
            more = len(rest[MOST_NAMED:])
            groups = [line for line in lines if not re.fullmatch(pattern, line)]
            yield from differs(section, "groups", self._grouped(rest[:MOST_NAMED]), linked_by(groups, words["group"]))
        yield from differs(
            section, "has more", [more], [_more(lines, words["focus_more" if is_focus else f"more_{kind}"])]
        )

    def _grouped(self, rest: list[int]) -> list[int]:
        """By the strongest of their lists, and of one list in the order of the focus."""
        return sorted(rest, key=lambda number: GROUPS.index(group_of(number, self.world)))

    def _attention(self, lines: Sequence[str], words: dict[str, Any]) -> Iterator[str]:
        here, away, more = self.rows("attention", self.most.problems)
        far = [number for number in self.follow_ups if self.place[number] != "attention"]
        near = [number for number in self.follow_ups if self.place[number] == "attention"]
        yield from differs("attention", "tells", here, told_in(lines, r"\d+\."))
        yield from differs("attention", "names elsewhere", far + away, linked_by(lines, words["elsewhere"]))
        yield from differs("attention", "has more", [more], [_more(lines, words["more_problems"])])
        free = [past for past in self.world.items.values() if past.number not in self.place]
        reopened = sorted(
            (past for past in free if past.state == "open" and self.world.was_reopened(past)),
            key=lambda past: (_reopened_at(past), past.number),
            reverse=True,
        )
        most = self.most.problems
        again = [past.number for past in reopened]
        waiting = self._waiting(past for past in free if past.number not in again[:most])
        blocks = {
            "follow_ups": (near, len(near) if self.world.is_small else most + 2),
            "reopened_head": (again, most),
            "waiting_head": ([past.number for past in waiting], most),
        }
        for head, (true, most) in blocks.items():
            listed = list(below(lines, words[head]))
            yield from differs("attention", head, true[:most], told_in(listed, "-"))
            others = [len(true[most:]) > 0]
            yield from differs("attention", f"others than those of {head}", others, [words["not_listed"] in listed])

    def _waiting(self, free: Iterable[Past]) -> list[Past]:
        waits = [past for past in free if self.attention.waits(past)]
        return sorted(waits, key=lambda past: (self.attention.waits_since(past), past.number))


def differs(section: str, what: str, true: Sequence[int], found: Sequence[int]) -> Iterator[str]:
    """A sentence where the page says something else than it must."""
    if true != found:
        yield f"{section} {what} {found}, not {true}"


def told_in(lines: Iterable[str], mark: str) -> list[int]:
    """The items that lines of their own tell of."""
    found = (re.match(rf"{mark} \[#(\d+)\]\(\S+?\) .* — ", line) for line in lines)
    return [int(one[1]) for one in found if one]


def linked_by(lines: Iterable[str], pattern: str) -> list[int]:
    """The items of the lines that follow the pattern."""
    return [number for line in lines if re.fullmatch(pattern, line) for number in numbers(line)]


def below(lines: Sequence[str], head: str) -> Iterator[str]:
    """The bulleted lines under a heading."""
    start = lines.index(head) + 1 if head in lines else len(lines)
    for line in lines[start:]:
        if not line.startswith("- "):
            return
        yield line


def _more(lines: Iterable[str], pattern: str) -> int:
    found = (re.fullmatch(pattern, line) for line in lines)
    return sum(int(one["more"].replace(",", "")) for one in found if one)


def _reopened_at(past: Past) -> Any:
    return max(move["moment"] for move in past.moves if move["type"] == "reopened")


def _by_score(scores: dict[int, float]) -> list[int]:
    return sorted(scores, key=lambda number: (scores[number], number), reverse=True)
