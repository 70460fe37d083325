"""hansard report."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hansard.cli import options

if TYPE_CHECKING:
    from hansard.facts import Facts
    from hansard.report.window import Window
    from hansard.settings import Settings


class Format(StrEnum):
    """What a report is written as."""

    MD = "md"
    JSON = "json"


def report(
    date: Annotated[
        str | None, typer.Argument(metavar="[DATE]", help="A day 2025-12-10, a week 2025-W50, a month 2025-12.")
    ] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="TIME", help="Start of the window.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="TIME", help="End of the window, not part of it.")] = None,
    last: Annotated[str | None, typer.Option("--last", metavar="SPAN", help="The last 24h, 7d, ... until now.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Language: zh, en, or of your own.")] = None,
    format: Annotated[Format, typer.Option("--format", help="What to write.")] = Format.MD,  # noqa: A002
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="DIR|-", help="Folder of the report; - prints it.")
    ] = None,
    front_matter: options.FrontMatter = None,
    templates: options.Templates = None,
    repo: options.Repo = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
    json: options.Json = False,
) -> None:
    """Write the report of any window of the past. Times without an offset are in the report's time zone."""
    from hansard.console import Console
    from hansard.report.produce import facts_of, text_of
    from hansard.report.render import write
    from hansard.report.templates import Templates
    from hansard.report.window import file_name
    from hansard.warehouse.query import Archive

    flags = {"repository": repo, "warehouse": warehouse, "language": lang, "front_matter": front_matter}
    settings = options.settings(config, **flags, templates=templates)
    using = Templates(settings.templates)
    using.check(settings.language)
    window = window_of(settings, date, start, end, last)
    console = Console(quiet=quiet)
    with Archive.open(settings.warehouse) as archive:
        facts = facts_of(archive, settings, window)
    text = text_of(facts, settings.language, format, front_matter=settings.front_matter, templates=using)
    if warning := _incomplete(facts):
        console.note(warning)
    if output == "-":
        console.data(text)
        return
    folder = Path(output) if output else settings.reports / facts.repository
    path = folder / file_name(window, settings.language, format)
    written = write(path, text)
    if json:
        complete = facts.synced_until is not None and facts.synced_until >= facts.end
        console.json({"path": str(path), "written": written, "complete": complete})
    else:
        console.note("written" if written else "unchanged")
        console.data(f"{path}\n")


def window_of(settings: "Settings", date: str | None, start: str | None, end: str | None, last: str | None) -> "Window":
    """The one window that was asked for."""
    from datetime import UTC

    from hansard.errors import UsageError
    from hansard.report import window
    from hansard.report.calendar import named

    ways = [date is not None, start is not None or end is not None, last is not None]
    if sum(ways) != 1:
        raise UsageError("name one window: a DATE, or --from TIME --to TIME, or --last 24h")
    now = datetime.now(UTC)
    if date is not None:
        return named(date, settings.zone, now=now)
    if last is not None:
        return window.last(last, now, settings.zone)
    if start is None or end is None:
        raise UsageError(f"--{'to' if end else 'from'} alone is half a window: give --from TIME and --to TIME")
    return window.between(start, end, settings.zone, now=now)


def _incomplete(facts: "Facts") -> str | None:
    """What to tell when the archive does not reach the end of the window."""
    if facts.synced_until is None:
        return "the first sync of this repository is not finished: the report lacks what is not archived yet"
    if facts.synced_until < facts.end:
        return (
            f"the archive reaches to {facts.synced_until:%Y-%m-%d %H:%M} UTC, before the window's end: "
            "run `hansard sync`, then this again"
        )
    return None
