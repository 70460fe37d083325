"""The filters of issue and pull request listings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hansard.sandbox.paging import Row
from hansard.sandbox.state import Item
from hansard.sandbox.times import parse_instant

if TYPE_CHECKING:
    from hansard.sandbox.world import World

_Test = Callable[[Item], bool]


def selected(world: World, rows: Sequence[Row], filters: Mapping[str, Any]) -> Sequence[Row]:
    """The rows that pass: `filters` are the arguments of the listing, `filter_by` among them."""
    flat = {name: value for name, value in filters.items() if name != "filter_by"} | dict(
        filters.get("filter_by") or {}
    )
    tests = [_test(world, name, value) for name, value in flat.items() if value is not None]
    return [row for row in rows if all(test(row[1]) for test in tests)] if tests else rows


def _test(world: World, name: str, value: Any) -> _Test:
    match name:
        case "since":
            since = parse_instant(value)
            return lambda item: item.updated_at >= since
        case "states":
            return lambda item: item.state in value
        case "labels":
            wanted = {label.lower() for label in value}
            keys = {key for key, label in world.directory.labels.items() if label.name.lower() in wanted}
            keys = {key for key in keys if not world.directory.labels[key].deleted}
            return lambda item: not keys.isdisjoint(item.labels)
        case "createdBy":
            return lambda item: _is(world, item.author, value)
        case "assignee":
            return lambda item: _among(world, item, value)
        case "milestone" | "milestoneNumber":
            return lambda item: _matches(str(item.milestone or ""), value)
        case "base_ref_name":
            return lambda item: item.base == value
        case "head_ref_name":
            return lambda item: item.head == value
        case _:
            raise NotImplementedError(name)


def _is(world: World, key: str | None, login: str) -> bool:
    return key is not None and world.directory.login(key) == login


def _among(world: World, item: Item, login: str) -> bool:
    match login:
        case "*":
            return bool(item.assignees)
        case "":
            return not item.assignees
        case _:
            return any(_is(world, key, login) for key in item.assignees)


def _matches(number: str, wanted: str) -> bool:
    """A milestone by its number as text; `*` stands for any, nothing for none."""
    return bool(number) if wanted == "*" else number == wanted
