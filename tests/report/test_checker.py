"""The checker finds nothing wrong with true reports, and something with each of many deliberate corruptions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.report.checker import problems

from hansard.narrative.rules import narrate
from hansard.report.facts import gather
from hansard.report.render import render
from hansard.report.window import Window
from hansard.settings import AMD

if TYPE_CHECKING:
    from tests.report.conftest import Record


def page(record: Record, window: Window, language: str) -> str:
    facts = gather(record.archive, record.repository, window, [AMD], project="vLLM")
    return render(facts, narrate(facts), language, "md")


def wrong(record: Record, window: Window, text: str, language: str) -> list[str]:
    return problems(text, language, record.con, window.start, window.end, record.zone)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("day", ["seed", "busy"])
def test_a_true_report_has_no_problems(request: pytest.FixtureRequest, day: str, language: str) -> None:
    record: Record = request.getfixturevalue(f"{day}_record")
    window: Window = request.getfixturevalue(f"{day}_window")
    assert wrong(record, window, page(record, window, language), language) == []


CORRUPTIONS = {
    "a count of the header": (r"关闭 Issue 4 \|", "关闭 Issue 5 |"),
    "a number of new issues": ("新增 5 个 Issue", "新增 6 个 Issue"),
    "all merged for the new ones that were": ("其中 3 个已合并", "其中 4 个已合并"),
    "a number of merged ones": ("；合并 4 个 PR", "；合并 5 个 PR"),
    "closings by bots that people made": ("其中 1 个由机器人关闭", "其中 2 个由机器人关闭"),
    "an item counted twice": ("共涉及 12 个不同的条目", "共涉及 16 个不同的条目"),
    "a reference to nothing": (r"\[#62\]\((\S+)/62\)", r"[#69](\1/69)"),
    "a wrong address": (r"pull/51\)", "issues/51)"),
    "an item of the appendix left out": (r"- \[#63\][^\n]*创建于[^\n]*\n", ""),
    "an author of the appendix": (r"by hal \(", "by ian ("),
    "a title": ("Hangs on start", "Hangs at start"),
    "an author": (r"；`ian`；开放", "；`joy`；开放"),
    "an open issue told as closed": (r"`joy`；开放，尚无他人回应", "`joy`；已关闭"),
    "a merged change told as open": ("现状：创建 15小时后合并", "现状：开放，有维护者参与"),
    "a time to merge": ("创建 3天后合并", "创建 2天后合并"),
    "changed lines": ("改动 120 行", "改动 210 行"),
    "a closed issue that another one is": (r"；关闭 \[#50\]\((\S+)/50\)", r"；关闭 [#63](\1/63)"),
    "a number of comments": ("窗口内 5 条评论", "窗口内 6 条评论"),
    "a role": ("`bob`（维护者", "`bob`（贡献者"),
    "a voice's number": ("（作者，评论 1）", "（作者，评论 2）"),
    "a word of a quotation": ("The budget belongs", "The budget never belonged"),
    "a quotation of somebody else": ("`bob`：“The budget", "`cy`：“The budget"),
    "a later sentence of the same comment": ("“The budget belongs[^”]*”", "“The rest follows.”"),
    "a piece of a sentence": ("“The budget belongs to", "“belongs to"),
    "quotations in another order": (r"(   - `bob`：.*\n)(   - `ann`：.*\n)", r"\2\1"),
    "a number of people": ("参与者 9 人", "参与者 10 人"),
    "a number of newcomers": ("出现 6 人", "出现 5 人"),
    "a newcomer who is known": (r"`hal`。", "`ann`。"),
    "answers": ("Issue 5 个，其中 1 个在窗口内", "Issue 5 个，其中 2 个在窗口内"),
    "a median": ("中位时间 20分钟", "中位时间 50分钟"),
    "a word for the pace": ("本窗口的五个列表", "**明显比平时静** 本窗口的五个列表"),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_is_found(busy_record: Record, busy_window: Window, name: str) -> None:
    pattern, instead = CORRUPTIONS[name]
    text = page(busy_record, busy_window, "zh")
    corrupted = re.sub(pattern, instead, text, count=1)
    assert corrupted != text
    assert wrong(busy_record, busy_window, corrupted, "zh")
