"""hansard sql."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from hansard.cli import options
from hansard.cli.formats import SHOWN_ROWS, Format

if TYPE_CHECKING:
    from hansard.cli.formats import Write, Written
    from hansard.console import Console

_SPANS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def sql(
    query: Annotated[str | None, typer.Argument(metavar="[QUERY]", help="SQL; without it, or as -, stdin.")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", metavar="FILE|-", help="Read the SQL from here.")] = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", metavar="NAME=VALUE", help="The query's $NAME, as text. May be repeated."),
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.TABLE,  # noqa: A002
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file.")] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=0, help=f"Rows to give; 0 is all. [default: {SHOWN_ROWS} in table and md, else all]"
        ),
    ] = None,
    timeout: Annotated[str | None, typer.Option("--timeout", metavar="SPAN", help="Cancel after 30s, 5m, ...")] = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
    json: options.Json = False,
) -> None:
    """Query the warehouse in DuckDB's SQL: one statement, read-only, with no way to files or the network.

    A parameter that reads as a time without an offset is in the report's time zone. Times are printed in UTC.
    """
    from hansard.cli.formats import write
    from hansard.console import Console
    from hansard.errors import Stopped, UsageError
    from hansard.warehouse.answer import NOT_PARQUET
    from hansard.warehouse.query import Archive

    settings = options.settings(config, warehouse=warehouse)
    console = Console(quiet=quiet)
    form = Format.JSON if json else format
    if form is Format.PARQUET and output is None and sys.stdout.isatty():
        raise UsageError("Parquet is nothing for a terminal: name a file by --output FILE, or pipe it on")
    if limit is None:
        limit = SHOWN_ROWS if form in (Format.TABLE, Format.MD) else 0
    text, seconds = _text(query, file), _seconds(timeout)
    params = dict(_param(each, settings.zone) for each in param or [])
    try:
        with Archive.open(settings.warehouse) as archive, _opened(output, console) as out:
            answer = archive.ask(text, params, timeout=seconds, as_text=NOT_PARQUET if form is Format.PARQUET else ())
            _tell(console, write(answer, form, out, limit=limit or None, width=_width(output)))
    except KeyboardInterrupt:
        raise Stopped("stopped before the query had ended") from None


def _tell(console: "Console", written: "Written") -> None:
    """On stderr, what is not to be seen in the rows."""
    if written.total > written.shown:
        of = f"more than {written.total:,}" if written.more else f"{written.total:,}"
        console.note(f"{written.shown:,} of {of} rows shown; --limit 0 shows all")
    if written.cut:
        console.note("cells end in … where the terminal is too narrow; --format csv, or a pipe, gives them whole")


def _text(query: str | None, file: Path | None) -> str:
    from hansard.errors import UsageError

    if query is not None and file is not None:
        raise UsageError("give one query: as text, as --file FILE, or on stdin")
    if file is not None and str(file) != "-":
        try:
            return file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: cannot be read ({error})") from None
    if query is not None and query != "-":
        return query
    if query is None and file is None and sys.stdin.isatty():
        raise UsageError("give one query: as text, as --file FILE, or on stdin")
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"stdin is no UTF-8 text ({error})") from None


def _param(typed: str, zone: ZoneInfo) -> tuple[str, str]:
    """Name and value; what reads as a time is written in the report's zone with its offset, all else stays as it is."""
    from hansard.errors import UsageError
    from hansard.report.window import BadTime, instant

    name, equals, value = typed.partition("=")
    if not name or not equals:
        raise UsageError(f"{typed!r} is no parameter: write -p NAME=VALUE, such as -p from=2025-12-10")
    try:
        return name.removeprefix("$"), instant(value, zone).astimezone(zone).isoformat(" ")
    except BadTime:
        return name.removeprefix("$"), value


def _seconds(span: str | None) -> float | None:
    import re

    from hansard.errors import UsageError

    if span is None:
        return None
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?(ms|s|m|h)?", span.strip())
    if not found or not float(found[1]):
        raise UsageError(f"{span!r} is no span of time: write 500ms, 30s, 5m or 1h")
    return float(found[1]) * _SPANS[found[2] or "s"]


def _width(output: Path | None) -> int | None:
    """How wide the terminal is that the rows go to, if they go to one."""
    import shutil

    return shutil.get_terminal_size().columns if output is None and sys.stdout.isatty() else None


@contextmanager
def _opened(path: Path | None, console: "Console") -> Iterator["Write"]:
    """Where rows are written: stdout, or a file that appears when it is whole."""
    if path is None:
        yield console.bytes
        console.bytes(b"", flush=True)
        return
    import tempfile

    from hansard.errors import HansardError

    try:
        draft = tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115
    except OSError as error:
        raise HansardError(f"{path}: cannot be written ({error.strerror})") from None
    try:
        with draft:
            yield draft.write
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(path)
    except BaseException:
        Path(draft.name).unlink(missing_ok=True)
        raise
