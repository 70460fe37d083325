"""Documents that come from code: compared here, rewritten with `pytest tests/test_docs.py --write`."""

import inspect
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from tests.conftest import ROOT
from typer.main import get_command

from hansard import facts
from hansard.cli.app import app
from hansard.facts import Facts
from hansard.settings import TABLES, Settings
from hansard.warehouse.dictionary import Dictionary, Entry

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

`hansard schema` prints the lists below, and `hansard schema NAME` one entry. Where a column holds a length of time or a
size, its words name the unit. The examples run on the warehouse that `hansard demo` leaves; [sql.md](sql.md) answers
questions with queries of their own, and says what `hansard sql` can do.
"""
TITLES = {"macro": "Table macros", "view": "Views", "table": "Tables"}


@pytest.fixture(scope="module")
def dictionary() -> Iterator[Dictionary]:
    with Dictionary() as dictionary:
        yield dictionary


def warehouse_page(dictionary: Dictionary) -> str:
    parts = [WAREHOUSE]
    for kind, entries in by_kind(dictionary):
        parts += [f"## {TITLES[kind]}\n", "| | |\n|---|---|"]
        parts[-1] += "".join(f"\n| [{entry.call}](#{anchor(entry.call)}) | {entry.about} |" for entry in entries) + "\n"
    for kind, entries in by_kind(dictionary):
        parts.append(f"## {TITLES[kind]} in full\n")
        parts += [section(dictionary, entry) for entry in entries]
    return "\n".join(parts)


def by_kind(dictionary: Dictionary) -> list[tuple[str, list[Entry]]]:
    return [(kind, list(entries)) for kind, entries in groupby(dictionary.entries, lambda entry: entry.kind)]


def anchor(title: str) -> str:
    """What GitHub makes of a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def section(dictionary: Dictionary, entry: Entry) -> str:
    lines = [f"### {entry.call}", "", f"{entry.about}.", "", "| column | type | |", "|---|---|---|"]
    lines += [f"| `{column.name}` | {column.type} | {column.about} |" for column in dictionary.columns(entry)]
    lines += ["", "```sql", str(entry.example), "```"]
    return "\n".join(lines) + "\n"


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
        '`repositories = ["owner/one", "owner/two"]` has `hansard sync` archive several; a variable has commas or',
        "spaces between them. Whatever place names repositories, by either key, names all of them: with",
        "`HANSARD_REPOSITORY` or `--repo`, those of the file do not count. A command about one repository takes",
        "the one of `--repo`, else `repository`, which is the first of `repositories` where it is not set.",
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
stand for items that `stories` holds; only `comments` and `closings` tell of others too. This page is
made from `src/hansard/facts/`.
"""


def facts_page() -> str:
    kinds = [kind for name in facts.__all__ if isinstance(kind := getattr(facts, name), type)]
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
    name = re.sub(r"\b(?:hansard\.facts(?:\.[a-z]+)?|datetime)\.", "", name)
    return name.replace(" | ", " or ").replace(", ...]", "]").replace("tuple[", "list[")


def compare(path: Path, text: str, *, write: bool) -> None:
    if write:
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text, f"{path.name} is out of date: run `pytest tests/test_docs.py --write`"


def test_the_page_of_the_warehouse(dictionary: Dictionary, write: bool) -> None:
    compare(ROOT / "docs" / "warehouse.md", warehouse_page(dictionary), write=write)


def test_everything_in_the_warehouse_is_explained(dictionary: Dictionary) -> None:
    for entry in dictionary.entries:
        assert entry.about, f"{entry.name} has no COMMENT"
        assert entry.example, f"{entry.name} has no example in warehouse/dictionary.toml"
        for column in dictionary.columns(entry):
            assert column.about, (
                f"{entry.name}.{column.name} has neither a COMMENT nor a word in warehouse/dictionary.toml"
            )


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
