"""Where a query begins: the repository, single nodes, the rate limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from hansard.sandbox import ids
from hansard.sandbox.directory import Account
from hansard.sandbox.fold.base import ORDERS_PER_EVENT
from hansard.sandbox.paging import Page
from hansard.sandbox.problems import Refusal, not_found
from hansard.sandbox.views.commits import commit
from hansard.sandbox.views.dictionary import Discussion, IssueType, LabelView, MilestoneView
from hansard.sandbox.views.items import ItemView
from hansard.sandbox.views.people import Actor, actor
from hansard.sandbox.views.remarks import RemarkView, ThreadView
from hansard.sandbox.views.repository import RepositoryView
from hansard.sandbox.views.search import Found, found
from hansard.sandbox.views.timeline import EventView
from hansard.sandbox.world import World

MOST_NODES = 100


@dataclass(frozen=True, slots=True)
class Charged:
    """What `rateLimit` tells: what the request cost and what is left."""

    typename: ClassVar[str] = "RateLimit"
    cost: int
    node_count: int
    limit: int
    remaining: int
    used: int
    reset_at: str


class Root:
    typename = "Query"

    def __init__(self, worlds: Sequence[World], charged: Charged) -> None:
        self.world, self._worlds, self._charged = worlds[0], worlds, charged

    def rate_limit(self, **_dry_run: bool) -> Charged:
        return self._charged

    @property
    def viewer(self) -> Actor:
        return Actor(self.world, Account("sandbox-viewer", 0), "sandbox-viewer")

    def repository(self, owner: str, name: str, follow_renames: bool = True) -> RepositoryView:
        asked = f"{owner}/{name}"
        # A name that a repository has now counts for more than one that another had once.
        named = [world for world in self._worlds if asked.lower() == world.directory.name.lower()]
        if follow_renames:
            named += [w for w in self._worlds if asked.lower() in {old.lower() for old in w.directory.old_names}]
        world = next((world for world in named if not world.directory.hidden), None)
        if world is None:
            raise not_found(f"a Repository with the name '{asked}'")
        return RepositoryView(world)

    def search(self, _page: Page, query: str, type: str) -> Found:  # noqa: A002
        return found(self._worlds, query, type)

    def node(self, id: str) -> Any:  # noqa: A002
        found = self._find(id)
        if found is None:
            raise not_found(f"a node with the global id of '{id}'")
        return found

    def nodes(self, ids: list[str]) -> list[Any]:
        if len(ids) > MOST_NODES:
            message = f"You may not provide more than {MOST_NODES} node ids; you provided {len(ids)}."
            raise Refusal("ARGUMENT_LIMIT", message)
        # An exception in a list is an error of that one element.
        return [self._find(id) or not_found(f"a node with the global id of '{id}'") for id in ids]  # noqa: A001

    def _find(self, node_id: str) -> Any:
        return next((found for world in self._worlds if (found := find_node(world, node_id))), None)


def find_node(world: World, node_id: str) -> Any:
    """The object with this node id, None if there is none."""
    decoded = ids.decode(node_id)
    if decoded is None or world.directory.hidden:
        return None
    prefix, numbers = decoded
    found = _look_up(world, prefix, numbers)
    # An id is only valid as a whole: its repository and type must be the object's.
    return found if found is not None and found.id == node_id else None


def _look_up(world: World, prefix: str, numbers: list[Any]) -> Any:
    match prefix, numbers:
        case ("R", [0, _]):
            return RepositoryView(world)
        case ("I" | "PR", [0, _, number]):
            return _item(world, number)
        case ("IC" | "PRR" | "PRRC" | "PRRT", [0, _, int(number)]):
            return _remark(world, prefix, number - ids.REMARK_BASE)
        case ("LA", [0, _, number]):
            labels = world.directory.labels.values()
            return next((LabelView(world, found) for found in labels if found.order + ids.LABEL_BASE == number), None)
        case ("MI", [0, _, number]):
            milestone = world.directory.milestone(number)
            return MilestoneView(world, milestone) if milestone else None
        case ("C", [0, _, str(oid)]):
            return commit(world, oid)
        case ("D", [0, _, number]):
            converted = world.discussion(number)
            return Discussion(world, converted) if converted else None
        case ("IT", [0, str(name)]):
            return IssueType(name)
        case ("U" | "BOT" | "M" | "O" | "EUA", [0, number]):
            index = number - ids.ACCOUNT_BASE
            return next((actor(world, a.key) for a in world.history.accounts.values() if a.index == index), None)
        case (_, [0, _, number, int(order)]):
            if item := _item(world, number):
                entries = item.item.entries
                return next((EventView(item, e) for e in entries if ids.EVENT_BASE + e.order == order), None)
    return None


def _remark(world: World, prefix: str, order: int) -> Any:
    number = world.history.number_of(order // ORDERS_PER_EVENT)
    item = _item(world, ids.ITEM_BASE + number) if number is not None else None
    if item is None:
        return None
    if prefix == "PRRT":
        return next((ThreadView(item, thread) for thread in item.item.threads.values() if thread.order == order), None)
    return next((RemarkView(item, remark) for remark in item.item.remarks.values() if remark.order == order), None)


def _item(world: World, number: Any) -> ItemView | None:
    found = world.items.get(number - ids.ITEM_BASE) if isinstance(number, int) else None
    return ItemView(world, found) if found else None
