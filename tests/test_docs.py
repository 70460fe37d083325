"""Documents that come from code: compared here, rewritten with `pytest tests/test_docs.py --write`."""

import dataclasses
import inspect
import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import duckdb
import pytest
from tests.conftest import ROOT
from typer.main import get_command

from hansard import facts
from hansard.cli.app import app
from hansard.facts import Facts
from hansard.settings import TABLES, Settings
from hansard.warehouse.store import Store

README = (ROOT / "README.md").read_text("utf-8")

WAREHOUSE = """\
# The warehouse

One DuckDB file, `hansard.duckdb`, that any DuckDB program can open. This page is made from the COMMENTs in it.

All times are TIMESTAMPTZ in UTC and have whole seconds, as GitHub's. What happened at `t` counts at `t`; a window
`[a, b)` holds its start and not its end, and its lists show the state just before `b`. Events of the same second count
in GitHub's order. An issue closed in a window and reopened after it is on that window's list; closed and reopened
within it, it is not. What cannot be known is NULL: a wording older than GitHub's edit history tells, the name of an
account that was already deleted.

Times go into macros as text with an offset, or as TIMESTAMPTZ: `items_at('2025-12-10 20:35:00+08')`.
"""
SAMPLES = {
    "a": "'2025-12-10'",
    "b": "'2025-12-11'",
    "t": "'2025-12-10'",
    "labels": "['rocm']",
    "words": "['hip']",
    "logins": "['*-amd']",
}


@pytest.fixture
def con(tmp_path: Path) -> Any:
    Store.open(tmp_path).close()
    with duckdb.connect(tmp_path / "hansard.duckdb") as con:
        yield con


def section(con: duckdb.DuckDBPyConnection, title: str, name: str, call: str, comment: str | None) -> str:
    assert comment, f"{name} has no COMMENT"
    columns = con.execute(f"describe select * from {call}").fetchall()
    notes = dict(
        con.execute(
            "select column_name, comment from duckdb_columns() where table_name = $name", {"name": name}
        ).fetchall()
    )
    lines = [f"### {title}", "", f"{comment}.", "", "| column | type | |", "|---|---|---|"]
    lines += [f"| `{row[0]}` | {row[1]} | {notes.get(row[0]) or ''} |".replace("  |", " |") for row in columns]
    return "\n".join(lines) + "\n"


def warehouse_page(con: duckdb.DuckDBPyConnection) -> str:
    parts = [WAREHOUSE]
    macros = con.execute(
        "select function_name, parameters, comment from duckdb_functions() "
        "where function_type = 'table_macro' and not internal order by function_name"
    ).fetchall()
    parts.append("## Table macros\n")
    for name, parameters, comment in macros:
        call = f"{name}({', '.join(SAMPLES[parameter] for parameter in parameters)})"
        parts.append(section(con, f"{name}({', '.join(parameters)})", name, call, comment))
    for title, source in (("Views", "duckdb_views()"), ("Tables", "duckdb_tables()")):
        kind = "view_name" if title == "Views" else "table_name"
        found = con.execute(
            f"select {kind}, comment from {source} where not internal and {kind} not like '\\_%' escape '\\' order by 1"
        ).fetchall()
        parts.append(f"## {title}\n")
        parts += [section(con, name, name, name, comment) for name, comment in found]
    return "\n".join(parts)


def settings_page() -> str:
    lines = [
        "# Settings",
        "",
        "From the first place that has one: a typed flag, the environment, the nearest `hansard.toml` from the working",
        "folder upwards (or that of `--config`), the default. A folder in a file is meant from that file on.",
        "",
        "| key | variable | default | |",
        "|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "AMD/ROCm" if name == "focus" else f"`{field.default}`" if field.default else ""
        variable = "" if name in TABLES else f"`HANSARD_{name.upper()}`"
        lines.append(f"| `{name}` | {variable} | {default} | {field.description} |")
    lines += [
        "",
        "A `[[focus]]` has a `name`, and any of `labels`, `words` (regular expressions that must stand alone, in RE2's",
        "syntax) and `logins` (`*` stands for anything). Upper and lower case are the same.",
        "",
        "The token is read from `GITHUB_TOKEN` or `GH_TOKEN`, else asked of `gh auth token`. It is never stored.",
    ]
    return "\n".join(lines) + "\n"


FACTS = """\
# The facts

What `--format json` writes: one object, `Facts`, whose keys have the order of this page. Templates see the same object.
`version` rises when a name or a meaning changes; `scores_version` when a weight or a gate of a score does. Times are in
UTC, as `2025-12-10T11:35:00Z`; a text is as GitHub gave it. `sources` names the table macro behind each part: call it
with the window's `start` and `end` to see its rows ([warehouse.md](warehouse.md)). Numbers of issues and pull requests
stand for items that `stories` holds. This page is made from `src/hansard/facts.py`.
"""


def facts_page() -> str:
    kinds = [kind for kind in vars(facts).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)]
    parts = [FACTS]
    for kind in sorted(kinds, key=lambda kind: kind is not Facts):
        sources = facts.SOURCES if kind is Facts else {}
        lines = [f"## {kind.__name__}", "", inspect.getdoc(kind) or "", ""]
        lines += ["| key | type | from |" if sources else "| key | type | unit |", "|---|---|---|"]
        for name, hint in get_type_hints(kind, include_extras=True).items():
            unit = hint.__metadata__[0] if hasattr(hint, "__metadata__") else ""
            note = unit or (f"`{sources[name]}`" if name in sources else "")
            lines.append(
                f"| `{name}` | {type_name(hint.__origin__ if unit else hint)} | {note} |".replace("|  |", "| |")
            )
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def type_name(hint: Any) -> str:
    """As JSON has it: a tuple is a list."""
    name = hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)
    name = re.sub(r"\b(?:hansard\.facts|datetime)\.", "", name)
    return name.replace(" | ", " or ").replace(", ...]", "]").replace("tuple[", "list[")


def compare(path: Path, text: str, *, write: bool) -> None:
    if write:
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text, f"{path.name} is out of date: run `pytest tests/test_docs.py --write`"


def test_the_page_of_the_warehouse(con: duckdb.DuckDBPyConnection, write: bool) -> None:
    compare(ROOT / "docs" / "warehouse.md", warehouse_page(con), write=write)


def test_the_page_of_the_facts(write: bool) -> None:
    compare(ROOT / "docs" / "facts.md", facts_page(), write=write)


def test_the_page_of_the_settings(write: bool) -> None:
    compare(ROOT / "docs" / "settings.md", settings_page(), write=write)


@pytest.mark.parametrize("command", sorted(get_command(app).commands))  # type: ignore[attr-defined]
def test_each_command_is_in_the_readme(command: str) -> None:
    assert f"| `hansard {command}` |" in README


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_links_within_the_project_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"


def test_every_sql_object_is_named_like_its_file() -> None:
    for kind, created in (("macros", "macro"), ("views", "view")):
        for path in (ROOT / "warehouse" / kind).glob("*.sql"):
            text = path.read_text("utf-8")
            assert re.findall(rf"^create or replace {created} (\w+)", text, re.MULTILINE) == [path.stem]
            assert re.search(rf"^comment on (?:macro table|macro|view) {path.stem} is", text, re.MULTILINE)
