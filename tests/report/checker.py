"""Checks a rendered report against the archive: one sentence for each thing in it that the archive does not bear out.

Nothing of the narrative's code, and none of the report's macros, is used; see `tests.report.checking`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
from tests.report.checking import appendix as lists
from tests.report.checking.activity import Activity
from tests.report.checking.archive import World
from tests.report.checking.attention import Attention
from tests.report.checking.changes import Changes
from tests.report.checking.discussions import Discussions
from tests.report.checking.focus import Focus
from tests.report.checking.page import links_are_right, sections
from tests.report.checking.phrases import PHRASES
from tests.report.checking.places import Places
from tests.report.checking.summary import Summary
from tests.report.checking.trends import Trends

from hansard.settings import AMD
from hansard.settings import Focus as Subject


class Checker:
    """The archive before the end of one window, and what it bears out."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        start: datetime,
        end: datetime,
        zone: ZoneInfo,
        subjects: Sequence[Subject] = (AMD,),
    ) -> None:
        self.world, self.zone, self.subjects = World(con, start, end), zone, subjects

    def problems(self, text: str, language: str) -> list[str]:
        """What the archive does not bear out, in the order of the page; empty when every word of it is true."""
        return list(self.found(text, language))

    def found(self, text: str, language: str) -> Iterator[str]:
        """The same, one by one: the first of them is enough for most."""
        words: dict[str, Any] = PHRASES[language]
        page = text.partition("\n<!-- hansard")[0]
        parts = page.split("\n\n---\n\n", maxsplit=2)
        told = sections(parts[1]) if len(parts) == 3 else []
        if len(told) != 6 + len(self.subjects):
            yield f"the page has {len(parts)} parts and {len(told)} sections"
            return
        yield from links_are_right(page, self.world)
        yield from lists.problems(parts[2], self.world, words)
        yield from self._sections(parts[0], told, words)

    def _sections(self, head: str, told: list[list[str]], words: dict[str, Any]) -> Iterator[str]:
        world = self.world
        focuses = [Focus(world, words, subject) for subject in self.subjects]
        counted = {focus.subject.name: len(focus.true) for focus in focuses}
        summary = Summary(world, words, self.zone, counted)
        yield from summary.head(head.split("\n"))
        discussions, changes = Discussions(world, words), Changes(world, words)
        attention = Attention(world, words)
        rest = [discussions, Trends(world, words), changes, Activity(world, words), attention]
        rules: list[Any] = [summary, *focuses, *rest]
        for section, lines in zip(rules, told, strict=True):
            yield from section.problems(lines)
            yield from summary.so_far(lines)
        yield from Places(world, focuses, discussions, changes, attention).problems(told, words)


def problems(
    text: str, language: str, con: duckdb.DuckDBPyConnection, start: datetime, end: datetime, zone: ZoneInfo
) -> list[str]:
    """What of a rendered report the archive does not bear out; empty when every word of it is true."""
    return Checker(con, start, end, zone).problems(text, language)
