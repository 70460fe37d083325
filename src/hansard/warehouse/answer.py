"""Runs a query so that its rows come as they are asked for, and so that time and Ctrl-C can end it."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

import duckdb

from hansard.errors import HansardError, Stopped
from hansard.warehouse.statement import bound, checked, explained

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
BATCH_ROWS = 20_000
LOOK_UP = 0.2
# How often DuckDB is asked again what failed: it does not say in one of thirty answers at most.
REASONS_ASKED = 5
# Types that Arrow has no place for, or whose Arrow form says something else: their text is taken.
_NOT_ARROW = ("UHUGEINT", "BIGNUM", "BIT", "TIME WITH TIME ZONE", "VARIANT", "GEOMETRY")
# Types that Parquet has no place for.
NOT_PARQUET = ("INTERVAL", "UNION")


class TimedOut(HansardError):
    """The query took longer than it was allowed to."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the query had not ended after {seconds:g} s and was cancelled. Allow more by --timeout")


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of a result, with DuckDB's names of their types, and its rows in Arrow batches, to be read once."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    schema: "pa.Schema"
    batches: Iterator["pa.RecordBatch"]


def ask(
    con: duckdb.DuckDBPyConnection,
    text: str,
    params: Mapping[str, str],
    *,
    timeout: float | None = None,
    as_text: tuple[str, ...] = (),
) -> Answer:
    """Begin a query; `as_text` names further types whose values are wanted as text.

    Raises QueryError, TooMuchMemory, TimedOut after `timeout` seconds, and Stopped on Ctrl-C; the batches do as well.
    """
    statement = checked(con, text)
    values = bound(statement, params)
    run = _Run(con, statement, values, timeout)
    con_types = run(lambda: _described(run.begin()))
    awkward = (*_NOT_ARROW, *as_text)
    if any(_holds(kind, awkward) for _, kind in con_types):
        run.query = _with_texts(run.query, [_holds(kind, awkward) for _, kind in con_types])
        run(run.begin)
    reader = run(lambda: con.to_arrow_reader(BATCH_ROWS))
    names, types = zip(*con_types, strict=True)
    return Answer(names, types, reader.schema, _batches(run, reader))


def _described(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return [(str(column[0]), str(column[1])) for column in con.description or []]


def _holds(kind: str, awkward: tuple[str, ...]) -> bool:
    """Whether a type is one of these or has one within: BIT[], STRUCT(a INTERVAL)."""
    return any(name in kind for name in awkward)


def _with_texts(query: str, texts: list[bool]) -> str:
    """The same rows, with some columns cast to text; the columns keep their places, names come from elsewhere."""
    names = [f"c{place}" for place in range(len(texts))]
    chosen = [f"{name}::varchar" if text else name for name, text in zip(names, texts, strict=True)]
    return f"select {', '.join(chosen)} from (\n{query}\n) as answer({', '.join(names)})"  # noqa: S608 - checked before


def _batches(run: "_Run", reader: "pa.RecordBatchReader") -> Iterator["pa.RecordBatch"]:
    while (batch := run(lambda: next(reader, None))) is not None:
        yield batch


class _Run:
    """Lets DuckDB work in another thread, since neither a signal nor a clock reaches the one that it works in."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        statement: duckdb.Statement,
        values: Mapping[str, str],
        timeout: float | None,
    ) -> None:
        self._con, self._statement, self._values, self._timeout = con, statement, values, timeout
        self._ends = time.monotonic() + timeout if timeout is not None else None
        self.query = statement.query

    def begin(self) -> duckdb.DuckDBPyConnection:
        return self._con.execute(self.query, self._values or None)

    def __call__(self, work: Callable[[], T]) -> T:
        try:
            return self._done(work)
        except (duckdb.Error, OSError) as error:
            found = _reread(error)
            raise explained(self._con, self._reason() if _is_interrupt(found) else found, self._statement) from None

    def _done(self, work: Callable[[], T]) -> T:
        """What the work gives, or raises; TimedOut and Stopped before that."""
        future: Future[T] = Future()
        Thread(target=_fill, args=(future, work), daemon=True).start()
        try:
            # Looking up now and then, since a signal that another thread has caught wakes nobody here.
            while not wait([future], timeout=self._slice()).done:
                if self._ends is not None and time.monotonic() >= self._ends:
                    self._cancel(future)
                    raise TimedOut(self._timeout or 0)
            return future.result()
        except KeyboardInterrupt:
            self._cancel(future)
            raise Stopped("stopped before the query had ended") from None

    def _reason(self) -> duckdb.Error:
        """Why the query failed, from running it again.

        When one of its threads fails DuckDB interrupts the others, and now and then tells only of that.
        """
        for _ in range(REASONS_ASKED):
            try:
                self._done(lambda: deque(self.begin().to_arrow_reader(BATCH_ROWS), maxlen=0))
            except (duckdb.Error, OSError) as error:
                if not _is_interrupt(found := _reread(error)):
                    return found
        raise HansardError("the query failed in a part of it, and DuckDB does not tell why. Run it again")

    def _slice(self) -> float:
        return LOOK_UP if self._ends is None else max(0.0, min(LOOK_UP, self._ends - time.monotonic()))

    def _cancel(self, future: "Future[T]") -> None:
        """Interrupt until it has ended: a request that comes before the query begins is forgotten."""
        while not future.done():
            self._con.interrupt()
            wait([future], timeout=0.05)


def _fill(future: "Future[T]", work: Callable[[], T]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001 - raised again where the result is taken
        future.set_exception(error)


def _reread(error: duckdb.Error | OSError) -> duckdb.Error:
    """DuckDB's error, which Arrow makes an OSError of."""
    if isinstance(error, duckdb.Error):
        return error
    message = str(error)
    kind = duckdb.OutOfMemoryException if "Out of Memory" in message else duckdb.DataError
    return kind(message.removeprefix("Unknown error: ").removeprefix("Invalid: "))


def _is_interrupt(error: duckdb.Error) -> bool:
    return str(error).startswith("INTERRUPT Error")
