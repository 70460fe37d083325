"""Reading: a warehouse opened read-only, its rows as dictionaries or as an Arrow table."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import duckdb

from hansard.errors import HansardError, UsageError
from hansard.warehouse.connection import open_reader
from hansard.warehouse.migrations import is_current
from hansard.warehouse.publish import update

if TYPE_CHECKING:
    import pyarrow as pa


class QueryError(UsageError):
    """A query that DuckDB refuses; the sentence is DuckDB's own, with the line and the nearest names."""


class Archive:
    """A consistent, read-only view of one warehouse. Times come out as aware datetimes in UTC."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con

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
