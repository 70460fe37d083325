"""Facts and narrative to a page, by the Jinja2 templates of a language; and the page to a file.

Every text that a template prints is neutralised (see `hansard.report.escape`); what the filters below return is
Markdown already. A name that a template misspells is an error.
"""

import os
from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from hansard import assets
from hansard.errors import HansardError, UsageError
from hansard.facts import Facts, Item, Link, Tie
from hansard.narrative.model import Narrative
from hansard.narrative.rules import stance
from hansard.report import front_matter as yaml
from hansard.report import words
from hansard.report.escape import code, neutral
from hansard.report.provenance import provenance, written
from hansard.report.window import stamp

FORMATS = ("md", "json")
PAGE = "report.md.j2"


class NoLanguage(UsageError):
    """There are no templates for the language."""

    def __init__(self, language: str, known: list[str]) -> None:
        self.language, self.known = language, known
        super().__init__(f"no report is written in {language!r}. Choose one of {', '.join(known)}")


class NoFormat(UsageError):
    """Reports are not written in this format."""

    def __init__(self, fmt: str) -> None:
        self.fmt = fmt
        super().__init__(f"no report is written as {fmt!r}. Choose one of {', '.join(FORMATS)}")


class NotWritten(HansardError):
    """The file system refused the report."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        super().__init__(f"cannot write {path}: {why}. Choose another folder with --output")


def languages() -> list[str]:
    """The languages that there are templates for: the folders of reports/ that hold a page."""
    return sorted(path.parent.name for path in assets.folder("reports").glob(f"*/{PAGE}"))


def check_language(language: str) -> None:
    """Raises NoLanguage where there are no templates for it."""
    if language not in languages():
        raise NoLanguage(language, languages())


def render(facts: Facts, narrative: Narrative, language: str, fmt: str, *, front_matter: bool = False) -> str:
    """The report as Markdown ('md', without a newline at its end), or the facts alone as 'json'.

    `front_matter` puts in front of Markdown what Jekyll reads there. Raises NoLanguage and NoFormat.
    """
    if fmt not in FORMATS:
        raise NoFormat(fmt)
    check_language(language)
    # Fields in their order, times as ISO 8601 in UTC.
    data = orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)
    if fmt == "json":
        return data.decode()
    digest = sha256(data).hexdigest()
    page = template(language, PAGE).render(
        facts=facts,
        narrative=narrative,
        front=lambda title: Markup(yaml.front_matter(title, language, facts) if front_matter else ""),  # noqa: S704
    )
    return f"{page.rstrip()}\n\n{written(provenance(facts, language, digest))}"


def template(language: str, name: str) -> Template:
    """A template of a language; what it prints is neutralised."""
    return _environment(assets.folder("reports") / language).get_template(name)


def write(path: Path, text: str) -> bool:
    """Put the text into the file, whole or not at all; False when it held just this text before.

    Missing folders are made. Raises NotWritten.
    """
    content = text.encode()
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_bytes(content)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise NotWritten(path, (error.strerror or str(error)).lower()) from None
    return True


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_markdown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters: dict[str, Callable[..., Any]] = {
        "date": _date,
        "time": _time,
        "link": _link,
        "href": _href,
        "code": lambda text: Markup(code(text)),  # noqa: S704
        "labels": ",".join,
        "yaml": lambda text: Markup(yaml.quoted(text)),  # noqa: S704
        **words.filters(folder.name),
    }
    environment.filters.update(filters)
    environment.globals["part"] = _part
    environment.globals["stance"] = stance
    environment.globals["language"] = folder.name
    environment.globals["heading"] = _heading
    return environment


def _markdown(value: object) -> Markup:
    """What `{{ value }}` prints: Markdown as it is, everything else neutralised."""
    return value if isinstance(value, Markup) else Markup(neutral(str(value)))  # noqa: S704


@pass_context
def _part(context: Context, name: str, **given: object) -> Markup:
    """Another template of the language, without the newlines around it."""
    page = context.environment.get_template(f"{name}.md.j2").render({**context.get_all(), **given})
    return Markup(page.strip("\n"))  # noqa: S704


@pass_context
def _date(context: Context, moment: datetime) -> str:
    """The date in the report's zone."""
    return str(moment.astimezone(ZoneInfo(context["facts"].zone)).date())


@pass_context
def _time(context: Context, moment: datetime, exact: bool = False) -> str:
    """The time in the report's zone, as `stamp` writes it."""
    return stamp(moment.astimezone(ZoneInfo(context["facts"].zone)), exact=exact)


@pass_context
def _heading(context: Context, section: str, usual: str, focus: str = "") -> str:
    """The settings' heading of a section, else the usual one."""
    for one in context["facts"].headings:
        if (one.language, one.section) == (context["language"], section):
            return str(one.text).replace("{focus}", focus)
    return usual


def _link(item: Item | Link | Tie) -> Markup:
    """[#123](address)."""
    return _href(item.url, f"#{item.number}")


def _href(url: str, text: str) -> Markup:
    """[text](address): an address that cannot break out of its brackets. The text is a template's own."""
    return Markup(f"[{text}]({quote(url, safe=':/#?=&%~._-')})")  # noqa: S704
