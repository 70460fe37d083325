"""hansard sync."""

from typing import Annotated

import typer

from hansard.cli import options


def sync(
    repository: Annotated[str | None, typer.Argument(metavar="[OWNER/NAME]", help="Repository to archive.")] = None,
    repo: options.Repo = None,
    api_url: Annotated[str | None, typer.Option("--api-url", metavar="URL", help="GraphQL endpoint.")] = None,
    full_check: Annotated[
        bool, typer.Option("--full-check", help="Sweep everything for what no date tells, account for every number.")
    ] = False,
    max_points: Annotated[
        int | None, typer.Option("--max-points", min=1, help="Spend no more points than this, then stop (exit 3).")
    ] = None,
    parallel: Annotated[
        int, typer.Option("--parallel", min=1, max=2, help="2 reads issues and pull requests at the same time.")
    ] = 1,
    watch: Annotated[
        str | None, typer.Option("--watch", metavar="SPAN", help="Look again every 30s, 15m, 2h, ... until stopped.")
    ] = None,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Stop (exit 3) where a rate limit asks to wait.")] = False,
    warehouse: options.Warehouse = None,
    config: options.Config = None,
    quiet: options.Quiet = False,
    json: options.Json = False,
) -> None:
    """Archive a repository: everything at first, later what changed. Run it again after any interruption."""
    from hansard.cli.syncing import summary_line, sync_repository
    from hansard.cli.watch import watch_repository
    from hansard.console import Console
    from hansard.errors import Stopped, UsageError

    if repository and repo and repository != repo:
        raise UsageError(f"two repositories: {repository} and --repo {repo}. Name one")
    settings = options.settings(config, repository=repository or repo, api_url=api_url, warehouse=warehouse)
    console = Console(quiet=quiet)
    if watch:
        if full_check or max_points or json:
            raise UsageError("--watch goes on for ever: it takes neither --full-check nor --max-points nor --json")
        watch_repository(settings, console, watch, quiet=quiet, parallel=parallel, wait=not no_wait)
    summary = sync_repository(
        settings,
        console,
        quiet=quiet,
        full_check=full_check,
        parallel=parallel,
        max_points=max_points,
        wait=not no_wait,
    )
    if json:
        console.json(summary)
    else:
        console.note(summary_line(summary))
    if summary["gaps"]:
        raise Stopped(
            f'{summary["gaps"]} items could not be read (see `hansard sql "from gap where mended_at is null"`); '
            "the next sync tries them first"
        )
    if not summary["complete"]:
        raise Stopped(
            "some edit histories, comments on lines, reactions or threads could not be read "
            '(see `hansard sql "from depth where read_at is null"`); the next sync tries them again'
        )
