"""Mistakes that published reports of this kind make, and that rules could make as well: here they are not made."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from hansard.narrative.outline import outline
from hansard.narrative.rules import narrate
from hansard.report.facts import gather
from hansard.report.render import render
from hansard.report.window import Window, between, day
from hansard.settings import AMD

if TYPE_CHECKING:
    from tests.report.conftest import Record

DAY = "2025-12-12"


@pytest.fixture(params=["zh", "en"])
def page(request: pytest.FixtureRequest) -> Callable[[Record, Window], str]:
    """Renders a window without its appendix, in each language."""

    def rendered(record: Record, window: Window) -> str:
        facts = gather(record.archive, record.repository, window, [AMD], project="vLLM")
        return render(facts, narrate(facts), request.param, "md").split("\n\n---\n\n")[1]

    return rendered


Page = Callable[["Record", Window], str]


def section(text: str, sign: str) -> str:
    return text.split(f"### {sign}")[1].split("\n### ")[0]


@pytest.fixture
def window(record: Record) -> Window:
    record.synced("2025-12-31 00:00")
    return day(DAY, record.zone)


@pytest.mark.parametrize("event", ["new", "closed", "merged", "unmerged", "comment"])
def test_each_list_and_each_comment_can_bring_an_item_into_the_focus(
    record: Record, window: Window, page: Page, event: str
) -> None:
    kind = "issue" if event in ("new", "closed") else "pull_request"
    created = f"{DAY} 09:00" if event == "new" else "2025-12-01 09:00"
    record.item(1, "[ROCm] a thing" if event != "comment" else "a thing", created=created, kind=kind)
    if event == "merged":
        record.merged(1, f"{DAY} 10:00")
    if event in ("closed", "unmerged"):
        record.closed(1, f"{DAY} 10:00")
    if event == "comment":
        record.comment(1, f"{DAY} 10:00", "eve-amd")
    assert "[#1](" in section(page(record, window), "🎯")


def test_merged_of_the_new_ones_are_not_all_that_were_merged(record: Record, window: Window, page: Page) -> None:
    for number in range(1, 5):
        created = f"{DAY} 09:00" if number < 3 else "2025-12-01 09:00"
        record.item(number, f"change {number}", created=created, kind="pull_request")
    for number in (2, 3, 4):
        record.merged(number, f"{DAY} 10:00")
    said = section(page(record, window), "📊")
    assert re.search("2 个 PR（其中 1 个已合并）；合并 3 个 PR|2 PRs opened \\(1 of them merged\\); 3 PRs merged", said)


def test_an_item_in_two_lists_is_one_item(record: Record, window: Window, page: Page) -> None:
    for number in (1, 2):
        record.item(number, f"x {number}", created=f"{DAY} 09:00")
    record.closed(1, f"{DAY} 10:00")
    said = section(page(record, window), "📊")
    assert re.search("合计 3 条|hold 3 entries", said)
    assert re.search("2 个不同的条目|2 different items", said)


def test_what_came_after_the_window_is_nowhere(record: Record, window: Window, page: Page) -> None:
    record.item(1, "It crashes", created=f"{DAY} 09:00")
    before = page(record, window)
    record.item(2, "Fix the crash", created="2025-12-13 09:00", kind="pull_request")
    record.merged(2, "2025-12-13 10:00")
    record.closed(1, "2025-12-13 10:00", closer=2)
    record.comment(1, "2025-12-13 10:00", "bob", association="MEMBER")
    assert page(record, window) == before


def test_a_monologue_is_no_discussion(record: Record, window: Window, page: Page) -> None:
    record.item(1, "x", created=f"{DAY} 09:00", author="ann")
    for minute in range(9):
        record.comment(1, f"{DAY} 10:0{minute}", "ann")
        record.comment(1, f"{DAY} 11:0{minute}", "codex", author_kind="Bot")
    assert "[#1](" not in section(page(record, window), "💬")


def test_nobody_has_an_employer(busy_record: Record, busy_window: Window, page: Page) -> None:
    assert not re.search("员工|团队|公司|employee|team|company", page(busy_record, busy_window))


def test_an_open_change_is_not_told_as_done(record: Record, window: Window, page: Page) -> None:
    record.item(1, "Fix the crash in the loader", created=f"{DAY} 09:00", kind="pull_request", author="ann")
    record.comment(1, f"{DAY} 10:00", "bob", "", kind="review", state="APPROVED", association="MEMBER")
    said = page(record, window)
    assert re.search("开放，已获 `bob` 批准|open, approved by `bob`", section(said, "🛠️"))
    assert not re.search("修复崩溃|fixed crash|创建 .{1,9}后合并|after its opening", section(said, "📊"))


def test_haste_is_told_in_time_and_not_in_words(record: Record, window: Window, page: Page) -> None:
    record.item(1, "Faster loading", created="2025-12-04 09:00", kind="pull_request", author="ann")
    record.merged(1, f"{DAY} 09:00")
    said = page(record, window)
    assert re.search("创建 8天后合并|merged 8 days after its opening", said)
    assert not re.search("快速|迅速|当天|高效|quick|fast(?!er)|swift|efficient", said)


def test_a_newcomer_is_new_by_the_record(record: Record, window: Window, page: Page) -> None:
    record.item(1, "old", created="2024-01-01 09:00", author="ann")
    record.item(2, "new", created=f"{DAY} 09:00", author="ann")
    record.item(3, "new", created=f"{DAY} 09:00", author="zoe")
    said = section(page(record, window), "📈")
    assert re.search("首次在归档中出现 1 人：`zoe`|1 person for the first time in the archive: `zoe`", said)


def test_the_pull_request_that_closed_an_issue_is_named(record: Record, window: Window, page: Page) -> None:
    record.item(1, "It crashes", created="2025-12-11 09:00", author="ann")
    record.item(2, "Handle it", created=f"{DAY} 09:00", kind="pull_request", author="bob")
    record.merged(2, f"{DAY} 10:00")
    record.closed(1, f"{DAY} 10:00", by="bob", closer=2)
    said = page(record, window)
    assert re.search(r"已由 \[#2\]\(\S+\) 关闭|closed by \[#2\]", section(said, "💡"))
    assert re.search(r"关闭 \[#1\]|closed \[#1\]", section(said, "🛠️"))


def test_what_bots_close_is_told_apart(record: Record, window: Window, page: Page) -> None:
    for number in (1, 2):
        record.item(number, "x", created="2025-01-01 09:00", labels=("stale",))
    record.closed(1, f"{DAY} 10:00", by="github-actions", kind="Bot")
    record.closed(2, f"{DAY} 10:00", by="bob")
    said = page(record, window)
    assert re.search("关闭 2 个 Issue（其中 1 个由机器人关闭）|2 issues closed \\(1 by bots\\)", section(said, "📊"))
    assert re.search("由机器人 `github-actions` 关闭|closed by the bot `github-actions`", said)


def test_bots_have_no_voice(record: Record, window: Window, page: Page) -> None:
    record.item(1, "x", created=f"{DAY} 09:00", author="ann")
    for minute, (login, kind) in enumerate([("bob", "User"), ("ann", "User"), ("codex", "Bot"), ("cy", "User")]):
        body = f"Something that {login} would say about it."
        record.comment(1, f"{DAY} 10:0{minute}", login, body, author_kind=kind)
    said = section(page(record, window), "💬")
    assert "`bob`" in said
    assert "codex" not in said


def test_each_item_is_told_once(
    busy_record: Record, busy_window: Window, seed_record: Record, seed_window: Window
) -> None:
    for record, window in ((busy_record, busy_window), (seed_record, seed_window)):
        told = [
            one.number
            for one in outline(narrate(gather(record.archive, record.repository, window, [AMD])))
            if one.is_told
        ]
        assert told
        assert len(told) == len(set(told))


def test_equal_windows_have_equal_reports(busy_record: Record, busy_window: Window, page: Page) -> None:
    again = between("2025-12-12 00:00", "2025-12-13 00:00", busy_record.zone)
    assert page(busy_record, busy_window) == page(busy_record, again)
