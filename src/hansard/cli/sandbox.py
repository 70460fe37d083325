"""hansard sandbox."""

from pathlib import Path
from typing import Annotated

import typer

from hansard.cli import options

PORT = 8765


def sandbox(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")] = PORT,
    history: Annotated[Path | None, typer.Option("--history", help="History to serve instead of the bundled one.")] = None,
    now: Annotated[str | None, typer.Option("--now", metavar="TIME", help="Its clock, in UTC unless an offset is given.")] = None,
    token: Annotated[str, typer.Option("--token", help="The token it wants; empty takes any.")] = "sandbox",  # noqa: S107
    quiet: options.Quiet = False,
) -> None:
    """A local stand-in for GitHub's GraphQL API, with a sample of vLLM's history."""
    pass
