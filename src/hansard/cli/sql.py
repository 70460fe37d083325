"""hansard sql."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hansard.cli import options


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def sql(
    query: Annotated[str | None, typer.Argument(metavar="[QUERY]", help="SQL; - reads it from stdin.")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="Read the SQL from a file.")] = None,
    format: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.TABLE,  # noqa: A002
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    json: options.Json = False,
) -> None:
    """Query the warehouse in DuckDB's SQL: read-only, with no way to files or the network."""
    from hansard.console import Console
    from hansard.warehouse.query import Archive

    settings = options.settings(config, warehouse=warehouse)
    text = _text(query, file)
    console = Console()
    with Archive.open(settings.warehouse) as archive:
        table = archive.table(text)
    if json or format is Format.JSON:
        console.json(table.to_pylist())
        return
    rows = [tuple(row.values()) for row in table.to_pylist()]
    if format is Format.CSV:
        console.csv(table.column_names, rows)
    else:
        console.table(table.column_names, rows)


def _text(query: str | None, file: Path | None) -> str:
    from hansard.errors import UsageError

    if (query is None) == (file is None):
        raise UsageError("give one query: as text, as - for stdin, or as --file FILE")
    if file is not None:
        try:
            return file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: cannot be read ({error})") from None
    return sys.stdin.read() if query == "-" else str(query)
