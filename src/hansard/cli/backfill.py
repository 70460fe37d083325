"""hansard backfill."""

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hansard.cli import options
from hansard.report.calendar import Every

if TYPE_CHECKING:
    from hansard.console import Console
    from hansard.report.backfill import Written


def backfill(
    start: Annotated[str, typer.Option("--from", metavar="TIME", help="Start of the first window, or a time in it.")],
    end: Annotated[str, typer.Option("--to", metavar="TIME", help="End of the last window, not part of it.")],
    every: Annotated[Every, typer.Option("--every", help="How long the windows are.")] = Every.DAY,
    lang: Annotated[
        list[str] | None, typer.Option("--lang", metavar="zh,en", help="Languages; may be repeated.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", help="Folder of the reports.")] = None,
    front_matter: options.FrontMatter = None,
    templates: options.Templates = None,
    repo: options.Repo = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
    json: options.Json = False,
) -> None:
    """Write the report of every hour, day, week or month of a time, and a page that lists them.

    Files that are already right are left alone. After Ctrl-C the same command goes on.
    """
    from datetime import UTC, datetime

    from hansard.console import Console, Progress
    from hansard.errors import Stopped, UsageError
    from hansard.report import backfill as report
    from hansard.report.index import INDEX, INDEX_TEMPLATE, check_place, index
    from hansard.report.processes import ProcessLost
    from hansard.report.render import write
    from hansard.report.templates import Templates
    from hansard.report.window import between
    from hansard.warehouse.query import Archive

    if str(output) == "-":
        raise UsageError("a backfill writes files, not standard output: name a folder with --output")
    flags = {"repository": repo, "warehouse": warehouse, "front_matter": front_matter, "templates": templates}
    settings = options.settings(config, **flags)
    using = Templates(settings.templates)
    languages = report.named_languages(lang or [], settings.language, using)
    using.check(languages[0], INDEX_TEMPLATE)
    span = between(start, end, settings.zone)
    console = Console(quiet=quiet)
    done: list[Written] = []
    ended: Exception | None = None
    with Archive.open(settings.warehouse) as archive:
        repository = archive.repository(settings.repository)
        plan = report.planned(span, every, report.first_item_at(archive, repository), datetime.now(UTC))
        folder = output or settings.reports / repository
        check_place(folder)
        for note in plan.notes:
            console.note(note)
        try:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            with Progress(console, "reports", len(plan.windows) * len(languages), quiet=quiet) as progress:
                for one in report.backfill(archive, settings, plan.windows, languages, folder):
                    done.append(one)
                    progress.step()
        except KeyboardInterrupt:
            ended = Stopped("stopped; every report so far is whole. Run the same command again to go on")
        except ProcessLost as lost:
            ended = lost
    page = index(
        folder,
        repository,
        settings.project_name,
        languages[0],
        front_matter=settings.front_matter,
        templates=using,
    )
    if page is not None:
        write(folder / INDEX, page)
    _tell(console, done, folder / INDEX if page is not None else None, json=json)
    if ended:
        raise ended


def _tell(console: "Console", done: "list[Written]", page: Path | None, *, json: bool) -> None:
    """What has been done, in words or as JSON."""
    changed = sum(one.is_changed for one in done)
    short = sorted({one.window for one in done if not one.is_complete}, key=lambda window: window.start)
    if json:
        from hansard.report.calendar import name

        console.json(
            {
                "reports": len(done),
                "written": changed,
                "unchanged": len(done) - changed,
                "incomplete": [name(window) for window in short],
                "index": None if page is None else str(page),
            }
        )
        return
    console.note(f"{len(done):,} reports: {changed:,} written, {len(done) - changed:,} unchanged")
    if short:
        console.note(
            f"the archive does not reach the end of {len(short):,} of the windows, and their reports say so: "
            "run `hansard sync`, then this again"
        )
    if page is not None:
        console.data(f"{page}\n")
