"""The commands, grouped by what people come to do."""

from typing import Annotated

import typer

from hansard import __version__
from hansard.cli.backfill import backfill
from hansard.cli.demo import demo
from hansard.cli.diff import diff
from hansard.cli.doctor import doctor
from hansard.cli.explain import explain
from hansard.cli.export import export
from hansard.cli.report import report
from hansard.cli.sandbox import sandbox
from hansard.cli.schema import schema
from hansard.cli.sql import sql
from hansard.cli.status import status
from hansard.cli.sync import sync
from hansard.cli.verify import verify

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="The daily record of a GitHub repository: archive its event log, report any window of its past.",
)

START, RECORD, READ = "Start here", "Keep the record", "Read it"

app.command(rich_help_panel=START)(demo)
app.command(rich_help_panel=RECORD)(sync)
app.command(rich_help_panel=RECORD)(status)
app.command(rich_help_panel=RECORD)(verify)
app.command(rich_help_panel=RECORD)(doctor)
app.command(rich_help_panel=READ)(report)
app.command(rich_help_panel=READ)(backfill)
app.command(rich_help_panel=READ)(diff)
app.command(rich_help_panel=READ)(explain)
app.command(rich_help_panel=READ)(sql)
app.command(rich_help_panel=READ)(schema)
app.command(rich_help_panel=READ)(export)
app.command(rich_help_panel=START)(sandbox)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"hansard {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")] = False,
) -> None:
    pass
