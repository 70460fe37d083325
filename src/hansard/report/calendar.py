"""The windows of the calendar: the hours, days, weeks and months of a zone, and how one of them is named.

Pure: no clock and no files. Weeks begin on Monday, as in ISO 8601. Where clocks change, a day has 23 or 25 hours.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hansard.errors import UsageError
from hansard.report.window import Window, begun, between, midnight

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_WEEK = re.compile(r"([0-9]{4})-[Ww]([0-9]{2})")


class Every(StrEnum):
    """How long the windows are."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class BadWindow(UsageError):
    """Not the name of a window."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"{text!r} is no window. Write a day 2025-12-10, a week 2025-W50, a month 2025-12, "
            "or two times with .. between them: 2025-12-10..2025-12-12"
        )


def calendar(span: Window, every: Every) -> Iterator[Window]:
    """Each window of the calendar that shares an instant with the span, oldest first; whole ones, in its zone.

    They follow each other without gap or overlap. An hour is one of the clock, so 60 minutes, but for zones whose
    clocks change by half an hour.
    """
    for window in _dated(span, every):
        pieces = _hours(window) if every is Every.HOUR else (window,)
        yield from (piece for piece in pieces if piece.end > span.start and piece.start < span.end)


def named(text: str, zone: ZoneInfo, *, now: datetime | None = None) -> Window:
    """The window that a name means: 2025-12-10, 2025-W50, 2025-12, or two times as in 2025-12-10..2025-12-12.

    Raises BadWindow, FutureWindow when it starts after `now`, and what `between` does for two times.
    """
    text = text.strip()
    if ".." in text:
        start, _, end = text.partition("..")
        return between(start, end, zone, now=now)
    try:
        first, every = _first(text)
        start_at, end_at = midnight(first, zone), midnight(_following(first, every), zone)
    except (ValueError, OverflowError):
        raise BadWindow(text) from None
    if end_at <= start_at:  # A zone that crosses the date line leaves out a whole date.
        raise BadWindow(text)
    return begun(Window(start_at, end_at, zone), text, now)


def name(window: Window) -> str:
    """The shortest name that `named` reads as this window."""
    start, end = (moment.astimezone(window.zone) for moment in (window.start, window.end))
    if not all(_is_midnight(moment) for moment in (start, end)):
        return f"{_time(start)}..{_time(end)}"
    first = start.date()
    year, week, _ = first.isocalendar()
    # Not by strftime, which writes the year 900 with three digits.
    for short in (f"{first}", f"{first}"[:7], f"{year:04}-W{week:02}"):
        if named(short, window.zone) == window:
            return short
    return f"{first}..{end.date()}"


def _dated(span: Window, every: Every) -> Iterator[Window]:
    """The days, weeks or months of the span; the days for hours."""
    first = span.start.astimezone(span.zone).date()
    if every is Every.WEEK:
        first -= timedelta(days=first.weekday())
    elif every is Every.MONTH:
        first = first.replace(day=1)
    start = midnight(first, span.zone)
    while start < span.end:
        first = _following(first, every)
        end = midnight(first, span.zone)
        if end > start:  # Not a date that the zone left out.
            yield Window(start, end, span.zone)
        start = end


def _hours(day: Window) -> Iterator[Window]:
    """From one full hour of the clock to the next."""
    start = day.start
    while start < day.end:
        clock = start.astimezone(day.zone)
        end = min(start + timedelta(hours=1) - timedelta(minutes=clock.minute, seconds=clock.second), day.end)
        yield Window(start, end, day.zone)
        start = end


def _first(text: str) -> tuple[date, Every]:
    """The first date of a named day, week or month. Raises ValueError."""
    if _DAY.fullmatch(text):
        return date.fromisoformat(text), Every.DAY
    if found := _MONTH.fullmatch(text):
        return date(int(found[1]), int(found[2]), 1), Every.MONTH
    if found := _WEEK.fullmatch(text):
        return date.fromisocalendar(int(found[1]), int(found[2]), 1), Every.WEEK
    raise ValueError(text)


def _following(first: date, every: Every) -> date:
    """The first date of the next day, week or month. Raises OverflowError at the end of the calendar."""
    if every is Every.MONTH:
        first = first.replace(day=28)
        return (first + timedelta(days=4)).replace(day=1)
    return first + timedelta(days=7 if every is Every.WEEK else 1)


def _is_midnight(moment: datetime) -> bool:
    """Whether it is the first instant of its date, which is not 00:00 where clocks skip that."""
    zone = moment.tzinfo
    assert isinstance(zone, ZoneInfo)  # noqa: S101 - a window's own
    return midnight(moment.date(), zone) == moment.astimezone(UTC)


def _time(moment: datetime) -> str:
    """The time on the clock, with the offset where it was shown twice."""
    twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    seconds = f":{moment:%S}" if moment.second else ""
    offset = f"{moment:%z}" if twice else ""
    return f"{moment.date()} {moment:%H:%M}{seconds}{offset}"
