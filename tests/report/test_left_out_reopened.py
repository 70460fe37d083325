"""What was reopened, and stands in no other section, cannot be left out either."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.report.test_checker import page, wrong

from hansard.report.window import day

if TYPE_CHECKING:
    from tests.report.conftest import Record


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [(r"\n重新打开：\n(- .*\n)+", "\n"), (r"- \[#20\].*\n", ""), (r"(- \[#20\].*\n)(- \[#21\].*\n)", r"\2\1")],
)
def test_a_reopening_cannot_be_left_out_or_moved(record: Record, pattern: str, instead: str) -> None:
    for number in range(1, 10):
        record.item(number, f"A wish {number}", created=f"2025-12-12 0{number}:00")
    for number, hour in ((20, 12), (21, 11)):
        record.item(number, f"An old wish {number}", created="2025-06-01 09:00")
        record.closed(number, "2025-06-02 09:00")
        record.event(number, "reopened", f"2025-12-12 {hour}:00", actor="bob")
    record.synced("2025-12-31 00:00")
    window = day("2025-12-12", record.zone)
    text = page(record, window, "zh")
    assert wrong(record, window, text, "zh") == []
    corrupted = re.sub(pattern, instead, text, count=1)
    assert corrupted != text
    assert wrong(record, window, corrupted, "zh")
