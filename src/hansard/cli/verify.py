"""hansard verify."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hansard.cli import options

if TYPE_CHECKING:
    from hansard.github.endpoint import Endpoint
    from hansard.sync.verify import Cell, Line, Totals


def verify(
    repo: options.Repo = None,
    api_url: Annotated[str | None, typer.Option("--api-url", metavar="URL", help="GraphQL endpoint.")] = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
    json: options.Json = False,
) -> None:
    """Compare the archive's account by state and month with GitHub's; exit code 1 when they disagree."""
    import asyncio

    from hansard.console import Console
    from hansard.errors import HansardError
    from hansard.github.endpoint import endpoint
    from hansard.sync.verify import compare, compare_months, judge, places
    from hansard.warehouse.query import Archive

    settings = options.settings(config, repository=repo, api_url=api_url, warehouse=warehouse)
    with Archive.open(settings.warehouse) as archive:
        name = archive.repository(settings.repository)
        account = archive.rows(ACCOUNT, {"repository": name})
        numbers = archive.rows(NUMBERS, {"repository": name})
        first = archive.rows(FIRST, {"repository": name})[0]["first_at"]
    found, counted = asyncio.run(_ask(endpoint(settings.api_url), name, first))
    lines = compare(found.counted, account)
    months = counted if isinstance(counted, str) else compare_months(counted, account)
    verdict = judge(lines, months, f"{found.at:%Y-%m}")
    rows = _account(account, [] if isinstance(months, str) else months)
    console = Console(quiet=quiet)
    if json:
        totals = [{key: value for key, value in asdict(line).items() if key != "month"} | {"agrees": line.agrees}
                  for line in lines]  # fmt: skip
        told = {"repository": name, "agrees": verdict.agrees, "totals": totals, "months": rows, "numbers": numbers}
        console.json(told | {"notes": verdict.notes})
    else:
        table = [(x.kind, x.state, x.github, x.archive, "" if x.agrees else "differs") for x in lines]
        console.table(("kind", "state", "GitHub", "archive", ""), table)
        console.data("\n")
        console.table(("kind", "month", *COUNTED, "gone", ""), [_row(row) for row in rows])
        console.data("\n")
        console.table(("numbers that are", "how many"), [tuple(row.values()) for row in numbers])
    for note in verdict.notes:
        console.note(note)
    if not verdict.agrees:
        where = f" ({places(verdict.wrong)})" if verdict.wrong else ""
        raise HansardError(f"the archive and GitHub disagree{where}. Run `hansard sync --full-check`, then this again")


COUNTED = ("open", "closed", "merged")
ACCOUNT = "select * exclude (repository) from item_account where repository = $repository order by kind, month"
NUMBERS = "select what, numbers from number_summary where repository = $repository order by what"
FIRST = """
    select least(repository.created_at, min(item.created_at)) as first_at
    from repository left join item on item.repository_id = repository.id
    where repository.name_with_owner = $repository
    group by repository.created_at"""


async def _ask(where: "Endpoint", name: str, first: datetime | None) -> tuple["Totals", "dict[Cell, int] | str"]:
    from hansard.github.client import GitHub
    from hansard.sync.verify import by_month, months_between, totals

    async with GitHub(where) as github:
        found = await totals(github, name)
        return found, await by_month(github, found.name, months_between(first or found.at, found.at))


def _account(archived: Iterable[Mapping[str, Any]], months: "Sequence[Line]") -> list[dict[str, Any]]:
    """The archive's rows by kind and month, each with GitHub's counts (None where there are none) and `agrees`."""
    rows = {(row["kind"], row["month"]): dict(row) for row in archived}
    github: dict[tuple[str, str | None], dict[str, int]] = {}
    for line in months:
        github.setdefault((line.kind, line.month), dict.fromkeys(COUNTED, 0))[line.state] = line.github
    for place, counts in github.items():
        if place not in rows and any(counts.values()):
            empty = {"kind": place[0], "month": place[1], **dict.fromkeys((*COUNTED, "gone"), 0)}
            rows[place[0], str(place[1])] = empty
    for place, row in rows.items():
        row["github"] = github.get(place)
        row["agrees"] = all(row[state] == row["github"][state] for state in COUNTED) if row["github"] else None
    return [row for _, row in sorted(rows.items())]


def _row(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A month for people: where GitHub has another count, that stands behind the archive's."""
    github = row["github"] or row
    counts = [
        row[state] if row[state] == github[state] else f"{row[state]} (GitHub {github[state]})" for state in COUNTED
    ]
    return (row["kind"], row["month"], *counts, row["gone"], "differs" if row["agrees"] is False else "")
