"""The three forms in which an export writes rows. The bytes follow from the rows: no time, no chance in them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq


class Writer(Protocol):
    """An open file that takes tables of one schema, one after another."""

    def write(self, table: pa.Table) -> None: ...

    def close(self) -> None: ...


class Parquet:
    """Parquet with zstd; times as UTC microseconds, lists as lists, JSON as text. A row group for each table."""

    def __init__(self, path: Path, schema: pa.Schema, json_columns: frozenset[str]) -> None:
        # What Arrow alone understands is left out of the file: every reader gets the same types.
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", store_schema=False)

    def write(self, table: pa.Table) -> None:
        self._writer.write_table(table)

    def close(self) -> None:
        self._writer.close()


class Csv:
    """CSV in UTF-8 with a header: texts quoted, NULL an empty field, lists and JSON as JSON text, times with Z."""

    def __init__(self, path: Path, schema: pa.Schema, json_columns: frozenset[str]) -> None:
        self._writer = pa_csv.CSVWriter(path, pa.schema([pa.field(f.name, _flat_type(f.type)) for f in schema]))

    def write(self, table: pa.Table) -> None:
        self._writer.write_table(pa.table({name: _flat(table[name]) for name in table.column_names}))

    def close(self) -> None:
        self._writer.close()


class JsonLines:
    """One JSON object a line in UTF-8: lists and JSON as they are, times as text with Z."""

    def __init__(self, path: Path, schema: pa.Schema, json_columns: frozenset[str]) -> None:
        self._file = path.open("w", encoding="utf-8", newline="\n")
        self._json = json_columns

    def write(self, table: pa.Table) -> None:
        plain = pa.table({name: _timed(table[name]) for name in table.column_names})
        for batch in plain.to_batches(max_chunksize=1000):
            for row in batch.to_pylist():
                for name in self._json:
                    row[name] = None if row[name] is None else json.loads(row[name])
                self._file.write(_dumped(row) + "\n")

    def close(self) -> None:
        self._file.close()


FORMATS: dict[str, Callable[[Path, pa.Schema, frozenset[str]], Writer]] = {
    "parquet": Parquet,
    "csv": Csv,
    "jsonl": JsonLines,
}


def _timed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Times as ISO 8601 in UTC with Z; a fraction of a second only where there is one."""
    if not pa.types.is_timestamp(column.type):
        return column
    return pc.replace_substring(pc.strftime(column, "%Y-%m-%dT%H:%M:%SZ"), ".000000Z", "Z")


def _flat(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column that CSV can hold."""
    if pa.types.is_list(column.type):
        texts = [None if value is None else _dumped(value) for value in column.to_pylist()]
        return pa.chunked_array([texts], type=pa.string())
    return _timed(column)


def _flat_type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_list(kind) or pa.types.is_timestamp(kind) else kind


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
