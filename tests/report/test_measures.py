"""The five lists, their counts, and what these are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hansard.report.window import Window, between

if TYPE_CHECKING:
    from tests.report.conftest import Record

LISTS = (
    "new_issues",
    "closed_issues",
    "new_pull_requests",
    "merged_pull_requests",
    "closed_unmerged_pull_requests",
)


def numbers(rows: list[dict[str, Any]]) -> list[int]:
    return [row["number"] for row in rows]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("day", ["seed", "busy"])
def test_the_lists_in_one_are_the_five_lists(request: pytest.FixtureRequest, name: str, day: str) -> None:
    record: Record = request.getfixturevalue(f"{day}_record")
    window: Window = request.getfixturevalue(f"{day}_window")
    together = [row for row in record.rows("window_lists", window) if row["list"] == name]
    shown = [row["shown_at"] for row in together]
    assert sorted(numbers(together)) == sorted(numbers(record.rows(name, window)))
    assert shown == sorted(shown, reverse=True)


def test_equal_times_are_listed_by_number(record: Record) -> None:
    for number in (2, 3, 1):
        record.item(number, "x", created="2025-12-10 12:00")
    rows = record.rows("window_lists", between("2025-12-10", "2025-12-11", record.zone))
    assert numbers(rows) == [3, 2, 1]


def test_the_summary_compares_and_relates(busy_record: Record, busy_window: Window) -> None:
    (row,) = busy_record.rows("window_summary", busy_window)
    assert row["new_issues_closed"] == [63]
    assert row["new_pull_requests_merged"] == [52, 53, 54]
    assert row["closed_issues_by_bots"] == [31]
    assert row["items"] == 5 + 3 + 3 + 1  # 31, 41 and 50 were closed, 51 was merged; the rest is new.


def measures(record: Record, window: Window) -> dict[str, dict[str, Any]]:
    return {row["list"]: row for row in record.rows("window_measures", window)}


@pytest.mark.parametrize("day", ["seed", "busy"])
def test_the_measures_are_the_stats(request: pytest.FixtureRequest, day: str) -> None:
    record: Record = request.getfixturevalue(f"{day}_record")
    window: Window = request.getfixturevalue(f"{day}_window")
    (stats,) = record.rows("window_stats", window)
    rows = measures(record, window)
    for name in LISTS:
        assert rows[name]["n"] == stats[name]
        assert (rows[name]["days_7"], rows[name]["days_28"]) == (stats[f"{name}_7d"], stats[f"{name}_28d"])
    assert rows["all"]["n"] == sum(rows[name]["n"] for name in LISTS)


def test_a_window_is_placed_among_the_28_before_it(record: Record) -> None:
    window = between("2025-12-10", "2025-12-11", record.zone)
    for day in range(1, 8):  # A week with one, two, ... seven new issues a day.
        for number in range(day):
            record.item(100 * day + number, "x", created=f"2025-12-{day:02} 23:59")
    for number in range(4):
        record.item(number, "x", created="2025-12-10 00:00")
    row = measures(record, window)["new_issues"]
    assert (row["n"], row["days_7"], row["days_28"]) == (4, 3 + 4 + 5 + 6 + 7, 28)
    assert row["usual"] == 1.0
    assert (row["fewer"], row["equal"], row["busy_before"]) == (24, 1, 7)
    assert row["percentile"] == pytest.approx(100 * 24.5 / 28)
    nothing = measures(record, window)["closed_issues"]
    assert (nothing["fewer"], nothing["equal"], nothing["percentile"]) == (0, 28, 50.0)


def test_a_closing_counts_where_it_was_the_last_move(record: Record) -> None:
    window = between("2025-12-10", "2025-12-11", record.zone)
    record.item(1, "x", created="2025-10-01 00:00")
    record.closed(1, "2025-12-03 10:00")
    record.event(1, "reopened", "2025-12-03 11:00")
    record.closed(1, "2025-12-04 10:00")
    record.event(1, "reopened", "2025-12-05 10:00")
    row = measures(record, window)["closed_issues"]
    # Closed at the end of the 4th alone; at the end of the seven days it was open.
    assert (row["n"], row["days_7"], row["days_28"], row["busy_before"]) == (0, 0, 0, 1)


def test_a_young_repository_is_compared_with_nothing(busy_record: Record, busy_window: Window) -> None:
    busy_record.con.execute("update repository set created_at = '2025-12-06 00:00:00Z'")
    for row in measures(busy_record, busy_window).values():
        assert (row["usual"], row["usual_7"], row["fewer"], row["percentile"]) == (None, None, None, None)
    assert all(trend["usual"] is None for trend in busy_record.rows("label_trends", busy_window))


def test_the_archive_reaches_as_far_as_its_last_complete_sync(record: Record, seed_window: Window) -> None:
    assert record.rows("window_summary", seed_window)[0]["synced_until"] is None
    record.synced("2025-12-10 20:00")
    record.synced("2025-12-11 20:00", complete=False)
    assert record.rows("window_summary", seed_window)[0]["synced_until"] == record.moment("2025-12-10 20:00")
    record.synced("2025-12-12 00:00")
    assert record.rows("window_summary", seed_window)[0]["synced_until"] == seed_window.end
