"""Languages and templates of a user's own: a third language whole, single files, and what is told of bad ones."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.report.conftest import SHANGHAI

from hansard import assets
from hansard.facts import Facts, Heading
from hansard.report.backfill import backfill, named_languages
from hansard.report.calendar import Every, calendar
from hansard.report.facts import gather
from hansard.report.front_matter import has_front_matter
from hansard.report.index import INDEX_TEMPLATE, index
from hansard.report.produce import text_of
from hansard.report.provenance import read
from hansard.report.render import write
from hansard.report.templates import BUILT_IN, PAGE, BadTemplate, NoLanguage, NotALanguage, NoTemplate, Templates
from hansard.report.window import Window, between, day, file_name
from hansard.settings import AMD, Settings

if TYPE_CHECKING:
    from tests.report.conftest import Record

GERMAN = Path(__file__).parent / "templates"
LINK = re.compile(r"\[#(\d+)\]\((\S+?)\)")


@pytest.fixture(scope="module")
def facts(whole_busy_record: Record) -> Facts:
    record = whole_busy_record
    return gather(record.archive, record.repository, day("2025-12-12", SHANGHAI), [AMD], project="vLLM")


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., Templates]:
    """Makes templates of a user's own: texts by their places."""

    def make(files: dict[str, str]) -> Templates:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        return Templates(tmp_path)

    return make


def test_a_third_language_is_a_folder(facts: Facts, busy_window: Window, agrees: Callable[[str, str], None]) -> None:
    templates = Templates(GERMAN)
    assert templates.languages() == ["de", "en", "zh"]
    agrees(file_name(busy_window, "de", "md"), text_of(facts, "de", "md", templates=templates))


def test_what_counts_for_every_language_counts_for_a_users_own(facts: Facts) -> None:
    named = replace(facts, headings=(Heading("de", "summary", "Kurz"),))
    text = text_of(named, "de", "md", front_matter=True, templates=Templates(GERMAN))
    assert has_front_matter(text)
    assert '\nlang: "de"\n' in text
    assert "\n### Kurz\n" in text
    assert "0,04" in text
    assert r"\[Bug\]: wrong output for &lt;b>&#123;{ x }}" in text.replace("[Bug]", r"\[Bug\]")
    appendices = [
        LINK.findall(page.split("\n## 📋")[1])
        for page in (text, text_of(facts, "en", "md", templates=Templates(GERMAN)))
    ]
    assert appendices[0] == appendices[1]


def test_a_backfill_writes_a_third_language_and_its_index(seed_record: Record, tmp_path: Path) -> None:
    settings = Settings.model_validate({"templates": GERMAN})
    templates = Templates(settings.templates)
    languages = named_languages(["de,zh"], settings.language, templates)
    windows = list(calendar(between("2025-12-10", "2025-12-11", settings.zone), Every.DAY))
    paths = [one.path for one in backfill(seed_record.archive, settings, windows, languages, tmp_path)]
    assert [path.name for path in paths] == [
        "report-2025-12-10_to_2025-12-11.de.md",
        "report-2025-12-10_to_2025-12-11.md",
    ]
    page = index(tmp_path, seed_record.repository, "vLLM", "de", templates=templates)
    assert page
    assert page.startswith("# Entwicklungsberichte zu vLLM\n")
    assert "[zh](report-2025-12-10_to_2025-12-11.md) · [de](report-2025-12-10_to_2025-12-11.de.md)" in page


@pytest.mark.parametrize("language", ["pt-BR", "zh-Hant-TW", "es-419"])
def test_a_page_of_any_language_is_found_again(
    seed_record: Record, seed_window: Window, own: Callable[..., Templates], tmp_path: Path, language: str
) -> None:
    templates = own(
        {f"{language}/{PAGE}": "# {{ language }}", f"{language}/{INDEX_TEMPLATE}": "{{ rows[0].links[0] }}"}
    )
    facts = gather(seed_record.archive, seed_record.repository, seed_window, [])
    text = text_of(facts, language, "md", templates=templates)
    found = read(text)
    assert found
    assert found.language == language
    write(tmp_path / file_name(seed_window, language, "md"), text)
    page = index(tmp_path, seed_record.repository, "vLLM", language, templates=templates)
    assert page
    assert page.splitlines()[0] == f"[{language}](report-2025-12-10T1935_to_2025-12-10T2035.{language}.md)"


