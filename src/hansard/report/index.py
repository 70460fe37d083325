"""The page that lists the reports of a folder, made from what the reports say of themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from hansard.errors import UsageError
from hansard.report.calendar import name
from hansard.report.provenance import Provenance, read
from hansard.report.templates import BUILT_IN, Templates
from hansard.report.window import DEFAULT_LANGUAGE, Window, file_name

INDEX = "index.md"
INDEX_TEMPLATE = f"{INDEX}.j2"
_MARK = "<!-- hansard index -->"
# More than any provenance takes.
_TAIL = 4096


class NotAnIndex(UsageError):
    """Where the page that lists reports belongs stands something that hansard did not write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path} was not written by hansard, and the list of the reports would take its place. "
            "Move it away, or name another folder with --output"
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A window with its reports: links by language."""

    name: str
    is_complete: bool
    counts: tuple[int, ...]
    links: tuple[Markup, ...]


def check_place(folder: Path) -> None:
    """Raises NotAnIndex when the folder's page is another's."""
    path = folder / INDEX
    if path.exists() and not (path.is_file() and _tail(path).rstrip().endswith(_MARK)):
        raise NotAnIndex(path)


def index(
    folder: Path,
    repository: str,
    project: str,
    language: str,
    *,
    front_matter: bool = False,
    templates: Templates = BUILT_IN,
) -> str | None:
    """The page of all reports on the repository that hansard wrote into the folder, newest first; None without any.

    Raises as `templates` do.
    """
    found = list(_reports(folder, repository))
    if not found:
        return None
    page = templates.render(
        language,
        INDEX_TEMPLATE,
        rows=_rows(found),
        zones=sorted({report.zone for report in found}),
        repository=repository,
        project=project,
        front_matter=front_matter,
    )
    return f"{page.rstrip()}\n\n{_MARK}\n"


def _rows(reports: list[Provenance]) -> list[Row]:
    reports = sorted(reports, key=lambda report: report.language)
    reports.sort(key=lambda report: (report.start, report.end, report.zone), reverse=True)
    rows = []
    for _, group in groupby(reports, key=lambda report: (report.start, report.end, report.zone)):
        same = sorted(group, key=lambda report: report.language != DEFAULT_LANGUAGE)
        rows.append(
            Row(
                name(same[0].window),
                all(report.is_complete for report in same),
                same[0].counts,
                tuple(_link(report.window, report.language) for report in same),
            )
        )
    return rows


def _link(window: Window, language: str) -> Markup:
    return Markup(f"[{language}]({quote(file_name(window, language, 'md'))})")  # noqa: S704 - quoted; a language is a folder


def _reports(folder: Path, repository: str) -> Iterator[Provenance]:
    """What the reports say of themselves; a copy under another name is passed over."""
    for path in folder.glob("report-*.md"):
        found = read(_tail(path)) if path.is_file() else None
        if found and found.repository == repository and path.name == file_name(found.window, found.language, "md"):
            yield found


def _tail(path: Path) -> str:
    """The end of a file; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
