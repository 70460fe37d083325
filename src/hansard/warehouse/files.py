"""The steps by which a database file is copied and put in another's place, so that a crash between any two harms none.

A database has a companion `<file>.wal` while somebody writes it. DuckDB replays one that it finds beside a file into
that file, whether or not it belongs to it: so none may ever stand beside a file that it does not belong to.
"""

import os
import shutil
from errno import EBUSY
from pathlib import Path

# What another program writes meanwhile makes a copy worthless.
TRIES = 5


def wal(path: Path) -> Path:
    """Where DuckDB keeps what is committed but not yet in the file."""
    return path.with_name(f"{path.name}.wal")


def remove(path: Path) -> None:
    """Remove a database and all that DuckDB keeps beside it, the file itself first: what is left opens nothing."""
    path.unlink(missing_ok=True)
    for beside in path.parent.glob(f"{path.name}.*"):
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        else:
            beside.unlink(missing_ok=True)


def copy(source: Path, target: Path, *, with_wal: bool) -> None:
    """Copy a database; `target` is there only when it is whole, on the disk, with its companion.

    Raises OSError for a database that is being written all the while.
    """
    remove(target)
    part = target.with_name(f"{target.name}.part")
    if with_wal and wal(source).exists():
        _copy_bytes(wal(source), wal(target))
    for _ in range(TRIES):
        before = source.stat()
        _copy_bytes(source, part)
        after = source.stat()
        if (before.st_mtime_ns, before.st_size, before.st_ino) == (after.st_mtime_ns, after.st_size, after.st_ino):
            break
    else:
        raise OSError(EBUSY, "another program keeps writing the file", str(source))
    part.replace(target)


def put(new: Path, old: Path) -> None:
    """Put a closed database in the place of another one. Who has the other one open keeps it."""
    sync(new)
    # Before, not after: a crash in between must not leave the old companion beside the new file.
    wal(old).unlink(missing_ok=True)
    new.replace(old)
    sync(old.parent)


def keep(path: Path, name: str) -> None:
    """Let a database go on under another name as well, after it is replaced: a link where the system has links."""
    kept = path.with_name(name)
    remove(kept)
    for here, there in ((wal(path), wal(kept)), (path, kept)):
        if here.exists():
            try:
                os.link(here, there)
            except OSError:
                _copy_bytes(here, there)


def sync(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _copy_bytes(source: Path, target: Path) -> None:
    """Copy contents and mode. Where the file system can, both share their blocks until one of them is written."""
    with source.open("rb") as read, target.open("wb") as write:
        left = os.fstat(read.fileno()).st_size
        try:
            while left and (copied := os.copy_file_range(read.fileno(), write.fileno(), left)):
                left -= copied
        except (AttributeError, OSError):
            read.seek(0)
            write.seek(0)
            left = -1
        if left:
            read.seek(0)
            write.seek(0)
            shutil.copyfileobj(read, write, 1 << 20)
        write.flush()
        os.fsync(write.fileno())
    shutil.copymode(source, target)
