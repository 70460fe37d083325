"""Many windows: which are written, which files are touched, and the page that lists them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from hansard.report.backfill import Written, backfill, batches, first_item_at, named_languages, planned
from hansard.report.calendar import Every, calendar, name
from hansard.report.index import INDEX, NotAnIndex, check_place, index
from hansard.report.templates import NoLanguage
from hansard.report.window import FutureWindow, Window, between
from hansard.settings import Settings

if TYPE_CHECKING:
    from tests.report.conftest import Record

NOW = datetime(2025, 12, 20, 4, 30, tzinfo=UTC)
SETTINGS = Settings.model_validate({})


def span(start: str, end: str) -> Window:
    return between(start, end, SETTINGS.zone)


def names(windows: Sequence[Window]) -> list[str]:
    return [name(window) for window in windows]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def test_the_windows_that_have_begun_and_hold_something() -> None:
    plan = planned(span("2025-12-17", "2025-12-25"), Every.DAY, at("2025-12-18 10:00"), NOW)
    assert names(plan.windows) == ["2025-12-18", "2025-12-19", "2025-12-20"]
    before, after = plan.notes
    assert "before 2025-12-18 00:00 (UTC+8)" in before
    assert "from 2025-12-21 00:00 (UTC+8) on have not begun" in after


def test_nothing_is_told_where_all_is_written() -> None:
    plan = planned(span("2025-12-10", "2025-12-12"), Every.DAY, at("2023-02-09 00:00"), NOW)
    assert (names(plan.windows), plan.notes) == (["2025-12-10", "2025-12-11"], ())


def test_a_whole_week_is_written_when_one_of_its_days_is_asked_for() -> None:
    plan = planned(span("2025-12-10", "2025-12-11"), Every.WEEK, at("2023-02-09 00:00"), NOW)
    assert (names(plan.windows), plan.notes) == (["2025-W50"], ())


@pytest.mark.parametrize("first", [None, "2025-12-12 00:00", "2025-12-25 00:00"])
def test_before_the_first_item_there_is_nothing_to_write(first: str | None) -> None:
    plan = planned(span("2025-12-10", "2025-12-12"), Every.HOUR, at(first) if first else None, NOW)
    assert plan.windows == ()
    assert plan.notes


def test_the_future_is_refused() -> None:
    with pytest.raises(FutureWindow, match="2025-12-21"):
        planned(span("2025-12-21", "2025-12-22"), Every.DAY, None, NOW)


def test_languages_are_named_one_by_one_or_with_commas() -> None:
    assert named_languages([], "en") == ("en",)
    assert named_languages(["zh, en", "zh"], "en") == ("zh", "en")
    with pytest.raises(NoLanguage, match="'fr'"):
        named_languages(["zh,fr"], "en")


@pytest.fixture
def windows() -> list[Window]:
    return list(calendar(span("2025-12-10", "2025-12-12"), Every.DAY))


def run(record: Record, windows: Sequence[Window], folder: Path, languages: Sequence[str] = ("zh",)) -> list[Written]:
    return list(backfill(record.archive, SETTINGS, windows, languages, folder))


def test_files_that_are_right_are_left_alone(seed_record: Record, windows: list[Window], tmp_path: Path) -> None:
    seed_record.synced("2025-12-31 00:00")
    first = run(seed_record, windows, tmp_path)
    assert [one.is_changed for one in first] == [True, True]
    assert all(one.is_complete for one in first)
    first[0].path.write_text("something else")
    stamps = [one.path.stat().st_mtime_ns for one in first]
    again = run(seed_record, windows, tmp_path)
    assert [one.is_changed for one in again] == [True, False]
    assert again[1].path.stat().st_mtime_ns == stamps[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(one.path.name for one in first)


def test_an_incomplete_window_is_written_again_after_the_next_sync(
    seed_record: Record, windows: list[Window], tmp_path: Path
) -> None:
    first = run(seed_record, windows, tmp_path)
    assert [one.is_complete for one in first] == [True, False]
    assert first[1].path.read_text("utf-8").startswith("> ⚠️ **数据不完整**：归档只到 2025-12-11 00:00 (UTC+8)")
    seed_record.synced("2025-12-13 00:00")
    again = run(seed_record, windows, tmp_path)
    assert [(one.is_changed, one.is_complete) for one in again] == [(False, True), (True, True)]
    assert again[1].path.read_text("utf-8").startswith("# vLLM")


def test_the_oldest_item_is_the_beginning(seed_record: Record) -> None:
    assert first_item_at(seed_record.archive, seed_record.repository) == at("2025-10-13 10:00")


def test_the_index_lists_every_report_of_the_folder(seed_record: Record, windows: list[Window], tmp_path: Path) -> None:
    run(seed_record, windows[1:], tmp_path, ("zh", "en"))
    run(seed_record, windows[:1], tmp_path)
    (tmp_path / "report-of-mine.md").write_text("# Notes")
    whole = tmp_path / "report-2025-12-10_to_2025-12-11.md"
    (tmp_path / "report-copy.md").write_bytes(whole.read_bytes())
    (tmp_path / "index.md").write_text("old")
    page = index(tmp_path, seed_record.repository, "vLLM", "zh")
    assert page == (
        "# vLLM 开发动态报告\n\n"
        "vllm-project/vllm 各窗口的报告，最新的在前。时区：Asia/Shanghai。"
        "⚠️ 表示归档未到窗口结束，同步之后可重新生成。\n\n"
        "| 窗口 | 新 Issue | 关闭 Issue | 新 PR | 合并 PR | 关闭未合并 PR | 报告 |\n"
        "|---|---:|---:|---:|---:|---:|---|\n"
        "| 2025-12-11 ⚠️ | 0 | 0 | 0 | 0 | 0 | [zh](report-2025-12-11_to_2025-12-12.md) · "
        "[en](report-2025-12-11_to_2025-12-12.en.md) |\n"
        "| 2025-12-10 | 1 | 0 | 2 | 0 | 2 | [zh](report-2025-12-10_to_2025-12-11.md) |\n"
        "\n<!-- hansard index -->\n"
    )
    assert index(tmp_path, seed_record.repository, "vLLM", "zh") == page
    english = index(tmp_path, seed_record.repository, "{{x}}", "en", front_matter=True)
    assert english
    assert english.startswith(
        '---\ntitle: "\\U0000007b\\U0000007bx}} development reports"\nlang: "en"\n---\n\n# &#123;{x}}'
    )
    assert english.count("\n| 2025-") == 2


def test_what_only_looks_like_a_report_is_not_in_the_index(
    seed_record: Record, windows: list[Window], tmp_path: Path
) -> None:
    run(seed_record, windows[:1], tmp_path)
    (whole,) = tmp_path.glob("report-*")
    page = index(tmp_path, seed_record.repository, "vLLM", "zh")
    (tmp_path / "report-folder.md").mkdir()
    (tmp_path / "report-gone.md").symlink_to("nowhere")
    os.mkfifo(tmp_path / "report-pipe.md")
    text = whole.read_text("utf-8")
    (tmp_path / "report-odd.md").write_text(text.replace("version: 0", "version: x\x0by", 1), "utf-8")
    first = text.replace("2025-12-09T16:00:00Z 2025-12-10T16:00:00Z", "0001-01-01T00:00:00Z 0001-01-02T00:00:00Z")
    assert first != text
    (tmp_path / "report-0001-01-01_to_0001-01-02.md").write_text(first.replace("Asia/Shanghai", "America/New_York"))
    assert index(tmp_path, seed_record.repository, "vLLM", "zh") == page


def test_the_index_takes_no_others_place(seed_record: Record, windows: list[Window], tmp_path: Path) -> None:
    check_place(tmp_path / "nowhere")
    check_place(tmp_path)
    run(seed_record, windows, tmp_path)
    for front_matter in (False, True):
        page = index(tmp_path, seed_record.repository, "vLLM", "zh", front_matter=front_matter)
        assert page
        (tmp_path / INDEX).write_text(page, "utf-8")
        check_place(tmp_path)
    (tmp_path / INDEX).write_text("# My page\n")
    with pytest.raises(NotAnIndex, match=r"index\.md was not written by hansard"):
        check_place(tmp_path)


def test_a_folder_without_reports_has_no_index(tmp_path: Path) -> None:
    (tmp_path / INDEX).write_text("mine")
    assert index(tmp_path, "a/b", "b", "zh") is None
    assert index(tmp_path / "nowhere", "a/b", "b", "zh") is None


def test_a_batch_is_bounded_by_its_number_and_its_time() -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)

    def cut(length: timedelta, count: int) -> list[int]:
        windows = [Window(start + n * length, start + (n + 1) * length, ZoneInfo("UTC")) for n in range(count)]
        assert [window for batch in batches(windows) for window in batch] == windows
        return [len(batch) for batch in batches(windows)]

    assert cut(timedelta(days=1), 70) == [64, 6]
    assert cut(timedelta(hours=1), 100) == [64, 36]
    assert cut(timedelta(days=31), 3) == [2, 1]
    assert cut(timedelta(days=1), 0) == []
