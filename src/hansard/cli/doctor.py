"""hansard doctor."""

import os
from dataclasses import asdict
from typing import Annotated

import typer

from hansard.cli import options


def doctor(
    repo: options.Repo = None,
    api_url: Annotated[str | None, typer.Option("--api-url", metavar="URL", help="GraphQL endpoint.")] = None,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    json: options.Json = False,
) -> None:
    """Check settings, token, server, repository and warehouse, and say how to mend what is wrong."""
    from hansard.console import Console
    from hansard.errors import Exit
    from hansard.sync.checkup import checkup
    from hansard.sync.findings import State

    flags = {"repository": repo, "api_url": api_url, "warehouse": warehouse}
    checks = checkup(lambda: options.settings(config, **flags), os.environ)
    well = not any(check.state is State.FAILURE for check in checks)
    console = Console()
    if json:
        console.json({"checks": [asdict(check) for check in checks], "ok": well})
    else:
        rows = [(check.state, check.name, ". ".join(filter(None, (check.told, check.mend)))) for check in checks]
        console.table(("state", "check", "found"), rows)
    if not well:
        raise typer.Exit(Exit.FAILED)
