"""hansard schema."""

from typing import Annotated

import typer

from hansard.cli import options


def schema(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A table, view or macro.")] = None,
    json: options.Json = False,
) -> None:
    """The data dictionary: all tables, views and macros, or one with columns and an example. Needs no warehouse."""
    from dataclasses import asdict

    from hansard.console import Console
    from hansard.warehouse.dictionary import Dictionary

    console = Console()
    with Dictionary() as dictionary:
        if name is None:
            if json:
                console.json([asdict(entry) for entry in dictionary.entries])
            else:
                rows = [(entry.call, entry.kind, entry.about) for entry in dictionary.entries]
                console.table(("name", "kind", "what it is"), rows)
            return
        entry = dictionary.entry(name)
        columns = dictionary.columns(entry)
    if json:
        console.json(asdict(entry) | {"columns": [asdict(column) for column in columns]})
        return
    console.data(f"{entry.call}: {entry.kind}. {entry.about}.\n\n")
    console.table(("column", "type", ""), [(column.name, column.type, column.about) for column in columns])
    if entry.example:
        console.data(f"\n{entry.example};\n")
