"""The window of a report: what somebody typed, as two instants, and the name of the file it is written to.

Pure: no clock and no files. Times without an offset are in the report's zone. Where its clocks jump forward, a time
that never showed on them counts from before the jump (02:30 is then 03:30); where they are set back, a time that
showed twice means the first: write the offset to mean the second.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from hansard.errors import UsageError

DEFAULT_LANGUAGE = "zh"

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    rf"(?P<date>{_DATE.pattern})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.0+)?)?"
    r" ?(?P<offset>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_DURATION = re.compile(r"([1-9][0-9]{0,5}) ?([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


class BadDate(UsageError):
    """Not a date of the calendar."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is not a date. Write it like 2025-12-10, or give a window by --from and --to")


class BadTime(UsageError):
    """Not a time that can be understood."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"{text!r} is not a time. Write it like 2025-12-10, '2025-12-10 19:35' or 2025-12-10T19:35:00+08:00"
        )


class BadDuration(UsageError):
    """Not a length of time."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is not a length of time. Write it like 90m, 24h, 7d or 4w")


class EmptyWindow(UsageError):
    """The window ends when it starts, or before."""

    def __init__(self, start: str, end: str) -> None:
        self.start, self.end = start, end
        super().__init__(
            f"the window from {start!r} to {end!r} is empty: its end must be later than its start. "
            "A date alone is its 00:00, so write the day after for a whole day"
        )


class FutureWindow(UsageError):
    """The window has not begun."""

    def __init__(self, start: str, now: datetime) -> None:
        self.start, self.now = start, now
        super().__init__(f"{start!r} is in the future: it is {stamp(now)} now. Name a window that has begun")


@dataclass(frozen=True, slots=True)
class Window:
    """All instants from `start` up to, but not including, `end`: aware, in UTC, on whole seconds.

    `zone` is the zone that the report prints them in. Raises ValueError for anything else.
    """

    start: datetime
    end: datetime
    zone: ZoneInfo

    def __post_init__(self) -> None:
        for moment in (self.start, self.end):
            if moment.utcoffset() != timedelta(0) or moment.microsecond:
                raise ValueError(f"not a whole second in UTC: {moment!r}")
        if self.end <= self.start:
            raise ValueError(f"the window ends at {self.end}, not after its start {self.start}")


def day(text: str, zone: ZoneInfo, *, now: datetime | None = None) -> Window:
    """The whole calendar day in `zone`, from its first instant to that of the next: 23 or 25 hours where clocks change.

    Raises BadDate, and FutureWindow when the day begins after `now`.
    """
    try:
        named = date.fromisoformat(text.strip() if _DATE.fullmatch(text.strip()) else "")
        start, end = midnight(named, zone), midnight(named + timedelta(days=1), zone)
    except (ValueError, OverflowError):
        raise BadDate(text) from None
    if end <= start:  # A zone that crosses the date line leaves out a whole date.
        raise BadDate(text)
    return begun(Window(start, end, zone), text, now)


def between(from_text: str, to_text: str, zone: ZoneInfo, *, now: datetime | None = None) -> Window:
    """The window between two times; a date alone means its 00:00.

    Raises BadTime, EmptyWindow, and FutureWindow when it starts after `now`.
    """
    start, end = instant(from_text, zone), instant(to_text, zone)
    if end <= start:
        raise EmptyWindow(from_text, to_text)
    return begun(Window(start, end, zone), from_text, now)


def last(duration_text: str, now: datetime, zone: ZoneInfo) -> Window:
    """The window of this length that ends at the last whole minute; a day is 24 hours, a week seven of them.

    Raises BadDuration.
    """
    found = _DURATION.fullmatch(duration_text.strip().lower())
    if not found:
        raise BadDuration(duration_text)
    end = now.astimezone(UTC).replace(second=0, microsecond=0)
    try:
        start = end - int(found[1]) * _UNITS[found[2]]
        start.astimezone(zone)
    except OverflowError:
        raise BadDuration(duration_text) from None
    return Window(start, end, zone)


def instant(text: str, zone: ZoneInfo) -> datetime:
    """A time that somebody typed, in UTC; without an offset it is in `zone`, and a date alone is its 00:00.

    Raises BadTime.
    """
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise BadTime(text)
    try:
        named = date.fromisoformat(found["date"])
        if found["hour"] is None:
            return midnight(named, zone)
        clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        offset = _offset(found["offset"]) if found["offset"] else zone
        return _checked(datetime.combine(named, clock, offset), zone)
    except (ValueError, OverflowError):
        raise BadTime(text) from None


def file_name(window: Window, language: str, fmt: str) -> str:
    """The name of the window's file: dates for whole days, else times; no two windows of one zone share it.

    `fmt` is the extension. Every language but Chinese is named in it.
    """
    start, end = window.start.astimezone(window.zone), window.end.astimezone(window.zone)
    midnights = [midnight(moment.date(), window.zone) for moment in (start, end)]
    if midnights == [window.start, window.end]:
        span = f"{start.date()}_to_{end.date()}"
    else:
        span = f"{_file_time(start)}_to_{_file_time(end)}"
    return f"report-{span}{'' if language == DEFAULT_LANGUAGE else f'.{language}'}.{fmt}"


def stamp(moment: datetime, *, exact: bool = False) -> str:
    """An aware time as reports print it, with its own offset: 2025-12-10 19:35 (UTC+8).

    Seconds are left out, unless there are some and `exact` asks for them.
    """
    seconds = f":{moment:%S}" if exact and moment.second else ""
    return f"{moment.date()} {moment:%H:%M}{seconds} ({offset_label(moment)})"


def offset_label(moment: datetime) -> str:
    """The offset of an aware time from UTC, as short as it can be: UTC+8, UTC-5, UTC+5:30, UTC+0."""
    seconds = round((moment.utcoffset() or timedelta(0)).total_seconds())
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    rest = f":{minute:02}:{second:02}" if second else f":{minute:02}" if minute else ""
    return f"UTC{'-' if seconds < 0 else '+'}{hour}{rest}"


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    clock = time(int(text[1:3]), int(text[3:].lstrip(":") or 0))
    minutes = clock.hour * 60 + clock.minute
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def midnight(named: date, zone: ZoneInfo) -> datetime:
    """The first instant of a date in the zone, in UTC. Raises OverflowError at the ends of the calendar."""
    return _checked(datetime.combine(named, time(), zone), zone)


def _checked(moment: datetime, zone: ZoneInfo) -> datetime:
    """In UTC; OverflowError for an instant that the zone's calendar cannot show."""
    moment = moment.astimezone(UTC)
    moment.astimezone(zone)
    return moment


def begun(window: Window, text: str, now: datetime | None) -> Window:
    """The window; raises FutureWindow, naming it by `text`, when it starts after `now`."""
    if now is not None and window.start > now:
        raise FutureWindow(text, now.astimezone(window.zone))
    return window


def _file_time(moment: datetime) -> str:
    """The wall-clock time, with the offset where the clocks showed it twice."""
    twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    seconds = f"{moment:%S}" if moment.second else ""
    return f"{moment.date()}T{moment:%H%M}{seconds}{f'{moment:%z}' if twice else ''}"
