"""Calls the warehouse's macros for one window and puts their rows into one frozen `Facts`. It computes nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any, Protocol, TypeVar

from hansard.errors import TogetherFailed, UsageError
from hansard.facts import (
    SCHEMA_VERSION,
    SCORES_VERSION,
    SOURCES,
    Activity,
    Area,
    Closing,
    Comment,
    Contributor,
    Count,
    Counts,
    Discussion,
    Facts,
    Focused,
    FocusEntry,
    FollowUp,
    Heading,
    Item,
    Link,
    Lists,
    Overlaps,
    Quote,
    ResponseTime,
    Source,
    Story,
    Tie,
    Trend,
    Voice,
    Waiting,
)
from hansard.report.questions import BASES, EVERYWHERE, FOCUS, QUESTIONS
from hansard.report.window import Window
from hansard.settings import Focus

T = TypeVar("T")
Row = Mapping[str, Any]


class Rows(Protocol):
    """The answer to one question about a window: its rows, and the values of each column; times aware and in UTC."""

    @property
    def columns(self) -> Mapping[str, Sequence[Any]]: ...

    def __iter__(self) -> Iterator[Row]: ...

    def __getitem__(self, position: int, /) -> Row: ...


class Ask(Protocol):
    """Asks one question about several windows."""

    def __call__(self, query: str, order: str, params: Mapping[str, Any]) -> Sequence[Rows]: ...


class Archive(Protocol):
    """What can answer a query, with parameters bound by name: one dictionary a row, times aware and in UTC."""

    def rows(self, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]: ...

    def over(
        self, windows: Sequence[tuple[datetime, datetime]], macros: Sequence[str]
    ) -> AbstractContextManager[Ask]: ...


class BadWord(UsageError):
    """A word of a focus is not a regular expression that DuckDB accepts, or one that is found everywhere."""

    def __init__(self, focus: str, word: str, why: str) -> None:
        self.focus, self.word = focus, word
        super().__init__(
            f"focus {focus!r}: the word {word!r} cannot be looked for ({why}). "
            "Correct it in hansard.toml; the syntax is that of RE2, without look-around or back-references"
        )


def gather(
    archive: Archive,
    repository: str,
    window: Window,
    focuses: Sequence[Focus],
    *,
    project: str | None = None,
    headings: Mapping[str, Mapping[str, str]] | None = None,
) -> Facts:
    """All facts of the window: see `gather_all`."""
    (facts,) = gather_all(archive, repository, [window], focuses, project=project, headings=headings)
    return facts


def gather_all(
    archive: Archive,
    repository: str,
    windows: Sequence[Window],
    focuses: Sequence[Focus],
    *,
    project: str | None = None,
    headings: Mapping[str, Mapping[str, str]] | None = None,
) -> Iterator[Facts]:
    """All facts of each window, of which no two are alike: asked for at once, put together one after the other.

    `repository` is one that the archive holds, spelled as there; `project` is the name in the title, by default that
    of the repository; `headings` are the settings' own, by language and section. Raises BadWord.
    """
    named = {"repository": repository}
    try:
        with archive.over([(window.start, window.end) for window in windows], BASES) as ask:
            answers = {name: ask(question.sql, question.order, named) for name, question in QUESTIONS.items()}
            found = [_found(archive, ask, focus, named) for focus in focuses]
    except TogetherFailed:
        if len(windows) == 1:
            raise
        middle = len(windows) // 2
        return chain.from_iterable(
            gather_all(archive, repository, fewer, focuses, project=project, headings=headings)
            for fewer in (windows[:middle], windows[middle:])
        )
    named["project"] = repository.rpartition("/")[2] if project is None else project
    return (
        _facts(
            named,
            window,
            {name: answer[place] for name, answer in answers.items()},
            [(focus, entries[place]) for focus, entries in zip(focuses, found, strict=True)],
            headings or {},
        )
        for place, window in enumerate(windows)
    )


def _facts(
    named: Mapping[str, str],
    window: Window,
    rows: Mapping[str, Rows],
    found: Sequence[tuple[Focus, Rows]],
    headings: Mapping[str, Mapping[str, str]],
) -> Facts:
    """One window's, from the rows that answer each of QUESTIONS and from those of each focus."""
    (summary,) = rows["summary"]
    stories = _stories([rows["stories"], *(entries for _, entries in found)], rows["ties"])
    return Facts(
        version=SCHEMA_VERSION,
        scores_version=SCORES_VERSION,
        project=named["project"],
        repository=named["repository"],
        url=summary["url"],
        start=window.start,
        end=window.end,
        zone=window.zone.key,
        headings=_headings(headings),
        synced_until=summary["synced_until"],
        counts=_counts(rows["measures"]),
        overlaps=_made(Overlaps, summary),
        lists=_lists(stories),
        stories=stories,
        comments=tuple(_all(Comment, rows["comments"])),
        closings=tuple(_all(Closing, rows["closings"])),
        focuses=tuple(_focused(focus, entries) for focus, entries in found),
        discussions=_discussions(stories, rows["voices"], rows["quotes"]),
        trends=tuple(_made(Trend, row, links=_links(row)) for row in rows["trends"]),
        changes=_ranked(stories, "weight_rank"),
        areas=tuple(_all(Area, rows["areas"])),
        activity=_made(Activity, rows["activity"][0]),
        contributors=tuple(_all(Contributor, rows["contributors"])),
        responses=tuple(_all(ResponseTime, rows["responses"])),
        attention=_ranked(stories, "need_rank"),
        reopened=_ranked(stories, "reopened_rank"),
        waiting=tuple(_made(Waiting, row, item=_made(Item, row)) for row in rows["waiting"]),
        follow_ups=tuple(
            _made(
                FollowUp,
                row,
                item=_made(Item, row),
                closer=_link(row, "closer"),
                duplicate_of=_link(row, "duplicate"),
            )
            for row in rows["follow_ups"]
        ),
        sources=tuple(Source(part, view) for part, view in SOURCES.items()),
    )


