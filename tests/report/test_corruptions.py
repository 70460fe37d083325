# ruff: noqa: E501
"""Each kind of claim of a report, corrupted on a page that a whole history gave: the checker finds it."""

import re

import pytest
from tests.report.checker import Checker
from tests.report.test_true_reports import REPOSITORY, SHANGHAI

from hansard.report.facts import gather
from hansard.report.produce import text_of
from hansard.report.window import between
from hansard.settings import AMD
from hansard.warehouse.query import Archive

WINDOWS = {
    "hour": ("demo", "2025-12-10 19:35", "2025-12-10 20:35"),
    "week": ("demo", "2025-12-08", "2025-12-15"),
    "month": ("grown", "2025-06-01 08:00", "2025-06-29 08:00"),
}
CORRUPTIONS = {
    "the window's end": ("hour", r"20:35 \(UTC\+8\)", "20:53 (UTC+8)"),
    "how far the archive reaches": ("week", r"only to 2025-12-10 21:00", "only to 2025-12-11 21:00"),
    "a word for the pace": ("month", "Much busier than usual", "About as usual"),
    "windows with fewer": ("month", r"before, (\d+) had fewer", "before, 3 had fewer"),
    "grave problems without an answer": ("week", "2 issues whose titles tell", "3 issues whose titles tell"),
    "a mean of 7 days": ("month", r"(New issues \| \d+ \|) [\d.]+", r"\1 1.7"),
    "a mean of 28 days": ("month", r"(Merged PRs \| \d+ \| [\d.]+ \|) [\d.]+", r"\1 99.0"),
    "a row's percentile": ("month", r"(Closed issues \|.*\|) \d+ \|", r"\1 2 |"),
    "what concerns users": ("week", r"Fixed crash: \[#9000048\]\((\S+)48\)", r"Fixed crash: [#9000046](\g<1>46)"),
    "a number of a focus": ("week", "AMD/ROCm: 3 items", "AMD/ROCm: 4 items"),
    "why an item matched": ("week", "Matched by label `rocm`", "Matched by label `bug`"),
    "a word that nothing says": ("week", "title `AITER`", "title `CUTLASS`"),
    "a candidate left out": ("week", r"3\. \[#26701\].*\n.*\n", ""),
    "an item in another group": ("month", r"- Closed issues: \[", "- New PRs: ["),
    "the order of a group": ("month", r"- Closed issues: (\[#\d+\]\(\S+?\)), (\[#\d+\]\(\S+?\))", r"- Closed issues: \2, \1"),
    "the order of the groups": ("month", r"(- New issues: .*)\n(- Closed issues: .*)", r"\2\n\1"),
    "a lifetime's comments": ("hour", "7 comments, 4 people in all", "9 comments, 4 people in all"),
    "a review more": ("hour", "2 comments and 1 review in", "2 comments and 2 reviews in"),
    "a quotation that links elsewhere": ("hour", "issuecomment-3400250000", "issuecomment-3400251000"),
    "a discussion in the wrong place": ("hour", r"\n2\. \[#9000019\]", "\n3. [#9000019]"),
    "a topic's items": ("week", "`documentation`: 6 items", "`documentation`: 7 items"),
    "a topic's people": ("week", "6 items by 6 people", "6 items by 5 people"),
    "what a topic had before": ("week", "before had 3, 0.11", "before had 2, 0.11"),
    "a topic's mean": ("week", "0.11 on average", "0.21 on average"),
    "a topic's windows": ("week", "the 28 windows of this length before had 3", "the 27 windows of this length before had 3"),
    "topics that do not rise": ("week", "Topics with more new items than chance explains:", "No topic has more new items than chance explains; the most frequent ones:"),
    "an approver": ("week", "approved by `sandbox-reviewer`", "approved by `sandbox-bao`"),
    "an effect of a change": ("week", "closed: fixed crash", "closed: revert"),
    "an area's pull requests": ("week", r"`tests/v1` \(1 PR, 100", "`tests/v1` (2 PRs, 100"),
    "an area's lines": ("week", r"`tests/v1` \(1 PR, 100", "`tests/v1` (1 PR, 101"),
    "the area of a change": ("week", r"changed, mostly in `[^`]+`", "changed, mostly in `csrc/quantization/gptq`"),
    "what is in review": ("week", r"still in review: \[#9000053\]\(\S+\), ", "still in review: "),
    "a contributor's number": ("week", "3 PRs merged, 3 items closed", "3 PRs merged, 4 items closed"),
    "who was most active": ("hour", r"`sandbox-maintainer` (\(4[^)]*\)), `sandbox-bao` (\([^)]*\))", r"`sandbox-bao` \2, `sandbox-maintainer` \1"),
    "a median of answers": ("week", "first answer 4.3 hours", "first answer 3.4 hours"),
    "a median of merges": ("week", "opening to merge 19.1 hours", "opening to merge 9.1 hours"),
    "a row left out": ("month", r"\| Closed issues \|.*\n", ""),
    "a median of answers left out": ("week", r"- \d+ PRs opened by people.*\n", ""),
    "a median of merges left out": ("week", r"- \d+ PRs by people merged.*\n", ""),
    "closings by bots": ("week", "1 issue closed by bots", "2 issues closed by bots"),
    "a bot's acts": ("week", "`sandbox-bot` 11", "`sandbox-bot` 10"),
    "what became of a follow-up": ("month", "still open, no new comment in this window", "still open, 1 comment in this window"),
    "the trouble of a follow-up": ("month", "— wrong output; closed", "— regression; closed"),
    "the trouble of a problem": ("week", "slowness \\(`slower`\\)", "regression (`slower`)"),
    "an age": ("week", "11.9 days old", "19.1 days old"),
    "how long it waits": ("month", "waiting for 112.4 days", "waiting for 12.4 days"),
    "what waits longest left out": ("month", r"- .*waiting for 112.4 days\n", ""),
    "who approved what waits": ("month", "approved by `tokenspro1`, `ttftmoec`, waiting", "approved by `tokenspro1`, waiting"),
    "a reopening that was none": ("week", "4.2 days old", "4.2 days old; reopened in this window"),
    "the order of a list": ("hour", r"(- \[#30389\].*performance.*)\n(- .*)", r"\2\n\1"),
    "a label in a list": ("hour", "— rocm,ready,needs-rebase —", "— rocm,ready —"),
    "a time in a list": ("hour", "created: 2025-12-10 19:43", "created: 2025-12-10 19:34"),
    "a sentence of its own": ("hour", "\n### 🔥", "\n`sandbox-ada` is the best of 12 people.\n\n### 🔥"),
    "a link of its own": ("hour", r"(\[#30387\]\(\S+\))\.\n", r"\1 and \1.\n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def pages() -> dict[str, tuple[Checker, str]]:
    """Checker and page of each window, made when first asked for."""
    return {}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_is_found(
    request: pytest.FixtureRequest, pages: dict[str, tuple[Checker, str]], name: str
) -> None:
    window, pattern, instead = CORRUPTIONS[name]
    if window not in pages:
        history, start, end = WINDOWS[window]
        archive: Archive = request.getfixturevalue(history)
        span = between(start, end, SHANGHAI)
        page = text_of(gather(archive, REPOSITORY, span, [AMD]), "en", "md")
        pages[window] = Checker(archive._con, span.start, span.end, SHANGHAI), page
        assert pages[window][0].problems(page, "en") == []
    checker, page = pages[window]
    corrupted = re.sub(pattern, instead, page, count=1)
    assert corrupted != page
    assert checker.problems(corrupted, "en")
