"""The history of a repository: dated events, in memory, to which more can be added at any time."""

import json
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any

from hansard.sandbox import truth
from hansard.sandbox.bulk import uncollected
from hansard.sandbox.directory import Account, AccountKind, Directory, Founding
from hansard.sandbox.events import SECOND_ITEM, Event, HistoryError, read_event
from hansard.sandbox.fold import fold
from hansard.sandbox.fold.base import commit_oid
from hansard.sandbox.state import Item
from hansard.sandbox.times import parse_instant

BUNDLED_NOW = parse_instant("2025-12-10T13:00:00Z")
"""The clock of the bundled history: its report window has just ended."""

_AT = attrgetter("at")
# What makes a remark, and under which key the remark is named.
_NAMED = {"comment": "comment", "review": "review", "review_comment": "comment"}


def _in_order(event: Event) -> tuple[datetime, bool, int]:
    """By time, then as they came; but nothing precedes an item's opening, in whatever order a file tells it."""
    return event.at, event.type not in ("open_issue", "open_pull_request"), event.seq


class History:
    """Events of one repository and its items. Everything a server shows follows from them and from a clock."""

    def __init__(self, repository: Founding | None = None) -> None:
        self.repository = repository or Founding()
        self.accounts: dict[str, Account] = {}
        self.commits: dict[str, Mapping[str, Any]] = {}
        self._items: dict[int, list[Event]] = {}
        self._of_repository: list[Event] = []
        # What a moved clock passes over, sorted when asked for; and the items touched by each event, as they came.
        self._moments: list[tuple[datetime, int]] = []
        self._touched: list[tuple[int, ...]] = []
        self._labels: set[str] = set()
        # GraphQL types that events of type "timeline" bring in.
        self.typenames: set[str] = set()

    @classmethod
    def bundled(cls) -> "History":
        """The sample that comes with the program: a report's appendix, and synthetic activity around it."""
        folder = files("hansard.sandbox") / "bundled"
        parts = sorted((part for part in folder.iterdir() if part.name.endswith(".json")), key=attrgetter("name"))
        return cls._read((part.name, part.read_text(encoding="utf-8")) for part in parts)

    @classmethod
    def load(cls, path: Path) -> "History":
        """Read a history from a JSON file, or from all the JSON files of a folder. Raises HistoryError."""
        parts = sorted(path.glob("*.json")) if path.is_dir() else [path]
        return cls._read((part.name, part.read_text(encoding="utf-8")) for part in parts)

    @classmethod
    def synthetic(cls, items: int, seed: int, *, losses: bool = False) -> "History":
        """A history of this many items, the same for the same seed, for benchmarks and property tests.

        With `losses` some of it vanishes or changes its name, so that an archive cannot know all that was.
        """
        from hansard.sandbox.synthetic import synthesize

        history = cls()
        with uncollected():
            synthesize(history, items, seed, losses=losses)
        return history

    @classmethod
    def _read(cls, parts: Iterable[tuple[str, str]]) -> "History":
        history = cls()
        with uncollected():
            for name, text in parts:
                try:
                    history._take_in(json.loads(text))
                except (AttributeError, TypeError, ValueError) as error:
                    raise HistoryError(f"{name}: {error}") from error
            history.check(history.numbers())
        return history

    def _take_in(self, part: Mapping[str, Any]) -> None:
        if about := part.get("repository"):
            created = {"created_at": parse_instant(about["created_at"])} if "created_at" in about else {}
            self.repository = replace(self.repository, **{**about, **created})
        for account in part.get("accounts", ()):
            self.declare(**account)
        for event in part.get("events", ()):
            self.add(event)

    def declare(
        self, login: str, kind: AccountKind = "User", association: str = "NONE", name: str | None = None
    ) -> None:
        """Say what sort of account a login is. Others are users without association."""
        known = self.accounts.get(login)
        index = known.index if known else len(self.accounts) + 1
        self.accounts[login] = Account(login, index, kind, association, name)

    def extend(self, raws: Iterable[Mapping[str, Any]]) -> None:
        """Add several events, all of them or, when one makes no sense, none."""
        began = self.version
        try:
            for raw in raws:
                self.add(raw)
            self.check(self.touched_since(began))
        except HistoryError:
            self._forget(began)
            raise

    def check(self, numbers: Iterable[int]) -> None:
        """Raise HistoryError if the whole history of one of these items, or of the repository, makes no sense."""
        Directory.after(self.repository, self._of_repository)
        for number in set(numbers):
            fold(number, self._items[number])

    def add(self, raw: Mapping[str, Any] | None = None, /, **keys: Any) -> Event:
        """Add one event: `type`, `at`, and what events.py lists for its type. Raises HistoryError.

        Whether it makes sense where it stands is only found out when the item is looked at, or by `extend`.
        """
        event = read_event(len(self._touched), {**(raw or {}), **keys})
        if event.type in _NAMED:
            event = self._named(event)
        if event.type in ("label", "unlabel") and event.data["label"] not in self._labels:
            raise HistoryError(f"#{event.number}: label {event.data['label']!r} is never created")
        if event.type == "create_label":
            self._labels.add(event.data["label"])
        if event.type == "timeline":
            self.typenames.add(event.data["typename"])
        for login in _people(event):
            if login not in self.accounts:
                self.declare(login)
        self._learn_commits(event)
        numbers = _numbers(event)
        self._touched.append(numbers)
        if not numbers:
            insort(self._of_repository, event, key=_in_order)
        for number in numbers:
            insort(self._items.setdefault(number, []), event, key=_in_order)
            self._moments.append((event.at, number))
        return event

    @property
    def version(self) -> int:
        """Grows with each event added."""
        return len(self._touched)

    def numbers(self) -> list[int]:
        """The numbers of all items that there ever are."""
        return sorted(self._items)

    def number_of(self, seq: int) -> int | None:
        """The item that the event of this place in the history is about."""
        numbers = self._touched[seq] if 0 <= seq < len(self._touched) else ()
        return numbers[0] if numbers else None

    def events_of(self, number: int, now: datetime) -> list[Event]:
        """What has happened to an item by then, an event of that very instant included."""
        events = self._items.get(number, [])
        return events[: bisect_right(events, now, key=_AT)]

    def item_at(self, number: int, now: datetime) -> Item | None:
        """The item as it was then, one that had left the repository included."""
        return fold(number, self.events_of(number, now))

    def directory_at(self, now: datetime) -> Directory:
        events = self._of_repository
        return Directory.after(self.repository, events[: bisect_right(events, now, key=_AT)])

    def touched_between(self, start: datetime, end: datetime) -> Iterator[int]:
        """The items to which something happened after start, up to and including end. May repeat itself."""
        self._moments.sort()
        low, high = (bisect_right(self._moments, instant, key=itemgetter(0)) for instant in (start, end))
        return (number for _, number in self._moments[low:high])

    def touched_since(self, version: int) -> Iterator[int]:
        """The items that got events since the history had this version. May repeat itself."""
        return (number for numbers in self._touched[version:] for number in numbers)

    def items_at(self, now: datetime) -> list[dict[str, Any]]:
        """Every item as GitHub showed it then, by number. Folded from the events, no cache, no SQL."""
        return truth.items_at(self, now)

    def comments_at(self, now: datetime) -> list[dict[str, Any]]:
        """Every comment, review and inline comment that existed then, with the text of then."""
        return truth.comments_at(self, now)

    def _forget(self, version: int) -> None:
        """Take back the events that were added since the history had this version."""
        numbers = set(self.touched_since(version))
        del self._touched[version:]
        for number in numbers:
            self._items[number] = [event for event in self._items[number] if event.seq < version]
            if not self._items[number]:
                del self._items[number]
        self._of_repository = [event for event in self._of_repository if event.seq < version]
        self._moments = [(event.at, number) for number, events in self._items.items() for event in events]

    def _named(self, event: Event) -> Event:
        """The event with a key for the comment or review that it makes, if it came without."""
        key = _NAMED[event.type]
        return event if key in event.data else replace(event, data={**event.data, key: f"{key}-{event.seq}"})

    def _learn_commits(self, event: Event) -> None:
        """Remember what is said of commits, so that they can be looked up by oid."""
        named = [event.data.get("commit"), event.data.get("after"), *event.data.get("commits", ())]
        for commit in named:
            if isinstance(commit, str | Mapping):
                told = commit if isinstance(commit, Mapping) else {}
                fallback = {"committed_at": event.at, "author": event.actor}
                self.commits.setdefault(commit_oid(commit, event), {**fallback, **told})


def _people(event: Event) -> Iterator[str]:
    """The accounts that an event names."""
    told = [event.actor, *(event.data.get(key) for key in ("assignee", "reviewer", "user"))]
    told += [value.get("actor") for value in event.data.get("fields", {}).values() if isinstance(value, Mapping)]
    return (login for login in told if isinstance(login, str))


def _numbers(event: Event) -> tuple[int, ...]:
    """The items in whose history the event stands."""
    if event.number is None:
        return ()
    second = event.data.get(SECOND_ITEM.get(event.type, ""))
    if event.type == "cross_reference" and event.data.get("will_close"):
        second = event.data["source"]
    return (event.number, second) if isinstance(second, int) else (event.number,)
