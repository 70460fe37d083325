"""Front matter as YAML reads it, and whole pages as Liquid leaves them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from liquid import Environment

from hansard.facts import Facts
from hansard.report.escape import cleaned
from hansard.report.facts import gather
from hansard.report.front_matter import has_front_matter, quoted
from hansard.report.produce import text_of
from hansard.report.window import Window, day
from hansard.settings import AMD

if TYPE_CHECKING:
    from tests.report.conftest import Record

LIQUID = [
    *("{{", "}}", "{%", "%}", "{%-", "{{-", "{", "%", "{% raw %}", "{% endraw %}", "{{ site.title }}", "{%comment%}"),
    *("{% include x %}", "{#", "`", "``", " ", "x", "|", "\\", "{{'", '"}}', "{:", "{{{", "{{%"),
]
HOSTILE = st.lists(st.one_of(st.sampled_from(LIQUID), st.characters(exclude_categories=["Cs"])), max_size=20).map(
    "".join
)


@pytest.fixture(scope="module")
def facts(whole_busy_record: Record, busy_day: Window) -> Facts:
    return gather(whole_busy_record.archive, whole_busy_record.repository, busy_day, [AMD], project="vLLM")


def as_jekyll_reads(text: str) -> tuple[dict[str, Any], str]:
    """The front matter, parsed, and the page below it."""
    empty, matter, page = text.split("---\n", 2)
    assert empty == ""
    return yaml.safe_load(matter), page


@pytest.mark.parametrize(("language", "title"), [("zh", "开发动态报告"), ("en", "development report")])
def test_it_is_yaml_in_front_of_the_same_page(facts: Facts, language: str, title: str) -> None:
    plain = text_of(facts, language, "md")
    text = text_of(facts, language, "md", front_matter=True)
    matter, page = as_jekyll_reads(text)
    assert page == f"\n{plain}"
    assert matter == {
        "title": f"vLLM {title} - 2025-12-12",
        "date": datetime.fromisoformat("2025-12-12T00:00+08:00"),
        "lang": language,
        "window": {
            "start": datetime.fromisoformat("2025-12-12T00:00+08:00"),
            "end": datetime.fromisoformat("2025-12-13T00:00+08:00"),
            "zone": "Asia/Shanghai",
            "complete": False,
        },
        "counts": {
            name: getattr(facts.counts, name).window
            for name in (
                *("new_issues", "closed_issues", "new_pull_requests", "merged_pull_requests"),
                "closed_unmerged_pull_requests",
            )
        },
    }
    assert has_front_matter(text)
    assert not has_front_matter(plain)


@given(HOSTILE)
@example("a: b # c")
@example("--- \n...\n")
@example("'\"\\ \x85\u2028\ufeff\U0001f600")
def test_any_text_is_one_string_of_yaml(text: str) -> None:
    written = quoted(text)
    assert yaml.safe_load(f"title: {written}\nnext: 1") == {"title": cleaned(text), "next": 1}
    assert Environment().from_string(written).render() == written


@settings(max_examples=25)
@given(HOSTILE)
def test_liquid_leaves_a_report_as_it_is(page_of: Any, text: str) -> None:
    page = page_of(text)
    assert Environment().from_string(page).render(site={"title": "changed"}) == page


@pytest.fixture(scope="module")
def page_of(whole_busy_record: Record, busy_day: Window) -> Any:
    """A report in which titles, labels, authors, the focus and the project all read this text."""
    whole = gather(whole_busy_record.archive, whole_busy_record.repository, busy_day, [AMD], project="vLLM")

    def page(text: str) -> str:
        def hostile(items: Any) -> Any:
            return tuple(replace(item, title=text, labels=(text, text), author=text) for item in items)

        lists = replace(
            whole.lists,
            new_issues=hostile(whole.lists.new_issues),
            merged_pull_requests=hostile(whole.lists.merged_pull_requests),
        )
        focuses = tuple(
            replace(
                focus,
                name=text,
                words=(text,),
                entries=tuple(replace(entry, title_matches=(text,)) for entry in focus.entries),
            )
            for focus in whole.focuses
        )
        stories = tuple(
            replace(story, item=replace(story.item, title=text, author=text, labels=(text,))) for story in whole.stories
        )
        discussions = tuple(
            replace(one, quotes=tuple(replace(quote, login=text, body=text) for quote in one.quotes))
            for one in whole.discussions
        )
        trends = tuple(replace(trend, name=text) for trend in whole.trends)
        hostile_facts = replace(
            whole,
            project=text,
            lists=lists,
            stories=stories,
            focuses=focuses,
            discussions=discussions,
            trends=trends,
        )
        return text_of(hostile_facts, "zh", "md", front_matter=True)

    return page


@pytest.fixture(scope="module")
def busy_day() -> Window:
    from zoneinfo import ZoneInfo

    return day("2025-12-12", ZoneInfo("Asia/Shanghai"))
