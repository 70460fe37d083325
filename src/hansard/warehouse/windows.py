"""What table macros say of several windows at once: one plan and one reading of the archive instead of one a window."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    import pyarrow as pa

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A window by itself is bound as two values, so that DuckDB can leave out what lies outside of it while it reads.
ONE = """
select 0 as window_position, $start::timestamptz as window_start, $end::timestamptz as window_end, found.*
from ({rows}) as found
"""
SEVERAL = "select asked.*, found.* from asked_windows as asked, lateral ({rows}) as found"
ASKED = """
create or replace temp table asked_windows as
select unnest(range($n)) as window_position, unnest($starts)::timestamptz as window_start,
  unnest($ends)::timestamptz as window_end
"""
HELD = """
create or replace temp macro {macro}(a, b) as table
select * exclude (window_position, window_start, window_end) from held_{macro}
where window_start = a::timestamptz and window_end = b::timestamptz
"""


class Windows:
    """Windows [start, end), no two the same, that the same questions are asked about."""

    def __init__(self, con: duckdb.DuckDBPyConnection, windows: Sequence[tuple[datetime, datetime]]) -> None:
        self._con = con
        self._windows = windows
        self._held: list[str] = []

    def hold(self, macros: Sequence[str]) -> None:
        """Until `release`, these table macros answer with their rows for these windows, which are computed once.

        Macros that are made from them find the held rows too: each macro comes after those that it reads itself. For
        any other window they have no rows.
        """
        with stoppable():
            if len(self._windows) > 1:
                starts, ends = zip(*self._windows, strict=True)
                self._con.execute(ASKED, {"n": len(self._windows), "starts": starts, "ends": ends})
            database = self._con.execute("select current_database()").fetchall()[0][0]
            for macro in macros:  # Names of ours, no text of others.
                sql, params = self._over(f'select * from "{database}".main.{macro}({{start}}, {{end}})')  # noqa: S608
                self._con.execute(f"create or replace temp table held_{macro} as {sql}", params)
                self._con.execute(HELD.format(macro=macro))
                self._held.append(macro)

    def release(self) -> None:
        """Every macro answers for any window again."""
        with stoppable():
            while self._held:
                macro = self._held.pop()
                self._con.execute(f"drop macro table if exists temp.main.{macro}")
                self._con.execute(f"drop table if exists temp.main.held_{macro}")
            self._con.execute("drop table if exists temp.main.asked_windows")

    def table(self, query: str, order: str, params: Mapping[str, Any]) -> "pa.Table":
        """The query's rows for each window, those of the first window first, then by the columns of `order`.

        In the query {start} and {end} stand for those of a window.
        """
        sql, bound = self._over(query)
        with stoppable():
            return self._con.execute(
                f"{sql} order by {', '.join(filter(None, ['window_position', order]))}", {**params, **bound}
            ).to_arrow_table()

    def _over(self, query: str) -> tuple[str, dict[str, datetime]]:
        if len(self._windows) == 1:
            ((start, end),) = self._windows
            return ONE.format(rows=query.format(start="$start", end="$end")), {"start": start, "end": end}
        return SEVERAL.format(rows=query.format(start="asked.window_start", end="asked.window_end")), {}


class Rows(Sequence[dict[str, Any]]):
    """The rows of one window as dictionaries, which are made when they are asked for; `columns` has their values.

    Lists in them are tuples.
    """

    def __init__(self, table: "pa.Table") -> None:
        self.columns = {name: _values(column) for name, column in zip(table.column_names, table.columns, strict=True)}
        self._count: int = table.num_rows

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, position: Any) -> Any:
        return {name: values[position] for name, values in self.columns.items()}


class Answers(Sequence[Rows]):
    """The rows of each window, made when they are asked for."""

    def __init__(self, table: "pa.Table", windows: int) -> None:
        counts = [0] * windows
        for position in table.column("window_position").to_pylist():
            counts[position] += 1
        self._parts = []
        table, first = table.drop_columns(["window_position", "window_start", "window_end"]), 0
        for count in counts:
            self._parts.append(table.slice(first, count))
            first += count

    def __len__(self) -> int:
        return len(self._parts)

    def __getitem__(self, position: Any) -> Any:
        return Rows(self._parts[position])


def _values(column: "pa.ChunkedArray") -> list[Any]:
    """The values as Python's; of times pyarrow itself makes them many times slower."""
    kind = str(column.type)
    if kind.startswith("timestamp[us"):
        passed = column.cast("int64").to_pylist()
        return [None if since is None else EPOCH + timedelta(microseconds=since) for since in passed]
    values = column.to_pylist()
    return [None if value is None else tuple(value) for value in values] if kind.startswith("list<") else values


@contextmanager
def stoppable() -> Iterator[None]:
    """DuckDB tells of Ctrl-C by an error of its own; here it is what it is everywhere."""
    try:
        yield
    except RuntimeError as error:
        if isinstance(error.__cause__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        raise
