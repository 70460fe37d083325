"""A page does not say "all" of a part, nor "nothing" of something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.report.test_checker import page, wrong

from hansard.report.window import day

if TYPE_CHECKING:
    from tests.report.conftest import Record

DAY = "2025-12-12"
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
NOT_LISTED = {"zh": "- 其余未列出。", "en": "- Others are not listed here."}
QUIET = {"zh": "没有新增，也没有关闭", "en": "Nothing opened, nothing closed"}
SO_FAR = {"zh": "目前", "en": "so far"}


def told(record: Record, language: str) -> str:
    """The narrative of the day, which the checker agrees with."""
    text = page(record, day(DAY, record.zone), language)
    assert wrong(record, day(DAY, record.zone), text, language) == []
    return text.split("\n\n---\n\n")[1]


@LANGUAGES
@pytest.mark.parametrize(("crashes", "named", "is_whole"), [(7, 7, True), (14, 6, False)])
def test_what_became_of_problems(record: Record, language: str, crashes: int, named: int, is_whole: bool) -> None:
    for number in range(1, crashes + 1):
        record.item(number, f"Engine crash number {number}", created="2025-12-11 08:00", author=f"u{number}")
        record.closed(number, f"{DAY} 09:{number:02}", by="bob")
    record.synced("2025-12-31 00:00")
    text = told(record, language)
    assert text.count("\n- [#") == named
    assert (NOT_LISTED[language] in text) is not is_whole


@LANGUAGES
def test_reopened_items_and_effects_that_are_left_out_are_told_of(record: Record, language: str) -> None:
    for number in range(1, 15):
        record.item(number, f"A thing {number}", created="2025-10-11 08:00", author=f"u{number}")
        record.closed(number, "2025-11-01 09:00")
        record.event(number, "reopened", f"{DAY} 09:{number:02}", actor="bob")
        record.item(100 + number, f"Fix crash {number}", created="2025-12-11 08:00", kind="pull_request")
        record.merged(100 + number, f"{DAY} 10:{number:02}")
    record.synced("2025-12-31 00:00")
    text = told(record, language)
    assert NOT_LISTED[language] in text
    (effect,) = [line for line in text.split("\n") if line.startswith(("- Fixed crash", "- 修复崩溃"))]
    assert effect.count("[#") == 5
    assert effect.endswith((" and others", " 等"))


@LANGUAGES
@pytest.mark.parametrize("is_closed_in_it", [True, False])
def test_a_day_of_reopenings_is_not_called_one_without_events(
    record: Record, language: str, is_closed_in_it: bool
) -> None:
    record.item(1, "A thing", created="2025-12-01 09:00")
    record.closed(1, f"{DAY} 10:00" if is_closed_in_it else "2025-12-05 10:00")
    record.event(1, "reopened", f"{DAY} 11:00", actor="ann")
    record.synced("2025-12-31 00:00")
    assert QUIET[language] not in told(record, language)


@LANGUAGES
@pytest.mark.parametrize(("until", "is_whole"), [("2025-12-11 12:00", False), ("2025-12-31 00:00", True)])
def test_nothing_is_said_to_be_missing_where_the_archive_stops(
    record: Record, language: str, until: str, is_whole: bool
) -> None:
    record.item(1, "A thing", created="2025-12-01 09:00")
    record.synced(until)
    assert told(record, language).count(SO_FAR[language]) == (0 if is_whole else 7)
