"""What the measuring scripts share: a warehouse made once, medians, and a table to print."""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from hansard.warehouse.connection import FILE
from hansard.warehouse.query import Archive

ITEMS, SEED = 55_000, 20251210


def arguments(description: str | None) -> argparse.ArgumentParser:
    """The options that every script has."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warehouse", type=Path, help="where the warehouse is, or is made and kept")
    parser.add_argument("--items", type=int, default=ITEMS, help="how many items one that is made gets")
    parser.add_argument("--runs", type=int, default=5, help="how often each thing is done; the median counts")
    return parser


def prepared(asked: argparse.Namespace) -> Path:
    """The folder of the warehouse, which is made first where there is none."""
    directory: Path = asked.warehouse or Path(tempfile.gettempdir()) / f"hansard-bench-{asked.items}"
    if not (directory / FILE).exists():
        # Only here: the processes that a script starts load this module too.
        from generate import generate

        generate(directory, asked.items, SEED)
    return directory


def size_of(directory: Path) -> str:
    """What the warehouse holds, in words."""
    with Archive.open(directory) as archive:
        (held,) = archive.rows("select issues + pull_requests as items, events, comments from archive_status")
    return f"{held['items']:,} items, {held['events']:,} events, {held['comments']:,} comments"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, and of computing in all threads and child processes: hardly changed by a busy machine."""

    wall: float
    cpu: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def times(self, factor: float) -> "Cost":
        return Cost(self.wall * factor, self.cpu * factor)


def cost(deed: Callable[[], object]) -> Cost:
    """What it takes once."""
    wall, cpu = time.perf_counter(), _computed()
    deed()
    return Cost(time.perf_counter() - wall, _computed() - cpu)


def median(costs: Iterable[Cost]) -> Cost:
    """The medians of several measurements, each on its own."""
    some = list(costs)
    return Cost(statistics.median(one.wall for one in some), statistics.median(one.cpu for one in some))


def heading() -> None:
    print("| what | target | measured | CPU |")
    print("|---|---|---|---|")


def row(what: str, target: str, measured: Cost | str) -> None:
    """A line of the table: a cost, or a size that has none."""
    wall, cpu = (_told(measured.wall), _told(measured.cpu)) if isinstance(measured, Cost) else (measured, "")
    print(f"| {what} | {target} | {wall} | {cpu} |", flush=True)


def _computed() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _told(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"
