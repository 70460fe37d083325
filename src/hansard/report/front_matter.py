"""What Jekyll and GitHub Pages read at the top of a page: YAML between two lines of three hyphens. Pure."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from hansard.facts import Facts
from hansard.report.escape import cleaned
from hansard.report.provenance import COUNTS

_FOUND = re.compile(r"---\n(?:[^\n]*\n)*?---\n\n")


def front_matter(title: str, language: str, facts: Facts) -> str:
    """That of a report, with the empty line after it. Times are in the report's zone and carry their offset."""
    zone = ZoneInfo(facts.zone)
    complete = facts.synced_until is not None and facts.synced_until >= facts.end
    lines = [
        f"title: {quoted(title)}",
        f"date: {_time(facts.start, zone)}",
        f"lang: {quoted(language)}",
        "window:",
        f"  start: {_time(facts.start, zone)}",
        f"  end: {_time(facts.end, zone)}",
        f"  zone: {quoted(facts.zone)}",
        f"  complete: {str(complete).lower()}",
        "counts:",
        *(f"  {name}: {getattr(facts.counts, name).window}" for name in COUNTS),
    ]
    return block(lines)


def block(lines: list[str]) -> str:
    """Lines of YAML as front matter."""
    return "".join(f"{line}\n" for line in ["---", *lines, "---", ""])


def quoted(text: str) -> str:
    """A YAML scalar that is this text on one line, whatever it holds; without anything that Liquid would act on."""
    return '"' + "".join(_escaped(character) for character in cleaned(text)) + '"'


def has_front_matter(text: str) -> bool:
    """Whether a page begins with one."""
    return _FOUND.match(text) is not None


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() and character != "{" else f"\\U{ord(character):08x}"


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(" ")
