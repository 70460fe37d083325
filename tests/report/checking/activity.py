"""The activity: who did what and how much, newcomers, medians, bots."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import Any

from tests.report.checking.archive import Past, World
from tests.report.checking.lengths import most
from tests.report.checking.page import codes, integer, is_about, is_there, read

DEEDS = ("opened_issues", "opened_pull_requests", "merged_pull_requests", "comments", "reviews", "merges", "closes")


def deeds(world: World) -> dict[str, Counter[str]]:
    """What each account did in the window; to have a pull request merged is somebody else's deed."""
    did: dict[str, Counter[str]] = {}

    def count(login: str | None, what: str, kind: str | None) -> None:
        if login:
            did.setdefault(login, Counter())[what] += 1
            did[login]["is_bot"] |= kind == "Bot"

    for past in world.items.values():
        author, kind = past.row["author"], past.row["author_kind"]
        if past.created_at >= world.start:
            count(author, "opened_pull_requests" if past.is_pull else "opened_issues", kind)
        if past in world.lists()["merged_pull_requests"]:
            count(author, "merged_pull_requests", kind)
        for one in past.comments:
            if one["moment"] >= world.start:
                is_own = one["kind"] == "review" and one["author"] == author
                what = "own_reviews" if is_own else "reviews" if one["kind"] == "review" else "comments"
                count(one["author"], what, one["author_kind"])
        undone = max((move["ordinal"] for move in past.moves if move["type"] == "reopened"), default=-1)
        for move in past.moves:
            if "is_conversion" in move or move["moment"] < world.start:
                continue
            # The closing that a merge brings along is no deed of its own.
            if move["type"] == "merged" or (
                move["type"] == "closed" and (past.merged_at is None or move["ordinal"] < undone)
            ):
                count(move["actor"], "merges" if move["type"] == "merged" else "closes", move["actor_kind"])
    return did


def acts(did: Counter[str]) -> int:
    return sum(did[deed] for deed in DEEDS if deed != "merged_pull_requests")


