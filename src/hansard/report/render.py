"""Facts and narrative to a page, by the templates of a language; and the page to a file."""

import os
from hashlib import sha256
from pathlib import Path

import orjson
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
    # Fields in their order, times as ISO 8601 in UTC.
    data = orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)
    if fmt == "json":
        return data.decode()
    digest = sha256(data).hexdigest()
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
