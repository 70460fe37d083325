"""The data dictionary: every table, view and macro of this hansard, from the SQL that it ships, without a warehouse."""

import difflib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from hansard.errors import UsageError
from hansard.warehouse import words
from hansard.warehouse.migrations import migrate

KINDS = ("macro", "view", "table")
# Values that let a macro be described; it is never run with them.
SAMPLES = {
    "t": "now()",
    "a": "now()",
    "b": "now()",
    "since": "now()",
    "labels": "['rocm']",
    "words": "['hip']",
    "logins": "['*-amd']",
}


class Unknown(UsageError):
    """There is no table, view or macro of this name."""

    def __init__(self, name: str, near: list[str]) -> None:
        self.name, self.near = name, near
        hint = f"Nearest: {', '.join(near)}" if near else "`hansard schema` lists what there is"
        super().__init__(f"there is no table, view or macro {name!r}. {hint}")


@dataclass(frozen=True, slots=True)
class Column:
    """`about` is what it holds, with its unit where it has one; times are in UTC."""

    name: str
    type: str
    about: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A table, view or table macro, what it is, and a query that shows it on the demo's warehouse."""

    name: str
    kind: str
    parameters: tuple[str, ...]
    about: str
    example: str | None

    @property
    def call(self) -> str:
        """How it is written after from: issues, items_at(t)."""
        return f"{self.name}({', '.join(self.parameters)})" if self.kind == "macro" else self.name


class Dictionary:
    """Macros first, then views, then tables, each by name; to be closed."""

    def __init__(self) -> None:
        self._con = duckdb.connect(":memory:")
        migrate(self._con, Path(":memory:"))
        found = self._con.execute(
            "select function_name, 'macro', parameters, comment from duckdb_functions() "
            "where function_type = 'table_macro' and not internal "
            "union all select view_name, 'view', [], comment from duckdb_views() where not internal "
            "union all select table_name, 'table', [], comment from duckdb_tables() "
            "where not internal and not starts_with(table_name, '_')"
        ).fetchall()
        entries = (
            Entry(name, kind, tuple(parameters), about or "", words.example(name))
            for name, kind, parameters, about in found
        )
        self.entries = sorted(entries, key=lambda entry: (KINDS.index(entry.kind), entry.name))

    def entry(self, name: str) -> Entry:
        """The entry of this name, which may be written with brackets. Raises Unknown with the nearest names."""
        asked = name.partition("(")[0].strip().lower()
        for entry in self.entries:
            if entry.name == asked:
                return entry
        raise Unknown(name, difflib.get_close_matches(asked, [entry.name for entry in self.entries], n=3))

    def columns(self, entry: Entry) -> list[Column]:
        """The columns in their order; a COMMENT of their own comes before the dictionary's general words."""
        samples = ", ".join(SAMPLES[parameter] for parameter in entry.parameters)
        call = f"{entry.name}({samples})" if entry.kind == "macro" else f'"{entry.name}"'
        comments = dict(
            self._con.execute(
                "select column_name, comment from duckdb_columns() where table_name = $name", {"name": entry.name}
            ).fetchall()
        )
        found = self._con.execute(f"describe select * from {call}").fetchall()  # noqa: S608 - names of our own
        return [Column(name, kind, comments.get(name) or words.column(entry.name, name)) for name, kind, *_ in found]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._con.close()
