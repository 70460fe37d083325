"""Checks a rendered report against the archive, by SQL and rules of its own: nothing of the narrative's code is used.

`problems` gives one sentence for each number, login, reference, state or word that the archive does not bear out.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
from tests.report.phrases import PHRASES

MAINTAINERS = ("OWNER", "MEMBER", "COLLABORATOR")
LINK = re.compile(r"\[#(\d+)\]\((\S+?)\)")
LISTS = ("new_issues", "closed_issues", "new_pull_requests", "merged_pull_requests", "closed_unmerged_pull_requests")


@dataclass
class Past:
    """An item with everything that happened to it before the window's end."""

    row: dict[str, Any]
    moves: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)

    @property
    def merged_at(self) -> datetime | None:
        return next((move["moment"] for move in self.moves if move["type"] == "merged"), None)

    @property
    def closing(self) -> dict[str, Any] | None:
        """The last move, if it closed the item."""
        last = [move for move in self.moves if move["type"] != "merged"][-1:]
        return last[0] if last and last[0]["type"] == "closed" else None

    @property
    def state(self) -> str:
        return "merged" if self.merged_at else "closed" if self.closing else "open"

    def said(self, since: datetime) -> list[dict[str, Any]]:
        """What people said from then on."""
        return [one for one in self.comments if one["moment"] >= since and one["author_kind"] != "Bot"]


