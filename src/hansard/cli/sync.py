"""hansard sync."""

from typing import TYPE_CHECKING, Annotated

import typer

from hansard.cli import options

if TYPE_CHECKING:
    from hansard.cli.syncing import Round
    from hansard.errors import HansardError


def sync(
    repository: Annotated[
        list[str] | None, typer.Argument(metavar="[OWNER/NAME]...", help="Repositories to archive.")
    ] = None,
    repo: options.Repos = None,
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
    """Archive repositories: everything at first, later what changed. Run it again after any interruption."""
    from hansard.cli.syncing import summary_line, sync_repositories
    from hansard.cli.watch import watch_repositories
    from hansard.console import Console
    from hansard.errors import UsageError

    names = (*(repository or ()), *(repo or ())) or None
    settings = options.settings(config, repositories=names, api_url=api_url, warehouse=warehouse)
    console = Console(quiet=quiet)
    if watch:
        if full_check or max_points or json:
            raise UsageError("--watch goes on for ever: it takes neither --full-check nor --max-points nor --json")
        watch_repositories(settings, console, watch, quiet=quiet, parallel=parallel, wait=not no_wait)
    done = sync_repositories(
        settings,
        console,
        quiet=quiet,
        on_summary=lambda summary: None if json else console.note(summary_line(summary)),
        full_check=full_check,
        parallel=parallel,
        max_points=max_points,
        wait=not no_wait,
    )
    if json:
        console.json(done.told() if len(settings.all_repositories) > 1 else done.summaries[0])
    if error := _ending(done):
        raise error


def _ending(done: "Round") -> "HansardError | None":
    """What the command ends with: a failure before a stop, and a stop before gaps; None when all is complete."""
    from hansard.errors import HansardError, Stopped

    left = f"; not tried: {', '.join(done.not_tried)}" if done.not_tried else ""
    if done.failed:
        why = f"; then: {done.ended}" if done.ended else ""
        return HansardError(f"could not sync {', '.join(done.failed)}{why}{left}")
    if done.ended:
        return Stopped(f"{done.ended}{left}") if isinstance(done.ended, Stopped) else done.ended
    if not done.incomplete:
        return None
    if gaps := sum(summary["gaps"] for summary in done.incomplete):
        return Stopped(
            f'{gaps} items could not be read (see `hansard sql "from gap where mended_at is null"`); '
            "the next sync tries them first"
        )
    return Stopped(
        "some edit histories, comments on lines, reactions or threads could not be read "
        '(see `hansard sql "from depth where read_at is null"`); the next sync tries them again'
    )
