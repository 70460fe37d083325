"""hansard diff."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hansard.cli import options

if TYPE_CHECKING:
    from hansard.console import Console
    from hansard.report.compare import Pair
    from hansard.report.rewritten import Cause, Section
    from hansard.report.window import Window
    from hansard.settings import Settings

MOST_ROWS = 15
HEADS = {
    "count": "count",
    "label": "new items with label",
    "person": "acts of",
    "problem": "open problem",
    "item": "item of both",
}


def diff(
    first: Annotated[
        str, typer.Argument(metavar="A", help="A window (2025-12-10, 2025-W50, 2025-12, X..Y) or a file.")
    ],
    second: Annotated[str | None, typer.Argument(metavar="[B]", help="Another window; none for a file.")] = None,
    templates: options.Templates = None,
    repo: options.Repo = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
    json: options.Json = False,
) -> None:
    """Compare two windows; or the report in a file with the same report written now, and say why they differ.

    Exit code 0 says that they are the same, 1 that they differ.
    """
    from hansard.console import Console
    from hansard.errors import UsageError

    settings = options.settings(config, repository=repo, warehouse=warehouse, templates=templates)
    console = Console(quiet=quiet)
    path = Path(first)
    if second is not None:
        same = _windows(settings, first, second, console, json=json)
    elif path.suffix == ".md" or path.is_file():
        same = _file(settings, path, console, json=json)
    else:
        raise UsageError(f"{first!r} is no file. Name the file of a report, or two windows: hansard diff A B")
    if not same:
        raise typer.Exit(1)


def _windows(settings: "Settings", first: str, second: str, console: "Console", *, json: bool) -> bool:
    """Compare two windows; True when nothing differs."""
    from dataclasses import asdict
    from datetime import UTC, datetime

    from hansard.report.calendar import name, named
    from hansard.report.compare import compare
    from hansard.warehouse.query import Archive

    now = datetime.now(UTC)
    before, after = (named(text, settings.zone, now=now) for text in (first, second))
    with Archive.open(settings.warehouse) as archive:
        pairs = compare(archive, archive.repository(settings.repository), before, after)
    same = all((pair.before, pair.says_before) == (pair.after, pair.says_after) for pair in pairs)
    if json:
        windows = [{"name": name(window), "start": window.start, "end": window.end} for window in (before, after)]
        console.json(
            {"same": same, "before": windows[0], "after": windows[1], "pairs": [asdict(pair) for pair in pairs]}
        )
    else:
        _tables(console, pairs, before, after)
    return same


def _tables(console: "Console", pairs: "Sequence[Pair]", before: "Window", after: "Window") -> None:
    from hansard.report.calendar import name

    columns = (name(before), name(after))
    for aspect, head in HEADS.items():
        rows = [pair for pair in pairs if pair.aspect == aspect]
        if aspect == "item":
            rows = [pair for pair in rows if pair.before is not None and pair.after is not None]
        elif aspect != "count":
            rows = [pair for pair in rows if aspect == "problem" or pair.change]
        if not rows:
            continue
        if aspect in ("problem", "item"):
            console.table(
                (head, *columns, "state at the end", "title"),
                [(f"#{p.name}", p.says_before, p.says_after, p.state, p.title) for p in rows[:MOST_ROWS]],
            )
        else:
            console.table(
                (head, *columns, "change"),
                [
                    (p.name.replace("_", " ") if aspect == "count" else p.name, *_amounts(p), f"{p.change:+.0f}")
                    for p in rows[:MOST_ROWS]
                ],
            )
        console.data("\n")
        if len(rows) > MOST_ROWS:
            console.note(f"{len(rows) - MOST_ROWS:,} more of {head!r} are left out: --json has all")


def _amounts(pair: "Pair") -> tuple[str, str]:
    before, after = (f"{amount or 0:.0f}" for amount in (pair.before, pair.after))
    return before, after


def _file(settings: "Settings", path: Path, console: "Console", *, json: bool) -> bool:
    """Compare a file with its regeneration; True when they are the same bytes."""
    from datetime import UTC, datetime

    from hansard.report import rewritten
    from hansard.report.front_matter import has_front_matter
    from hansard.report.produce import facts_of, text_of
    from hansard.report.provenance import read
    from hansard.report.templates import Templates
    from hansard.warehouse.query import Archive

    as_found = path.read_bytes().decode("utf-8", "replace")
    old_text = as_found.replace("\r\n", "\n")
    old = rewritten.told_by(path, old_text)
    settings = settings.model_copy(update={"repository": old.repository})
    using = Templates(settings.templates)
    using.check(old.language)
    with Archive.open(settings.warehouse) as archive:
        facts = facts_of(archive, settings, old.window)
        new_text = text_of(facts, old.language, "md", front_matter=has_front_matter(old_text), templates=using)
        new = read(new_text)
        assert new is not None  # noqa: S101 - it was written a line before
        written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        sections = rewritten.differing(old_text, new_text)
        same = as_found == new_text
        rows, since = (
            ([], written_at) if old.digest == new.digest else rewritten.late(archive, old, old_text, written_at)
        )
    causes = () if old_text == new_text else rewritten.causes(sections, old, new, rows, since)
    if as_found != old_text:
        causes = (rewritten.Cause(rewritten.OTHER_LINE_ENDS), *causes)
    _tell(console, path, sections, causes, same=same, json=json)
    return same


def _tell(
    console: "Console", path: Path, sections: "Sequence[Section]", causes: "Sequence[Cause]", *, same: bool, json: bool
) -> None:
    from dataclasses import asdict

    from hansard.console import visible

    if json:
        told = {"sections": [asdict(one) for one in sections], "causes": [asdict(one) for one in causes]}
        console.json({"file": str(path), "same": same, **told})
        return
    if same:
        console.note(f"{path} is what would be written now")
    for section in sections:
        lines = [section.heading or "above the title", *section.lines, ""]
        console.data("".join(f"{visible(line)}\n" for line in lines))
    for cause in causes:
        console.data(f"{visible(cause.said)}\n")
        if cause.sql:
            console.data(f"  {cause.sql}\n")
