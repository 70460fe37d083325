"""What the past costs: `python bench/time_travel.py`, a Markdown table of times and sizes.

Each query runs in a fresh read-only connection, closed and limited as that of `hansard sql`, and gives its whole result
as Arrow; the operating system has the file in memory. One is asked again, too, of a connection that has answered it.
JSON lines: every row of every table as one object a line, a file a table, zstd level 3 (what the `zstd` command does by
itself); those of timeline as they are read, by event.
"""

import os
import shutil
import tempfile
from pathlib import Path

import duckdb

from figures import Cost, arguments, cost, heading, median, prepared, row, size_of
from hansard.warehouse.connection import FILE
from hansard.warehouse.query import Archive

INSTANT = "2026-01-15T00:00:00Z"
DAY = {"a": "2026-01-14T16:00:00Z", "b": "2026-01-15T16:00:00Z"}
LISTS = ("new_issues", "closed_issues", "new_pull_requests", "merged_pull_requests", "closed_unmerged_pull_requests")
# What follows from others: a reader of the lines could make it again. The rows of timeline are read as those of event.
DERIVED: tuple[str, ...] = ("item_version", "timeline")


def query(directory: Path, *statements: str, **params: object) -> Cost:
    """What some statements take together, the opening of the file not counted."""
    with Archive.open(directory) as archive:
        return cost(lambda: [archive.table(sql, params) for sql in statements])


def again(directory: Path, sql: str, runs: int, **params: object) -> Cost:
    """What a statement takes that the same connection has answered before."""
    with Archive.open(directory) as archive:
        archive.table(sql, params)
        return median(cost(lambda: archive.table(sql, params)) for _ in range(runs))


def busiest(directory: Path) -> int:
    """The number of the item with the longest timeline."""
    sql = "select number from events group by number order by count(*) desc, number limit 1"
    with Archive.open(directory) as archive:
        return int(archive.rows(sql)[0]["number"])


def json_lines(directory: Path) -> int:
    """Bytes of all tables as compressed JSON lines."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(directory / FILE, read_only=True) as con:
        names = [name for (name,) in con.execute("select table_name from duckdb_tables() order by all").fetchall()]
        for name in ["event", *names]:
            if name not in DERIVED:
                con.execute(f"copy {name} to '{folder}/{name}.zst' (format json, compression zstd)")
        return sum(path.stat().st_size for path in Path(folder).iterdir())


def copy(directory: Path) -> None:
    """Copy the file, down to the disk."""
    with tempfile.TemporaryDirectory(dir=directory) as folder:
        target = Path(folder) / FILE
        shutil.copyfile(directory / FILE, target)
        with target.open("rb+") as file:
            os.fsync(file.fileno())


def main() -> None:
    asked = arguments(__doc__).parse_args()
    directory = prepared(asked)
    number = busiest(directory)

    def timed(*statements: str, **params: object) -> Cost:
        return median(query(directory, *statements, **params) for _ in range(asked.runs))

    print(f"{size_of(directory)}; median of {asked.runs} runs\n")
    heading()
    whole = "select * from items_at($t)"
    row("`items_at(t)`, whole, bodies included", "250 ms", timed(whole, t=INSTANT))
    row("the same, asked again", "250 ms", again(directory, whole, asked.runs, t=INSTANT))
    row("`items_at(t)`, count of items", "", timed("select count(*) from items_at($t)", t=INSTANT))
    row("`items_at(t)`, one item", "", timed("select * from items_at($t) where number = $n", t=INSTANT, n=number))
    row("five lists of a day", "", timed(*(f"select * from {name}($a, $b)" for name in LISTS), **DAY))
    history = "select * from events where number = $n order by ordinal"
    row("history of the item with the longest", "", timed(history, n=number))
    said = "select * from comments_at($b) where created_at >= $a"
    row("`comments_at(t)`, those of a day", "", timed(said, **DAY))
    size, lines = (directory / FILE).stat().st_size, json_lines(directory)
    row("zstd JSON lines", "", f"{lines / 1e6:.0f} MB")
    row("warehouse file", "1.0 x JSON lines", f"{size / 1e6:.0f} MB, {size / lines:.2f} x")
    row("file copied with fsync", "seconds", median(cost(lambda: copy(directory)) for _ in range(asked.runs)))


if __name__ == "__main__":
    main()
