"""Writes a warehouse afresh when many small syncs have made its file larger than its rows are."""

import shutil
from pathlib import Path

import duckdb

from hansard.warehouse.connection import open_writer
from hansard.warehouse.files import put, remove
from hansard.warehouse.migrations import migrate

FRESH = "compact.duckdb"
# A file that has grown by this much since it was last written afresh is looked upon as bloated. Rows are only ever
# added, so it is never larger than this against a fresh one; and a file that grows to any size is written afresh each
# time it has grown by a quarter: a constant part of what it took to fill it.
GROWN = 1.25
# DuckDB writes a changed block beside the old one and uses the old one's place the next time. Of a small warehouse that
# is a large part, and not worth writing afresh for.
ROOM = 16 * 1024**2
# Rows that are read together lie together, what belongs to an item above all: alike texts compress well beside each
# other. Each order is whole, so that the same rows give the same file. A table that is not named here is ordered by its
# primary key, and one without, a single row of our own, is copied.
ORDER = {
    "item": "order by repository_id, number, id",
    "timeline": """
left join old.item on item.id = mine.item_id
order by item.repository_id, item.number, mine.item_id, mine.ordinal, mine.id""",
    # What was said in a window lies together, in both tables.
    "comment": "order by appeared_at, id",
    # The bodies of items are read without those of comments: they come first.
    "text_version": """
left join old.item on item.id = mine.node_id
order by item.id is null, item.repository_id, item.number, mine.valid_from, mine.node_id, mine.field""",
    "item_version": """
left join old.item on item.id = mine.item_id
order by item.repository_id, item.number, mine.item_id, mine.valid_from""",
    "review_comment": "order by review_id, id",
    "changed_file": """
left join old.item on item.id = mine.item_id
order by item.repository_id, item.number, mine.item_id, mine.path""",
    "depth": "order by node_id, what",
    "snapshot": "order by observed_at, node_id, what",
    "api_request": "order by requested_at, run_id, sequence",
    "sync_run": "order by started_at, id",
}
# Rows that are written at once: what bounds the memory, however large the warehouse is.
MOST = 60_000
# Only where the rows lie is sorted; the rows themselves, long texts and all, come one slice after the other.
PLACES = "create or replace temp table place as select mine.rowid as here from old.{table} as mine {order}"
SLICE = """
insert into {table} by name
select mine.*
from (select rowid as place, here from place where rowid >= $first and rowid < $first + $most) as slice
join old.{table} as mine on mine.rowid = slice.here
order by slice.place
"""
TABLES = """
select mine.table_name, keys.constraint_column_names
from duckdb_tables() mine
join duckdb_tables() theirs on theirs.table_name = mine.table_name and theirs.database_name = 'old'
left join duckdb_constraints() keys
  on keys.table_oid = mine.table_oid and keys.database_oid = mine.database_oid and keys.constraint_type = 'PRIMARY KEY'
where mine.database_name = current_database()
order by mine.table_name
"""
SIZE = "select (total_blocks * block_size)::bigint from pragma_database_size() where database_name = current_database()"


def worthwhile(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether to write the file afresh, by DuckDB's own figures; after a checkpoint."""
    row = con.execute("select compact_bytes from _generation").fetchone()
    return row is None or _size(con) > GROWN * int(row[0]) + ROOM


def note_size(con: duckdb.DuckDBPyConnection) -> None:
    """Note in a freshly written file how large it is."""
    con.execute("checkpoint")
    con.execute("update _generation set compact_bytes = $size", {"size": _size(con)})


def compact(path: Path) -> None:
    """Replace a closed database by a new one with the same rows: a fresh schema, every table in its natural order."""
    fresh = path.with_name(FRESH)
    remove(fresh)
    con = open_writer(fresh)
    try:
        migrate(con, fresh)
        con.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as old (read_only)")
        for table, key in con.execute(TABLES).fetchall():
            order = ORDER.get(table) or f"order by {', '.join(key or ['mine.rowid'])}"
            con.execute(f"delete from {table}")  # noqa: S608 - tables of our own
            con.execute(PLACES.format(table=table, order=order))
            (rows,) = con.execute("select count(*) from place").fetchone() or (0,)
            for first in range(0, rows, MOST):
                con.execute(SLICE.format(table=table), {"first": first, "most": MOST})
        con.execute("drop table place")
        con.execute("detach old")
        note_size(con)
        con.execute("checkpoint")
    finally:
        con.close()
    shutil.copymode(path, fresh)
    put(fresh, path)


def _size(con: duckdb.DuckDBPyConnection) -> int:
    row = con.execute(SIZE).fetchone()
    return int(row[0]) if row else 0
