"""The discussions: how they stand, who spoke in which role and how often, and what is quoted of them."""

import re
from collections.abc import Iterator
from typing import Any

from tests.report.checking.archive import MAINTAINERS, Past, Row, World
from tests.report.checking.lines import TOLD, comments, parts, told
from tests.report.checking.page import codes, follow, integer, is_there, numbers, read, shown
from tests.report.checking.quotes import is_opening, to_quote
from tests.report.checking.scores import is_concluded


class Discussions:
    """The rules of the section, one block of lines an item."""

    def __init__(self, world: World, words: dict[str, Any]) -> None:
        self.world, self.words = world, words
        self.past: Past | None = None
        self.named: set[int] = set()
        self.told = self.more = 0
        self.quoted: dict[int, list[str]] = {}

    def problems(self, lines: list[str]) -> Iterator[str]:
        words = self.words
        rules = [
            (TOLD, self._told),
            (words["now"], self._now),
            (words["thread"], self._thread),
            (words["quote"], self._quote),
            (words["more_discussions"], self._more),
            (words["elsewhere"], self._elsewhere),
            (words["no_discussions"], self._none),
        ]
        yield from read(lines, rules)
        yield from is_there(lines, words["no_discussions"], not self.named, "that there is no discussion")
        yield from follow(lines, TOLD, words["now"], words["thread"])
        for number, quoted in self.quoted.items():
            past = self.world.by_number.get(number)
            if past and quoted != (true := to_quote(past, self.world)):
                yield f"#{number}: {true} should be quoted, not {quoted}"
        discussed = {past.number for past in self.world.items.values() if self.is_discussed(past)}
        if not self.named <= discussed:
            yield f"{sorted(self.named - discussed)} were not discussed enough"
        if len(self.named) + self.more > len(discussed):
            yield f"{len(discussed)} were discussed, not {len(self.named) + self.more}"

    def is_discussed(self, past: Past) -> bool:
        """Two people and three comments a day; or closed by a person after ten comments by four people."""
        said = past.people(self.world.start)
        enough = max(2, 3 * self.world.length / 86400)
        return is_concluded(past, self.world) or (
            len({one["login"] for one in said}) >= 2 and comments(past, self.world) >= enough
        )

    def _told(self, found: re.Match[str]) -> Iterator[str]:
        self.told += 1
        self.past = self.world.by_number.get(int(found["number"]))
        self.named.add(int(found["number"]))
        self.quoted[int(found["number"])] = []
        if found["place"] != f"{self.told}.":
            yield f"the places of the discussions do not count up: {found[0]}"
        yield from told(found, self.world, self.words)

    def _now(self, found: re.Match[str]) -> Iterator[str]:
        if self.past:
            yield from parts(self.past, found["parts"], self.world, self.words)

    def _thread(self, found: re.Match[str]) -> Iterator[str]:
        past, world = self.past, self.world
        if past is None:
            return
        said, ever = past.people(world.start), past.people()
        lifetime = sum(one["kind"] != "review" for one in ever)
        true = {
            "comments": comments(past, world),
            "reviews": sum(one["kind"] == "review" and one["login"] != past.author for one in said),
            "lifetime": lifetime if lifetime > comments(past, world) else 0,
            "people": len({one["login"] for one in ever}) if lifetime > comments(past, world) else 0,
            "more": max(0, len({one["login"] for one in said}) - 8),
        }
        for name, n in true.items():
            if integer(found[name]) != n:
                yield f"#{past.number} has {n} {name}: {found[0]}"
        yield from self._voices(past, said, found["voices"] or "")

    def _voices(self, past: Past, said: list[Row], text: str) -> Iterator[str]:
        spoken = list(re.finditer(self.words["voice"], text))
        if len(re.sub(self.words["voice"], "", text).strip("，, ")):
            yield f"no rule accounts for {text!r}"
        people = {one["login"] for one in said}
        named = [codes(voice["login"])[0] for voice in spoken]
        if not set(named) <= people or len(named) != min(8, len(people)):
            yield f"#{past.number}: {sorted(people)} spoke, not {named}"
        for login, voice in zip(named, spoken, strict=True):
            mine = [one for one in said if one["login"] == login]
            reviews = sum(one["kind"] == "review" for one in mine)
            counts = (len(mine) - reviews, 0 if login == past.author else reviews)
            if (integer(voice["comments"]), integer(voice["reviews"])) != counts:
                yield f"#{past.number}: {login} said {counts}, not {voice[0]}"
            if mine and self.words["roles"][voice["role"]] != self._role(past, login, mine):
                yield f"#{past.number}: {login} is {self._role(past, login, mine)}, not {voice[0]}"
        order = [integer(voice["comments"]) for voice in spoken]
        if order != sorted(order, reverse=True):
            yield f"#{past.number}: who said most is not first"

    def _role(self, past: Past, login: str, mine: list[Row]) -> str:
        if past.author == login and (login != "ghost" or past.row["author"] is None):
            return "author"
        if any(one["author_association"] in MAINTAINERS for one in mine):
            return "maintainer"
        if login != "ghost" and not self.world.knew(login):
            return "newcomer"
        return "contributor" if any(one["author_association"] == "CONTRIBUTOR" for one in mine) else "participant"

    def _quote(self, found: re.Match[str]) -> Iterator[str]:
        """Verbatim, by that author, and its link leads to exactly that comment."""
        said = self.past.people(self.world.start) if self.past else []
        if self.past:
            self.quoted[self.past.number].append(found["url"])
        source = next((one for one in said if one["url"] == found["url"]), None)
        quote = shown(found["quote"])
        if source is None or [source["login"]] != codes(found["login"]):
            yield f"{found['login']} wrote nothing at {found['url']}"
        elif not is_opening(quote.removesuffix("…").rstrip(), source["body"] or ""):
            yield f"{found['login']} did not begin with {quote!r} at {found['url']}"

    def _more(self, found: re.Match[str]) -> Iterator[str]:
        self.more = integer(found["more"])
        yield from ()

    def _elsewhere(self, found: re.Match[str]) -> Iterator[str]:
        self.named |= set(numbers(found["links"]))
        yield from ()

    def _none(self, found: re.Match[str]) -> Iterator[str]:
        discussed = [past.number for past in self.world.items.values() if self.is_discussed(past)]
        if self.named or discussed:
            yield f"{discussed} were discussed: {found[0]}"
