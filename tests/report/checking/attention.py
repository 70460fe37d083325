"""What needs attention: follow-ups, open problems, reopenings, approved pull requests that wait."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from tests.report.checking.archive import MAINTAINERS, Past, Row, World
from tests.report.checking.lines import TOLD, comments, told
from tests.report.checking.page import after_title, codes, follow, integer, is_about, is_there, numbers, read
from tests.report.checking.vocabulary import GRAVE, severity


class Attention:
    """The rules of the section; a heading says which rule the lines below it follow."""

    def __init__(self, world: World, words: dict[str, Any]) -> None:
        self.world, self.words = world, words
        self.told, self.more = 0, 0
        self.problematic: set[int] = set()
        self.below: Callable[[Past, re.Match[str]], Iterator[str]] = self._problem
        self.follow_ups = {past.number: past for past in world.items.values() if self.is_follow_up(past)}

    def problems(self, lines: list[str]) -> Iterator[str]:
        words = self.words
        rules = [
            (re.escape(words["follow_ups"]), lambda _: self._head(self._follow_up)),
            (re.escape(words["reopened_head"]), lambda _: self._head(self._reopened)),
            (re.escape(words["waiting_head"]), lambda _: self._head(self._waiting)),
            (TOLD, self._told),
            (re.escape(words["not_listed"]), lambda _: ()),
            (words["more_problems"], self._more),
            (words["elsewhere"], self._elsewhere),
            (words["no_problems"], lambda _: ()),
        ]
        yield from read(lines, rules)
        true = {past.number for past in self.world.items.values() if self.is_problem(past)} | self.follow_ups.keys()
        if not self.problematic <= true:
            yield f"{sorted(self.problematic - true)} are no problems"
        if len(self.problematic) + self.more > len(true):
            yield f"there are {len(true)} problems, not {len(self.problematic) + self.more}"
        for head in ("follow_ups", "reopened_head", "waiting_head"):
            yield from follow(lines, re.escape(words[head]), "- .*")
        nothing = not any(numbers(line) for line in lines)
        yield from is_there(lines, words["no_problems"], nothing, "that there is no problem")

    def waits(self, past: Past) -> bool:
        """Whether it is open and nobody is against it, and it could have been merged for three days or more."""
        at = self.waits_since(past)
        is_free = past.is_pull and past.state == "open" and not past.is_draft and not past.judges("CHANGES_REQUESTED")
        return is_free and at is not None and bool(self.world.end - at >= timedelta(days=3))

    def is_problem(self, past: Past) -> bool:
        """One that tells of trouble; any issue of a small window."""
        world = self.world
        if past.is_pull:
            return False
        return self.is_troubling(past) or (world.is_small and bool(world.in_lists(past)))

    def is_troubling(self, past: Past) -> bool:
        """Open, by a person, new or spoken of, and its title tells of trouble."""
        if past.is_pull:
            return False
        world = self.world
        lively = past.created_at >= world.start or comments(past, world) > 0
        return past.state == "open" and not past.is_by_bot and lively and severity(past) is not None

    def is_follow_up(self, past: Past) -> bool:
        """A grave one of the seven windows before: closed in this one, or of the last one and open."""
        world, length = self.world, timedelta(seconds=self.world.length)
        trouble = severity(past)
        if past.is_pull or past.is_by_bot or trouble is None or trouble[0] not in GRAVE:
            return False
        if not world.start - 7 * length <= past.created_at < world.start:
            return False
        if past.state == "open":
            return past.created_at >= world.start - length
        return past.closing is not None and past.closing["moment"] >= world.start

    def _head(self, below: Callable[[Past, re.Match[str]], Iterator[str]]) -> Iterator[str]:
        self.below = below
        yield from ()

    def _told(self, found: re.Match[str]) -> Iterator[str]:
        past = self.world.by_number.get(int(found["number"]))
        if found["place"] != "-":
            self.below = self._problem
        elif self.below == self._problem:
            yield f"no rule accounts for: {found[0]}"
        if past:
            yield from self.below(past, found)

    def _problem(self, past: Past, found: re.Match[str]) -> Iterator[str]:
        self.told += 1
        self.problematic.add(past.number)
        if found["place"] != f"{self.told}.":
            yield f"the places of the problems do not count up: {found[0]}"
        yield from told(found, self.world, self.words)

    def _reopened(self, past: Past, found: re.Match[str]) -> Iterator[str]:
        if past.state != "open" or not self.world.was_reopened(past):
            yield f"#{past.number} was not reopened"
        yield from told(found, self.world, self.words)

    def _tail(self, past: Past, found: re.Match[str], pattern: str) -> re.Match[str] | None:
        tail = after_title(past, found["rest"])
        return re.fullmatch(pattern, tail) if tail is not None else None

    def _follow_up(self, past: Past, found: re.Match[str]) -> Iterator[str]:
        self.problematic.add(past.number)
        if past.number not in self.follow_ups:
            yield f"#{past.number} is no grave problem of the windows before"
        tail = self._tail(past, found, self.words["follow_up"])
        if tail is None:
            yield f"no rule accounts for: {found[0]}"
            return
        if (severity(past) or ("",))[0] != self.words["severities"].get(tail["severity"]):
            yield f"#{past.number}: its trouble is {severity(past)}: {tail[0]}"
        closer = sorted(self.world.closed_by(past))
        if numbers(tail["closer"]) != closer or bool(tail["closed"]) != (past.state == "closed" and not closer):
            yield f"#{past.number} was {past.state} by {closer}: {tail[0]}"
        if tail["closed"]:
            yield from self._closing(past, tail)
        said = comments(past, self.world) if past.state == "open" else 0
        if integer(tail["comments"]) != said or bool(tail["none"]) != (past.state == "open" and not said):
            yield f"#{past.number} has {said} comments: {tail[0]}"
        spoke = [one for one in past.people(self.world.start) if one["kind"] != "review"]
        is_answered = any(one["author_association"] in MAINTAINERS for one in spoke)
        if bool(tail["maintainer"]) != (is_answered and past.state == "open"):
            yield f"#{past.number}: whether a maintainer spoke: {tail[0]}"

    def _closing(self, past: Past, tail: re.Match[str]) -> Iterator[str]:
        """Why it was closed, of what it is a duplicate, which bot did it."""
        closing = past.closing or {}
        told, true = self.words["reasons"].get(tail["reason"]), closing.get("state_reason")
        if told != true and ((told and true) or true in ("NOT_PLANNED", "DUPLICATE")):
            yield f"#{past.number} was closed as {true}: {tail[0]}"
        if numbers(tail["originals"]) != self.world.duplicated(past):
            yield f"#{past.number} was closed as a duplicate of {self.world.duplicated(past)}: {tail[0]}"
        if codes(tail["bot"]) != ([closing["actor"]] if closing.get("actor_kind") == "Bot" else []):
            yield f"#{past.number} was closed by {closing.get('actor')}: {tail[0]}"

    def _waiting(self, past: Past, found: re.Match[str]) -> Iterator[str]:
        tail = self._tail(past, found, self.words["waiting"])
        at = self.waits_since(past)
        if tail is None:
            yield f"no rule accounts for: {found[0]}"
        elif at is None or past.state != "open" or past.is_draft or past.judges("CHANGES_REQUESTED"):
            yield f"#{past.number} is no approved pull request that waits"
        else:
            approvers = sorted(self._recent(past))
            if codes(tail["who"]) != [past.author] or codes(tail["approvers"]) != approvers[:8]:
                yield f"#{past.number} by {past.author}, approved by {approvers}: {tail[0]}"
            waited = self.world.end - at
            unit = self.words["units"][tail["unit"]]
            if waited < timedelta(days=3) or not is_about(tail["time"], unit, waited):
                yield f"#{past.number} waits for {waited}: {tail[0]}"

    def waits_since(self, past: Past) -> Any:
        """The last of its approval, its reopening and its being made ready."""
        at = self.approved_at(past)
        reopened = [move["moment"] for move in past.moves if move["type"] == "reopened"]
        return at and max([at, *reopened, *past.readied])

    def approved_at(self, past: Past) -> Any:
        """The earliest of the maintainers' last approvals."""
        recent = self._recent(past).values()
        return min((one["moment"] for one in recent if one["author_association"] in MAINTAINERS), default=None)

    def _recent(self, past: Past) -> dict[str, Row]:
        """The last approvals, by who gave them; none of more than 90 days before the window counts."""
        since = self.world.start - timedelta(days=90)
        given = past.verdicts.items()
        return {login: one for login, one in given if one["verdict"] == "APPROVED" and one["moment"] >= since}

    def _more(self, found: re.Match[str]) -> Iterator[str]:
        self.more = integer(found["more"])
        yield from ()

    def _elsewhere(self, found: re.Match[str]) -> Iterator[str]:
        self.problematic |= set(numbers(found["links"]))
        yield from ()
