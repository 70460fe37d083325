"""What templates work with: their filters and functions, and how all that they print is neutralised.

Every text that a template prints is neutralised (see `hansard.report.escape`); what the filters below return is
Markdown already. A name that a template misspells is an error. Jinja's sandbox keeps templates, which may be anybody's,
to what is put before them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from hansard.facts import Item, Link, Tie
from hansard.narrative.rules import stance
from hansard.report import front_matter as yaml
from hansard.report import words
from hansard.report.escape import code, neutral
from hansard.report.window import stamp


def environment(language: str, folders: Sequence[Path]) -> Environment:
    """That of a language, whose files are looked for in these folders, in this order."""
    made = _Sandbox(
        loader=FileSystemLoader(folders),
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
        **words.filters(language),
    }
    made.filters.update(filters)
    made.globals["part"] = _part
    made.globals["stance"] = stance
    made.globals["language"] = language
    made.globals["heading"] = _heading
    return made


class _Sandbox(SandboxedEnvironment):
    """Jinja's, which remembers what it has found of a type's attributes: it is asked two thousand times a page."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        key = (type(obj), attr)
        if key not in self._safe:
            self._safe[key] = super().is_safe_attribute(obj, attr, value)
        return self._safe[key]


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
