"""hansard explain."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hansard.cli import options
from hansard.cli.report import window_of

if TYPE_CHECKING:
    from hansard.console import Console

HEAD = {"rank", "sql"}


def explain(
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, max=2**31 - 1, help="An issue or a pull request.")],
    date: Annotated[str | None, typer.Argument(metavar="[DATE]", help="A whole day, such as 2025-12-10.")] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="TIME", help="Start of the window.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="TIME", help="End of the window, not part of it.")] = None,
    last: Annotated[str | None, typer.Option("--last", metavar="SPAN", help="The last 24h, 7d, ... until now.")] = None,
    repo: options.Repo = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    json: options.Json = False,
) -> None:
    """Tell why an item stands where it does in a report: its places, its scores and their parts, and the SQL."""
    from hansard.console import Console
    from hansard.report.explain import explain
    from hansard.warehouse.query import Archive

    settings = options.settings(config, repository=repo, warehouse=warehouse)
    window = window_of(settings, date, start, end, last)
    with Archive.open(settings.warehouse) as archive:
        told = explain(archive, settings, window, number)
    console = Console()
    if json:
        console.json(told)
    else:
        _print(console, told)


def _print(console: "Console", told: dict[str, Any]) -> None:
    console.data(f"#{told['number']}\n")
    rows = [
        ("title", told["title"]),
        ("state at the end", told["state"]),
        ("lists", ", ".join(told["lists"])),
        ("told in", told["told_in"]),
        ("named in", ", ".join(told["named_in"])),
    ]
    for focus, matches in told["matches"].items():
        rows.append((f"matches {focus}", "; ".join(f"{where}: {', '.join(found)}" for where, found in matches.items())))
    console.table(("", ""), [(name, value or "-") for name, value in rows])
    for name, score in told["scores"].items():
        if score["score"] is None:
            continue
        rank = f"rank {score['rank']}" if score["rank"] else "does not open it"
        console.data(f"\n{name} {score['score']:g} for {score['section']}: {rank}\n")
        console.table(("part", "value"), [(part, f"{value:.3f}") for part, value in score["parts"].items()])
    for macro, one in told["standing"].items():
        console.data(f"\n{macro}: rank {one['rank']}\n")
        console.table(("fact", "value"), [(name, _plain(value)) for name, value in one.items() if name not in HEAD])
    sql = [told["sql"], *(one["sql"] for one in told["standing"].values())]
    console.data(f"\nscores version {told['scores_version']}; check it with `hansard sql`:\n")
    console.data("".join(f"{query}\n" for query in sql if query))


def _plain(value: Any) -> str:
    """A fact in a cell; None, and what there is none of, is a dash."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, dict):
        return f"#{value['number']}"
    return ", ".join(value) if isinstance(value, tuple) else "-" if value is None else str(value)
