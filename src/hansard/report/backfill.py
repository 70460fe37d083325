"""Reports of many windows. Each file is written whole or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from hansard.report.calendar import Every, calendar
from hansard.report.processes import processors, side_by_side
from hansard.report.produce import all_facts_of, text_of
from hansard.report.render import write
from hansard.report.templates import BUILT_IN, Templates
from hansard.report.window import FutureWindow, Window, file_name, stamp
from hansard.settings import Settings
from hansard.warehouse.query import Archive

MOST_WINDOWS, MOST_TIME = 64, timedelta(days=64)


@dataclass(frozen=True, slots=True)
class Plan:
    """The windows to write, oldest first, and what is to be told of those that are not."""

    windows: tuple[Window, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A report that is in its file now; `is_changed` when the file was not there or held something else."""

    window: Window
    path: Path
    is_changed: bool
    is_complete: bool


def planned(span: Window, every: Every, first_at: datetime | None, now: datetime) -> Plan:
    """The windows of the span that have begun by `now` and that do not end before the archive's first item.

    Raises FutureWindow when none has begun.
    """
    if span.start >= now:
        raise FutureWindow(stamp(span.start.astimezone(span.zone)), now.astimezone(span.zone))
    if first_at is None or first_at >= min(span.end, now):
        return Plan((), ("the archive holds nothing of this time",))
    begin, end = max(span.start, first_at), min(span.end, now.replace(microsecond=0))
    windows = tuple(calendar(Window(begin, end, span.zone), every)) if begin < end else ()
    notes = []
    if windows and windows[0].start > span.start:
        begun = stamp(windows[0].start.astimezone(span.zone))
        notes.append(f"nothing is archived of the time before {begun}: its windows are left out")
    if windows and windows[-1].end < span.end:
        over = stamp(windows[-1].end.astimezone(span.zone))
        notes.append(f"windows from {over} on have not begun: they are left out")
    return Plan(windows, tuple(notes))


def named_languages(given: Sequence[str], default: str, templates: Templates = BUILT_IN) -> tuple[str, ...]:
    """The languages of repeated options, each of which may name several by commas. Raises as `templates` do."""
    found = [language.strip() for text in given or [default] for language in text.split(",")]
    for language in found:
        templates.check(language)
    return tuple(dict.fromkeys(found))


def first_item_at(archive: Archive, repository: str) -> datetime | None:
    """When the oldest archived item was made."""
    (row,) = archive.rows("select first_item_at from archive_status where repository = $name", {"name": repository})
    found: datetime | None = row["first_item_at"]
    return found


def backfill(
    archive: Archive, settings: Settings, windows: Sequence[Window], languages: Sequence[str], folder: Path
) -> Iterator[Written]:
    """Write the reports of these windows and tell of each, in no certain order.

    More windows than are asked about at once are shared among as many processes as the machine has processors. Raises
    NotWritten, ProcessLost and as Templates do.
    """
    groups = tuple(batches(windows))
    directory, crew = archive.directory, min(len(groups), processors())
    if directory is None or crew < 2:
        yield from written(archive, settings, groups, languages, folder)
        return
    dealt = [groups[first::crew] for first in range(crew)]
    yield from side_by_side(partial(_written_beside, directory, crew, settings, languages, folder), dealt)


def _written_beside(
    directory: Path,
    crew: int,
    settings: Settings,
    languages: Sequence[str],
    folder: Path,
    groups: Sequence[Sequence[Window]],
) -> Iterator[Written]:
    with Archive.open(directory, readers=crew) as archive:
        yield from written(archive, settings, groups, languages, folder)


def written(
    archive: Archive,
    settings: Settings,
    groups: Sequence[Sequence[Window]],
    languages: Sequence[str],
    folder: Path,
) -> Iterator[Written]:
    """The same in this process: the windows of each group are asked for at once."""
    templates = Templates(settings.templates)
    for windows in groups:
        for window, facts in zip(windows, all_facts_of(archive, settings, windows), strict=True):
            is_complete = facts.synced_until is not None and facts.synced_until >= facts.end
            for language in languages:
                path = folder / file_name(window, language, "md")
                text = text_of(facts, language, "md", front_matter=settings.front_matter, templates=templates)
                yield Written(window, path, write(path, text), is_complete)


def batches(windows: Sequence[Window]) -> Iterator[Sequence[Window]]:
    """The windows in groups whose facts are asked for at once: as many as keep the memory small."""
    batch: list[Window] = []
    for window in windows:
        if batch and (len(batch) == MOST_WINDOWS or window.end - batch[0].start > MOST_TIME):
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch
