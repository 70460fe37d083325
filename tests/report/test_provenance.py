"""The comment at the end of a report: it says what made the report, and reads back as what was written."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansard import __version__
from hansard.facts import SCORES_VERSION
from hansard.report.facts import gather
from hansard.report.produce import text_of
from hansard.report.provenance import Provenance, provenance, read, written
from hansard.report.window import Window
from hansard.settings import AMD

if TYPE_CHECKING:
    from tests.report.conftest import Record

START = datetime(2025, 12, 10, 11, 35, tzinfo=UTC)
MOMENTS = st.integers(631152000, 4102444800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
NAMES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.sampled_from("->!%<{ \n:a")).map("".join)
)


def some(**other: object) -> Provenance:
    plain = Provenance(
        version="0.1.0",
        scores=1,
        repository="vllm-project/vllm",
        start=START,
        end=START + timedelta(hours=1),
        zone="Asia/Shanghai",
        language="zh",
        synced_until=START + timedelta(hours=1),
        counts=(1, 0, 2, 0, 2),
        digest="ab" * 32,
    )
    return replace(plain, **other)  # type: ignore[arg-type]


def test_it_is_one_comment_that_people_can_read() -> None:
    assert written(some()) == (
        "<!-- hansard\n"
        "version: 0.1.0\n"
        "scores: 1\n"
        "repository: vllm-project/vllm\n"
        "window: 2025-12-10T11:35:00Z 2025-12-10T12:35:00Z\n"
        "zone: Asia/Shanghai\n"
        "language: zh\n"
        "archive: complete through the window's end\n"
        "counts: 1 0 2 0 2\n"
        f"facts: sha256:{'ab' * 32}\n"
        "-->"
    )


@given(
    NAMES, NAMES, MOMENTS, st.integers(1, 10**8), st.none() | st.integers(0, 10**8), st.sampled_from([None, "cd" * 32])
)
def test_what_is_written_is_read_and_ends_where_it_ends(
    repository: str, version: str, start: datetime, seconds: int, reached: int | None, templates: str | None
) -> None:
    end = start + timedelta(seconds=seconds)
    until = None if reached is None else min(end, start + timedelta(seconds=reached))
    of = some(repository=repository, version=version, start=start, end=end, synced_until=until, templates=templates)
    text = written(of)
    inside = text.removeprefix("<!--").removesuffix("-->")
    assert "--" not in inside
    assert not re.search(r"[<>]|\{[{%]", inside)
    assert read(f"# A report\n\n{text}") == of
    assert read(f"{text}\n") == of
    assert read(f"{text}\nmore") is None


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("window: 2025-12-10T11:35:00Z 2025-12-10T12:35:00Z", "window: yesterday"),
        ("window: 2025-12-10T11:35:00Z 2025-12-10T12:35:00Z", "window: 2025-12-10T11:35:00Z 2025-12-10T10:35:00Z"),
        ("zone: Asia/Shanghai", "zone: Mars/Olympus"),
        ("zone: Asia/Shanghai", "zone: ../../etc/passwd"),
        ("scores: 1", "scores: one"),
        ("scores: 1\n", ""),
        ("counts: 1 0 2 0 2", "counts: 1 0 2"),
        ("archive: complete through the window's end", "archive: read until never"),
        ("repository: vllm-project/vllm", "repository: %ff"),
    ],
)
def test_what_cannot_be_understood_is_none(line: str, other: str) -> None:
    text = written(some())
    assert line in text
    assert read(text.replace(line, other)) is None


def test_a_page_without_one_has_none() -> None:
    assert read("") is None
    assert read("# Notes\n\n<!-- a comment of mine -->\n") is None


def test_it_tells_of_the_report_that_it_ends(seed_record: Record, seed_window: Window) -> None:
    facts = gather(seed_record.archive, seed_record.repository, seed_window, [AMD], project="vLLM")
    data = text_of(facts, "zh", "json")
    for language in ("zh", "en"):
        found = read(text_of(facts, language, "md"))
        assert found == provenance(facts, language, sha256(data.encode()).hexdigest())
        assert (found.version, found.scores, found.language) == (__version__, SCORES_VERSION, language)
        assert found.window == seed_window
        assert found.is_complete
    assert json.loads(data)["version"] == facts.version


def test_a_later_sync_does_not_change_it(seed_record: Record, seed_window: Window) -> None:
    def report() -> str:
        return text_of(gather(seed_record.archive, seed_record.repository, seed_window, [AMD]), "zh", "md")

    before = report()
    seed_record.item(40000, "Later", created="2025-12-20 09:00")
    seed_record.synced("2025-12-21 00:00")
    assert report() == before


def test_an_archive_that_stops_short_is_told(seed_record: Record, seed_window: Window) -> None:
    facts = gather(seed_record.archive, seed_record.repository, seed_window, [AMD])
    for until in (None, facts.start):
        text = text_of(replace(facts, synced_until=until), "zh", "md")
        found = read(text)
        assert found is not None
        assert found.synced_until == until
        assert not found.is_complete
