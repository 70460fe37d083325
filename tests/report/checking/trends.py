"""Topics of new items: how many, by how many people, and how that compares with the windows before."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from tests.report.checking.archive import Past, World
from tests.report.checking.lengths import most
from tests.report.checking.page import integer, is_mean, is_there, numbers, read, shown
from tests.report.checking.vocabulary import topics


@dataclass
class Topic:
    """A topic of the window; an item is the same as another one by its author and title."""

    kinds: set[str]
    items: list[Past]
    before: int

    @property
    def count(self) -> int:
        return len({(past.author, past.title.lower()) for past in self.items})

    @property
    def people(self) -> int:
        return len({past.author for past in self.items})

    @property
    def is_frequent(self) -> bool:
        return self.count >= 3 and self.people >= 2

    def chance(self, windows: int) -> float:
        """How likely so many or more were, were the pace that of the windows before."""
        shape, odds = self.before + 0.5, windows / (windows + 1)
        fewer, term = 0.0, odds**shape
        for k in range(self.count):
            fewer += term
            term *= (shape + k) / (k + 1) * (1 - odds)
        return max(0.0, 1 - fewer)


class Trends:
    """The rules of the section."""

    def __init__(self, world: World, words: dict[str, Any]) -> None:
        self.world, self.words = world, words
        self.windows = min(28, math.floor(world.age / world.length))
        self.topics = self._topics()
        self.shown: list[str] = []
        self.named: list[str] = []

    def _topics(self) -> dict[str, Topic]:
        world, length = self.world, timedelta(seconds=self.world.length)
        found: dict[str, Topic] = {}
        known: dict[str, set[tuple[str, str, int]]] = {}
        for past in world.items.values():
            place = (past.created_at - world.start) // length
            if past.is_by_bot or place < -max(self.windows, 0):
                continue
            for name, kind in topics(past).items():
                if place >= 0:
                    topic = found.setdefault(name, Topic(set(), [], 0))
                    topic.kinds.add(kind)
                    topic.items.append(past)
                else:
                    known.setdefault(name, set()).add((past.author, past.title.lower(), place))
        for name, topic in found.items():
            topic.before = len(known.get(name, ()))
        return found

    @property
    def rising(self) -> set[str]:
        frequent = {name: topic for name, topic in self.topics.items() if topic.is_frequent}
        if self.windows < 7:
            return set()
        return {name for name, one in frequent.items() if one.chance(self.windows) * len(frequent) <= 0.05}

    def problems(self, lines: list[str]) -> Iterator[str]:
        words = self.words
        rules = [
            (words["no_topics"], self._none),
            (words["scattered"], self._scattered),
            (re.escape(words["rising"]), self._rising),
            (re.escape(words["frequent"]), self._frequent),
            (words["topic"], self._topic),
        ]
        yield from read(lines, rules)
        rising, frequent = self.rising, {name for name, topic in self.topics.items() if topic.is_frequent}
        yield from is_there(lines, re.escape(words["rising"]), rising, "that topics rise")
        yield from is_there(lines, re.escape(words["frequent"]), frequent and not rising, "that none rises")
        yield from is_there(lines, words["no_topics"], not frequent, "that there is no topic")
        yield from is_there(lines, words["scattered"], self.topics and not frequent, "what new items are about")
        if len(self.shown) != min(most(self.world).topics, len(rising or frequent)):
            yield f"{len(rising or frequent)} topics, not {self.shown}"
        if self.shown:
            yield from self._order()

    def _none(self, found: re.Match[str]) -> Iterator[str]:
        if frequent := [name for name, topic in self.topics.items() if topic.is_frequent]:
            yield f"{frequent} are frequent"

    def _rising(self, found: re.Match[str]) -> Iterator[str]:
        if not self.rising:
            yield "no topic rises"

    def _frequent(self, found: re.Match[str]) -> Iterator[str]:
        if self.rising:
            yield f"{self.rising} rise"

    def _order(self) -> Iterator[str]:
        """The topics shown are those that the heading promises, the first of them first."""
        rising = self.rising
        true = rising or {name for name, topic in self.topics.items() if topic.is_frequent}
        if not set(self.shown) <= true:
            yield f"{set(self.shown) - true} are not what the heading says"
            return
        weight = {
            name: -self.topics[name].chance(self.windows) if rising else float(self.topics[name].count) for name in true
        }
        told, rest = [weight[name] for name in self.shown], [weight[name] for name in true - set(self.shown)]
        # Chances are compared as they are rounded: on a scale of logarithms with three decimals.
        slack = 1e-2 * abs(min(told, default=0)) + 1e-11 if rising else 0
        if not rising and self.named != sorted(self.named, key=lambda name: (-weight[name.lower()], name)):
            yield f"the topics {self.named} are not by their numbers and names"
        pairs = list(pairwise(told))
        if any(later > earlier + (1e-2 * abs(earlier) + 1e-11 if rising else 0) for earlier, later in pairs):
            yield f"the topics {self.shown} are not in order"
        if rest and max(rest) > min(told) + slack:
            yield f"a topic is left out that comes before {self.shown[-1]}"

    def _topic(self, found: re.Match[str]) -> Iterator[str]:
        name = shown(found["name"])
        topic = self.topics.get(name.lower())
        self.shown.append(name.lower())
        self.named.append(name)
        if not found[0].startswith(f"{len(self.shown)}."):
            yield f"the places of the topics do not count up: {found[0]}"
        if topic is None or self.words["kinds"][found["kind"]] not in topic.kinds:
            yield f"{name} is no such topic: {found[0]}"
            return
        if [integer(found["items"]), integer(found["people"])] != [topic.count, topic.people]:
            yield f"{name}: {topic.count} items by {topic.people}, not {found[0]}"
        if found["windows"] and (
            [integer(found["windows"]), integer(found["before"])] != [self.windows, topic.before]
            or not is_mean(found["usual"], topic.before / self.windows)
        ):
            yield f"{name}: {topic.before} in {self.windows} windows before, not {found[0]}"
        if bool(found["windows"]) != (self.windows >= 7):
            yield f"{name}: the repository is {self.windows} windows old: {found[0]}"
        yield from self._links(name, topic, found["links"], is_cut=bool(found["others"]))

    def _links(self, name: str, topic: Topic, text: str, *, is_cut: bool | None = None) -> Iterator[str]:
        newest = sorted(topic.items, key=lambda past: (past.created_at, past.number), reverse=True)
        if numbers(text) != [past.number for past in newest[:5]] or is_cut not in (None, len(newest) > 5):
            yield f"{name} is the topic of {[past.number for past in newest]}, not {numbers(text)}"

    def _scattered(self, found: re.Match[str]) -> Iterator[str]:
        separator = re.escape(self.words["topic_separator"])
        for part in re.split(rf"{separator}(?=[^\[])", found["topics"]):
            one = re.fullmatch(r"(?P<name>.+?) (?P<links>\[#.+)", part)
            topic = self.topics.get(shown(one["name"]).lower()) if one else None
            if one is None or topic is None:
                yield f"no topic is {part}"
            else:
                yield from self._links(one["name"], topic, one["links"])
