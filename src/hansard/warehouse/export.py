"""The archive as files for other programs: tables by repository and year, the same bytes for the same archive."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from hansard import assets
from hansard.errors import HansardError, UsageError
from hansard.warehouse.formats import FORMATS, Writer
from hansard.warehouse.manifest import Manifest, digest
from hansard.warehouse.query import Archive

# So many rows are asked for at a time, and written at once: what memory must hold. Asked for are whole ranges of
# item numbers, which are counted in steps.
ROWS, STEP = 20_000, 500
UNTIL = "select repository, synced_until from archive_status"
PARTITIONS = ("repository", "year")
_HELPERS = frozenset({*PARTITIONS, "_number", "_key"})


class NotWritten(HansardError):
    """The folder of the export cannot be written to."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"cannot write {path} ({why}). Nothing that was there is lost; mend that and export again")


@dataclass(frozen=True, slots=True)
class Source:
    """A table that can be exported: its query, what its files are partitioned by, its columns with their types.

    `counts` are rows of the partition's keys, a step of item numbers, and how many rows there are of both.
    """

    name: str
    sql: str
    partitions: tuple[str, ...]
    columns: dict[str, str]
    counts: list[dict[str, Any]]

    @property
    def json_columns(self) -> frozenset[str]:
        return frozenset(name for name, kind in self.columns.items() if kind == "JSON")


