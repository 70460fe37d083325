"""Windows of the calendar, where clocks change too; and their names, which read back as the same window."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansard.errors import UsageError
from hansard.report.calendar import BadWindow, Every, calendar, name, named
from hansard.report.window import Window, between, day

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(key)
    for key in (
        *("Asia/Shanghai", "UTC", "Europe/Berlin", "America/Havana", "Africa/Cairo", "Australia/Lord_Howe"),
        *("Asia/Kolkata", "Pacific/Apia", "Asia/Kathmandu"),
    )
]
MOMENTS = st.integers(946684800, 1924905600).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def named_windows(start: str, end: str, every: Every, zone: ZoneInfo = SHANGHAI) -> list[str]:
    return [name(window) for window in calendar(between(start, end, zone), every)]


def test_days_weeks_and_months() -> None:
    assert named_windows("2025-12-30", "2026-01-02", Every.DAY) == ["2025-12-30", "2025-12-31", "2026-01-01"]
    assert named_windows("2025-12-30", "2026-01-06", Every.WEEK) == ["2026-W01", "2026-W02"]
    assert named_windows("2025-12-31", "2026-01-02", Every.MONTH) == ["2025-12", "2026-01"]


def test_hours_are_those_of_the_clock() -> None:
    assert named_windows("2025-12-10 22:30", "2025-12-11 00:30", Every.HOUR) == [
        "2025-12-10 22:00..2025-12-10 23:00",
        "2025-12-10 23:00..2025-12-11 00:00",
        "2025-12-11 00:00..2025-12-11 01:00",
    ]


@pytest.mark.parametrize(("date", "hours"), [("2025-03-30", 23), ("2025-10-26", 25), ("2025-10-27", 24)])
def test_a_day_has_as_many_hours_as_its_clock_shows(date: str, hours: int) -> None:
    windows = list(calendar(day(date, BERLIN), Every.HOUR))
    assert len(windows) == len({name(window) for window in windows}) == hours
    assert {window.end - window.start for window in windows} == {timedelta(hours=1)}
    assert [window.end - window.start for window in calendar(day(date, BERLIN), Every.DAY)] == [timedelta(hours=hours)]


def test_the_hour_that_comes_twice_is_named_by_its_offset() -> None:
    names = [name(window) for window in calendar(day("2025-10-26", BERLIN), Every.HOUR)]
    assert names[2:4] == [
        "2025-10-26 02:00+0200..2025-10-26 02:00+0100",
        "2025-10-26 02:00+0100..2025-10-26 03:00",
    ]


def test_a_date_that_the_zone_left_out_has_no_window() -> None:
    assert named_windows("2011-12-29", "2012-01-01", Every.DAY, ZoneInfo("Pacific/Apia")) == [
        "2011-12-29",
        "2011-12-31",
    ]


@given(st.sampled_from(ZONES), MOMENTS, st.integers(1, 100 * 3600), st.sampled_from(Every))
def test_windows_cover_the_span_without_gap_or_overlap(
    zone: ZoneInfo, start: datetime, seconds: int, every: Every
) -> None:
    span = Window(start, start + timedelta(seconds=seconds), zone)
    windows = list(calendar(span, every))
    assert windows[0].start <= span.start < windows[0].end
    assert windows[-1].start < span.end <= windows[-1].end
    assert all(one.end == next_.start for one, next_ in pairwise(windows))


@given(st.sampled_from(ZONES), MOMENTS, st.integers(1, 100 * 3600), st.sampled_from(Every))
def test_a_window_is_found_by_its_name(zone: ZoneInfo, start: datetime, seconds: int, every: Every) -> None:
    span = Window(start, start + timedelta(seconds=seconds), zone)
    assert named(name(span), zone) == span
    for window in calendar(span, every):
        assert named(name(window), zone) == window


@pytest.mark.parametrize("text", ["0900-02", "0900-W05", "0900-02-03"])
def test_years_have_four_digits(text: str) -> None:
    assert name(named(text, ZoneInfo("UTC"))) == text


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025-12-10", "2025-12-10", "2025-12-11"),
        (" 2025-W50 ", "2025-12-08", "2025-12-15"),
        ("2020-w53", "2020-12-28", "2021-01-04"),
        ("2025-12", "2025-12-01", "2026-01-01"),
        ("2025-12-10..2025-12-12", "2025-12-10", "2025-12-12"),
        ("2025-12-10 19:35..2025-12-10T20:35:00+08:00", "2025-12-10 19:35", "2025-12-10 20:35"),
    ],
)
def test_names_that_people_write(text: str, start: str, end: str) -> None:
    assert named(text, SHANGHAI) == between(start, end, SHANGHAI)


@pytest.mark.parametrize(
    "text", ["", "2025", "2025-13", "2025-W54", "2025-W00", "2025-02-30", "W50", "9999-12", "today"]
)
def test_what_is_no_window_is_said_in_one_sentence(text: str) -> None:
    with pytest.raises(BadWindow, match="2025-W50"):
        named(text, SHANGHAI)


@pytest.mark.parametrize("text", ["..", "2025-12-10..", "2025-12-10..2025-12-10", "2025-12-12..2025-12-10"])
def test_two_times_must_be_two_times_in_order(text: str) -> None:
    with pytest.raises(UsageError):
        named(text, SHANGHAI)
