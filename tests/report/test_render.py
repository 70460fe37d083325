"""The page: its frame byte for byte, its languages alike, and nothing on it that acts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt
from tests.report.conftest import SHANGHAI, lent

from hansard import assets
from hansard.facts import SCHEMA_VERSION, SCORES_VERSION, Facts, Heading, Quote
from hansard.narrative.rules import narrate
from hansard.report.facts import gather
from hansard.report.render import NoFormat, NotWritten, render, write
from hansard.report.templates import BUILT_IN, NoLanguage
from hansard.report.window import Window, between, day, file_name
from hansard.settings import AMD, Focus

if TYPE_CHECKING:
    from tests.report.conftest import Record

GOLDEN = Path(__file__).parents[1] / "golden"
Report = Callable[..., str]
TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d \(UTC\+8\)"
HEADS = (
    "📊 每日开发状态摘要",
    "🎯 AMD/ROCm 生态相关动态",
    "💬 高热度讨论分析",
    "🔥 热门话题与趋势分析",
    "🛠️ 重点技术变更",
    "📈 开发活跃度观察",
    "💡 值得关注的问题",
)
ITEM = re.compile(
    r"- \[#(?P<number>\d+)\]\(https://github\.com/vllm-project/vllm/(?:issues|pull)/(?P=number)\) (?P<title>.*)"
    rf" — (?P<labels>.+?) — by (?P<login>[\w-]+) \((?P<verb>创建于|关闭于|合并于): (?P<time>{TIME})\)"
)


@pytest.fixture(scope="module")
def seed_facts(whole_seed_record: Record) -> Facts:
    record, window = whole_seed_record, between("2025-12-10 19:35", "2025-12-10 20:35", SHANGHAI)
    return gather(record.archive, record.repository, window, [AMD], project="vLLM")


@pytest.fixture(scope="module")
def busy_facts(whole_busy_record: Record) -> Facts:
    record = whole_busy_record
    return gather(record.archive, record.repository, day("2025-12-12", SHANGHAI), [AMD], project="vLLM")


@pytest.fixture(scope="module")
def empty_facts(whole_record: Record) -> Facts:
    for record in lent(whole_record):
        record.synced("2025-12-31 00:00")
        facts = gather(record.archive, record.repository, day("2025-12-10", SHANGHAI), [AMD], project="vLLM")
    return facts


def page(facts: Facts, language: str = "zh", fmt: str = "md") -> str:
    return render(facts, narrate(facts), language, fmt)


def seen(text: str) -> str:
    """A report without the comment at its end."""
    body, _, comment = text.rpartition("\n\n<!-- hansard\n")
    assert comment.endswith("\n-->")
    return body


def test_the_frame_is_the_seed_reports(seed_facts: Facts) -> None:
    text = seen(page(seed_facts)).encode()
    header, appendix = ((GOLDEN / name).read_bytes() for name in ("seed-header.md", "seed-appendix.md"))
    assert text.startswith(header + "---\n\n### 📊 每日开发状态摘要\n".encode())
    assert text.endswith(b"\n\n---\n\n" + appendix)


@pytest.mark.parametrize(("language", "fmt"), [("zh", "md"), ("en", "md"), ("zh", "json")])
def test_the_seed_window_is_golden(
    seed_facts: Facts, seed_window: Window, language: str, fmt: str, agrees: Callable[[str, str], None]
) -> None:
    agrees(file_name(seed_window, language, fmt), page(seed_facts, language, fmt))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_busy_day_is_golden(
    busy_facts: Facts, busy_window: Window, language: str, agrees: Callable[[str, str], None]
) -> None:
    agrees(file_name(busy_window, language, "md"), page(busy_facts, language))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_empty_day_is_golden(empty_facts: Facts, language: str, agrees: Callable[[str, str], None]) -> None:
    agrees(f"empty-day{'' if language == 'zh' else '.en'}.md", page(empty_facts, language))


@pytest.mark.parametrize("name", ["seed_facts", "busy_facts", "empty_facts"])
def test_the_page_follows_the_grammar(request: pytest.FixtureRequest, name: str) -> None:
    facts: Facts = request.getfixturevalue(name)
    text = seen(page(facts))
    assert not text.endswith("\n")
    head, narrative, appendix = text.split("\n\n---\n\n")
    counts = re.fullmatch(
        rf"(?:> ⚠️ .+\n\n)?# vLLM 开发动态报告 - \d{{4}}-\d\d-\d\d\n\n> 时间窗口: {TIME} ~ {TIME}\n"
        r"> 数据统计: 新 Issue (\d+) \| 关闭 Issue (\d+) \| 新 PR (\d+) \| 合并 PR (\d+) \| 关闭未合并 PR (\d+)",
        head,
    )
    assert counts
    assert re.findall(r"^### (.*)$", narrative, re.MULTILINE) == list(HEADS)
    assert not re.search(r"\n\n\n|\n### .*\n\n", narrative)
    lists = re.fullmatch(
        "## 📋 附录：详细数据列表\n\n### 新增 Issue\n(.+?)\n\n### 已关闭 Issue\n(.+?)\n\n### 新增 PR\n(.+?)\n\n"
        "### 已合并 PR\n(.+?)\n\n### 关闭但未合并的 PR\n(.+)",
        appendix,
        re.DOTALL,
    )
    assert lists
    for count, verb, body in zip(
        counts.groups(), ("创建于", "关闭于", "创建于", "合并于", "关闭于"), lists.groups(), strict=True
    ):
        lines = [] if body == "- 无" else body.split("\n")
        found = [ITEM.fullmatch(line) for line in lines]
        assert len(lines) == int(count)
        assert all(item and item["verb"] == verb for item in found)


@pytest.mark.parametrize("name", ["seed_facts", "busy_facts", "empty_facts"])
def test_every_language_has_the_same_references_in_the_same_order(request: pytest.FixtureRequest, name: str) -> None:
    facts: Facts = request.getfixturevalue(name)
    links = [re.findall(r"\[#(\d+)\]\((\S+?)\)", page(facts, language)) for language in ("zh", "en")]
    lines = [page(facts, language).count("\n") for language in ("zh", "en")]
    assert links[0] == links[1]
    assert lines[0] == lines[1]
    assert figures(page(facts, "zh")) == figures(page(facts, "en"))


def figures(text: str) -> list[str]:
    """The numbers of the narrative in their order, without links, code and times."""
    narrative = text.split("\n\n---\n\n")[1]
    bare = re.sub(r"\]\(\S+?\)|`[^`]*`|\d{4}-\d\d-\d\d \d\d:\d\d \(UTC\+8\)", " ", narrative)
    return re.findall(r"(?<![\w#])\d+(?:,\d{3})*(?:\.\d+)?", bare)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_on_the_page_acts(busy_facts: Facts, language: str) -> None:
    text = seen(page(busy_facts, language))
    parser = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(["linkify", "strikethrough"])
    tokens = [child for token in parser.parse(text) for child in [token, *(token.children or [])]]
    assert not {"html_inline", "html_block", "image", "s_open", "em_open"} & {token.type for token in tokens}
    targets = {str(token.attrs["href"]) for token in tokens if token.type == "link_open"}
    address = (
        r"https://github\.com/vllm-project/vllm/(issues|pull)/\d+(#(issuecomment-|discussion_r|pullrequestreview-)\d+)?"
    )
    assert all(re.fullmatch(address, target) for target in targets)
    assert not re.search(r"\{\{|\{%|@\w|(?<![\[&])#\d", text)


def test_the_narrative_of_the_seed_window_has_no_claims_without_data(seed_facts: Facts) -> None:
    for language in ("zh", "en"):
        assert not re.search(
            "活跃[^度]|平静|高效|显著|稳健|重要|active|quiet|signific|important", page(seed_facts, language)
        )


def test_english_counts_one_and_many(seed_facts: Facts) -> None:
    text = page(seed_facts, "en")
    assert "1 issue opened, 2 PRs opened; 0 PRs merged" in text
    assert "1 issue whose title tells of a grave problem has no answer" in text
    assert "1 bot acted 2 times" not in text
    assert not re.search(r"\b1 (?:issues|PRs|people|comments|reviews|items|bots|times)\b", text)


def test_a_negative_statement_tells_what_was_searched(empty_facts: Facts) -> None:
    said = page(empty_facts)
    assert "**本窗口没有 AMD/ROCm 相关条目。** 已检索全部五个列表和窗口内的评论；条件：标签 `rocm`、`amd`；" in said
    assert r"；词语 `rocm\d*(\.\d+)*`、" in said
    assert r"`mi[23]\d\d\w*`" in said
    assert "用户名 `*-amd`、`amd-*`。" in said


def test_each_focus_has_a_heading_and_none_has_one_too(seed_record: Record, seed_window: Window) -> None:
    for focuses, heads in (([AMD, Focus(name="TPU")], 2), ([], 1)):
        facts = gather(seed_record.archive, seed_record.repository, seed_window, focuses)
        for language in ("zh", "en"):
            assert len(re.findall(r"^### 🎯", page(facts, language), re.MULTILINE)) == heads


def test_an_archive_that_stops_short_says_so(seed_facts: Facts) -> None:
    short = replace(seed_facts, synced_until=seed_facts.start)
    assert page(short).count("归档只到 2025-12-10 19:35 (UTC+8)") == page(short).count("不完整") == 1
    assert "摘要\n本窗口的五个列表目前合计 5 条。" in page(short)
    never = replace(seed_facts, synced_until=None)
    assert page(never, "en").count("no sync of the archive has been through yet") == 1
    assert "Summary\nThe five lists of this window hold 5 entries so far." in page(never, "en")
    assert not re.search("不完整|目前", page(seed_facts))


def test_an_archive_that_stops_short_does_not_tell_of_a_quiet_window(empty_facts: Facts) -> None:
    short = replace(empty_facts, synced_until=empty_facts.start)
    assert "**没有新增，也没有关闭**" in page(empty_facts)
    assert "没有新增" not in page(short)
    assert "The five lists of this window hold 0 entries so far.\n\n### 🎯" in page(short, "en")


@pytest.mark.parametrize(("language", "words"), [("zh", "数据不完整"), ("en", "Incomplete data")])
def test_a_report_that_is_not_complete_says_so_on_its_first_line(seed_facts: Facts, language: str, words: str) -> None:
    for until in (None, seed_facts.start):
        first, second, third, _ = page(replace(seed_facts, synced_until=until), language).split("\n", 3)
        assert first.startswith(f"> ⚠️ **{words}**")
        assert second == ""
        assert third.startswith("# vLLM")
    assert page(seed_facts, language).startswith("# vLLM")


def test_each_time_has_its_own_offset(seed_record: Record) -> None:
    zone = type(seed_record.zone)("America/New_York")
    window = between("2025-10-13", "2025-12-11 00:00:30", zone)
    text = page(gather(seed_record.archive, seed_record.repository, window, []))
    assert "> 时间窗口: 2025-10-13 00:00 (UTC-4) ~ 2025-12-11 00:00:30 (UTC-5)" in text


def test_json_holds_the_facts(busy_facts: Facts) -> None:
    data: dict[str, Any] = json.loads(page(busy_facts, "zh", "json"))
    assert list(data) == list(Facts.__dataclass_fields__)
    assert (data["version"], data["scores_version"]) == (SCHEMA_VERSION, SCORES_VERSION)
    assert data["start"] == "2025-12-11T16:00:00Z"
    assert data["lists"]["new_issues"][4]["title"].startswith("[Bug]: wrong output for <b>{{ x }}</b> @everyone")
    assert data["lists"]["new_issues"][4]["author"] is None
    assert page(busy_facts, "zh", "json") == page(busy_facts, "en", "json")


def test_the_same_facts_give_the_same_bytes(busy_record: Record, busy_window: Window, busy_facts: Facts) -> None:
    again = gather(busy_record.archive, busy_record.repository, busy_window, [AMD], project="vLLM")
    assert page(again) == page(busy_facts)


def test_hostile_names_stay_names(seed_facts: Facts) -> None:
    item = replace(
        seed_facts.lists.new_issues[0],
        author="*{{x}}*",
        labels=("a,b", "`{%", "<i>"),
        url="https://github.com/o/r) ![x](https://evil.example",
    )
    facts = replace(seed_facts, project="<v> {{LLM}}", lists=replace(seed_facts.lists, new_issues=(item,)))
    text = page(facts)
    assert "# &lt;v> &#123;{LLM}} 开发动态报告" in text
    assert r"— a,b,\`&#123;%,&lt;i> — by \*&#123;{x}}\* (" in text
    assert "](https://github.com/o/r%29%20%21%5Bx%5D%28https://evil.example)" in text


@pytest.mark.parametrize("language", ["fr", "", "..", "zh/../en", "EN"])
def test_an_unknown_language_is_refused(seed_facts: Facts, language: str) -> None:
    with pytest.raises(NoLanguage, match="Choose one of en, zh"):
        page(seed_facts, language)


def test_an_unknown_format_is_refused(seed_facts: Facts) -> None:
    with pytest.raises(NoFormat, match="Choose one of md, json"):
        page(seed_facts, "zh", "html")


def test_the_languages_have_the_same_templates() -> None:
    names = {
        language: sorted(path.name for path in (assets.folder("reports") / language).iterdir())
        for language in BUILT_IN.languages()
    }
    assert set(map(tuple, names.values())) == {tuple(names["zh"])}


def test_a_file_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.md"
    assert write(path, "一")
    assert not write(path, "一")
    assert write(path, "二")
    assert path.read_bytes() == "二".encode()
    assert [one.name for one in path.parent.iterdir()] == ["report.md"]


def test_a_failed_writing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.md"
    write(path, "old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(NotWritten, match="no space left on device"):
        write(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritten, match=r"cannot write .*report\.md"):
        write(tmp_path / "file" / "report.md", "x")
    with pytest.raises(NotWritten):
        write(tmp_path, "x")


def test_a_heading_comes_from_the_settings(seed_facts: Facts) -> None:
    given = (Heading("en", "summary", "In short <b>"), Heading("en", "focus", "Watching {focus}"))
    facts = replace(seed_facts, headings=given)
    text = page(facts, "en")
    assert "### In short &lt;b>\n" in text
    assert "### Watching AMD/ROCm\n" in text
    heads = [re.findall("^### .*", page(one, "zh"), re.MULTILINE) for one in (facts, seed_facts)]
    assert heads[0] == heads[1]


ATTACKS = (
    "Look <script>alert(1)</script> and <img src=x onerror=alert(1)> please.",
    "Click [here](javascript:alert(1)) for the whole story of it.",
    "Ping @everyone and @vllm-project/core about this one now.",
    "Liquid {{ site.secret }} and {% include evil %} stand here as text.",
    "Direction \u202e turned and \u0007 bell and \x00 nothing in this sentence.",
    "Closes a quote” and ** bold ** and | a table | in one sentence.",
    "A" * 60_000,
)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_quotation_stays_text(busy_facts: Facts, language: str, attack: str) -> None:
    (first, *rest) = busy_facts.discussions
    url = busy_facts.stories[0].item.url
    facts = replace(busy_facts, discussions=(replace(first, quotes=(Quote("*x*", url, attack),)), *rest))
    test_nothing_on_the_page_acts(facts, language)
    text = page(facts, language)
    assert attack.split()[0][:20] in text
    assert not re.search("[\u202e\x00\x07]|A{300}", text)


def test_the_focus_of_the_seed_window_names_the_closed_one(seed_facts: Facts) -> None:
    for language in ("zh", "en"):
        section = page(seed_facts, language).split("### 🎯")[1].split("###")[0]
        assert "[#26701](https://github.com/vllm-project/vllm/pull/26701)" in section
        assert "`gronsti-amd`" in section


def test_a_table_compares_where_there_is_a_past(seed_facts: Facts) -> None:
    counts = seed_facts.counts
    past = replace(counts.all, usual=4.0, days_28=2688, percentile=12.5, fewer=3, equal=1, busy_before=28)
    facts = replace(seed_facts, counts=replace(counts, all=past))
    assert "**比平时静一些**：五个列表合计 5 条，此前 28 个同样长的窗口中有 3 个更少、1 个相同。" in page(facts)
    assert "| 新 PR | 2 |" in page(facts)
    assert "**Somewhat quieter than usual**: 5 entries in the five lists; of the 28 windows" in page(facts, "en")
    assert "| 新 PR |" not in page(seed_facts)
