"""How a sync writes while others read: into a copy, which takes the place of the published file at the end.

At rest there is one file, `hansard.duckdb`, and no hansard opens it for writing. A reader that has it open keeps the
state that it opened: the system keeps a replaced file until the last reader has closed it. Whatever instant a writer
dies at, the published file is whole, and the next writer takes up the working file with all that was committed to it.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import UUID

import duckdb

from hansard.warehouse import files
from hansard.warehouse.compaction import FRESH, compact, note_size, worthwhile
from hansard.warehouse.connection import (
    FILE,
    WarehouseLocked,
    WarehouseOutdated,
    WarehouseUnusable,
    cannot_write,
    open_reader,
    open_writer,
)
from hansard.warehouse.lock import WriterLock
from hansard.warehouse.migrations import is_current, migrate, missing

WORKING = "sync.duckdb"
LOOK = "look.duckdb"
KEPT = "hansard.before-"
# A long sync shows readers what it has so far this often. To publish costs seconds at full size, a hundredth of it.
PUBLISH_EVERY = 300.0
STAMP = "update _generation set number = number + 1, base = id, id = uuid()"

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Generation:
    """Which state of the warehouse a file holds; one without an id is of a hansard that did not count them."""

    number: int
    id: UUID | None
    base: UUID | None


def generation(con: duckdb.DuckDBPyConnection) -> Generation:
    """The generation of an open file."""
    there = con.execute("select 1 from duckdb_tables() where table_name = '_generation'").fetchone()
    row = con.execute("select number, id, base from _generation").fetchone() if there else None
    return Generation(*row) if row else Generation(0, None, None)


def update(directory: Path) -> None:
    """Bring the published file of an older hansard up to date.

    Raises WarehouseOutdated while a sync runs, WarehouseUnusable or WarehouseTooNew.
    """
    try:
        working = Working(directory)
    except WarehouseLocked as error:
        raise WarehouseOutdated(error.path, error.holder) from None
    try:
        working.begin()
        working.put()
    finally:
        working.abandon()


class Working:
    """The writer's lock on a warehouse, and a connection to the working file in it. Not for two threads at once."""

    def __init__(self, directory: Path, note: Note | None = None) -> None:
        self._published, self._path, self._note = directory / FILE, directory / WORKING, note
        self._con: duckdb.DuckDBPyConnection | None = None
        self._behind: list[str] = []
        self._changed = self._succeeded = False
        self._put_at = -math.inf
        self._lock = WriterLock(directory)

    @classmethod
    def open(cls, directory: Path, note: Note | None = None) -> Self:
        """Take the lock and a copy of what is published, or what an interrupted sync left; `note` hears of oddities.

        What readers could not see before (an interrupted sync's pages, this hansard's views) is published at once.
        Raises WarehouseLocked, WarehouseUnusable or WarehouseTooNew, and has changed nothing then.
        """
        working = cls(directory, note)
        try:
            if working.begin():
                working.publish()
        except BaseException:
            working.abandon()
            raise
        return working

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The connection to write through; another one after each publish."""
        if self._con is None:
            raise WarehouseUnusable(self._path, "closed after an error", "Sync again")
        return self._con

    def committed(self, *, succeeded: bool = False) -> None:
        """Something was committed that readers should see; `succeeded` when it ended a complete sync."""
        self._changed = True
        self._succeeded |= succeeded

    def publish_when_due(self) -> None:
        """Publish a first sync's first page, and from then on what has gathered for a while; between transactions."""
        if self._put_at == -math.inf and self._published.exists():
            self._put_at = time.monotonic()
        if time.monotonic() - self._put_at >= PUBLISH_EVERY:
            self.publish()

    def publish(self) -> None:
        """Let readers that come from now on see all that is committed, and go on."""
        self.put()
        self.begin()

    def close(self, *, tidy: bool) -> None:
        """Publish what is not yet, if there is anything, and give the lock back.

        With `tidy` a file that has grown beyond its rows is written afresh before.
        """
        try:
            if self._con is not None and self._changed:
                self.put(tidy=tidy)
            elif self._con is not None:
                self._close()
                with _told(self._path):
                    files.remove(self._path)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Let go of everything as it is; the next one takes up the working file."""
        self._close()
        self._lock.release()

    def begin(self) -> bool:
        """Open the working file, which an interrupted sync left or a copy; says whether it has what readers lack."""
        with _told(self._path):
            for left in (FRESH, LOOK):
                files.remove(self._path.with_name(left))
        if not self._published.exists():
            self._changed, self._behind = True, []
            return self._take_up(None) or self._make()
        with self._look() as reader:
            published = generation(reader)
            self._behind = missing(reader, self._published)
            self._changed = not is_current(reader)
            if published.id is not None and self._take_up(published.id):
                self._changed = True
            else:
                self._copy(published)
        return self._changed

    @contextmanager
    def _look(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The published state; when another program has the file open for writing, by a copy of it."""
        copied = self._path.with_name(LOOK)
        try:
            with closing(self._reader(copied)) as reader:
                yield reader
        finally:
            with _told(copied):
                files.remove(copied)

    def _reader(self, copied: Path) -> duckdb.DuckDBPyConnection:
        try:
            return open_reader(self._published.parent)
        except WarehouseLocked as locked:
            with _told(copied):
                files.copy(self._published, copied, with_wal=False)
            con = open_writer(copied)
            # A hansard that counted no generations wrote into the published file itself.
            if generation(con).id is None:
                con.close()
                raise
            held = f"{locked.who} has {self._published} open for writing"
            self._tell(f"{held}: what it changes is lost. Open it read-only")
            return con

    def put(self, *, tidy: bool = False) -> None:
        """Close the working file and put it in the place of the published one.

        With `tidy`, and when an older hansard's was brought up to date, a bloated file is written afresh before.
        """
        with _told(self._path):
            self.con.execute("checkpoint")
            # What migrations leave is often as bloated as what many syncs do.
            grown = (tidy or self._behind) and worthwhile(self.con)
            self._close()
            if grown:
                self._write_afresh()
            if self._behind:
                files.keep(self._published, f"{KEPT}{self._behind[0]}.duckdb")
            files.put(self._path, self._published)
            if self._succeeded:
                for kept in self._published.parent.glob(f"{KEPT}*.duckdb"):
                    files.remove(kept)
        self._changed = False

    def _write_afresh(self) -> None:
        """Compact the closed working file, unless that cannot be: what is published matters more than its size."""
        try:
            compact(self._path)
        except (OSError, duckdb.Error) as error:
            self._tell(f"the warehouse could not be written afresh, and is larger than it need be: {error}")

    def _take_up(self, base: UUID | None) -> bool:
        """Open what an interrupted sync left, if it began on `base`, the state published now (None: there is none)."""
        if not self._path.exists():
            return False
        try:
            con = open_writer(self._path)
        except WarehouseUnusable as error:
            self._tell(f"{error}. It is removed, and what it held is asked for again")
            return False
        with _told(self._path):
            found = generation(con)
        if found.id is None or found.base != base:
            con.close()
            if found.id is not None and found.id != base:
                self._tell(f"{self._path} does not go on from {self._published}: it is removed")
            return False
        self._con = con
        with _told(self._path):
            migrate(con, self._path)
        return True

    def _copy(self, published: Generation) -> None:
        """A copy of the published file, up to date, as a generation of its own."""
        # Only a hansard that counted no generations has left changes of its own beside the file.
        old = published.id is None
        if files.wal(self._published).exists() and not old:
            self._tell(f"{files.wal(self._published)} is another program's, and is not kept. Open the file read-only")
        with _told(self._path):
            files.copy(self._published, self._path, with_wal=old)
            self._con = open_writer(self._path)
            migrate(self._con, self._path)
            self._con.execute(STAMP)

    def _make(self) -> bool:
        """The first generation of a new warehouse; it has nothing to show."""
        with _told(self._path):
            files.remove(self._path)
            self._con = open_writer(self._path)
            migrate(self._con, self._path)
            note_size(self._con)
            self._con.execute(STAMP)
        return False

    def _tell(self, text: str) -> None:
        if self._note:
            self._note(text)

    def _close(self) -> None:
        if self._con is not None:
            self._con.close()
            self._con = None


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error.strerror or str(error)) from None
    except duckdb.Error as error:
        raise WarehouseUnusable(path, str(error).splitlines()[0], "Mend that, and sync again") from error
