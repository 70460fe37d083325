"""How long a reader waits, with a sync running and without: `python bench/readers.py 55000`.

Fills a warehouse with as many items and 18 entries for each. Prints Markdown tables: the median and the longest time
from the opening of the file to the first answer, while nobody writes and while another process writes and publishes
again and again; then the times of the steps of a publish.
"""

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb

from hansard.warehouse import files
from hansard.warehouse.compaction import compact
from hansard.warehouse.publish import Working

READS = 200
FILL = (
    "insert into repository values ('R_1', 1, 'o/r', 'https://github.com/o/r', '2023-02-09', '2026-01-01')",
    """
insert into item by name select
  'I_' || printf('%08d', n) as id, 'R_1' as repository_id, 'issue' as kind, n as number,
  'https://github.com/o/r/issues/' || n as url, 'Item ' || n || ': ' || md5(n::varchar) as title,
  if(n % 4 = 0, 'OPEN', 'CLOSED') as state, ['L_' || n % 40] as label_ids, ['label ' || n % 40] as labels,
  false as is_draft, false as locked, 'user' || n % 3000 as author, 'User' as author_kind,
  timestamptz '2023-02-09' + n * interval 30 minute as created_at,
  timestamptz '2023-02-09' + n * interval 31 minute as updated_at,
  timestamptz '2026-01-01' as first_observed_at, timestamptz '2026-01-01' as observed_at
from range(1, $items + 1) r(n)""",
    """
insert into timeline by name select
  'I_' || printf('%08d', n) as item_id, 'E_' || n || '_' || k as id, 'R_1' as repository_id, k as ordinal,
  if(k % 6 = 0, 'issue_comment', 'labeled') as type, 'U_' || hash(n + k) % 5000 as actor_id,
  'user' || hash(n + k) % 5000 as actor,
  timestamptz '2023-02-09' + n * interval 30 minute + k * interval 1 day as occurred_at,
  '{"id":null,"body":"' || repeat(md5(hash(n * 100 + k)::varchar) || ' ', 5) || '"}' as payload,
  timestamptz '2026-01-01' as observed_at
from range(1, $items + 1) r(n), range(0, 18) s(k)""",
)


def write(directory: Path, stop: Event) -> None:
    """One small sync after another."""
    number = 0
    while not stop.is_set():
        working = Working.open(directory)
        number += 1
        working.con.execute("insert into actor values ($id, 'User', 'ada', '2026-01-01')", {"id": f"U_{number}"})
        working.committed()
        working.close(tidy=False)


def waits(path: Path) -> list[float]:
    """Milliseconds from opening to the first answer, again and again."""
    found = []
    for _ in range(READS):
        clock = time.monotonic()
        with duckdb.connect(path, read_only=True) as con:
            con.execute("select max(number) from item").fetchall()
        found.append(1000 * (time.monotonic() - clock))
        time.sleep(0.02)
    return found


def seconds(step: Callable[[], object]) -> float:
    clock = time.monotonic()
    step()
    return time.monotonic() - clock


def main() -> None:
    items = int((sys.argv[1:] or ["5000"])[0])
    with tempfile.TemporaryDirectory() as folder:
        directory, path = Path(folder), Path(folder) / "hansard.duckdb"
        working = Working.open(directory)
        for sql in FILL:
            working.con.execute(sql, {"items": items} if "$items" in sql else None)
        working.committed()
        working.close(tidy=True)
        print(f"{path.stat().st_size / 1e6:.0f} MB, {18 * items:,} entries, load {os.getloadavg()[0]:.1f}\n")
        print("| a reader, opening to first answer | median | longest |")
        print("|---|---|---|")
        tell("while nobody writes", waits(path))
        spawn = multiprocessing.get_context("spawn")
        stop = spawn.Event()
        writer = spawn.Process(target=write, args=(directory, stop))
        before = number(path)
        writer.start()
        tell("during syncs that publish without pause", waits(path))
        stop.set()
        writer.join()
        print(f"\n{number(path) - before} generations were published meanwhile.\n")
        print("| step | seconds |")
        print("|---|---|")
        opened: list[Working] = []
        print(f"| take the lock and a copy | {seconds(lambda: opened.append(Working.open(directory))):.2f} |")
        opened[0].con.execute("insert into actor values ('U_0', 'User', 'ada', '2026-01-01')")
        opened[0].committed()
        print(f"| publish | {seconds(lambda: opened[0].close(tidy=False)):.2f} |")
        files.copy(path, directory / "again.duckdb", with_wal=False)
        print(f"| write afresh | {seconds(lambda: compact(directory / 'again.duckdb')):.2f} |")


def number(path: Path) -> int:
    with duckdb.connect(path, read_only=True) as con:
        row = con.execute("select number from _generation").fetchone()
    return int(row[0]) if row else 0


def tell(what: str, found: list[float]) -> None:
    print(f"| {what} | {statistics.median(found):.1f} ms | {max(found):.1f} ms |", flush=True)


if __name__ == "__main__":
    main()
