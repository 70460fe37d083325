"""Options that several commands share."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from hansard.settings import Settings

Config = Annotated[Path | None, typer.Option("--config", help="Settings file instead of the nearest hansard.toml.")]
Warehouse = Annotated[Path | None, typer.Option("--warehouse", help="Folder of the warehouse.  [default: warehouse]")]
Repo = Annotated[str | None, typer.Option("--repo", metavar="OWNER/NAME", help="Repository.")]
Repos = Annotated[list[str] | None, typer.Option("--repo", metavar="OWNER/NAME", help="Repository; may be repeated.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No narration on stderr.")]
FrontMatter = Annotated[
    bool | None, typer.Option("--front-matter/--no-front-matter", help="Begin pages with what Jekyll reads there.")
]
Templates = Annotated[
    Path | None,
    typer.Option("--templates", metavar="DIR", help="Templates of your own: a folder for each language."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def settings(config: Path | None, **flags: Any) -> "Settings":
    """The settings of this call; flags that were not typed are None."""
    from hansard.settings import load

    return load(os.environ, config=config, **flags)
