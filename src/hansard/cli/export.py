"""hansard export."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hansard.cli import options


class Format(StrEnum):
    """What the files are."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"


def export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="An empty folder, or that of an earlier export.")],
    format: Annotated[Format, typer.Option("--format", help="What the files are.")] = Format.PARQUET,  # noqa: A002
    table: Annotated[
        list[str] | None, typer.Option("--table", metavar="NAME", help="Only this table; may be repeated.")
    ] = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
    json: options.Json = False,
) -> None:
    """Write the archive's tables as files, by repository and year, for polars, Spark, ClickHouse, BigQuery, ..."""
    from hansard.console import Console
    from hansard.warehouse.export import export as export_tables
    from hansard.warehouse.query import Archive

    settings = options.settings(config, warehouse=warehouse)
    console = Console(quiet=quiet)
    with Archive.open(settings.warehouse) as archive:
        done = export_tables(
            archive, directory, format, table or (), lambda name, rows: console.note(f"{name}: {rows:,} rows")
        )
    if json:
        told = {"directory": str(directory), "format": format, "files": done.files, "rows": done.rows}
        console.json(told | {"written": done.written, "removed": done.removed})
    else:
        console.note(
            f"{done.files:,} files: {len(done.written):,} written, {done.files - len(done.written):,} unchanged, "
            f"{len(done.removed):,} removed"
        )
        console.data(f"{directory}\n")
