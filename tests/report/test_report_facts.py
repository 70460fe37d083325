"""From rows to facts: everything arrives, nothing depends on what came later, and errors name their cause."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from hansard.facts import Facts, Heading, Item, Lists, Tie
from hansard.narrative.rules import narrate
from hansard.report.facts import BadWord, gather, gather_all
from hansard.report.questions import BASES
from hansard.report.window import Window, between
from hansard.settings import AMD, Focus
from hansard.warehouse.statement import TooMuchMemory
from hansard.warehouse.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from tests.report.conftest import Record


def lists(facts: Facts, name: str) -> tuple[Item, ...]:
    return getattr(facts.lists, name)  # type: ignore[no-any-return]


def test_the_seed_window(seed_record: Record, seed_window: Window) -> None:
    facts = gather(seed_record.archive, seed_record.repository, seed_window, [AMD], project="vLLM")
    assert (facts.project, facts.repository, facts.zone) == ("vLLM", "vllm-project/vllm", "Asia/Shanghai")
    assert facts.url == "https://github.com/vllm-project/vllm"
    assert (facts.start, facts.end) == (seed_window.start, seed_window.end)
    assert facts.synced_until == seed_window.end
    assert facts.counts.new_pull_requests.window == 2
    assert [item.number for item in facts.lists.new_pull_requests] == [30389, 30388]
    assert facts.lists.new_pull_requests[0].labels == ("performance", "llama", "qwen", "deepseek", "gpt-oss")
    assert [entry.number for entry in facts.focuses[0].entries] == [26701]
    assert not any((facts.discussions, facts.changes, any(trend.is_frequent for trend in facts.trends)))
    assert facts.attention == (30387,)


def test_counts_are_the_lengths_of_the_lists(busy_record: Record, busy_window: Window) -> None:
    facts = gather(busy_record.archive, busy_record.repository, busy_window, [])
    for name in type(facts.lists).__dataclass_fields__:
        assert getattr(facts.counts, name).window == len(lists(facts, name))
    assert facts.focuses == ()
    stories = {story.item.number: story for story in facts.stories}
    assert stories[51].ties == (Tie("closes", "issue", 50, "https://github.com/vllm-project/vllm/issues/50"),)
    assert stories[50].ties == (Tie("closed_by", "pull_request", 51, "https://github.com/vllm-project/vllm/pull/51"),)
    assert facts.overlaps.items == len(
        {item.number for name in Lists.__dataclass_fields__ for item in lists(facts, name)}
    )
    assert facts.project == "vllm"


def test_each_part_names_a_macro_of_the_warehouse(seed_record: Record, seed_window: Window) -> None:
    facts = gather(seed_record.archive, seed_record.repository, seed_window, [])
    assert {source.part for source in facts.sources} <= set(Facts.__dataclass_fields__)
    for source in facts.sources:
        if source.view != "focus_items":
            assert all("repository" in row for row in seed_record.rows(source.view, seed_window))


def test_facts_cannot_be_changed(seed_record: Record, seed_window: Window) -> None:
    facts = gather(seed_record.archive, seed_record.repository, seed_window, [])
    with pytest.raises(FrozenInstanceError):
        facts.project = "other"  # type: ignore[misc]


def test_a_later_sync_changes_nothing(busy_record: Record, busy_window: Window) -> None:
    busy_record.synced("2025-12-13 00:00")
    before = gather(busy_record.archive, busy_record.repository, busy_window, [AMD])
    busy_record.comment(62, "2025-12-13 00:00", "zoe-amd", "ROCm", association="MEMBER")
    busy_record.event(62, "labeled", "2025-12-13 00:00", label="rocm")
    busy_record.closed(60, "2025-12-13 00:00")
    busy_record.con.execute("update comment set is_minimized = true")
    busy_record.synced("2025-12-14 00:00")
    assert gather(busy_record.archive, busy_record.repository, busy_window, [AMD]) == before


def test_each_focus_is_searched_for_by_itself(seed_record: Record, seed_window: Window) -> None:
    focuses = [
        Focus(name="RoPE", words=("rope",)),
        Focus(name="Nothing"),
        Focus(name="Docs", labels=("Documentation",)),
    ]
    facts = gather(seed_record.archive, seed_record.repository, seed_window, focuses)
    found = {focus.name: [entry.number for entry in focus.entries] for focus in facts.focuses}
    assert found == {"RoPE": [30389], "Nothing": [], "Docs": [30388, 30348]}


@pytest.mark.parametrize("word", [r"x\Z", "x{2000}", "(?>a)", "(", "a(?=b)", "", "x*"])
def test_a_word_that_cannot_be_looked_for_is_named(seed_record: Record, seed_window: Window, word: str) -> None:
    seed_record.con.rollback()  # An error would end the test's transaction.
    with pytest.raises(BadWord) as caught:
        gather(seed_record.archive, seed_record.repository, seed_window, [Focus(name="X", words=("fine", word))])
    assert (caught.value.focus, caught.value.word) == ("X", word)
    assert "\n" not in str(caught.value)
    seed_record.con.begin()


@pytest.mark.parametrize("word", ["'; drop table item; --", "$start", "z9|y9", "(x)(y)", r"\p{Han}+", "[[:alpha:]]9"])
def test_words_are_data(seed_record: Record, seed_window: Window, word: str) -> None:
    facts = gather(seed_record.archive, seed_record.repository, seed_window, [Focus(name="X", words=(word, "RoCm"))])
    assert [entry.number for entry in facts.focuses[0].entries] == [26701]


@pytest.mark.parametrize("name", Lists.__dataclass_fields__)
def test_the_lists_are_those_of_the_warehouse(busy_record: Record, busy_window: Window, name: str) -> None:
    facts = gather(busy_record.archive, busy_record.repository, busy_window, [])
    rows = [row for row in busy_record.rows("window_lists", busy_window) if row["list"] == name]
    assert [item.number for item in lists(facts, name)] == [row["number"] for row in rows]


def test_the_warehouse_answers_for_any_window_again(busy_record: Record, busy_window: Window) -> None:
    before = busy_record.rows("item_scores", busy_window)
    gather(busy_record.archive, busy_record.repository, between("2025-11-01", "2025-11-02", busy_record.zone), [AMD])
    assert busy_record.rows("item_scores", busy_window) == before


def test_held_rows_are_those_of_the_macro(busy_record: Record, busy_window: Window) -> None:
    names = ("discussions", "key_changes", "attention", "contributors", "window_voices", "topic_trends")
    fresh = {name: busy_record.rows(name, busy_window) for name in names}
    with busy_record.archive.over([(busy_window.start, busy_window.end)], BASES):
        assert {name: busy_record.rows(name, busy_window) for name in names} == fresh


@pytest.mark.parametrize("every", [timedelta(hours=5), timedelta(days=1), timedelta(days=7)])
def test_facts_of_several_windows_are_those_of_each(busy_record: Record, busy_window: Window, every: timedelta) -> None:
    focuses = [AMD, Focus(name="all", words=("a",))]
    first = busy_window.start - 20 * every
    windows = [Window(first + n * every, first + (n + 1) * every, busy_record.zone) for n in range(14, 22)]
    together = list(gather_all(busy_record.archive, busy_record.repository, windows, focuses))
    assert [facts.start for facts in together] == [window.start for window in windows]
    assert sum(len(facts.stories) for facts in together) > 0
    for window, facts in zip(windows, together, strict=True):
        assert facts == gather(busy_record.archive, busy_record.repository, window, focuses)


def test_windows_may_overlap_and_come_in_any_order(busy_record: Record, busy_window: Window) -> None:
    hour = Window(busy_window.start, busy_window.start + timedelta(hours=1), busy_record.zone)
    before, whole = gather_all(busy_record.archive, busy_record.repository, [hour, busy_window], [AMD])
    assert whole == gather(busy_record.archive, busy_record.repository, busy_window, [AMD])
    assert before == gather(busy_record.archive, busy_record.repository, hour, [AMD])


@pytest.mark.parametrize("error", [duckdb.InternalException, duckdb.OutOfMemoryException])
def test_windows_that_cannot_be_asked_together_are_asked_by_halves(
    error: type[duckdb.Error], busy_record: Record, busy_window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour, day = timedelta(hours=1), busy_window
    windows = [Window(day.start, day.start + hour, day.zone), day, Window(day.end - hour, day.end, day.zone)]
    true = [gather(busy_record.archive, busy_record.repository, window, [AMD]) for window in windows]
    table, failed = Windows.table, []

    def defective(self: Windows, query: str, order: str, params: Mapping[str, Any]) -> pa.Table:
        if len(self._windows) > 1:
            failed.append(query)
            raise error("INTERNAL Error: a defect\n\nStack Trace")
        return table(self, query, order, params)

    monkeypatch.setattr(Windows, "table", defective)
    assert list(gather_all(busy_record.archive, busy_record.repository, windows, [AMD])) == true
    assert len(failed) == 2


def test_a_window_that_needs_too_much_memory_is_told_of(
    busy_record: Record, busy_window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def needy(self: Windows, macros: Sequence[str]) -> None:
        raise duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate")

    monkeypatch.setattr(Windows, "hold", needy)
    with pytest.raises(TooMuchMemory, match="the query needs more than"):
        gather(busy_record.archive, busy_record.repository, busy_window, [AMD])


def test_headings_come_from_the_settings(seed_record: Record, seed_window: Window) -> None:
    given = {"zh": {"summary": "摘要"}}
    facts = gather(seed_record.archive, seed_record.repository, seed_window, [], headings=given)
    assert facts.headings == (Heading("zh", "summary", "摘要"),)


def test_every_discussion_is_counted_and_the_first_are_told_in_full(record: Record, busy_window: Window) -> None:
    for number in range(1, 35):
        record.item(number, f"x {number}", created="2025-12-01 09:00", author="ann")
        for minute, login in enumerate(["ann", "bob", "cy"]):
            record.comment(number, f"2025-12-12 10:{minute:02}", login)
    facts = gather(record.archive, record.repository, busy_window, [])
    assert [one.number for one in facts.discussions] == list(range(34, 0, -1))
    assert [len(one.voices) for one in facts.discussions] == [3] * 30 + [0] * 4
    assert narrate(facts).discussions.more == 30