@dataclass(slots=True)
class Exported:
    """What an export did, file by file: `written` are those that were new or had changed."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def table_names() -> list[str]:
    """The tables that can be exported: one file of warehouse/exports for each."""
    return sorted(path.stem for path in (assets.folder("warehouse") / "exports").glob("*.sql"))


def export(
    archive: Archive,
    directory: Path,
    fmt: str,
    tables: Sequence[str] = (),
    on_table: Callable[[str, int], None] = lambda name, rows: None,
) -> Exported:
    """Write `tables` (all by default) below `directory` as Parquet, CSV or JSON lines, and say what changed.

    Every file appears whole or not at all, and keeps its place and its time when its bytes stay as they were. Files of
    an earlier export that have no rows any more are removed; those of tables not asked for stay. Raises UsageError for
    an unknown table or a folder that holds something else, and NotWritten.
    """
    if unknown := sorted(set(tables) - set(table_names())):
        raise UsageError(f"no table {unknown[0]!r} to export; there are {', '.join(table_names())}")
    manifest = Manifest.open(directory, fmt)
    sources = [_source(archive, name) for name in tables or table_names()]
    planned = {source.name: _files(source, fmt) for source in sources}
    until = {row["repository"]: row["synced_until"] for row in archive.rows(UNTIL)}
    done = Exported()
    try:
        manifest.begin([path for files in planned.values() for path in files])
        for source in sources:
            manifest.forget(source.name)
            for path, rows in _write(archive, source, planned[source.name], directory, fmt, done):
                manifest.note(source.name, path, rows, directory / path)
            manifest.describe(source.name, source.partitions, source.columns, until)
            done.rows[source.name] = sum(planned[source.name].values())
            on_table(source.name, done.rows[source.name])
        done.removed = manifest.remove_stale()
        manifest.finish()
    except OSError as error:
        raise NotWritten(directory, (error.strerror or str(error)).lower()) from None
    return done


def _source(archive: Archive, name: str) -> Source:
    sql = (assets.folder("warehouse") / "exports" / f"{name}.sql").read_text("utf-8")
    bare = _bare(sql)
    columns = {row["column_name"]: row["column_type"] for row in archive.rows(f"describe {bare}")}
    partitions = tuple(key for key in PARTITIONS if key in columns)
    keys = "".join(f"{key}, " for key in partitions)
    counts = archive.rows(
        f"select {keys}_number // {STEP} as step, count(*) as rows from ({bare}) group by all order by all"  # noqa: S608
    )
    kept = {key: kind for key, kind in columns.items() if key not in _HELPERS}
    return Source(name, bare, partitions, kept, counts)


def _bare(sql: str) -> str:
    """Without the lines of comment that a file begins with."""
    return "\n".join(line for line in sql.splitlines() if not line.startswith("--"))


def _files(source: Source, fmt: str) -> dict[str, int]:
    """The files that the table makes, relative to the folder, with how many rows each has."""
    files: dict[str, int] = {}
    for row in source.counts:
        path = _path(source, fmt, [row[key] for key in source.partitions])
        files[path] = files.get(path, 0) + row["rows"]
    return files


def _path(source: Source, fmt: str, values: Sequence[Any]) -> str:
    folders = [f"{key}={quote(str(value), safe='')}" for key, value in zip(source.partitions, values, strict=True)]
    return "/".join([source.name, *folders, f"part-0.{fmt}"])


def _write(
    archive: Archive, source: Source, planned: dict[str, int], directory: Path, fmt: str, done: Exported
) -> Iterator[tuple[str, int]]:
    """Write the files of one table; gives each as soon as it stands."""
    with _Parts(directory, source, fmt) as parts:
        for values, table in _chunks(archive, source):
            parts.add(_path(source, fmt, values), table)
        for path in parts.finished():
            done.files += 1
            if parts.place(path):
                done.written.append(path)
            yield path, planned[path]


def _chunks(archive: Archive, source: Source) -> Iterator[tuple[tuple[Any, ...], pa.Table]]:
    """The rows of a table in order, a bounded number of them at a time, with the partition that they belong to."""
    names = ", ".join(f'"{name}"' for name in source.columns)
    keys = "".join(f"{key}, " for key in source.partitions)
    by_repository = "repository" in source.partitions
    where = "repository = $repository and " if by_repository else ""
    sql = f"""
        select {keys}{names} from ({source.sql})
        where {where}_number >= $first and _number < $last
        order by {keys}_number, _key"""  # noqa: S608
    for repository in dict.fromkeys(row.get("repository") for row in source.counts):
        named = {"repository": repository} if by_repository else {}
        for first, last in _ranges([row for row in source.counts if row.get("repository") == repository]):
            yield from _divided(archive.table(sql, named | {"first": first, "last": last}), source.partitions)


def _ranges(counts: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    """Ranges of item numbers, each with about as many rows as may be asked for at a time."""
    steps: dict[int, int] = {}
    for row in counts:
        steps[row["step"]] = steps.get(row["step"], 0) + row["rows"]
    ranges: list[tuple[int, int]] = []
    rows = 0
    for step, count in sorted(steps.items()):
        if ranges and rows + count <= ROWS:
            ranges[-1] = (ranges[-1][0], (step + 1) * STEP)
        else:
            ranges.append((step * STEP, (step + 1) * STEP))
            rows = 0
        rows += count
    return ranges


def _divided(table: pa.Table, keys: tuple[str, ...]) -> Iterator[tuple[tuple[Any, ...], pa.Table]]:
    """A table in the order of its partitions, cut where a partition ends."""
    rows = list(zip(*(table[key].to_pylist() for key in keys), strict=True)) if keys else [()] * table.num_rows
    bare, start = table.drop_columns(list(keys)), 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place] != rows[start]:
            yield rows[start], bare.slice(start, place - start)
            start = place


class _Parts:
    """The files of one table while they grow, each under a name of its own until it is whole."""

    def __init__(self, directory: Path, source: Source, fmt: str) -> None:
        self._directory, self._source, self._fmt = directory, source, fmt
        self._open: dict[str, Writer] = {}
        self._waiting: dict[str, list[pa.Table]] = {}

    def __enter__(self) -> "_Parts":
        return self

    def __exit__(self, *_: object) -> None:
        for path, writer in self._open.items():
            writer.close()
            self._draft(path).unlink(missing_ok=True)

    def add(self, path: str, table: pa.Table) -> None:
        waiting = self._waiting.setdefault(path, [])
        waiting.append(table)
        if sum(some.num_rows for some in waiting) >= ROWS:
            self._flush(path, ROWS)

    def _flush(self, path: str, least: int) -> None:
        """Write what waits by whole blocks of ROWS, so that the bytes do not depend on how the rows came."""
        table, start = pa.concat_tables(self._waiting.pop(path)), 0
        while table.num_rows - start >= least:
            block = table.slice(start, ROWS)
            self._writer(path, block.schema).write(block.combine_chunks())
            start += block.num_rows
        self._waiting[path] = [table.slice(start)]

    def _writer(self, path: str, schema: pa.Schema) -> Writer:
        if path not in self._open:
            self._draft(path).parent.mkdir(parents=True, exist_ok=True)
            self._open[path] = FORMATS[self._fmt](self._draft(path), schema, self._source.json_columns)
        return self._open[path]

    def finished(self) -> list[str]:
        """Write what is left, and give the files in order."""
        for path in list(self._waiting):
            self._flush(path, 1)
        return sorted(self._open)

    def place(self, path: str) -> bool:
        """Put a whole file at its place; False when just these bytes stand there."""
        self._open.pop(path).close()
        draft, place = self._draft(path), self._directory / path
        if place.is_file() and digest(place) == digest(draft):
            draft.unlink()
            return False
        draft.replace(place)
        return True

    def _draft(self, path: str) -> Path:
        place = self._directory / path
        return place.with_name(f".{place.name}.{os.getpid()}.tmp")