class Checker:
    """The archive before the end of one window, read with queries of its own."""

    def __init__(self, con: duckdb.DuckDBPyConnection, start: datetime, end: datetime, zone: ZoneInfo) -> None:
        self.start, self.end, self.zone = start, end, zone
        self.con = con
        items = self._rows("select *, additions + deletions as lines from item where created_at < $end")
        self.items = {row["id"]: Past(row) for row in items}
        self.by_number = {past.row["number"]: past for past in self.items.values()}
        moves = "select *, occurred_at as moment from event where type in ('closed', 'reopened', 'merged')"
        for row in self._rows(f"{moves} and occurred_at < $end order by ordinal"):
            self.items[row["item_id"]].moves.append(row)
        said = (
            "select comment.*, coalesce(submitted_at, comment.created_at) as moment, arg_max(text, valid_from) as body "
            "from comment left join text_version on node_id = comment.id and valid_from < $end "
            "where coalesce(submitted_at, comment.created_at) < $end group by all order by moment, id"
        )
        for row in self._rows(said):
            if row["item_id"] in self.items:
                self.items[row["item_id"]].comments.append(row)

    def problems(self, text: str, language: str) -> list[str]:
        """What the archive does not bear out, in the order of the checks."""
        words: dict[str, Any] = PHRASES[language]
        head, narrative, appendix = text.split("\n\n---\n\n")[:3]
        return [
            *self._counts(head, narrative, words),
            *self._links(text),
            *self._lists(appendix),
            *self._lines(narrative, words),
            *self._threads(narrative, words),
            *self._activity(narrative, words),
            *self._pace(narrative, words),
        ]

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.con.execute(sql, {"end": self.end}).to_arrow_table().to_pylist()
        return rows

    def _list(self, name: str, since: datetime, until: datetime) -> list[Past]:
        """A list of the report, by plain rules, for the moves before `until`."""
        found = []
        for past in self.items.values():
            then = Past(past.row, [move for move in past.moves if move["moment"] < until])
            pull = past.row["kind"] == "pull_request"
            closed = then.state == "closed" and then.closing is not None and then.closing["moment"] >= since
            if (
                (name in ("new_issues", "new_pull_requests")
                and pull == (name == "new_pull_requests")
                and since <= past.row["created_at"] < until)
                or (name == "closed_issues" and not pull and closed)
                or (name == "closed_unmerged_pull_requests" and pull and closed)
                or (name == "merged_pull_requests" and then.merged_at is not None and then.merged_at >= since)
            ):  # fmt: skip
                found.append(past)
        return found

    def _counts(self, head: str, narrative: str, words: dict[str, Any]) -> Iterator[str]:
        lists = {name: self._list(name, self.start, self.end) for name in LISTS}
        numbers = {name: {past.row["number"] for past in lists[name]} for name in LISTS}
        lengths = [len(lists[name]) for name in LISTS]
        header = re.search(words["header"], head)
        if not header or [int(n) for n in header.groups()] != lengths:
            yield f"the header does not count {lengths}"
        if not any(lengths):
            return
        bots = [past for past in lists["closed_issues"] if past.closing and past.closing["actor_kind"] == "Bot"]
        true = {
            "new": [
                lengths[0], len(numbers["new_issues"] & numbers["closed_issues"]), lengths[2],
                len(numbers["new_pull_requests"] & numbers["merged_pull_requests"]),
            ],
            "done": [lengths[3], lengths[1], len(bots), lengths[4]],
            "items": [len(set().union(*numbers.values()))],
        }  # fmt: skip
        for name, expected in true.items():
            found = re.search(words[name], narrative)
            if not found or [_int(n) for n in found.groups()] != expected:
                yield f"the summary's {name} are not {expected}"

    def _links(self, text: str) -> Iterator[str]:
        for number, url in LINK.findall(text):
            past = self.by_number.get(int(number))
            if past is None or past.row["url"] != url:
                yield f"#{number} at {url} is no item of the archive at that time"

    def _lists(self, appendix: str) -> Iterator[str]:
        parts = appendix.split("\n### ")[1:]
        for name, part in zip(LISTS, parts, strict=False):
            numbers = [int(number) for number in re.findall(r"^- \[#(\d+)\]", part, re.MULTILINE)]
            expected = {past.row["number"] for past in self._list(name, self.start, self.end)}
            if set(numbers) != expected or len(numbers) != len(expected):
                yield f"{name} lists {numbers}, not {sorted(expected)}"
            for number, login in re.findall(r"^- \[#(\d+)\].* by (\S+) \(", part, re.MULTILINE):
                past = self.by_number.get(int(number))
                if past and _plain(login) != (past.row["author"] or "ghost"):
                    yield f"#{number} is not by {login}"

    def _lines(self, narrative: str, words: dict[str, Any]) -> Iterator[str]:
        """Each line that tells of one item: its title, its author, its state and what else it says of it."""
        for line, number in _told(narrative):
            past = self.by_number.get(number)
            if past is None:
                continue
            title = _plain(re.sub(r"\s+", " ", past.row["title"])).strip()
            if title not in _plain(re.sub(r"\s+", " ", line)):
                yield f"#{number} is not titled so: {line}"
            rest = line.rpartition(" — ")[2]
            logins = re.findall(r"`([^`]+)`", LINK.sub("", rest))
            author = past.row["author"] or "ghost"
            if logins and author not in logins and not re.search(words["closed_by"], rest) and "；" in rest + "；":
                yield f"#{number} is by {author}: {line}"
            yield from self._state(past, number, line, words)

    def _state(self, past: Past, number: int, line: str, words: dict[str, Any]) -> Iterator[str]:
        merged = re.search(words["merged"], line)
        if merged and not (past.merged_at and _about(merged, words, past.merged_at - past.row["created_at"])):
            yield f"#{number} was not merged so soon: {line}"
        said = "merged" if merged else "closed" if re.search(words["closed"], line) else None
        said = said or ("open" if re.search(words["open"], line) else None)
        if said and said != past.state:
            yield f"#{number} was {past.state} at the end, not {said}: {line}"
        if (lines := re.search(words["lines"], line)) and _int(lines[1]) != past.row["lines"]:
            yield f"#{number} changed {past.row['lines']} lines: {line}"
        if (count := re.search(words["comments"], line)) and _int(count[1]) != len(
            [one for one in past.said(self.start) if one["kind"] != "review"]
        ):
            yield f"#{number} has other comments in the window: {line}"
        if by := re.search(words["closed_by"], line):
            closer = self.by_number.get(int(by[1]))
            if not (past.closing and closer and past.closing["reference_id"] == closer.row["id"]):
                yield f"#{number} was not closed by #{by[1]}"
        if found := re.search(words["closes"], line):
            for other, _ in LINK.findall(found[1]):
                closing = self.by_number[int(other)].closing if int(other) in self.by_number else None
                if not closing or closing["reference_id"] != past.row["id"]:
                    yield f"#{number} did not close #{other}"

    def _threads(self, narrative: str, words: dict[str, Any]) -> Iterator[str]:
        """Voices with their roles and counts, and quotations."""
        for number, block in _blocks(narrative):
            past = self.by_number.get(number)
            if past is None:
                continue
            said = past.said(self.start)
            count = re.search(words["comments"], block)
            if count and _int(count[1]) != len([one for one in said if one["kind"] != "review"]):
                yield f"#{number} has other comments in the window: {count[0]}"
            for login, role, comments, reviews in re.findall(words["voice"], block):
                mine = [one for one in said if (one["author"] or "ghost") == login]
                counts = Counter(one["kind"] == "review" for one in mine)
                own = past.row["author"] == login
                if (_int(comments), _int(reviews)) != (counts[False], 0 if own else counts[True]):
                    yield f"{login} did not say so much below #{number}"
                if mine and words["roles"][role] != self._role(past, login, mine):
                    yield f"{login} is no {words['roles'][role]} below #{number}"
            for login, quote, url in re.findall(words["quote"], block):
                source = next((one for one in said if one["url"] == url), None)
                body = _plain(re.sub(r"\s+", " ", source["body"] or "")) if source else ""
                if source is None or (source["author"] or "ghost") != login or _plain(quote).rstrip("…") not in body:
                    yield f"{login} did not say {quote!r} at {url}"

    def _role(self, past: Past, login: str, mine: list[dict[str, Any]]) -> str:
        if past.row["author"] == login:
            return "author"
        if any(one["author_association"] in MAINTAINERS for one in mine):
            return "maintainer"
        if login != "ghost" and not self._known(login):
            return "newcomer"
        return "contributor" if any(one["author_association"] == "CONTRIBUTOR" for one in mine) else "participant"

    def _known(self, login: str) -> bool:
        """Whether they opened or said anything before the window."""
        return any(
            (past.row["author"] == login and past.row["created_at"] < self.start)
            or any(one["author"] == login and one["moment"] < self.start for one in past.comments)
            for past in self.items.values()
        )  # fmt: skip

    def _activity(self, narrative: str, words: dict[str, Any]) -> Iterator[str]:
        said = [(past, one) for past in self.items.values() for one in past.said(self.start) if one["author"]]
        opened = [p for p in self.items.values() if p.row["created_at"] >= self.start and p.row["author_kind"] != "Bot"]
        moves = [
            m for p in self.items.values() for m in p.moves if m["moment"] >= self.start and m["actor_kind"] != "Bot"
        ]
        reviews = [one for past, one in said if one["kind"] == "review" and one["author"] != past.row["author"]]
        active = (
            {one["author"] for _, one in said} | {past.row["author"] for past in opened} | {m["actor"] for m in moves}
        )
        true = [len(active - {None}), len(said) - len(reviews), len(reviews), len({one["author"] for one in reviews})]
        found = re.search(words["people"], narrative)
        if active - {None} and (not found or [_int(n) for n in found.groups()] != true):
            yield f"the activity is not {true}"
        speakers = {one["author"] for _, one in said} | {past.row["author"] for past in opened}
        newcomers = {login for login in speakers if login and not self._known(login)}
        found = re.search(words["new_people"], narrative)
        named = set(re.findall(r"`([^`]+)`", found[2])) if found else set()
        if (_int(found[1]) if found else 0) != len(newcomers) or not named <= newcomers:
            yield f"the newcomers are {sorted(newcomers)}"
        yield from self._answers(narrative, words, opened)

    def _answers(self, narrative: str, words: dict[str, Any], opened: list[Past]) -> Iterator[str]:
        for groups in re.findall(words["answers"], narrative):
            kind, count = (groups[0], groups[1]) if groups[0] in ("Issue", "PR") else (groups[1], groups[0])
            mine = [past for past in opened if (past.row["kind"] == "pull_request") == (kind == "PR")]
            firsts = [
                next((one["moment"] for one in past.said(self.start) if one["author"] != past.row["author"]), None)
                for past in mine
            ]
            waits = [first - past.row["created_at"] for first, past in zip(firsts, mine, strict=True) if first]
            if [_int(count), _int(groups[2])] != [len(mine), len(waits)]:
                yield f"{len(waits)} of {len(mine)} {kind}s were answered"
            elif groups[3] and not _close(groups[3], words["units"][groups[4]], median(waits)):
                yield f"the median answer to a {kind} took {median(waits)}"

    def _pace(self, narrative: str, words: dict[str, Any]) -> Iterator[str]:
        """A word for the pace must be earned among the 28 windows before."""
        said = next((pace for phrase, pace in words["pace"].items() if f"**{phrase}**" in narrative), None)
        length = self.end - self.start
        sums = [
            sum(len(self._list(name, self.start - back * length, self.end - back * length)) for name in LISTS)
            for back in range(29)
        ]
        below = sum(other < sums[0] for other in sums[1:]) + 0.5 * sum(other == sums[0] for other in sums[1:])
        percent = 100 * below / 28
        earned = (
            "busy" if percent >= 90 else "quiet" if percent <= 10 else "usual" if 25 <= percent <= 75
            else "above" if percent > 75 else "below"
        )  # fmt: skip
        if said and said != earned:
            yield f"the window is not {said}: it stands at {percent:.0f} of 100"


