"""Reading: a warehouse opened read-only, its rows as dictionaries or as an Arrow table."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import duckdb

from hansard.errors import HansardError
from hansard.warehouse.answer import Answer, ask
from hansard.warehouse.connection import open_reader
from hansard.warehouse.migrations import is_current
from hansard.warehouse.publish import update
from hansard.warehouse.statement import explained

if TYPE_CHECKING:
    import pyarrow as pa


class Archive:
    """A consistent, read-only view of one warehouse. Times come out as aware datetimes in UTC."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._held: list[str] = []

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Open what is published in `directory`, whether or not a sync is running, and keep it however long that is.

        What an older hansard wrote is brought up to date first. Raises WarehouseMissing, WarehouseLocked (when that
        must wait for a sync, or another program has the file open for writing), WarehouseUnusable or WarehouseTooNew.
        """
        con = open_reader(directory)
        if not is_current(con):
            con.close()
            update(directory)
            con = open_reader(directory)
        return cls(con)

    def table(self, sql: str, params: Mapping[str, Any] | None = None) -> "pa.Table":
        """The result of one statement of hansard's own; `params` are bound by name ($name).

        Raises QueryError for SQL that is wrong or not allowed here. What somebody typed goes to `ask`.
        """
        with _stoppable():
            try:
                return self._con.execute(sql, params or None).to_arrow_table()
            except duckdb.Error as error:
                raise explained(self._con, error, None) from None

    def ask(
        self, text: str, params: Mapping[str, str], *, timeout: float | None = None, as_text: tuple[str, ...] = ()
    ) -> Answer:
        """Begin a query that somebody typed: it is checked, can be cancelled, and its rows come as they are read."""
        return ask(self._con, text, params, timeout=timeout, as_text=as_text)

    def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The result as one dictionary a row."""
        rows: list[dict[str, Any]] = self.table(sql, params).to_pylist()
        return rows

    def hold(self, macros: Sequence[str], start: datetime, end: datetime) -> None:
        """Until `release`, these table macros answer with their rows for this one window, which are computed once.

        Macros that are made from them find the held rows too: each macro comes after those that it reads itself.
        """
        with _stoppable():
            database = self._con.execute("select current_database()").fetchall()[0][0]
            window = {"start": start, "end": end}
            for macro in macros:  # Names of ours, no text of others.
                rows = f'select * from "{database}".main.{macro}($start, $end)'  # noqa: S608
                self._con.execute(f"create or replace temp table held_{macro} as {rows}", window)
                self._con.execute(f"create or replace temp macro {macro}(a, b) as table from held_{macro}")
                self._held.append(macro)

    def release(self) -> None:
        """Every macro answers for any window again."""
        with _stoppable():
            while self._held:
                macro = self._held.pop()
                self._con.execute(f"drop macro table if exists temp.main.{macro}")
                self._con.execute(f"drop table if exists temp.main.held_{macro}")

    def repository(self, name: str) -> str:
        """The name, as GitHub spells it, of an archived repository; upper and lower case are the same to GitHub."""
        archived = [row["name"] for row in self.rows("select name_with_owner as name from repository order by all")]
        for known in archived:
            if known.lower() == name.lower():
                return str(known)
        raise NotArchived(name, archived)

    def close(self) -> None:
        self._con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def _stoppable() -> Iterator[None]:
    """DuckDB tells of Ctrl-C by an error of its own; here it is what it is everywhere."""
    try:
        yield
    except RuntimeError as error:
        if isinstance(error.__cause__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        raise


class NotArchived(HansardError):
    """The warehouse holds nothing of this repository."""

    def __init__(self, name: str, archived: list[str]) -> None:
        self.name, self.archived = name, archived
        holds = f"it holds {', '.join(archived)}" if archived else "it is empty"
        super().__init__(f"{name} is not in the warehouse ({holds}). Fetch it with `hansard sync {name}`")
