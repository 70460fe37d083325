"""What many small syncs make of a file: `python bench/growth.py 1000`.

Fills a warehouse with 400,000 entries, then writes as many small syncs as asked for, each as large as an hour of a
busy repository. Prints a Markdown table: syncs, entries, processor time of a sync, how often the file was written
afresh, its size, and the size of a fresh file with the same rows.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from hansard.warehouse import publish
from hansard.warehouse.compaction import compact
from hansard.warehouse.publish import Working

ROWS = {
    "actor": """
insert into actor select 'U_' || n, 'User', 'user' || n, timestamptz '2026-01-01'
from range($first, $last, 20) r(n)""",
    "item": """
insert or replace into item by name select
  'I_' || n as id, 'R_1' as repository_id, 'issue' as kind, n as number, 'https://github.com/o/r/issues/' || n as url,
  'Item ' || n || md5(n::varchar) as title, if($again, 'CLOSED', 'OPEN') as state, ['L_' || n % 40] as label_ids,
  ['label ' || n % 40] as labels, false as is_draft, false as locked, 'user' || n % 300 as author,
  timestamptz '2024-01-01' + n * interval 30 minute as created_at,
  timestamptz '2024-01-01' + $last * interval 30 minute as updated_at,
  timestamptz '2026-01-01' as first_observed_at, timestamptz '2026-01-01' as observed_at
from range(if($again, $first // 2, $first), if($again, $first // 2 + $last - $first, $last)) r(n)""",
    "timeline": """
insert into timeline by name select
  'I_' || n as item_id, 'E_' || n || '_' || k as id, 'R_1' as repository_id, k as ordinal,
  if(k % 2 = 0, 'issue_comment', 'labeled') as type, 'U_' || n % 300 as actor_id, 'user' || n % 300 as actor,
  timestamptz '2024-01-01' + n * interval 30 minute + k * interval 1 minute as occurred_at,
  if(k % 2 = 0, '{"id":null,"body":null}', '{"id":null,"label":"' || md5((n * k)::varchar) || '"}') as payload,
  if(k % 2 = 0, -60_000_000 * k, null) as body_after,
  timestamptz '2026-01-01' as observed_at
from range($first, $last) r(n), range(0, 8) s(k)""",
    "text_version": """
insert into text_version by name select
  'E_' || n || '_' || k as node_id, 'body' as field, timestamptz '2024-01-01' + n * interval 30 minute as valid_from,
  repeat(md5((n * k)::varchar) || ' ', 8) as text, 'observed' as known_by, timestamptz '2026-01-01' as observed_at
from range($first, $last) r(n), range(0, 8, 2) s(k)""",
    "api_request": """
insert into api_request by name select
  uuid() as run_id, k as sequence, timestamptz '2026-01-01' as requested_at, 'issues' as operation, 'ok' as outcome,
  1.0 as seconds from range(0, 3) s(k)""",
}


def write(directory: Path, first: int, last: int) -> None:
    """One sync: the items from `first` to before `last`, as many older ones changed, and what is written with them."""
    working = Working.open(directory)
    for sql in ROWS.values():
        for again in (False, True) if "$again" in sql else (False,):
            named = {"first": first, "last": last, "again": again}
            working.con.execute(sql, {name: value for name, value in named.items() if f"${name}" in sql})
    working.committed(succeeded=True)
    working.close(tidy=True)


def main() -> None:
    syncs, begun = int((sys.argv[1:] or ["100"])[0]), 50_000
    afresh = 0

    def counted(path: Path) -> None:
        nonlocal afresh
        afresh += 1
        compact(path)

    setattr(publish, "compact", counted)  # noqa: B010 - counts and goes on
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        write(directory, 0, begun)
        afresh, clock = 0, time.process_time()
        for number in range(syncs):
            write(directory, begun + 3 * number, begun + 3 * number + 3)
        seconds = (time.process_time() - clock) / syncs
        size = (directory / "hansard.duckdb").stat().st_size
        fresh = directory / "fresh.duckdb"
        shutil.copy(directory / "hansard.duckdb", fresh)
        compact(fresh)
        with duckdb.connect(fresh, read_only=True) as con:
            (entries,) = con.execute("select count(*) from timeline").fetchone() or (0,)
        best = fresh.stat().st_size
    print("| syncs | entries | CPU / sync | written afresh | file | a fresh one | |")
    print("|---|---|---|---|---|---|---|")
    print(
        f"| {syncs:,} | {entries:,} | {seconds:.2f} s | {afresh} times "
        f"| {size / 1e6:.1f} MB | {best / 1e6:.1f} MB | {size / best:.2f}x |"
    )


if __name__ == "__main__":
    main()
