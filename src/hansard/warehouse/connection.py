"""Opening the warehouse file: what can go wrong with it, and transactions."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from hansard.errors import HansardError
from hansard.warehouse.closed import close_off

FILE = "hansard.duckdb"
# The format of the files that are made here; DuckDB's default, which its 1.0 reads too, cannot compress long texts. An
# existing file keeps the format that it was made in.
STORAGE = "v1.3.0"


class WarehouseMissing(HansardError):
    """There is no warehouse where one was expected."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"no warehouse at {path}. Fill one with `hansard sync`, or name another with --warehouse DIR")


class WarehouseLocked(HansardError):
    """Another process has the file open for writing."""

    def __init__(self, path: Path, holder: str | None) -> None:
        self.path, self.holder = path, holder
        self.who = f"process {holder}" if holder else "another process"
        super().__init__(f"{path} is in use by {self.who}. Wait until it has finished, or stop it, and try again")


class WarehouseOutdated(WarehouseLocked):
    """An older hansard wrote the file, and it cannot be brought up to date while a sync runs."""

    def __init__(self, path: Path, holder: str | None) -> None:
        super().__init__(path, holder)
        self.args = (
            f"{path} is of an older hansard, and {self.who} is writing: try again when it has brought it up to date",
        )


class WarehouseUnusable(HansardError):
    """The file or its folder cannot be used; the sentence says why."""

    def __init__(self, path: Path, why: str, remedy: str) -> None:
        self.path = path
        super().__init__(f"{path}: {why}. {remedy}")


class WarehouseTooNew(HansardError):
    """A newer hansard (or DuckDB) wrote this warehouse."""

    def __init__(self, path: Path, detail: str) -> None:
        self.path = path
        super().__init__(f"{path} was written by a newer hansard ({detail}). Upgrade hansard; nothing was changed")


def open_writer(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-write connection to a database file that no reader opens; it is made when it is missing."""
    con = _connect(path, read_only=False)
    # A sync writes small pages: what DuckDB would cache beyond this only makes the process larger, and a second
    # thread costs more than it saves.
    con.execute("set memory_limit = '128MB'")
    con.execute("set threads = 1")
    return con


def open_reader(directory: Path, readers: int = 1) -> duckdb.DuckDBPyConnection:
    """A read-only connection that can reach nothing but the warehouse: no files, network, extensions or settings.

    It is one of as many `readers` that share the machine.
    """
    path = directory / FILE
    if not path.exists():
        raise WarehouseMissing(path)
    con = _connect(path, read_only=True)
    close_off(con, readers)
    return con


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        made = {} if read_only else {"storage_compatibility_version": STORAGE}
        con = duckdb.connect(path, read_only=read_only, config={**made})
    except duckdb.Error as error:
        raise _reason(path, str(error)) from None
    con.execute("set timezone = 'UTC'")
    # What DuckDB takes for an interactive session gets a bar of its own, on stdout.
    con.execute("set enable_progress_bar = false")
    return con


def _reason(path: Path, message: str) -> HansardError:
    """Read DuckDB's message for what it means to the person who asked."""
    if "Could not set lock" in message or "already open" in message:
        holder = re.search(r"PID (\d+)", message)
        return WarehouseLocked(path, holder[1] if holder else None)
    if "database file with version number" in message:
        return WarehouseTooNew(path, "its storage format is unknown here")
    if "not a valid DuckDB database" in message:
        return WarehouseUnusable(path, "this is not a DuckDB database", "Move it away, or name another --warehouse DIR")
    if "replaying WAL" in message:
        why = f"{path.name}.wal, which another program left there, does not belong to it"
        return WarehouseUnusable(path, why, f"Remove {path.name}.wal")
    if "Permission denied" in message or "Read-only file system" in message or "Cannot open file" in message:
        return cannot_write(path, "permission denied" if "Permission" in message else "cannot be opened")
    return WarehouseUnusable(path, message.splitlines()[0], "Check the file and its folder")


def cannot_write(path: Path, why: str) -> WarehouseUnusable:
    """The error of a file or folder that the system does not let be written, for a reason in its words."""
    return WarehouseUnusable(path, f"cannot write here ({why.lower()})", "Choose a folder you own with --warehouse DIR")


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block's changes, or none of them."""
    con.begin()
    try:
        yield
    except BaseException:
        con.rollback()
        raise
    con.commit()
