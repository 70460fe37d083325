"""What DuckDB gives, as plain values and as text: times in ISO 8601, UTC with Z, and nothing that cannot be shown.

Plain values are those of JSON, and Decimal. NULL is None; blobs are text in DuckDB's way (`\\xAA`); intervals read like
`1 month 2 days 03:04:05`; times beyond the calendar of Python are `infinity`, `-infinity`, or the year with its sign.
"""

import json
import math
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

Plain = Callable[[Any], Any]
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_LARGEST = 2**63 - 1, 2**31 - 1
# Every integer and every decimal up to so many digits is the same number when it is read as a double.
_DOUBLE_DIGITS = 15


def rows(batch: "pa.RecordBatch", types: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """The rows of a batch as plain values; `types` are DuckDB's names of the columns' types."""
    columns = []
    for column, kind in zip(batch.columns, types, strict=True):
        stored = _stored(column.type)
        plain = _parsed if kind == "JSON" else _plain(column.type)
        values = (column if stored == column.type else column.cast(stored)).to_pylist()
        columns.append([None if value is None else plain(value) for value in values])
    return zip(*columns, strict=True)


def text(value: Any) -> str:
    """One cell of a table, a CSV or a Markdown file; NULL is empty, lists and structures are JSON."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | dict() | RawJson():
            return in_json(value)
        case Decimal():
            return f"{value:f}"
    return str(value)


def in_json(value: Any) -> str:
    """JSON on one line; what JSON has no number for is null, and a decimal that a double would change is text."""
    return json.dumps(_jsonable(value), ensure_ascii=False, allow_nan=False)


class RawJson:
    """A value of DuckDB's type JSON: an object to JSON, its own text to everything else."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _parsed(value: str) -> Any:
    try:
        return RawJson(json.loads(value))
    except ValueError:
        return value


def _jsonable(value: Any) -> Any:
    match value:
        case RawJson():
            return _jsonable(value.value)
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return float(value) if len(value.as_tuple().digits) <= _DOUBLE_DIGITS else f"{value:f}"
        case list():
            return [_jsonable(part) for part in value]
        case dict():
            return {key: _jsonable(part) for key, part in value.items()}
    return value


def _stored(kind: "pa.DataType") -> "pa.DataType":
    """The type with times as the integers that they are kept as: Python's calendar is shorter than DuckDB's."""
    import pyarrow as pa

    if pa.types.is_timestamp(kind):
        return pa.int64()
    if pa.types.is_date32(kind):
        return pa.int32()
    if pa.types.is_list(kind):
        return pa.list_(_stored(kind.value_type))
    if pa.types.is_fixed_size_list(kind):
        return pa.list_(_stored(kind.value_type), kind.list_size)
    if pa.types.is_map(kind):
        return pa.map_(_stored(kind.key_type), _stored(kind.item_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(part.name, _stored(part.type)) for part in kind])
    return kind


def _plain(kind: "pa.DataType") -> Plain:
    """What turns a stored value that is not NULL into a plain one."""
    import pyarrow as pa

    if pa.types.is_timestamp(kind):
        zone = "Z" if kind.tz else ""
        return lambda value: _time(value, _PER_SECOND[kind.unit], zone)
    if pa.types.is_date32(kind):
        return _date
    if pa.types.is_time(kind):
        return lambda value: value.isoformat()
    if pa.types.is_interval(kind):
        return _interval
    if pa.types.is_decimal(kind):
        return int if kind.scale == 0 else lambda value: value
    if pa.types.is_binary(kind):
        return _blob
    if pa.types.is_map(kind):
        key, item = _each(kind.key_type), _each(kind.item_type)
        return lambda pairs: {text(key(name)): item(value) for name, value in pairs}
    if pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind):
        part = _each(kind.value_type)
        return lambda values: [part(value) for value in values]
    if pa.types.is_struct(kind):
        parts = {field.name: _each(field.type) for field in kind}
        return lambda value: {name: part(value[name]) for name, part in parts.items()}
    return lambda value: value


def _each(kind: "pa.DataType") -> Plain:
    plain = _plain(kind)
    return lambda value: None if value is None else plain(value)


def _time(value: int, per_second: int, zone: str) -> str:
    if abs(value) == _LARGEST[0]:
        return "infinity" if value > 0 else "-infinity"
    seconds, rest = divmod(value, per_second)
    fraction = f".{rest:0{len(str(per_second)) - 1}}".rstrip("0") if rest else ""
    day, second = divmod(seconds, 86_400)
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    return f"{_date(day)}T{clock}{fraction}{zone}"


def _date(days: int) -> str:
    if abs(days) == _LARGEST[1]:
        return "infinity" if days > 0 else "-infinity"
    # The calendar repeats after 400 years, which are 146,097 days.
    cycles, day = divmod(days, 146_097)
    shown = date(1970, 1, 1) + timedelta(days=day)
    year = shown.year + 400 * cycles
    return f"{year:04}-{shown:%m-%d}" if 0 <= year <= 9999 else f"{year:+05}-{shown:%m-%d}"


def _interval(value: Any) -> str:
    years, months = (int(part) for part in divmod(abs(value.months), 12))
    sign = "-" if value.months < 0 else ""
    counts = ((sign, years, "year"), (sign, months, "month"), ("-" if value.days < 0 else "", abs(value.days), "day"))
    words = [f"{sign}{count} {unit}{'' if count == 1 else 's'}" for sign, count, unit in counts if count]
    if value.nanoseconds or not words:
        seconds, rest = divmod(abs(value.nanoseconds) // 1000, 1_000_000)
        fraction = f".{rest:06}".rstrip("0") if rest else ""
        clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}"
        words.append(("-" if value.nanoseconds < 0 else "") + clock)
    return " ".join(words)


def _blob(value: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b"\\\"'" else f"\\x{byte:02X}" for byte in value)