def test_one_file_takes_the_place_of_a_built_in_one(facts: Facts, own: Callable[..., Templates]) -> None:
    templates = own({"en/trends.md.j2": '{% from "words.j2" import KINDS %}\nOnly {{ KINDS["label"] }}s.'})
    mine, built_in = (text_of(facts, "en", "md", templates=one) for one in (templates, BUILT_IN))
    head = "### 🔥 Topics and trends\n"
    assert f"{head}Only labels.\n\n### 🛠️" in mine
    assert mine.split(head)[0] == built_in.split(head)[0]
    assert re.findall(r"### 🛠️.*(?=<!--)", mine, re.DOTALL) == re.findall(r"### 🛠️.*(?=<!--)", built_in, re.DOTALL)
    assert text_of(facts, "zh", "md", templates=templates) == text_of(facts, "zh", "md")


def test_words_of_a_users_own_are_the_words_of_built_in_sections(facts: Facts, own: Callable[..., Templates]) -> None:
    words = (assets.folder("reports") / "en" / "words.j2").read_text("utf-8")
    templates = own({"en/words.j2": words.replace("crash or hang", "standstill")})
    assert "standstill" in text_of(facts, "en", "md", templates=templates)


def test_the_end_of_a_page_names_templates_that_are_not_built_in(facts: Facts, own: Callable[..., Templates]) -> None:
    def told(templates: Templates, language: str = "en") -> str | None:
        found = read(text_of(facts, language, "md", templates=templates))
        assert found
        return found.templates

    first = told(own({"en/trends.md.j2": "One.", "en/notes.txt": "not a template"}))
    assert first
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert told(own({"en/notes.txt": "other notes"})) == first
    assert told(own({}), "zh") is None
    assert told(own({"en/trends.md.j2": "Two."})) != first
    assert told(BUILT_IN) is None
    assert "templates:" not in text_of(facts, "en", "md")


def test_without_a_folder_for_it_a_language_says_how_to_add_one(facts: Facts) -> None:
    with pytest.raises(NoLanguage, match=r"'fr'. Choose one of de, en, zh; or copy .*/en into a folder") as caught:
        text_of(facts, "fr", "md", templates=Templates(GERMAN))
    assert caught.value.known == ["de", "en", "zh"]
    copied = re.findall(r"copy (\S+) into", str(caught.value))[0]
    assert (Path(copied) / PAGE).is_file()


@pytest.mark.parametrize("name", ["klingon", "xx", "en_US", "FR", "e"])
def test_a_folder_that_is_named_like_no_language_is_refused(own: Callable[..., Templates], name: str) -> None:
    with pytest.raises(NotALanguage, match=f"{name} holds templates, but '{name}' is no language"):
        own({f"{name}/summary.md.j2": "x"}).languages()


def test_other_folders_and_files_are_passed_over(own: Callable[..., Templates]) -> None:
    templates = own({"README.md": "x", "notes/a.md": "x", ".git/a.j2": "x", "fr/summary.md.j2": "x"})
    assert templates.languages() == ["en", "zh"]


def test_a_language_without_its_page_is_told_which_file_it_lacks(own: Callable[..., Templates]) -> None:
    templates = own({"fr/summary.md.j2": "x", "it/report.md.j2": "x"})
    with pytest.raises(NoTemplate, match=r"fr has no report\.md\.j2\. Copy .*/reports/en/report\.md\.j2 there"):
        templates.check("fr")
    templates.check("it")
    with pytest.raises(NoTemplate, match=r"it has no index\.md\.j2"):
        templates.check("it", INDEX_TEMPLATE)


LONG = "{{ facts.project }}\n\n"


