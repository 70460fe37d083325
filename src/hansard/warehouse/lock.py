"""The writer's lock: one sync at a time, and no reader ever asks for it."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from hansard.warehouse.connection import FILE, WarehouseLocked, cannot_write

NAME = ".lock"


class WriterLock:
    """The right to write into a warehouse. The system takes it back when the process dies, however it dies.

    Raises WarehouseLocked with the process id of the holder, or WarehouseUnusable.
    """

    def __init__(self, directory: Path) -> None:
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._file = os.open(directory / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise cannot_write(directory, error.strerror or str(error)) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._file, 20, 0).decode("ascii", "replace").strip()
            os.close(self._file)
            raise WarehouseLocked(directory / FILE, holder or None) from None
        except OSError as error:
            os.close(self._file)
            raise cannot_write(directory, error.strerror or str(error)) from None
        self._write(str(os.getpid()))

    def release(self) -> None:
        """Let the next one write. The file stays: a lock on a removed file would keep nobody out."""
        self._write("")
        os.close(self._file)

    def _write(self, text: str) -> None:
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, text.encode(), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
