"""What a title is taken for: the trouble an issue tells of, and what a change means to users."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.report.test_checker import page, wrong

if TYPE_CHECKING:
    from tests.report.conftest import Record

    from hansard.report.window import Window


@pytest.mark.parametrize(
    ("title", "labels", "severity", "match"),
    [
        ("[Bug]: Engine crashes on start", ("bug",), "crash", "crashes"),
        ("[Feature]: Detect hung workers", ("feature request",), None, None),
        ("Hung workers should be restarted", ("feature request",), None, None),
        ("[Usage]: How do I avoid OOM?", (), None, None),
        ("[Doc]: Explain what to do when out of memory", (), None, None),
        ("[RFC]: No crash may lose a request", (), "proposal", "[RFC]"),
        ("[Bug]: No crash, but the answer is empty", (), "bug", "[Bug]"),
        ("Server doesn't crash any more", (), None, None),
        ("[Bug]: no longer works, and hangs", (), "crash", "hangs"),
        ("Dead link to security page", (), None, None),
        ("[Security] Tokens in the log", (), "security", "[Security]"),
        ("A security hole in the loader", (), "security", "security hole"),
        ("CVE-2025-1 in a dependency", (), "security", "CVE-2025-1"),
    ],
)
def test_trouble_is_what_a_title_says_happens(
    record: Record, busy_window: Window, title: str, labels: tuple[str, ...], severity: str | None, match: str | None
) -> None:
    record.item(1, title, created="2025-12-12 09:00", labels=labels)
    (row,) = record.rows("item_scores", busy_window)
    assert (row["severity"], row["severity_match"]) == (severity, match)


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("[Bugfix] Fix crash in the loader", {"is_crash_fix"}),
        ("Fix typo in the crash message", set()),
        ('Revert "[Bugfix] Fix crash in the loader"', {"is_revert"}),
        ('Revert "[Model] Add Foo support"', {"is_revert"}),
        ('Revert "Remove the V0 engine"', {"is_revert"}),
        ('Revert "[Security] Fix CVE-2025-1, 20% faster"', {"is_revert"}),
        ("[Security] Fix CVE-2025-1", {"is_security"}),
    ],
)
def test_a_revert_is_none_of_what_it_undoes(record: Record, busy_window: Window, title: str, meant: set[str]) -> None:
    record.item(1, title, created="2025-12-11 09:00", kind="pull_request", labels=("new-model",) * ("Model" in title))
    record.merged(1, "2025-12-12 09:00")
    record.synced("2025-12-31 00:00")
    (row,) = record.rows("item_scores", busy_window)
    flags = ("is_security", "is_breaking", "is_revert", "is_performance", "is_support", "is_crash_fix")
    assert {flag for flag in flags if row[flag]} == meant
    assert wrong(record, busy_window, page(record, busy_window, "en"), "en") == []
