"""A focus: every candidate of the five lists and of the window's comments, and what of it matched."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from tests.report.checking.archive import Past, World
from tests.report.checking.lines import TOLD, told
from tests.report.checking.page import codes, follow, integer, is_there, numbers, read, shown

from hansard.settings import Focus as Subject

LEFT_OUT = (
    r"(?is)<!--.*?-->", r"(?is)<details.*?(?:</details>|\Z)", r"(?s)```.*?(?:```|\Z)", r"(?s)~~~.*?(?:~~~|\Z)",
    r"(?m)^>.*$",
    r"(?im)^.*: *(?:N/A|Could not collect) *\r?$",
)  # fmt: skip
GROUPS = (
    "merged_pull_requests", "new_pull_requests", "closed_unmerged_pull_requests", "new_issues", "closed_issues",
    "commented",
)  # fmt: skip
Matches = dict[str, list[str]]


def candidates(world: World, subject: Subject) -> dict[int, Matches]:
    """Numbers of the items that belong to the subject, with what matched where."""
    found = {}
    listed = {past.number for items in world.lists().values() for past in items}
    for past in world.items.values():
        said = past.people(world.start)
        if past.number in listed or said:
            matches = _matches(past, world, subject, is_listed=past.number in listed)
            matches = {place: hits for place, hits in matches.items() if hits}
            if matches:
                found[past.number] = matches
    return found


def _matches(past: Past, world: World, subject: Subject, *, is_listed: bool) -> Matches:
    said = past.people(world.start)
    body = past.body["text"] if past.body and (is_listed or past.body["at"] >= world.start) else ""
    wanted = {label.lower() for label in subject.labels}
    return {
        "label": [label for label in past.labels if label.lower() in wanted],
        "title": _words(subject, past.title),
        "text": _words(subject, _prose(body)),
        "comment": _words(subject, " \n".join(_prose(one["body"] or "") for one in said)),
        "author": [past.author] if past.row["author"] and _is_one(past.author, subject) else [],
        "commenter": sorted({one["login"] for one in said if one["author"] and _is_one(one["login"], subject)}),
    }


def _words(subject: Subject, text: str) -> list[str]:
    """Every hit that stands alone, once for all its spellings: the first of them."""
    spelled: dict[str, str] = {}
    for word in subject.words:
        # The look-ahead lets a hit begin where another one ends.
        for found in re.finditer(rf"(?:\b|_)(?=({word})(?:\b|_))", text, re.IGNORECASE | re.ASCII):
            hit = found[1]
            spelled[hit.lower()] = min(hit, spelled.get(hit.lower(), hit))
    return sorted(spelled.values())


def _prose(text: str) -> str:
    return re.sub("|".join(f"({pattern})" for pattern in _inline()), " ", text, flags=0)


def _inline() -> list[str]:
    return [re.sub(r"^\(\?(\w+)\)(.*)", r"(?\1:\2)", pattern, flags=re.DOTALL) for pattern in LEFT_OUT]


def _is_one(login: str, subject: Subject) -> bool:
    return any(fnmatchcase(login.lower(), pattern.lower()) for pattern in subject.logins)


def group_of(number: int, world: World) -> str:
    """The strongest of the lists that the item stands in; commented if it stands in none."""
    lists = world.in_lists(world.by_number[number])
    return next((name for name in GROUPS if name in lists), "commented")


class Focus:
    """The rules of a focus's section."""

    def __init__(self, world: World, words: dict[str, Any], subject: Subject) -> None:
        self.world, self.words, self.subject = world, words, subject
        self.true = candidates(world, subject)
        self.named: list[int] = []
        self.more, self.told = 0, 0

    def problems(self, lines: list[str]) -> Iterator[str]:
        words = self.words
        rules = [
            (TOLD, self._told),
            (words["matched"], self._matched),
            (words["focus_more"], self._more),
            (words["focus_elsewhere"], self._elsewhere),
            (words["group"], self._group),
            (words["focus_none"], self._none),
        ]
        yield from read(lines, rules)
        yield from follow(lines, TOLD, words["matched"])
        yield from is_there(lines, words["focus_none"], not self.true, f"that there is nothing of {self.subject.name}")
        if len(set(self.named)) != len(self.named):
            yield f"{self.subject.name} names an item twice"
        if not set(self.named) <= self.true.keys() or len(self.named) + self.more != len(self.true):
            missing, wrong = self.true.keys() - set(self.named), set(self.named) - self.true.keys()
            yield f"{self.subject.name} misses {sorted(missing)} and names {sorted(wrong)} wrongly"

    def _told(self, found: re.Match[str]) -> Iterator[str]:
        self.told += 1
        self.named.append(int(found["number"]))
        if found["place"] != f"{self.told}.":
            yield f"the places of {self.subject.name} do not count up: {found[0]}"
        yield from told(found, self.world, self.words)

    def _matched(self, found: re.Match[str]) -> Iterator[str]:
        true = self.true.get(self.named[-1], {}) if self.named else {}
        given = {}
        places = "|".join(sorted(self.words["places"], key=len, reverse=True))
        for part in re.split(rf"{self.words['match_separator']}(?=(?:{places}) )", found["matches"]):
            place, _, hits = part.partition(" ")
            given[self.words["places"].get(place, place)] = codes(hits)
        if given != {place: [shown(hit) for hit in hits[:8]] for place, hits in true.items()}:
            yield f"#{self.named[-1:]} matched by {true}, not {given}"

    def _group(self, found: re.Match[str]) -> Iterator[str]:
        group = self.words["groups"].get(found["group"])
        self.named += (named := numbers(found["links"]))
        for number in named:
            if number in self.world.by_number and (true := group_of(number, self.world)) != group:
                yield f"#{number} is in {true}, not {group}"

    def _more(self, found: re.Match[str]) -> Iterator[str]:
        self.more = integer(found["more"])
        yield from ()

    def _elsewhere(self, found: re.Match[str]) -> Iterator[str]:
        self.named += numbers(found["links"])
        yield from ()

    def _none(self, found: re.Match[str]) -> Iterator[str]:
        if self.true or shown(found["name"]) != self.subject.name:
            yield f"there are {len(self.true)} items of {self.subject.name}"
        sought = [*self.subject.labels, *self.subject.words, *self.subject.logins]
        if [shown(one) for one in codes(found[0])] != [shown(one) for one in sought]:
            yield f"{self.subject.name} was sought by {sought}"
