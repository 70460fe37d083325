"""A result as a table, Markdown, CSV, JSON, JSON lines or Parquet. Tables need a few rows, all else streams."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from hansard.cli.values import in_json, rows, text

if TYPE_CHECKING:
    from hansard.warehouse.answer import Answer

Write = Callable[[bytes], object]
SHOWN_ROWS = 100
# Beyond so many rows nobody needs to know how many more there are.
COUNTED_ROWS = 1_000_000
NARROWEST = 8
_NUMBER = re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|BIGNUM|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)")


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    MD = "md"
    CSV = "csv"
    JSON = "json"
    NDJSON = "ndjson"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were written, of how many; whether cells were cut, and whether there are more than `total`."""

    shown: int
    total: int
    more: bool = False
    cut: bool = False


def write(answer: "Answer", form: Format, out: Write, *, limit: int | None, width: int | None) -> Written:
    """Write at most `limit` rows (None: all). `width` is the terminal's, None where there is none."""
    if form is Format.PARQUET:
        return _parquet(answer, out, limit)
    found = chain.from_iterable(rows(batch, answer.types) for batch in answer.batches)
    counted = _Counted(found if limit is None else islice(found, limit))
    cut = False
    if form is Format.TABLE:
        cut = _table(answer, [tuple(map(text, row)) for row in counted], out, width)
    elif form is Format.MD:
        _markdown(answer.columns, counted, out)
    elif form is Format.CSV:
        _csv(answer.columns, counted, out)
    else:
        _json(unique(answer.columns), counted, out, lines=form is Format.NDJSON)
    rest = sum(1 for _ in islice(found, COUNTED_ROWS + 1)) if limit is not None else 0
    more = rest > COUNTED_ROWS
    return Written(counted.count, counted.count + rest - more, more, cut)


def unique(names: Sequence[str]) -> list[str]:
    """Column names for formats in which two of one name would be one: the second `n` is `n_2`."""
    taken: list[str] = []
    for name in names:
        tried, count = name, 1
        while tried in taken:
            count += 1
            tried = f"{name}_{count}"
        taken.append(tried)
    return taken


class _Counted:
    def __init__(self, found: Iterator[tuple[Any, ...]]) -> None:
        self._found, self.count = found, 0

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self._found:
            self.count += 1
            yield row


def _table(answer: "Answer", found: list[tuple[str, ...]], out: Write, width: int | None) -> bool:
    from rich.cells import cell_len, set_cell_size

    from hansard.console import visible

    lines = [[visible(cell) for cell in row] for row in (answer.columns, *found)]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    fitted = widths if width is None else _fitted(widths, width)
    right = [_NUMBER.fullmatch(kind) is not None for kind in answer.types]

    def laid(cell: str, size: int, at_right: bool) -> str:
        if cell_len(cell) > size:
            return set_cell_size(cell, size - 1) + "…"
        padding = " " * (size - cell_len(cell))
        return padding + cell if at_right else cell + padding

    def line(cells: Sequence[str]) -> str:
        return "  ".join(map(laid, cells, fitted, right)).rstrip()

    head, *body = lines
    rule = "─" * (sum(fitted) + 2 * (len(fitted) - 1))
    out("".join(f"{each}\n" for each in (line(head), rule, *map(line, body))).encode())
    return fitted != widths


def _fitted(widths: list[int], total: int) -> list[int]:
    """Take from the widest columns until all fit, but leave each something to read."""
    fitted, room = list(widths), total - 2 * (len(widths) - 1)
    while sum(fitted) > room and max(fitted) > NARROWEST:
        widest = max(fitted)
        next_widest = max((width for width in fitted if width < widest), default=NARROWEST)
        holders = [place for place, width in enumerate(fitted) if width == widest]
        excess = sum(fitted) - room
        share = max(1, min(widest - max(next_widest, NARROWEST), excess // len(holders)))
        for place in holders[: excess if excess < len(holders) else None]:
            fitted[place] -= share
    return fitted


def _markdown(columns: Sequence[str], found: Iterator[tuple[Any, ...]] | _Counted, out: Write) -> None:
    from hansard.report.escape import neutral

    def line(cells: Sequence[str]) -> bytes:
        return f"| {' | '.join(cells)} |\n".encode()

    out(line([neutral(name) for name in columns]) + line(["---"] * len(columns)))
    for row in found:
        out(line([neutral(text(cell)).strip() for cell in row]))


def _csv(columns: Sequence[str], found: _Counted, out: Write) -> None:
    """RFC 4180; NULL is nothing at all, and an empty text is a pair of quotes."""

    def cell(value: Any) -> str:
        shown = text(value)
        quoted = (value is not None and not shown) or any(character in shown for character in ',"\r\n')
        return '"' + shown.replace('"', '""') + '"' if quoted else shown

    for row in chain([tuple(columns)], found):
        out((",".join(map(cell, row)) + "\r\n").encode())


def _json(names: list[str], found: _Counted, out: Write, *, lines: bool) -> None:
    """An array with a line for each row, or the lines alone."""
    keys = [json.dumps(name, ensure_ascii=False) for name in names]
    before = "" if lines else "[\n"
    for row in found:
        cells = ", ".join(f"{key}: {in_json(value)}" for key, value in zip(keys, row, strict=True))
        out(f"{before}{{{cells}}}".encode())
        before = "\n" if lines else ",\n"
    if lines:
        out(b"\n" if found.count else b"")
    else:
        out(b"\n]\n" if found.count else b"[]\n")


def _parquet(answer: "Answer", out: Write, limit: int | None) -> Written:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    kinds = [field.type for field in answer.schema]
    schema = pa.schema(list(zip(unique(answer.columns), kinds, strict=True)))
    shown = total = 0
    with ParquetWriter(_Sink(out), schema, compression="zstd") as writer:
        for batch in answer.batches:
            total += batch.num_rows
            kept = batch if limit is None else batch.slice(0, max(0, limit - shown))
            if kept.num_rows:
                writer.write_batch(pa.RecordBatch.from_arrays(kept.columns, schema=schema))
                shown += kept.num_rows
            if total - shown > COUNTED_ROWS:
                return Written(shown, shown + COUNTED_ROWS, more=True)
    return Written(shown, total)


class _Sink:
    """What Parquet's writer asks of a file, over something that can only be written to."""

    closed = False

    def __init__(self, out: Write) -> None:
        self._out, self._place = out, 0

    def write(self, data: Any) -> int:
        self._out(bytes(data))
        self._place += len(data)
        return len(data)

    def tell(self) -> int:
        return self._place

    def flush(self) -> None: ...

    def close(self) -> None:
        self.closed = True
