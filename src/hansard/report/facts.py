"""Calls the warehouse's macros for one window and puts their rows into one frozen `Facts`. It computes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Protocol, TypeVar

from hansard.errors import UsageError
from hansard.facts import (
    SCHEMA_VERSION,
    Activity,
    Change,
    Contributor,
    Count,
    Counts,
    Discussion,
    Facts,
    Focused,
    FocusEntry,
    Item,
    LabelTrend,
    Link,
    Lists,
    Problem,
    ResponseTime,
)
from hansard.report.window import Window
from hansard.settings import Focus

T = TypeVar("T")

SUMMARY = "select * from window_summary($start, $end) where repository = $repository"
LISTS = "select * from window_lists($start, $end) where repository = $repository order by list, rank"
FOCUS = """
    select * from focus_items($start, $end, $labels, $words, $logins) where repository = $repository order by rank"""
DISCUSSIONS = "select * from discussions($start, $end) where repository = $repository and rank <= 10 order by rank"
TRENDS = "select * from label_trends($start, $end) where repository = $repository and rank <= 20 order by rank"
CHANGES = "select * from merged_changes($start, $end) where repository = $repository and rank <= 10 order by rank"
ACTIVITY = "select * from window_activity($start, $end) where repository = $repository"
CONTRIBUTORS = """
    select * from contributors($start, $end) where repository = $repository and rank <= 20 order by is_bot, rank"""
RESPONSES = "select * from response_times($start, $end) where repository = $repository order by kind"
ATTENTION = "select * from attention($start, $end) where repository = $repository and rank <= 10 order by rank"


class Archive(Protocol):
    """What can answer a query, with parameters bound by name: one dictionary a row, times aware and in UTC."""

    def rows(self, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]: ...


class BadWord(UsageError):
    """A word of a focus is not a regular expression that DuckDB accepts."""

    def __init__(self, focus: str, word: str, why: str) -> None:
        self.focus, self.word = focus, word
        super().__init__(
            f"focus {focus!r}: the word {word!r} is not a valid regular expression ({why}). "
            "Correct it in hansard.toml; the syntax is that of RE2, without look-around or back-references"
        )


def gather(
    archive: Archive, repository: str, window: Window, focuses: Sequence[Focus], *, project: str | None = None
) -> Facts:
    """All facts of the window.

    `repository` is one that the archive holds, spelled as there; `project` is the name in the title, by default that
    of the repository. Raises BadWord.
    """
    named: dict[str, Any] = {"repository": repository, "start": window.start, "end": window.end}

    def rows(sql: str) -> list[dict[str, Any]]:
        return archive.rows(sql, named)

    (summary,) = rows(SUMMARY)
    return Facts(
        schema_version=SCHEMA_VERSION,
        project=repository.rpartition("/")[2] if project is None else project,
        repository=repository,
        url=summary["url"],
        start=window.start,
        end=window.end,
        zone=window.zone.key,
        synced_until=summary["synced_until"],
        counts=_counts(summary),
        lists=_lists(rows(LISTS)),
        focuses=tuple(_focused(archive, focus, named) for focus in focuses),
        discussions=tuple(_made(Discussion, row, item=_made(Item, row)) for row in rows(DISCUSSIONS)),
        trends=tuple(_made(LabelTrend, row, links=_links(row, "numbers", "urls")) for row in rows(TRENDS)),
        changes=tuple(
            _made(Change, row, item=_made(Item, row), closes=_links(row, "closes_numbers", "closes_urls"))
            for row in rows(CHANGES)
        ),
        activity=_made(Activity, rows(ACTIVITY)[0]),
        contributors=tuple(_made(Contributor, row) for row in rows(CONTRIBUTORS)),
        responses=tuple(_made(ResponseTime, row) for row in rows(RESPONSES)),
        attention=tuple(_made(Problem, row, item=_made(Item, row)) for row in rows(ATTENTION)),
    )


def _focused(archive: Archive, focus: Focus, named: Mapping[str, Any]) -> Focused:
    criteria = {"labels": list(focus.labels), "words": list(focus.words), "logins": list(focus.logins)}
    try:
        found = archive.rows(FOCUS, {**named, **criteria})
    except UsageError as error:
        raise _culprit(archive, focus) or error from None
    return Focused(
        name=focus.name,
        labels=focus.labels,
        words=focus.words,
        logins=focus.logins,
        entries=tuple(_made(FocusEntry, row, item=_made(Item, row)) for row in found),
    )


def _culprit(archive: Archive, focus: Focus) -> BadWord | None:
    """The first word that DuckDB refuses by itself."""
    for word in focus.words:
        try:
            archive.rows("select regexp_matches('', $word)", {"word": word})
        except UsageError as error:
            return BadWord(focus.name, word, str(error).partition(": ")[2] or str(error))
    return None


def _counts(summary: Mapping[str, Any]) -> Counts:
    return _made(
        Counts,
        summary,
        **{
            name: Count(
                window=summary[name],
                days_7=summary[f"{name}_7d"],
                days_28=summary[f"{name}_28d"],
                usual=summary[f"{name}_usual"],
            )
            for name in _names(Lists)
        },
    )


def _lists(rows: Sequence[Mapping[str, Any]]) -> Lists:
    lists: dict[str, list[Item]] = {name: [] for name in _names(Lists)}
    for row in rows:
        lists[row["list"]].append(_made(Item, row))
    return Lists(**{name: tuple(items) for name, items in lists.items()})


def _links(row: Mapping[str, Any], numbers: str, urls: str) -> tuple[Link, ...]:
    return tuple(Link(number, url) for number, url in zip(row[numbers], row[urls], strict=True))


def _made(kind: type[T], row: Mapping[str, Any], **given: object) -> T:
    """A dataclass filled from the columns named like its fields, or from what is given; lists become tuples."""
    values = {name: given[name] if name in given else row[name] for name in _names(kind)}
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


def _names(kind: type) -> list[str]:
    return [field.name for field in fields(kind)]