@pytest.mark.parametrize(
    ("files", "place", "why"),
    [
        ({PAGE: LONG + "{% if %}"}, "report.md.j2:3", "Expected an expression"),
        ({PAGE: LONG + "{{ 1 | datum }}"}, "report.md.j2:3", "No filter named 'datum'"),
        ({PAGE: LONG + "{{ facts.titel }}"}, "report.md.j2:3", "has no attribute 'titel'"),
        ({PAGE: LONG + "{{ nothing }}"}, "report.md.j2:3", "'nothing' is undefined"),
        ({PAGE: LONG + "{{ part('end') }}", "end.md.j2": "\n{{ nothing }}"}, "end.md.j2:2", "'nothing' is undefined"),
        ({PAGE: LONG + "{{ part('end') }}", "end.md.j2": "\n{% x %}"}, "end.md.j2:2", "unknown tag 'x'"),
        ({PAGE: LONG + "{{ part('end') }}"}, "report.md.j2:3", "there is no template 'end.md.j2'"),
        ({PAGE: LONG + "{% from 'w.j2' import a %}{{ a() }}", "w.j2": "{% macro b() %}{% endmacro %}"},
         "report.md.j2:3", "does not export the requested name 'a'"),
        ({PAGE: "{% from 'w.j2' import a %}{{ a() }}", "w.j2": "{% macro a() %}\n{{ 1 + 'a' }}{% endmacro %}"},
         "w.j2:2", "TypeError: unsupported operand"),
        ({PAGE: LONG + "{{ 'today' | date }}"}, "report.md.j2:3", "AttributeError: 'str' object has no attribute"),
        ({PAGE: LONG + "{{ 1 // 0 }}"}, "report.md.j2:3", "ZeroDivisionError"),
        ({PAGE: LONG + "{% include 'report.md.j2' %}"}, "report.md.j2:3", "RecursionError"),
        ({PAGE: LONG + "{{ cycler() }}"}, "report.md.j2:3", "at least one item"),
        ({PAGE: LONG + "{{ 'a' * 10 ** 15 }}"}, "report.md.j2:3", "MemoryError"),
        ({PAGE: LONG + "{% for a in 'a' %}" * 30 + "{% endfor %}" * 30}, "report.md.j2", "too many statically nested"),
        ({PAGE: LONG + "{{ ''.__class__.__mro__ }}"}, "report.md.j2:3", "is unsafe"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_template_is_told_with_its_line(
    facts: Facts, own: Callable[..., Templates], files: dict[str, str], place: str, why: str
) -> None:
    templates = own({f"fr/{name}": text for name, text in files.items()})
    with pytest.raises(BadTemplate) as caught:
        text_of(facts, "fr", "md", templates=templates)
    assert templates.own
    assert caught.value.place == str(templates.own / "fr" / place)
    assert why in caught.value.why
    assert "\n" not in str(caught.value)


def test_a_template_that_is_no_text_is_told(facts: Facts, own: Callable[..., Templates], tmp_path: Path) -> None:
    templates = own({f"fr/{PAGE}": ""})
    (tmp_path / "fr" / PAGE).write_bytes(b"\xff\xfe")
    with pytest.raises(BadTemplate, match=r"fr/report\.md\.j2: UnicodeDecodeError"):
        text_of(facts, "fr", "md", templates=templates)


def test_a_template_that_cannot_be_read_is_told(
    facts: Facts, own: Callable[..., Templates], monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = own({f"fr/{PAGE}": "", "fr/other.j2": ""})

    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(BadTemplate, match=r"fr/other\.j2: cannot be read \(permission denied\)"):
        text_of(facts, "fr", "md", templates=templates)


def test_an_index_that_asks_for_what_it_does_not_see_is_told(
    seed_record: Record, seed_window: Window, own: Callable[..., Templates], tmp_path: Path
) -> None:
    shutil.copytree(GERMAN / "de", tmp_path / "de")
    templates = own({"de/index.md.j2": "# {{ project }}\n{{ facts.start }}"})
    facts = gather(seed_record.archive, seed_record.repository, seed_window, [])
    write(tmp_path / file_name(seed_window, "de", "md"), text_of(facts, "de", "md", templates=templates))
    with pytest.raises(BadTemplate, match=r"de/index\.md\.j2:2: 'facts' is undefined"):
        index(tmp_path, seed_record.repository, "vLLM", "de", templates=templates)
