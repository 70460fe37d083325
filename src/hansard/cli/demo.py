"""hansard demo."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hansard.cli import options

if TYPE_CHECKING:
    from hansard.console import Console
    from hansard.settings import Settings

START, END = "2025-12-10 19:35", "2025-12-10 20:35"
NEXT = """\
The report: {zh} (in other languages: {others}); the warehouse: {warehouse}/hansard.duckdb
Next, without a token: {hansard} sql "from items_at(now()) select number, state, title" --warehouse {warehouse}
Next, with a token in GITHUB_TOKEN: {hansard} sync vllm-project/vllm && {hansard} report --last 24h
"""


def demo(
    folder: Annotated[Path, typer.Option("--folder", help="Where the demo's warehouse and reports go.")] = Path("demo"),
    templates: options.Templates = None,
    quiet: options.Quiet = False,
    json: options.Json = False,
) -> None:
    """The report of one hour of vLLM, from a local stand-in for GitHub: no token, no network.

    It is written in Chinese, in English and in each language of your own --templates; hansard.toml does not count.
    """
    from hansard.cli.syncing import run_until_stopped, summary_line
    from hansard.console import Console
    from hansard.errors import UsageError
    from hansard.report.produce import facts_of, text_of
    from hansard.report.render import write
    from hansard.report.templates import Templates
    from hansard.report.window import between, file_name
    from hansard.settings import of_flags
    from hansard.warehouse.query import Archive

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder: name another with --folder")
    console = Console(quiet=quiet)
    settings = of_flags(warehouse=folder / "warehouse", reports=folder / "reports", templates=templates)
    using = Templates(settings.templates)
    languages = list(dict.fromkeys(["zh", "en", *using.languages()]))
    summary = run_until_stopped(_sync_from_sandbox(settings, console, quiet=quiet))
    console.note(summary_line(summary))
    window = between(START, END, settings.zone)
    with Archive.open(settings.warehouse) as archive:
        facts = facts_of(archive, settings, window)
    paths = [settings.reports / file_name(window, language, "md") for language in languages]
    texts = [text_of(facts, language, "md", templates=using) for language in languages]
    for path, text in zip(paths, texts, strict=True):
        write(path, text)
    if json:
        console.json({"reports": [str(path) for path in paths], "warehouse": str(settings.warehouse), "sync": summary})
    else:
        others = ", ".join(path.name for path in paths[1:])
        console.data(NEXT.format(zh=paths[0], others=others, warehouse=settings.warehouse, hansard=_as_called()))


def _as_called() -> str:
    """The command in the way that it can be called again: by its name when that is on the PATH, else by its place."""
    import shutil
    import sys

    called = Path(sys.argv[0])
    return str(called) if called.name == "hansard" and shutil.which("hansard") is None else "hansard"


async def _sync_from_sandbox(settings: "Settings", console: "Console", *, quiet: bool) -> dict[str, Any]:
    """Sync from a sandbox that serves the bundled history on a free port as long as the sync takes."""
    from pydantic import SecretStr

    from hansard.cli.syncing import sync_from
    from hansard.github.endpoint import Endpoint
    from hansard.sandbox import BUNDLED_NOW, History, Sandbox, serving

    sandbox = Sandbox(History.bundled(), BUNDLED_NOW)
    async with serving(sandbox) as url:
        console.note(f"a sandbox of GitHub answers at {url}")
        return await sync_from(Endpoint(url, SecretStr(str(sandbox.token))), settings, console, quiet=quiet)
