"""What reports cost: `python bench/report.py`, a Markdown table; with `--queries` each query of one window as well.

A cold command is a process of its own, the file in the operating system's memory. Facts are gathered from a connection
that has gathered once before: of one day by itself, and of days asked for together, as a backfill does. 365 daily
reports are the last 365 days, facts, text and files, as a backfill writes them.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from figures import Cost, arguments, cost, heading, median, prepared, row, size_of
from hansard.report import facts, window
from hansard.report.backfill import MOST_WINDOWS, backfill
from hansard.settings import load
from hansard.warehouse.query import Archive
from hansard.warehouse.windows import Answers

LAST_DAY, DAYS = date(2026, 4, 29), 365
ZONE = ZoneInfo("Asia/Shanghai")


def cold(directory: Path) -> Cost:
    """What the whole command takes for one day."""
    command = [sys.executable, "-m", "hansard", "report", str(LAST_DAY), "--output", "-", "--warehouse", str(directory)]
    return cost(lambda: subprocess.run(command, check=True, capture_output=True))


def day(days_before: int) -> window.Window:
    return window.day(str(LAST_DAY - timedelta(days=days_before)), ZONE)


class Watched:
    """An archive that notes how long each query takes."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.costs: dict[str, list[Cost]] = {}
        self.rows = archive.rows

    @contextmanager
    def over(
        self, windows: Sequence[tuple[datetime, datetime]], macros: Sequence[str]
    ) -> Iterator[Callable[..., Answers]]:
        with ExitStack() as stack:
            opened: list[Callable[..., Answers]] = []
            took = cost(lambda: opened.append(stack.enter_context(self._archive.over(windows, macros))))
            self.costs.setdefault("what several of them read", []).append(took)

            def ask(query: str, order: str, params: Mapping[str, Any]) -> Answers:
                found: list[Answers] = []
                took = cost(lambda: found.append(opened[0](query, order, params)))
                self.costs.setdefault(query, []).append(took)
                return found[0]

            yield ask


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--queries", action="store_true", help="the time of each query of one window")
    asked = parser.parse_args()
    directory = prepared(asked)
    settings = load({}, warehouse=directory)
    print(f"{size_of(directory)}; median of {asked.runs} runs\n")
    heading()
    row("one report, cold command", "1.0 s", median(cold(directory) for _ in range(asked.runs)))
    with Archive.open(directory) as archive:
        watched = Watched(archive)

        def gather() -> object:
            return facts.gather(watched, settings.repository, day(0), settings.focus)

        def together(windows: Sequence[window.Window]) -> None:
            for _ in facts.gather_all(archive, settings.repository, windows, settings.focus):
                pass

        def write(windows: Sequence[window.Window]) -> None:
            with tempfile.TemporaryDirectory() as folder:
                for _ in backfill(archive, settings, windows, ["zh"], Path(folder)):
                    pass

        gather()
        watched.costs.clear()
        row("facts of one day", "60 ms", median(cost(gather) for _ in range(asked.runs)))
        for sql, costs in watched.costs.items() if asked.queries else ():
            row(f"`{' '.join(sql.split()).removeprefix('select * ')[:60]}`", "", median(costs))
        days = [day(back) for back in reversed(range(DAYS))]
        took = median(cost(lambda: together(days[-MOST_WINDOWS:])) for _ in range(asked.runs))
        row(f"the same, each of {MOST_WINDOWS} days asked together", "60 ms", took.times(1 / MOST_WINDOWS))
        row(f"{DAYS} daily reports", "15 s", cost(lambda: write(days)))


if __name__ == "__main__":
    main()
