"""Reading: a warehouse opened read-only, its rows as dictionaries or as an Arrow table."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import duckdb

from hansard.errors import HansardError, UsageError
from hansard.warehouse.connection import FILE, WarehouseMissing, open_reader, open_writer
from hansard.warehouse.migrations import is_current, migrate

if TYPE_CHECKING:
    import pyarrow as pa


class QueryError(UsageError):
    """A query that DuckDB refuses; the sentence is DuckDB's own, with the line and the nearest names."""


class Archive:
    """A consistent, read-only view of one warehouse. Times come out as aware datetimes in UTC."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._held: list[str] = []

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Open the warehouse in `directory`, bringing its views up to date first when an older hansard wrote it."""
        if not (directory / FILE).exists():
            raise WarehouseMissing(directory / FILE)
        con = open_reader(directory)
        if not is_current(con):
            con.close()
            writer = open_writer(directory)
            try:
                migrate(writer, directory / FILE)
            finally:
                writer.close()
            con = open_reader(directory)
        return cls(con)

    def table(self, sql: str, params: Mapping[str, Any] | None = None) -> "pa.Table":
        """The result of one read-only statement; `params` are bound by name ($name).

        Raises QueryError for SQL that is wrong or not allowed here.
        """
        try:
            relation = self._con.execute(sql, params or None)
            return relation.to_arrow_table()
        except duckdb.Error as error:
            raise QueryError(_told(error)) from None

    def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The result as one dictionary a row."""
        rows: list[dict[str, Any]] = self.table(sql, params).to_pylist()
        return rows

    def hold(self, macros: Sequence[str], start: datetime, end: datetime) -> None:
        """Until `release`, these table macros answer with their rows for this one window, which are computed once.

        Macros that are made from them find the held rows too: each macro comes after those that it reads itself.
        """
        database = self._con.execute("select current_database()").fetchall()[0][0]
        window = {"start": start, "end": end}
        for macro in macros:  # Names of ours, no text of others.
            rows = f'select * from "{database}".main.{macro}($start, $end)'  # noqa: S608
            self._con.execute(f"create or replace temp table held_{macro} as {rows}", window)
            self._con.execute(f"create or replace temp macro {macro}(a, b) as table from held_{macro}")
            self._held.append(macro)

    def release(self) -> None:
        """Every macro answers for any window again."""
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


class NotArchived(HansardError):
    """The warehouse holds nothing of this repository."""

    def __init__(self, name: str, archived: list[str]) -> None:
        self.name, self.archived = name, archived
        holds = f"it holds {', '.join(archived)}" if archived else "it is empty"
        super().__init__(f"{name} is not in the warehouse ({holds}). Fetch it with `hansard sync {name}`")


def _told(error: duckdb.Error) -> str:
    """DuckDB's message without the hint at settings that are locked here."""
    message = re.sub(r"\n+LINE \d+: .*", lambda found: found[0].rstrip(), str(error), flags=re.DOTALL)
    return message.strip()
