"""The only writer to stdout and stderr: stdout is data, stderr is narration."""

import io
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hansard.errors import Exit, HansardError

if TYPE_CHECKING:
    import rich.progress
    from rich.progress import TaskID

PLAIN_SECONDS = 5.0
# A sync of this many requests takes minutes: people want to know before.
LONG_REQUESTS = 40


def visible(text: str) -> str:
    """Text that cannot steer a terminal: control characters and direction marks are shown as escapes."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


class Console:
    """Prints for one command. `quiet` drops narration, never errors."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet

    def note(self, text: str) -> None:
        """One line of narration."""
        if not self._quiet:
            print(visible(text), file=sys.stderr)  # noqa: T201

    def error(self, text: str) -> None:
        """What went wrong; lines of a longer message are kept."""
        lines = "\n".join(visible(line) for line in text.splitlines())
        print(f"hansard: {lines}", file=sys.stderr)  # noqa: T201

    def data(self, text: str) -> None:
        """Data as it is, byte for byte: names of files that are no UTF-8 too."""
        self.bytes(text.encode(errors="surrogateescape"), flush=True)

    def bytes(self, data: bytes, *, flush: bool = False) -> None:
        """Data of any form, as much at a time as there is. When its reader has gone, as in `| head`, all is done."""
        if sys.stdout is None:  # What Python makes of `>&-`.
            raise HansardError("there is nowhere to write to: standard output is closed")
        try:
            sys.stdout.buffer.write(data)
            if flush:
                sys.stdout.buffer.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(Exit.DONE)

    def json(self, value: Any) -> None:
        """One JSON value and a line feed."""
        self.data(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """A table for people: aligned by the width that a terminal gives each character."""
        from rich import box
        from rich.console import Console as Rich
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for column in columns:
            table.add_column(Text(visible(column)), overflow="fold")
        for row in rows:
            table.add_row(*(Text(visible(_cell(value))) for value in row))
        width = None if sys.stdout.isatty() else 10_000
        out = io.StringIO()
        Rich(file=out, width=width, highlight=False, no_color=not sys.stdout.isatty()).print(table)
        self.data("".join(line.rstrip() + "\n" for line in out.getvalue().splitlines()))


class SyncProgress:
    """Tells how a sync gets on: bars on a terminal, else a line every few seconds."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console, self._quiet = console, quiet
        self._bars: rich.progress.Progress | None = None
        self._bar: TaskID | None = None
        self._said = 0.0
        self._done = self._total = 0
        self._about = self._what = ""

    def __enter__(self) -> "SyncProgress":
        if sys.stderr.isatty() and not self._quiet:
            from rich.console import Console as Rich
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bars

            self._bars = Bars(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[points]}"),
                TimeRemainingColumn(),
                console=Rich(stderr=True),
            )
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars:
            self._bars.stop()

    def about(self, repository: str) -> None:
        """One of several repositories has its turn: from now on each line says which."""
        self._about = f"{repository}: "

    def plan(self, items: int, requests: int, points: int, seconds: float) -> None:
        """What is ahead, when it is much."""
        if requests >= LONG_REQUESTS:
            took = _span(seconds)
            self._console.note(
                f"{self._about}{items:,} items to read: about {requests:,} requests, {points:,} points and {took} "
                "at GitHub's pace. It may be stopped at any time and goes on where it was"
            )

    def listing(self, listing: str, kind: str, done: int, total: int) -> None:
        """A pass begins; `done` items of `total` are archived already."""
        crawl = kind == "crawl"
        self._what = f"{self._about}{listing.replace('_', ' ')}, {'first crawl' if crawl else 'changes'}"
        self._done, self._total = (done if crawl else 0), (total if crawl else 0)
        if self._bars:
            self._bar = self._bars.add_task(self._what, total=self._total or None, completed=self._done, points="")

    def page(self, listing: str, items: int, remaining: int | None) -> None:
        """A page of so many items is in the warehouse; `remaining` points are left of the hour."""
        self._done += items
        points = f"{remaining} points left" if remaining is not None else ""
        if self._bars and self._bar is not None:
            self._bars.update(self._bar, completed=self._done, points=points)
        elif time.monotonic() - self._said >= PLAIN_SECONDS:
            self._said = time.monotonic()
            of = f" of {self._total}" if self._total else ""
            self._console.note(f"{self._what}: {self._done}{of} items{', ' + points if points else ''}")

    def wait(self, why: str, seconds: float) -> None:
        """A pause begins. Short ones are only told when GitHub asked for them."""
        if seconds >= 1:
            until = datetime.now().astimezone() + timedelta(seconds=seconds)
            self._console.note(f"{self._about}{why}; going on at {until:%H:%M:%S}, in {seconds:.0f} s")
            if self._bars:
                self._count_down(f"waiting until {until:%H:%M:%S}", seconds)
        else:
            self._console.note(f"{self._about}{why}; trying again")

    def _count_down(self, what: str, seconds: float) -> None:
        """A bar of its own that fills while time passes; the next page takes it away."""
        from threading import Thread

        bars = self._bars
        assert bars is not None  # noqa: S101 - asked by the caller
        task = bars.add_task(what, total=seconds, points="")

        def tick() -> None:
            began = time.monotonic()
            while (passed := time.monotonic() - began) < seconds and bars.live.is_started:
                bars.update(task, completed=passed, points=f"{seconds - passed:.0f} s left")
                time.sleep(0.5)
            bars.remove_task(task)

        Thread(target=tick, daemon=True).start()


class Progress:
    """Tells how work of a known number of steps gets on, and how long it may still take."""

    def __init__(self, console: Console, what: str, total: int, *, quiet: bool = False) -> None:
        self._console, self._what, self._total = console, what, total
        self._bars_wanted = sys.stderr.isatty() and not quiet
        self._bars: rich.progress.Progress | None = None
        self._done = 0
        self._began = self._said = time.monotonic()

    def __enter__(self) -> "Progress":
        if self._bars_wanted:
            from rich.console import Console as Rich
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bars

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bars = Bars(*columns, console=Rich(stderr=True))
            self._bars.add_task(self._what, total=self._total)
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars:
            self._bars.stop()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        if self._bars:
            self._bars.advance(self._bars.task_ids[0])
            return
        now = time.monotonic()
        if now - self._said >= PLAIN_SECONDS and self._done < self._total:
            self._said = now
            left = (now - self._began) / self._done * (self._total - self._done)
            self._console.note(f"{self._done:,} of {self._total:,} {self._what}, about {_span(left)} to go")


def _span(seconds: float) -> str:
    """A length of time in words, to the minute where it is long."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return str(_plain(value)) if isinstance(value, date | datetime) else str(value)


def _plain(value: Any) -> Any:
    """JSON has no times: ISO 8601, in UTC with Z."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)