class Activity:
    """The rules of the section."""

    def __init__(self, world: World, words: dict[str, Any]) -> None:
        self.world, self.words = world, words
        did = deeds(world)
        self.people = {login: one for login, one in did.items() if not one["is_bot"] and acts(one)}
        self.bots = {login: one for login, one in did.items() if one["is_bot"] and acts(one)}
        self.seen: set[str] = set()

    def problems(self, lines: list[str]) -> Iterator[str]:
        words = self.words
        rules = [
            (words["people"], self._people),
            (words["newcomers"], self._newcomers),
            (words["contributors"], self._contributors),
            (words["nobody"], lambda _: self._said("nobody")),
            (words["answers"], self._answers),
            (words["merges"], self._merges),
            (words["closed_by_bots"], self._closed_by_bots),
            (words["bots"], self._bots),
        ]
        yield from read(lines, rules)
        expected = {"people", "contributors"} if self.people else {"nobody"}
        expected |= {"newcomers"} if self._new() else set()
        expected |= {"bots"} if self.bots else set()
        if missing := expected ^ (self.seen & {"people", "contributors", "nobody", "newcomers", "bots"}):
            yield f"the activity should or should not tell of {sorted(missing)}"

        by_bots = [past for past in self.world.lists()["closed_issues"] if past.is_closed_by_bot]
        yield from is_there(lines, words["closed_by_bots"], by_bots, "closings by bots")
        yield from self._left_out()

    def _left_out(self) -> Iterator[str]:
        """Medians stand for both kinds of what people opened, and for what was merged of theirs."""
        opened = [past for past in self.world.items.values() if past.created_at >= self.world.start]
        true = {"PR" if past.is_pull else "Issue" for past in opened if not past.is_by_bot}
        if any(not past.is_by_bot for past in self.world.lists()["merged_pull_requests"]):
            true.add("merges")
        if missing := true - self.seen:
            yield f"the activity tells no median of {sorted(missing)}"

    def _said(self, what: str) -> Iterator[str]:
        self.seen.add(what)
        yield from ()

    def _new(self) -> set[str]:
        said = {login for login, did in self.people.items() if acts(did) > did["closes"] + did["merges"]}
        return {login for login in said if not self.world.knew(login)}

    def _people(self, found: re.Match[str]) -> Iterator[str]:
        self.seen.add("people")
        true = {
            "people": len(self.people),
            "comments": sum(did["comments"] for did in self.people.values()),
            "reviews": sum(did["reviews"] for did in self.people.values()),
            "reviewers": sum(did["reviews"] > 0 for did in self.people.values()),
        }
        for name, n in true.items():
            if integer(found[name]) != n:
                yield f"{n} {name}: {found[0]}"

    def _newcomers(self, found: re.Match[str]) -> Iterator[str]:
        self.seen.add("newcomers")
        new, named = self._new(), codes(found["logins"])
        if integer(found["newcomers"]) != len(new) or not set(named) <= new or len(named) != min(10, len(new)):
            yield f"the newcomers are {sorted(new)}: {found[0]}"

    def _contributors(self, found: re.Match[str]) -> Iterator[str]:
        """Each with what they did; who did most comes first, and nobody is left out who did more."""
        self.seen.add("contributors")
        told, words = list(re.finditer(self.words["contributor"], found["list"])), self.words
        if "".join(one[0] for one in told) != found["list"]:
            yield f"no rule accounts for {found['list']}"
        order = sorted(self.people, key=lambda login: (-_score(self.people[login]), login))
        named = [codes(one["login"])[0] for one in told]
        if named != order[: most(self.world).people] or bool(found["others"]) != (len(named) < len(order)):
            yield f"the most active are {order[: len(named) + 1]}, not {named}"
        for login, one in zip(named, told, strict=True):
            given: dict[str, int] = {}
            for part in one["did"].split(words["deed_separator"]):
                deed = re.fullmatch(words["deed"], part)
                what, n = (deed["what"], integer(deed["n"])) if deed else (part, 0)
                given[words["deeds"].get(what, what)] = n
            did = self.people.get(login, Counter())
            true = {what: did[what] for what in DEEDS if did[what]}
            if given != true:
                yield f"{login} did {true}, not {one[0]}"

    def _answers(self, found: re.Match[str]) -> Iterator[str]:
        opened = [
            past for past in self.world.items.values() if past.created_at >= self.world.start and not past.is_by_bot
        ]
        self.seen.add("PR" if found["kind"] == "PR" else "Issue")
        mine = [past for past in opened if past.is_pull == (found["kind"] == "PR")]
        waits = [max(past.answers()[0]["moment"], past.created_at) - past.created_at for past in mine if past.answers()]
        yield from self._median(found, len(mine), waits)
        if integer(found["timed"]) != len(waits):
            yield f"{len(waits)} were answered: {found[0]}"

    def _merges(self, found: re.Match[str]) -> Iterator[str]:
        self.seen.add("merges")
        merged = [past for past in self.world.lists()["merged_pull_requests"] if not past.is_by_bot]
        yield from self._median(found, len(merged), [_lifetime(past) for past in merged])

    def _median(self, found: re.Match[str], n: int, times: list[timedelta]) -> Iterator[str]:
        if integer(found["items"]) != n:
            yield f"{n} items: {found[0]}"
        if bool(found["time"]) != bool(times):
            yield f"{len(times)} have a time: {found[0]}"
        elif times:
            middle = timedelta(seconds=median(time.total_seconds() for time in times))
            if not is_about(found["time"], self.words["units"][found["unit"]], middle):
                yield f"the median is {middle}: {found[0]}"

    def _closed_by_bots(self, found: re.Match[str]) -> Iterator[str]:
        closed = self.world.lists()["closed_issues"]
        n = sum(past.is_closed_by_bot for past in closed)
        if integer(found["n"]) != n:
            yield f"bots closed {n} issues: {found[0]}"

    def _bots(self, found: re.Match[str]) -> Iterator[str]:
        self.seen.add("bots")
        total = sum(acts(did) for did in self.bots.values())
        if [integer(found["bots"]), integer(found["acts"])] != [len(self.bots), total]:
            yield f"{len(self.bots)} bots acted {total} times: {found[0]}"
        named = {login: integer(n) for login, n in re.findall(r"`([^`]+)` ([\d,]+)", found["list"])}
        order = sorted(self.bots, key=lambda login: (-_score(self.bots[login]), login))
        if list(named.items()) != [(login, acts(self.bots[login])) for login in order[: most(self.world).people]]:
            yield f"the bots are {order}: {found[0]}"


def _score(did: Counter[str]) -> int:
    return acts(did) + 2 * did["merged_pull_requests"]


def _lifetime(past: Past) -> timedelta:
    assert past.merged_at is not None
    return past.merged_at - past.created_at
