"""The only writer to stdout and stderr: stdout is data, stderr is narration."""

import csv
import io
import json
import sys
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

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
        """Data as it is, byte for byte."""
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()

    def json(self, value: Any) -> None:
        """One JSON value and a line feed."""
        self.data(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")

    def csv(self, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """RFC 4180 with a header; lists and structures as JSON, times in ISO 8601."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)
        self.data(out.getvalue())

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
        self._bars: Progress | None = None
        self._bar: TaskID | None = None
        self._said = 0.0
        self._done = self._total = 0
        self._about = self._what = ""

    def __enter__(self) -> "SyncProgress":
        if sys.stderr.isatty() and not self._quiet:
            from rich.console import Console as Rich
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bars = Progress(
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
            hours, minutes = divmod(round(seconds / 60), 60)
            took = f"{hours} h {minutes} min" if hours else f"{minutes} min"
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
