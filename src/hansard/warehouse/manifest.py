"""The manifest of an export: which files hansard wrote, what is in them, and by that which of them it may remove."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Self

from hansard import __version__
from hansard.errors import UsageError

FILE = "manifest.json"
KIND = "hansard export"


class NotAnExport(UsageError):
    """The folder holds something that is no export, or one of another form."""

    def __init__(self, directory: Path, why: str) -> None:
        self.directory = directory
        super().__init__(f"{directory}: {why}. Name an empty folder, or that of an earlier export")


class Manifest:
    """What the folder of an export holds. Nothing is written before `begin`."""

    def __init__(self, directory: Path, held: dict[str, Any]) -> None:
        self._directory, self._held = directory, held
        self._before: set[str] = set(held["files"])

    @classmethod
    def open(cls, directory: Path, fmt: str) -> Self:
        """The manifest in a folder, or a new one when the folder is empty or missing. Raises NotAnExport."""
        path = directory / FILE
        if path.is_file():
            held = _read(path)
            if held.get("format") != fmt:
                raise NotAnExport(directory, f"it holds an export as {held.get('format')}, not as {fmt}")
            return cls(directory, held)
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            raise NotAnExport(directory, "it is not empty, and no export of hansard's")
        fresh = {"kind": KIND, "format": fmt, "complete": False, "hansard": __version__}
        return cls(directory, {**fresh, "tables": {}, "files": {}})

    def begin(self, planned: Iterable[str]) -> None:
        """Write down which files may be there from now on, so that an interrupted export can be taken up."""
        files = dict.fromkeys([*self._before, *planned], None)
        self._directory.mkdir(parents=True, exist_ok=True)
        self._save({**self._held, "complete": False, "files": files | self._held["files"]})

    def forget(self, table: str) -> None:
        """A table is written anew: its files count only once they are noted."""
        self._held["tables"].pop(table, None)
        self._held["files"] = {path: told for path, told in self._held["files"].items() if _table(path) != table}

    def note(self, table: str, path: str, rows: int, place: Path) -> None:
        """A file stands at its place."""
        self._held["files"][path] = {"rows": rows, "bytes": place.stat().st_size, "sha256": digest(place)}

    def describe(
        self,
        table: str,
        partitions: Sequence[str],
        columns: Mapping[str, str],
        until: Mapping[str, datetime | None],
    ) -> None:
        """Say what a table's files hold, and up to when they hold it of each repository."""
        self._held["tables"][table] = {
            "rows": sum(told["rows"] for path, told in self._held["files"].items() if told and _table(path) == table),
            "synced_until": {
                name: at.isoformat().replace("+00:00", "Z") if at else None for name, at in sorted(until.items())
            },
            "partitions": list(partitions),
            "columns": dict(columns),
        }

    def remove_stale(self) -> list[str]:
        """Remove the files of earlier exports that are none of this one's, and folders that are empty by that."""
        stale = sorted(path for path in self._before - set(self._held["files"]) if _inside(path))
        for path in stale:
            place = self._directory / path
            place.unlink(missing_ok=True)
            for folder in list(place.parents)[: len(PurePosixPath(path).parts) - 1]:
                if not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()
        return stale

    def finish(self) -> None:
        """Everything asked for stands; complete is what no earlier export left half done."""
        self._held |= {"complete": all(self._held["files"].values()), "hansard": __version__}
        self._save(self._held)

    def _save(self, held: Mapping[str, Any]) -> None:
        ordered = {
            key: dict(sorted(value.items())) if isinstance(value, dict) else value for key, value in held.items()
        }
        path = self._directory / FILE
        draft = path.with_name(f".{FILE}.{os.getpid()}.tmp")
        draft.write_text(json.dumps(ordered, ensure_ascii=False, indent=2) + "\n", "utf-8")
        draft.replace(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        held = json.loads(path.read_text("utf-8"))
    except ValueError:
        held = None
    known = isinstance(held, dict) and held.get("kind") == KIND
    if not known or not isinstance(held.get("files"), dict) or not isinstance(held.get("tables"), dict):
        raise NotAnExport(path.parent, f"its {FILE} is none of hansard's")
    return dict(held)


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _table(path: str) -> str:
    return path.partition("/")[0]


def _inside(path: str) -> bool:
    """Whether a path of a manifest, which anybody may have changed, stays below its folder."""
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts and len(pure.parts) > 1
