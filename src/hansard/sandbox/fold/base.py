"""What every effect of an event shares: references, the place of things in the history, the registries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha1
from typing import Any, TypeVar

from hansard.sandbox.changed import made_up, told
from hansard.sandbox.events import Event, HistoryError
from hansard.sandbox.state import Entry, Item, Remark

# An event can make several timeline entries, and hold several commits or inline comments.
ORDERS_PER_EVENT = 1000
_SIZE = ("additions", "deletions", "changed_files")

Effect = Callable[[Item, Event], None]
# By event type: what it does to the item it is about, and to the second item that it names.
FIRST: dict[str, Effect] = {}
SECOND: dict[str, Effect] = {}

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Ref:
    """A field of a timeline entry that points at something: an actor, item, label, commit, ..."""

    kind: str
    key: Any


def on(*types: str, registry: dict[str, Effect] = FIRST) -> Callable[[Effect], Effect]:
    """Register the effect of these event types."""

    def register(effect: Effect) -> Effect:
        registry.update(dict.fromkeys(types, effect))
        return effect

    return register


def order_of(event: Event, place: int = 0) -> int:
    """The place of a thing that an event made among everything in the history."""
    return event.seq * ORDERS_PER_EVENT + place


def commit_oid(commit: object, event: Event) -> str:
    """The oid of a commit as an event names it: a string, an object with `oid`, or nothing at all."""
    if isinstance(commit, Mapping):
        commit = commit["oid"]
    if isinstance(commit, str):
        return commit
    return sha1(f"{event.number}:{event.seq}".encode(), usedforsecurity=False).hexdigest()


def item_ref(source: Any) -> Ref:
    """An item of this repository by its number, or of another one by an object that describes it."""
    return Ref("item", source) if isinstance(source, int) else Ref("foreign", source)


def first_item(event: Event) -> int:
    """The item that an event is about, seen from the second one."""
    if event.number is None:
        raise HistoryError(f"{event.type} is about no item")
    return event.number


def note(item: Item, event: Event, typename: str, place: int = 0, **fields: Any) -> None:
    """Add an entry to the item's timeline."""
    item.entries.append(Entry(order_of(event, place), typename, event.at, event.actor, fields))


def remark_of(item: Item, event: Event, key: str) -> Remark:
    try:
        return item.remarks[key]
    except KeyError:
        raise HistoryError(f"#{item.number}: {event.type} of {key!r}, which is not there") from None


def set_member(members: dict[_T, None], key: _T, present: bool) -> None:
    if present:
        members[key] = None
    else:
        members.pop(key, None)


def resize(item: Item, event: Event) -> None:
    """Take over a pull request's diff from an event that gives it: its size, its files, or both.

    Files that are named say how large the diff is; files that are not are made up to fit.
    """
    if "files" in event.data:
        item.files = told(event.data["files"])
        item.changed_files = len(item.files)
        item.additions = sum(file.additions for file in item.files)
        item.deletions = sum(file.deletions for file in item.files)
        return
    if event.data.keys().isdisjoint(_SIZE):
        return
    for key in _SIZE:
        if key in event.data:
            setattr(item, key, event.data[key])
    item.files = made_up(item.number, item.changed_files, item.additions, item.deletions) if item.changed_files else ()
