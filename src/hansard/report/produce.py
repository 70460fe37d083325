"""From an open archive to the text of a report: facts, then what to say of them, then the words."""

from collections.abc import Iterator, Sequence

from hansard.facts import Facts
from hansard.narrative.rules import narrate
from hansard.report.facts import gather_all
from hansard.report.render import render
from hansard.report.templates import BUILT_IN, Templates
from hansard.report.window import Window
from hansard.settings import Settings
from hansard.warehouse.query import Archive


def facts_of(archive: Archive, settings: Settings, window: Window) -> Facts:
    """The facts of one window of the repository in the settings. Raises NotArchived."""
    (facts,) = all_facts_of(archive, settings, [window])
    return facts


def all_facts_of(archive: Archive, settings: Settings, windows: Sequence[Window]) -> Iterator[Facts]:
    """The same of several windows, no two of them alike, in their order."""
    return gather_all(
        archive,
        archive.repository(settings.repository),
        windows,
        settings.focus,
        project=settings.project_name,
        headings=settings.headings,
    )


def text_of(
    facts: Facts, language: str, fmt: str, *, front_matter: bool = False, templates: Templates = BUILT_IN
) -> str:
    """The report of these facts, in a language ('zh', 'en') and a form ('md', 'json'); see `render`."""
    return render(facts, narrate(facts), language, fmt, front_matter=front_matter, templates=templates)