def _headings(given: Mapping[str, Mapping[str, str]]) -> tuple[Heading, ...]:
    return tuple(Heading(language, name, text) for language, texts in given.items() for name, text in texts.items())


def _stories(answers: Sequence[Rows], ties: Rows) -> tuple[Story, ...]:
    """One for each item, newest first."""
    tied: dict[str, tuple[Tie, ...]] = {}
    for item_id, tie in zip(ties.columns["item_id"], _all(Tie, ties), strict=True):
        tied[item_id] = (*tied.get(item_id, ()), tie)
    told: dict[int, Story] = {}
    for rows in answers:
        belonging = [tied.get(item_id, ()) for item_id in rows.columns["item_id"]]
        told |= zip(rows.columns["number"], _all(Story, rows, item=_all(Item, rows), ties=belonging), strict=True)
    return tuple(told[number] for number in sorted(told, reverse=True))


def _lists(stories: Sequence[Story]) -> Lists:
    """Each list by the time that it shows, newest first, then by number."""
    shown = {"new": "created_at", "closed": "closed_at", "merged": "merged_at"}
    lists: dict[str, tuple[Item, ...]] = {}
    for name in _names(Lists):
        when = shown[name.partition("_")[0]]
        items = [story.item for story in stories if name in story.lists]
        lists[name] = tuple(sorted(items, key=lambda item: (getattr(item, when), item.number), reverse=True))
    return Lists(**lists)


def _ranked(stories: Sequence[Story], rank: str) -> tuple[int, ...]:
    ranked = [(getattr(story, rank), story.item.number) for story in stories if getattr(story, rank) is not None]
    return tuple(number for _, number in sorted(ranked))


def _discussions(stories: Sequence[Story], voices: Rows, quotes: Rows) -> tuple[Discussion, ...]:
    spoke, said = _by_number(voices, Voice), _by_number(quotes, Quote)
    return tuple(
        Discussion(number, tuple(spoke.get(number, ())), tuple(said.get(number, ())))
        for number in _ranked(stories, "heat_rank")
    )


def _by_number(rows: Rows, kind: Callable[..., T]) -> dict[int, list[T]]:
    made: dict[int, list[T]] = {}
    for number, one in zip(rows.columns["number"], _all(kind, rows), strict=True):
        made.setdefault(number, []).append(one)
    return made


def _found(archive: Archive, ask: Ask, focus: Focus, named: Mapping[str, str]) -> Sequence[Rows]:
    criteria = {"labels": list(focus.labels), "words": list(focus.words), "logins": list(focus.logins)}
    try:
        everywhere = archive.rows(EVERYWHERE, {"words": criteria["words"]})
        answers = ask(FOCUS.sql, FOCUS.order, {**named, **criteria})
    except UsageError as error:
        raise _culprit(archive, focus) or error from None
    for row in everywhere:
        raise BadWord(focus.name, row["word"], "it matches the empty text, and so would be found everywhere")
    return answers


def _focused(focus: Focus, rows: Rows) -> Focused:
    return Focused(
        name=focus.name,
        labels=focus.labels,
        words=focus.words,
        logins=focus.logins,
        entries=tuple(_all(FocusEntry, rows)),
    )


def _culprit(archive: Archive, focus: Focus) -> BadWord | None:
    """The first word that the archive refuses by itself."""
    for word in focus.words:
        try:
            archive.rows("select word_pattern([$word]), regexp_matches('', $word)", {"word": word})
        except UsageError as error:
            return BadWord(focus.name, word, str(error).partition(": ")[2] or str(error))
    return None


def _counts(rows: Rows) -> Counts:
    return Counts(**{row["list"]: _made(Count, row, window=row["n"]) for row in rows})


def _links(row: Row) -> tuple[Link, ...]:
    return tuple(Link(number, url) for number, url in zip(row["numbers"], row["urls"], strict=True))


def _link(row: Row, to: str) -> Link | None:
    return None if row[f"{to}_number"] is None else Link(row[f"{to}_number"], row[f"{to}_url"])


def _made(kind: Callable[..., T], row: Row, **given: object) -> T:
    """A dataclass filled from the columns named like its fields, or from what is given."""
    filled = {**row, **given}
    return kind(*[filled[name] for name in _names(kind)])


def _all(kind: Callable[..., T], rows: Rows, **given: Sequence[object]) -> list[T]:
    """The same of every row."""
    filled = {**rows.columns, **given}
    return list(map(kind, *[filled[name] for name in _names(kind)]))


@cache
def _names(kind: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
