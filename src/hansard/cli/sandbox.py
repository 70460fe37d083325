"""hansard sandbox."""

from pathlib import Path
from typing import Annotated

import typer

from hansard.cli import options

PORT = 8765


def sandbox(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")] = PORT,
    history: Annotated[
        list[Path] | None,
        typer.Option("--history", metavar="FILE", help="A history instead of the bundled one; several may be served."),
    ] = None,
    now: Annotated[
        str | None, typer.Option("--now", metavar="TIME", help="Its clock, in UTC; by default that of the history.")
    ] = None,
    token: Annotated[str, typer.Option("--token", help="The token it wants; empty takes any.")] = "sandbox",  # noqa: S107
    quiet: options.Quiet = False,
) -> None:
    """A local stand-in for GitHub's GraphQL API, serving a sample of vLLM's history."""
    from datetime import UTC, datetime

    from hansard.console import Console
    from hansard.errors import UsageError
    from hansard.sandbox import BUNDLED_NOW, History, HistoryError, Sandbox, run

    console = Console(quiet=quiet)
    try:
        clock = datetime.fromisoformat(now) if now else datetime.now(UTC) if history else BUNDLED_NOW
    except ValueError:
        raise UsageError(f"--now {now!r} is not a time. Write it like 2025-12-10T13:00:00Z") from None
    clock = clock if clock.tzinfo else clock.replace(tzinfo=UTC)
    served = []
    for file in history or ():
        try:
            served.append(History.load(file))
        except (HistoryError, ValueError, OSError) as error:
            raise UsageError(f"{file}: not a history ({error})") from None
    first, *others = served or [History.bundled()]

    def ready(url: str) -> None:
        name = " ".join(one.repository.name for one in (first, *others))
        console.note(f"Serving {name} as of {clock:%Y-%m-%d %H:%M:%S} UTC. Ctrl-C stops it. In another terminal:")
        console.note(f"  GITHUB_TOKEN={token or 'any'} hansard sync {name} --api-url {url} --warehouse /tmp/hansard")
        console.data(url + "\n")

    try:
        run(Sandbox(first, clock, token or None, others=others), host, port, ready)
    except OSError as error:
        raise UsageError(f"cannot listen on {host} port {port}: {error.strerror}. Choose another --port") from None
