"""Reports of windows of every kind, as golden files: `pytest --write` rewrites them, and the review is their diff."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from hansard.report.calendar import named
from hansard.report.facts import gather
from hansard.report.produce import text_of
from hansard.settings import AMD

if TYPE_CHECKING:
    from tests.report.conftest import Record

PULL = "pull_request"


def known(record: Record) -> None:
    """People and issues of long ago, and an archive that reaches beyond every window here."""
    record.labels("bug", "feature")
    record.item(1, "[Bug]: an old crash", created="2025-09-01 09:00", labels=("bug",), author="ann")
    record.item(2, "An old idea", created="2025-09-02 09:00", labels=("feature",), author="bob", association="MEMBER")
    record.synced("2026-02-01 00:00")


def quiet(record: Record) -> None:
    known(record)
    record.comment(1, "2025-11-05 10:00", "bob", "Still there?", association="MEMBER")


def empty(record: Record) -> None:
    known(record)


def hour(record: Record) -> None:
    known(record)
    record.item(3, "[Bug]: hangs on start", created="2025-11-05 10:00", labels=("bug",), author="cy")
    record.item(4, "Fix the hang", kind=PULL, created="2025-11-05 10:20", author="bob", association="MEMBER", lines=7)
    record.comment(3, "2025-11-05 10:05", "bob", "Thanks, looking.", association="MEMBER")
    record.merged(4, "2025-11-05 10:59:59", by="bob")
    record.closed(3, "2025-11-05 11:00", by="bob", closer=4)


def month(record: Record) -> None:
    known(record)
    for day in range(1, 31):
        author = ("cy", "dee", "eve")[day % 3]
        record.item(
            100 + day, f"[Bug]: trouble {day}", created=f"2025-11-{day:02} 09:00", labels=("bug",), author=author
        )
        if day % 2:
            record.closed(100 + day, f"2025-11-{day:02} 15:00", by="bob")
        if day % 5 == 0:
            record.item(
                200 + day, f"Fix trouble {day}", kind=PULL, created=f"2025-11-{day:02} 10:00", author="bob", lines=9
            )
            record.merged(200 + day, f"2025-11-{day:02} 14:00", by="ann")
    record.item(300, "December's", created="2025-12-01 00:00", author="cy")


def year_end(record: Record) -> None:
    known(record)
    record.item(3, "The last of the year", created="2025-12-31 23:59:59", author="cy")
    record.item(4, "The first of the year", created="2026-01-01 00:00", labels=("bug",), author="cy")
    record.item(5, "A new year's cleaning", kind=PULL, created="2025-12-30 09:00", author="ann", lines=3)
    record.merged(5, "2026-01-02 09:00", by="bob")


def clocks_back(record: Record) -> None:
    """02:30 comes twice in Berlin: at 08:30 and at 09:30 in Shanghai."""
    known(record)
    record.item(3, "Before the clocks went back", created="2025-10-26 08:30", author="cy")
    record.item(4, "After the clocks went back", created="2025-10-26 09:30", author="cy")
    record.item(5, "In the 25th hour", kind=PULL, created="2025-10-27 06:30", author="bob", association="MEMBER")


def clocks_forward(record: Record) -> None:
    known(record)
    record.item(3, "In the last hour of winter", created="2026-03-29 08:59", author="cy")
    record.item(4, "In the first hour of summer", created="2026-03-29 09:00", author="cy")
    record.synced("2026-04-01 00:00")


def beginning(record: Record) -> None:
    """A repository that is made in the middle of the window."""
    record.labels("bug")
    record.con.execute("update repository set created_at = $at", {"at": record.moment("2025-11-05 12:00")})
    record.item(1, "Hello", created="2025-11-05 12:30", author="ann", association="OWNER")
    record.item(2, "Say hello back", kind=PULL, created="2025-11-05 13:00", author="bob", lines=2)
    record.synced("2026-02-01 00:00")


def short(record: Record) -> None:
    """An archive that stops inside the window."""
    hour(record)
    record.con.execute("delete from sync_run")
    record.synced("2025-11-05 10:30")


CASES = {
    "quiet": (quiet, "2025-11-05", "Asia/Shanghai"),
    "empty": (empty, "2025-11-05", "Asia/Shanghai"),
    "hour": (hour, "2025-11-05 10:00..2025-11-05 11:00", "Asia/Shanghai"),
    "month": (month, "2025-11", "Asia/Shanghai"),
    "year-end": (year_end, "2026-W01", "Asia/Shanghai"),
    "clocks-back": (clocks_back, "2025-10-26", "Europe/Berlin"),
    "clocks-forward": (clocks_forward, "2026-03-29", "Europe/Berlin"),
    "beginning": (beginning, "2025-11-05", "Asia/Shanghai"),
    "short": (short, "2025-11-05 10:00..2025-11-05 11:00", "Asia/Shanghai"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_report_of_a_window(record: Record, case: str, agrees: Callable[[str, str], None]) -> None:
    fill, window, zone = CASES[case]
    fill(record)
    facts = gather(record.archive, record.repository, named(window, ZoneInfo(zone)), [AMD], project="vLLM")
    for language, suffix in (("zh", ""), ("en", ".en")):
        text = text_of(facts, language, "md", front_matter=case == "beginning")
        agrees(f"window-{case}{suffix}.md", text)
