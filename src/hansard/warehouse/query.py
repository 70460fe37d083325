"""Reading: a warehouse opened read-only, its rows as dictionaries or as an Arrow table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import duckdb

from hansard.errors import HansardError, TogetherFailed
from hansard.warehouse.answer import Answer, ask
from hansard.warehouse.connection import open_reader
from hansard.warehouse.migrations import is_current
from hansard.warehouse.publish import update
from hansard.warehouse.statement import explained
from hansard.warehouse.windows import Answers, Windows, stoppable

if TYPE_CHECKING:
    import pyarrow as pa


class Archive:
    """A consistent, read-only view of one warehouse. Times come out as aware datetimes in UTC."""

    def __init__(self, con: duckdb.DuckDBPyConnection, directory: Path | None = None, *, readers: int = 1) -> None:
        self._con = con
        self._readers = readers
        self.directory = directory

    @classmethod
    def open(cls, directory: Path, *, readers: int = 1) -> Self:
        """Open what is published in `directory`, whether or not a sync is running, and keep it however long that is.

        As one of several `readers` that work at the same time it takes its share of the processors and the memory.
        What an older hansard wrote is brought up to date first. Raises WarehouseMissing, WarehouseLocked (when that
        must wait for a sync, or another program has the file open for writing), WarehouseUnusable or WarehouseTooNew.
        """
        con = open_reader(directory, readers)
        if not is_current(con):
            con.close()
            update(directory)
            con = open_reader(directory, readers)
        return cls(con, directory, readers=readers)

    def table(self, sql: str, params: Mapping[str, Any] | None = None) -> "pa.Table":
        """The result of one statement of hansard's own; `params` are bound by name ($name).

        Raises QueryError for SQL that is wrong or not allowed here. What somebody typed goes to `ask`.
        """
        with stoppable():
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

    @contextmanager
    def over(
        self, windows: Sequence[tuple[datetime, datetime]], macros: Sequence[str]
    ) -> Iterator[Callable[..., Answers]]:
        """Ask several questions about the same windows [start, end), no two of them alike: `ask(query, order, params)`.

        What a query gives is asked of all windows at once; in it {start} and {end} stand for those of a window, and
        `order` names the columns that each window's rows are ordered by. The table `macros` answer with rows that are
        computed once: each comes after those that it reads itself. Raises QueryError and TooMuchMemory as `table` does,
        and TogetherFailed, after which everything else can still be asked, and fewer windows.
        """
        asked = Windows(self._con, windows)

        def ask(query: str, order: str, params: Mapping[str, Any]) -> Answers:
            try:
                return Answers(asked.table(query, order, params), len(windows))
            except (duckdb.InternalException, duckdb.OutOfMemoryException):
                raise
            except duckdb.Error as error:
                raise explained(self._con, error, None) from None

        try:
            asked.hold(macros)
            yield ask
        except duckdb.InternalException as error:
            self._reopen()
            reason = str(error).partition("\n")[0]
            raise TogetherFailed(f"DuckDB failed on a question about {len(windows)} windows: {reason}") from None
        except duckdb.OutOfMemoryException as error:
            asked.release()
            if len(windows) == 1:
                raise explained(self._con, error, None) from None
            raise TogetherFailed(f"a question about {len(windows)} windows needs more memory than there is") from None
        except BaseException:
            asked.release()
            raise
        asked.release()

    def repository(self, name: str) -> str:
        """The name, as GitHub spells it, of an archived repository; upper and lower case are the same to GitHub."""
        archived = [row["name"] for row in self.rows("select name_with_owner as name from repository order by all")]
        for known in archived:
            if known.lower() == name.lower():
                return str(known)
        raise NotArchived(name, archived)

    def close(self) -> None:
        self._con.close()

    def _reopen(self) -> None:
        """After a defect DuckDB answers nothing more on the connection, nor on another to the same instance."""
        if self.directory is not None:
            self._con.close()
            self._con = open_reader(self.directory, self._readers)

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
