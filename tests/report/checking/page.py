"""A page as its lines, and what its Markdown shows to a reader."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from tests.report.checking.archive import Past, World

LINK = r"\[#\d+\]\(\S+?\)"
Check = Callable[[re.Match[str]], Iterable[str]]
Rule = tuple[str, Check]


def sections(narrative: str) -> list[list[str]]:
    """The lines of each section that say something, without its heading."""
    return [
        [line for line in part.split("\n")[1:] if line.strip()]
        for part in re.split(r"^### ", narrative, flags=re.MULTILINE)[1:]
    ]


def read(lines: Iterable[str], rules: Sequence[Rule]) -> Iterator[str]:
    """What the first rule that reads a line whole finds wrong with it; a line that none reads is wrong itself."""
    for line in lines:
        for pattern, check in rules:
            if found := re.fullmatch(pattern, line):
                yield from check(found)
                break
        else:
            yield f"no rule accounts for: {line}"


def follow(lines: Sequence[str], first: str, *then: str) -> Iterator[str]:
    """A line that the lines which must follow it do not follow."""
    for place, line in enumerate(lines):
        after = lines[place + 1 : place + 1 + len(then)]
        if re.fullmatch(first, line) and not (
            len(after) == len(then)
            and all(re.fullmatch(pattern, one) for pattern, one in zip(then, after, strict=True))
        ):
            yield f"something is left out after: {line}"


def is_there(lines: Sequence[str], pattern: str, true: object, what: str) -> Iterator[str]:
    """Whether a line that must be there is, and one that must not be is not."""
    there = sum(re.fullmatch(pattern, line) is not None for line in lines)
    if there != bool(true):
        yield f"{what} should be there {int(bool(true))} times, not {there}"


def shown(text: str) -> str:
    """What a reader sees of neutralised Markdown, roughly: without escapes, entities and broken mentions."""
    while (plain := html.unescape(text)) != text:
        text = plain
    text = re.sub("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffd]", "\ufffd", text)
    return re.sub(r"\s+", " ", re.sub(r"[\\`\u200b]", "", text)).strip()


def numbers(text: str | None) -> list[int]:
    """The items that a text links to, in order."""
    return [int(number) for number in re.findall(r"\[#(\d+)\]\(", text or "")]


def codes(text: str | None) -> list[str]:
    return re.findall(r"`([^`]+)`", text or "")


def integer(text: str | None) -> int:
    return int((text or "0").replace(",", ""))


def is_about(number: str, unit: int, length: timedelta) -> bool:
    """Whether a rounded duration can be that length."""
    slack = 0.5 if unit == 60 else 0.0501
    return abs(float(number.replace(",", "")) * unit - length.total_seconds()) <= unit * slack + 1


def is_mean(text: str, mean: float) -> bool:
    """Whether a rounded mean can be that number."""
    decimals = len(text.partition(".")[2])
    slack: float = 0.5000001 * 10.0**-decimals
    return abs(float(text.replace(",", "")) - mean) <= slack


def instant(text: str) -> tuple[datetime, timedelta] | None:
    """A time as a report prints it, and how exact it is."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d \d\d:\d\d)(:\d\d)? \((?:UTC|GMT)([+-])?(\d{1,2})?(?::?(\d\d))?\)", text)
    if not found:
        return None
    offset = timedelta(hours=int(found[4] or 0), minutes=int(found[5] or 0)) * (-1 if found[3] == "-" else 1)
    local = datetime.fromisoformat(found[1] + (found[2] or ":00") + "+00:00")
    return local - offset, timedelta(seconds=1) if found[2] else timedelta(minutes=1)


def is_at(text: str, moment: datetime) -> bool:
    """Whether a printed time is that moment, cut to minutes or seconds."""
    read_ = instant(text)
    return read_ is not None and timedelta(0) <= moment - read_[0] < read_[1]


def links_are_right(text: str, world: World) -> Iterator[str]:
    """Every link with a number leads to the item of that number, at its own address."""
    for number, url in re.findall(r"\[#(\d+)\]\((\S+?)\)", text):
        past = world.by_number.get(int(number))
        if past is None or past.row["url"] != url:
            yield f"#{number} at {url} is no item of the archive at that time"


def after_title(past: Past, rest: str) -> str | None:
    """What follows the title and a dash; None where another title stands there."""
    title = shown(past.title)
    cuts = (found for found in re.finditer(r" — ", rest) if shown(rest[: found.start()]) == title)
    return next((rest[found.end() :] for found in cuts), None)
