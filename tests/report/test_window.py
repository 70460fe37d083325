"""What people type, as two instants, in zones whose clocks change and in those whose clocks do not."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansard.errors import UsageError
from hansard.report.window import (
    BadDate,
    BadDuration,
    BadTime,
    EmptyWindow,
    FutureWindow,
    Window,
    between,
    day,
    file_name,
    last,
    offset_label,
    stamp,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
# Clocks change at midnight in Havana and Cairo, by half an hour on Lord Howe Island; Apia left out a whole date.
ZONES = [
    ZoneInfo(name)
    for name in (
        "Asia/Shanghai",
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/Havana",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Pacific/Apia",
        "America/Sao_Paulo",
    )
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_day_is_the_calendar_day_of_the_zone() -> None:
    window = day("2025-12-10", SHANGHAI)
    assert (window.start, window.end) == (utc("2025-12-09T16:00"), utc("2025-12-10T16:00"))
    assert window.zone is SHANGHAI


@pytest.mark.parametrize(("text", "hours"), [("2025-03-30", 23), ("2025-10-26", 25), ("2025-10-27", 24)])
def test_a_day_has_23_or_25_hours_where_clocks_change(text: str, hours: int) -> None:
    window = day(text, BERLIN)
    assert window.end - window.start == timedelta(hours=hours)


def test_a_day_begins_when_its_first_hour_is_left_out() -> None:
    window = day("2024-04-26", ZoneInfo("Africa/Cairo"))
    assert window.start == utc("2024-04-25T22:00")
    assert window.end - window.start == timedelta(hours=23)


@given(st.sampled_from(ZONES), st.dates(date(1990, 1, 1), date(2035, 12, 31)))
def test_days_follow_each_other_without_gap_or_overlap(zone: ZoneInfo, named: date) -> None:
    if zone.key == "Pacific/Apia" and date(2011, 12, 29) <= named <= date(2011, 12, 30):
        return
    today, tomorrow = day(str(named), zone), day(str(named + timedelta(days=1)), zone)
    assert today.end == tomorrow.start
    assert today.start.astimezone(zone).date() == named


def test_a_date_that_the_zone_left_out_is_no_date() -> None:
    with pytest.raises(BadDate):
        day("2011-12-30", ZoneInfo("Pacific/Apia"))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-12-10", "2025-12-09T16:00"),
        ("2025-12-10 19:35", "2025-12-10T11:35"),
        ("2025-12-10T19:35", "2025-12-10T11:35"),
        (" 2025-12-10t19:35:12 ", "2025-12-10T11:35:12"),
        ("2025-12-10T11:35Z", "2025-12-10T11:35"),
        ("2025-12-10T11:35:00.000Z", "2025-12-10T11:35"),
        ("2025-12-10 11:35:12z", "2025-12-10T11:35:12"),
        ("2025-12-10T06:35-05:00", "2025-12-10T11:35"),
        ("2025-12-10T17:05 +0530", "2025-12-10T11:35"),
        ("2025-12-10T19:35+08", "2025-12-10T11:35"),
    ],
)
def test_times_are_read_in_the_zone_or_by_their_offset(text: str, instant: str) -> None:
    assert between(text, "2026-01-01", SHANGHAI).start == utc(instant)


def test_a_date_as_the_end_is_its_midnight() -> None:
    assert between("2025-12-10", "2025-12-11", SHANGHAI) == day("2025-12-10", SHANGHAI)


def test_a_time_left_out_counts_from_before_the_jump() -> None:
    assert between("2025-03-30 02:30", "2025-03-31", BERLIN).start == utc("2025-03-30T01:30")


def test_a_time_shown_twice_is_the_first_unless_its_offset_is_given() -> None:
    assert between("2025-10-26 02:30", "2025-10-27", BERLIN).start == utc("2025-10-26T00:30")
    assert between("2025-10-26 02:30+01:00", "2025-10-27", BERLIN).start == utc("2025-10-26T01:30")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "2025-13-01",
        "2025-02-30",
        "20251210",
        "2025-W50-3",
        "2025-12-10 19:35",
        "２０２５-12-10",
        "9999-12-31",
    ],
)
def test_what_is_no_date_is_said_in_one_sentence(text: str) -> None:
    with pytest.raises(BadDate) as caught:
        day(text, SHANGHAI)
    assert repr(text) in str(caught.value)
    assert "2025-12-10" in str(caught.value)
    assert isinstance(caught.value, UsageError)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "noon",
        "2025-12-10 7:35",
        "2025-12-10 24:00",
        "2025-12-10 19:60",
        "2025-12-10 19:35:60",
        "2025-12-10T19:35:00.5",
        "2025-12-10T19:35+24:00",
        "2025-12-10T19:35+05:99",
        "2025-12-10Z",
        "2025-12-10 19:35 Asia/Shanghai",
        "0001-01-01",
        "9999-12-31T23:00-08:00",
    ],
)
def test_what_is_no_time_is_said_in_one_sentence(text: str) -> None:
    with pytest.raises(BadTime, match="is not a time") as caught:
        between(text, "2025-12-11", SHANGHAI)
    assert caught.value.text == text
    with pytest.raises(BadTime):
        between("2025-12-11", text, SHANGHAI)


@pytest.mark.parametrize("end", ["2025-12-10", "2025-12-09 23:59", "2025-12-09T16:00Z"])
def test_an_empty_window_is_refused(end: str) -> None:
    with pytest.raises(EmptyWindow) as caught:
        between("2025-12-10", end, SHANGHAI)
    assert (caught.value.start, caught.value.end) == ("2025-12-10", end)


def test_a_window_that_has_not_begun_is_refused() -> None:
    now = utc("2025-12-10T11:00")
    assert day("2025-12-10", SHANGHAI, now=now).end > now
    with pytest.raises(FutureWindow, match=r"2025-12-10 19:00 \(UTC\+8\)"):
        day("2025-12-11", SHANGHAI, now=now)
    with pytest.raises(FutureWindow):
        between("2025-12-10 19:01", "2025-12-10 19:02", SHANGHAI, now=now)


@pytest.mark.parametrize(
    ("text", "length"), [("90m", 1.5), ("24h", 24), ("7d", 168), ("2w", 336), (" 24H ", 24), ("1 d", 24)]
)
def test_the_last_hours_end_at_the_last_whole_minute(text: str, length: float) -> None:
    window = last(text, datetime(2025, 12, 10, 19, 35, 59, 999, tzinfo=SHANGHAI), SHANGHAI)
    assert window.end == utc("2025-12-10T11:35")
    assert window.end - window.start == timedelta(hours=length)


@pytest.mark.parametrize("text", ["", "24", "h", "0h", "-1d", "1.5h", "1y", "999999w"])
def test_what_is_no_duration_is_said_in_one_sentence(text: str) -> None:
    with pytest.raises(BadDuration, match="not a length of time"):
        last(text, utc("2025-12-10T11:35"), SHANGHAI)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (utc("2025-12-10"), utc("2025-12-10")),
        (datetime(2025, 12, 10), utc("2025-12-11")),  # noqa: DTZ001
        (datetime(2025, 12, 10, tzinfo=SHANGHAI), utc("2025-12-11")),
        (utc("2025-12-10T00:00:00.5"), utc("2025-12-11")),
    ],
)
def test_a_window_holds_whole_seconds_in_utc(start: datetime, end: datetime) -> None:
    with pytest.raises(ValueError, match=r"not a whole second in UTC|not after its start"):
        Window(start, end, SHANGHAI)


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        ("2025-12-10", "2025-12-11", "report-2025-12-10_to_2025-12-11"),
        ("2025-12-01", "2026-01-01", "report-2025-12-01_to_2026-01-01"),
        ("2025-12-10 19:35", "2025-12-10 20:35", "report-2025-12-10T1935_to_2025-12-10T2035"),
        ("2025-12-10 19:35:12", "2025-12-11", "report-2025-12-10T193512_to_2025-12-11T0000"),
    ],
)
def test_a_file_is_named_for_its_window(start: str, end: str, name: str) -> None:
    window = between(start, end, SHANGHAI)
    assert file_name(window, "zh", "md") == f"{name}.md"
    assert file_name(window, "en", "md") == f"{name}.en.md"
    assert file_name(window, "zh", "json") == f"{name}.json"
    assert file_name(window, "en", "json") == f"{name}.en.json"


def test_days_are_named_by_dates_where_clocks_change_too() -> None:
    havana = ZoneInfo("America/Havana")
    assert file_name(day("2025-11-02", havana), "zh", "md") == "report-2025-11-02_to_2025-11-03.md"
    assert file_name(day("2025-03-09", havana), "zh", "md") == "report-2025-03-09_to_2025-03-10.md"


def test_the_second_showing_of_an_hour_has_a_name_of_its_own() -> None:
    windows = [between(f"2025-10-26T00:{start}Z", "2025-10-26T12:00Z", BERLIN) for start in ("30", "45")]
    windows += [between(f"2025-10-26T01:{start}Z", "2025-10-26T12:00Z", BERLIN) for start in ("30", "45")]
    names = [file_name(window, "zh", "md") for window in windows]
    assert names[0] == "report-2025-10-26T0230+0200_to_2025-10-26T1300.md"
    assert names[2] == "report-2025-10-26T0230+0100_to_2025-10-26T1300.md"
    assert len(set(names)) == 4


SECONDS = st.integers(int(utc("2024-01-01").timestamp()), int(utc("2026-01-01").timestamp()))
COARSE = st.builds(lambda second, step: second // step * step, SECONDS, st.sampled_from([1, 60, 1800, 3600]))
SPANS = st.tuples(COARSE, COARSE).filter(lambda pair: pair[0] != pair[1]).map(sorted)


@given(st.sampled_from(ZONES), SPANS, SPANS)
def test_two_windows_never_share_a_name(zone: ZoneInfo, one: list[int], other: list[int]) -> None:
    windows = [
        Window(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC), zone)
        for start, end in (one, other)
    ]
    names = [file_name(window, "zh", "md") for window in windows]
    assert (windows[0] == windows[1]) == (names[0] == names[1])


@pytest.mark.parametrize(
    ("zone", "month", "label"),
    [
        ("Asia/Shanghai", 12, "UTC+8"),
        ("America/New_York", 12, "UTC-5"),
        ("America/New_York", 7, "UTC-4"),
        ("Asia/Kolkata", 12, "UTC+5:30"),
        ("America/St_Johns", 12, "UTC-3:30"),
        ("UTC", 12, "UTC+0"),
    ],
)
def test_each_time_prints_its_own_offset(zone: str, month: int, label: str) -> None:
    moment = datetime(2025, month, 10, 12, 0, tzinfo=ZoneInfo(zone))
    assert offset_label(moment) == label
    assert stamp(moment) == f"{moment.date()} 12:00 ({label})"


def test_seconds_are_printed_only_when_asked_for() -> None:
    moment = datetime(2025, 12, 10, 19, 35, 12, tzinfo=SHANGHAI)
    assert stamp(moment) == "2025-12-10 19:35 (UTC+8)"
    assert stamp(moment, exact=True) == "2025-12-10 19:35:12 (UTC+8)"
    assert stamp(moment.replace(second=0), exact=True) == "2025-12-10 19:35 (UTC+8)"


def test_old_offsets_have_seconds() -> None:
    assert offset_label(datetime(1900, 1, 1, tzinfo=SHANGHAI)) == "UTC+8:05:43"
