"""The five lists: which items, in which order, each with its title, labels, author and time."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.report.checking.archive import LISTS, Past, World
from tests.report.checking.page import is_at, shown

LINE = re.compile(r"- \[#(?P<number>\d+)\]\(\S+?\) (?P<rest>.*) \((?P<verb>[^()]*): (?P<at>[^()]* \([^()]*\))\)")


def problems(appendix: str, world: World, words: dict[str, Any]) -> Iterator[str]:
    """Problems of the lists, in their order."""
    blocks = appendix.split("\n### ")[1:]
    if len(blocks) != len(LISTS):
        yield f"the appendix has {len(blocks)} lists"
    for name, verb, block in zip(LISTS, words["verbs"], blocks, strict=False):
        lines = [line for line in block.split("\n")[1:] if line.strip()]
        items = world.lists()[name]
        if not items:
            if lines != [words["none"]]:
                yield f"{name} is empty, not {lines}"
            continue
        found = [LINE.fullmatch(line) for line in lines]
        yield from (f"no rule accounts for: {line}" for line, one in zip(lines, found, strict=True) if one is None)
        told = [int(one["number"]) for one in found if one]
        if told != [past.number for past in items]:
            yield f"{name} lists {told}, not {[past.number for past in items]}"
            continue
        for past, one in zip(items, found, strict=True):
            if one:
                yield from _line(past, one, name, verb, words)


def _line(past: Past, found: re.Match[str], name: str, verb: str, words: dict[str, Any]) -> Iterator[str]:
    labels = ",".join(past.labels) or words["no_labels"]
    true = f"{past.title} — {labels} — by {past.author}"
    if shown(found["rest"]) != shown(true):
        yield f"#{past.number} in {name} is {true!r}, not {found['rest']!r}"
    if found["verb"] != verb or not is_at(found["at"], _time(past, name)):
        yield f"#{past.number} in {name} is of {_time(past, name)}, not {found['verb']} {found['at']}"


def _time(past: Past, name: str) -> datetime:
    if name.startswith("new"):
        return past.created_at
    moment = past.merged_at or (past.closing or {})["moment"]
    assert isinstance(moment, datetime)
    return moment
