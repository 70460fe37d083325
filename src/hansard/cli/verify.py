"""hansard verify."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hansard.cli import options

if TYPE_CHECKING:
    from hansard.github.endpoint import Endpoint


def verify(
    repo: options.Repo = None,
    api_url: Annotated[str | None, typer.Option("--api-url", metavar="URL", help="GraphQL endpoint.")] = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    json: options.Json = False,
) -> None:
    """Compare the archive's account with GitHub's totals; exit code 1 when they disagree."""
    import asyncio

    from hansard.console import Console
    from hansard.errors import HansardError
    from hansard.github.endpoint import endpoint
    from hansard.sync.verify import compare
    from hansard.warehouse.query import Archive

    settings = options.settings(config, repository=repo, api_url=api_url, warehouse=warehouse)
    with Archive.open(settings.warehouse) as archive:
        name = archive.repository(settings.repository)
        months = archive.rows(ACCOUNT, {"repository": name})
        numbers = archive.rows(NUMBERS, {"repository": name})
    counted = asyncio.run(_ask(endpoint(settings.api_url), name))
    lines = compare(counted, months)
    agree = all(line.agrees for line in lines)
    console = Console()
    if json:
        totals = [asdict(line) | {"agrees": line.agrees} for line in lines]
        console.json({"repository": name, "agrees": agree, "totals": totals, "months": months, "numbers": numbers})
    else:
        rows = [(x.kind, x.state, x.github, x.archive, "" if x.agrees else "differs") for x in lines]
        console.table(("kind", "state", "GitHub", "archive", ""), rows)
        console.data("\n")
        console.table(tuple(months[0]) if months else ("no items",), [tuple(row.values()) for row in months])
        console.data("\n")
        console.table(("numbers that are", "how many"), [tuple(row.values()) for row in numbers])
    if not agree:
        raise HansardError("the archive and GitHub disagree. Run `hansard sync --full-check`, then this again")


ACCOUNT = "select * exclude (repository) from item_account where repository = $repository order by kind, month"
NUMBERS = "select what, numbers from number_summary where repository = $repository order by what"


async def _ask(where: "Endpoint", name: str) -> dict[str, int]:
    from hansard.github.client import GitHub
    from hansard.sync.verify import totals

    async with GitHub(where) as github:
        return await totals(github, name)