def problems(
    text: str, language: str, con: duckdb.DuckDBPyConnection, start: datetime, end: datetime, zone: ZoneInfo
) -> list[str]:
    """What of a rendered report the archive does not bear out; empty when every word of it is true."""
    return Checker(con, start, end, zone).problems(text, language)


def _told(narrative: str) -> Iterator[tuple[str, int]]:
    """The lines that tell of an item, with what stands below a numbered one on its first line."""
    for block in re.findall(r"^(?:\d+\.|-) \[#\d+\]\([^\n]* — [^\n]*(?:\n   - [^\n]*)*", narrative, re.MULTILINE):
        number = re.match(r"(?:\d+\.|-) \[#(\d+)\]", block)
        assert number is not None
        for line in block.split("\n")[:2]:
            if line.startswith("   - ") and not re.match(r"   - (?:现状|Now)", line):
                continue
            yield (block.split("\n")[0] + " " if line.startswith("   ") else "") + line, int(number[1])


def _blocks(narrative: str) -> Iterator[tuple[int, str]]:
    """Numbered items with the lines below them."""
    for block in re.findall(r"^\d+\. \[#\d+\][^\n]*(?:\n   - [^\n]*)+", narrative, re.MULTILINE):
        number = re.match(r"\d+\. \[#(\d+)\]", block)
        assert number is not None
        yield int(number[1]), block


def _plain(text: str) -> str:
    """What a reader sees of neutralised Markdown, roughly: without escapes, entities and broken mentions."""
    text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", html.unescape(text)).replace("\u200b", "")
    return re.sub(r"[\\`]", "", text)


def _int(text: str | None) -> int:
    return int((text or "0").replace(",", ""))


def _about(found: re.Match[str], words: dict[str, Any], length: timedelta) -> bool:
    return _close(found[1], words["units"][found[2]], length)


def _close(number: str, unit: int, length: timedelta) -> bool:
    """Whether a rounded duration can be that length."""
    return abs(float(number) * unit - length.total_seconds()) <= unit * (0.5 if unit == 60 else 0.051)
