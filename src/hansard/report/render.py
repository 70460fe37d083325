"""Facts and narrative to a page, by the templates of a language; and the page to a file."""

import json
import os
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup

from hansard.errors import HansardError, UsageError
from hansard.facts import Facts
from hansard.narrative.model import Narrative
from hansard.report import front_matter as yaml
from hansard.report.provenance import provenance, written
from hansard.report.templates import BUILT_IN, PAGE, Templates

FORMATS = ("md", "json")


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


def render(
    facts: Facts,
    narrative: Narrative,
    language: str,
    fmt: str,
    *,
    front_matter: bool = False,
    templates: Templates = BUILT_IN,
) -> str:
    """The report as Markdown ('md', without a newline at its end), or the facts alone as 'json'.

    `front_matter` puts in front of Markdown what Jekyll reads there. Raises NoFormat, and as `templates` do.
    """
    if fmt not in FORMATS:
        raise NoFormat(fmt)
    templates.check(language)
    data = json.dumps(_plain(facts), ensure_ascii=False, indent=2) + "\n"
    if fmt == "json":
        return data
    digest = sha256(data.encode()).hexdigest()
    page = templates.render(
        language,
        PAGE,
        facts=facts,
        narrative=narrative,
        front=lambda title: Markup(yaml.front_matter(title, language, facts) if front_matter else ""),  # noqa: S704
    )
    return f"{page.rstrip()}\n\n{written(provenance(facts, language, digest, templates.digest(language)))}"


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


def _plain(value: object) -> Any:
    """Dataclasses as objects with their fields in order, times as ISO 8601 in UTC."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _names(value.__class__)}
    return value


@cache
def _names(kind: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
