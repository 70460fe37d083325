"""Queries that documents show: all run here on the demo's warehouse, and docs/sql.md holds what they really give."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from tests.conftest import ROOT

from hansard.cli.formats import Format
from hansard.cli.formats import write as write_rows
from hansard.warehouse.dictionary import Dictionary, Entry
from hansard.warehouse.query import Archive

PAGE = ROOT / "docs" / "sql.md"
ANSWERED = re.compile(r"```sql\n(?P<query>.*?)\n```\n(?:\n```text\n.*?\n```\n)?", re.DOTALL)
# Of these the demo's history has none.
EMPTY = {"gap", "history_gaps", "late_changes", "name_version", "names_at", "number_account", "sweep", "unread_item"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "hansard", "demo", "--quiet", "--folder", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=120)
    with Archive.open(folder / "warehouse") as archive:
        yield archive


def shown(archive: Archive, query: str) -> str:
    """What `hansard sql` prints."""
    parts: list[bytes] = []
    write_rows(archive.ask(query, {}), Format.TABLE, parts.append, limit=None, width=None)
    return b"".join(parts).decode()


def test_the_answers_of_the_page_are_those_of_its_queries(demo: Archive, write: bool) -> None:
    def answered(found: re.Match[str]) -> str:
        return f"```sql\n{found['query']}\n```\n\n```text\n{shown(demo, found['query'])}```\n"

    text = ANSWERED.sub(answered, PAGE.read_text("utf-8"))
    if write:
        PAGE.write_text(text, "utf-8")
    assert PAGE.read_text("utf-8") == text, "docs/sql.md is out of date: run `pytest tests/test_queries.py --write`"


def test_every_question_has_an_answer(demo: Archive) -> None:
    questions = re.findall(r"^## .*\?$", PAGE.read_text("utf-8"), re.MULTILINE)
    queries = [found["query"] for found in ANSWERED.finditer(PAGE.read_text("utf-8"))]
    assert len(questions) == len(queries) >= 15
    for query in queries:
        assert len(shown(demo, query).splitlines()) > 2, query


def test_every_example_of_the_dictionary_gives_rows(demo: Archive) -> None:
    with Dictionary() as dictionary:
        empty = {entry.name for entry in dictionary.entries if not gives_rows(demo, entry)}
    assert empty == EMPTY


def gives_rows(archive: Archive, entry: Entry) -> bool:
    return any(batch.num_rows for batch in archive.ask(str(entry.example), {}).batches)
