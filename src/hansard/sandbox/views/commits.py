"""Commits as events told of them: at least their oid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hansard.sandbox import ids
from hansard.sandbox.times import format_instant, parse_instant
from hansard.sandbox.views.people import actor

if TYPE_CHECKING:
    from hansard.sandbox.world import World


def commit(world: World, oid: str | None) -> Commit | None:
    return None if oid is None else Commit(world, oid)


class Commit:
    """A commit as an event told of it: at least its oid."""

    typename = "Commit"

    def __init__(self, world: World, oid: str) -> None:
        self.world, self.oid = world, oid
        self._told = world.history.commits.get(oid, {})

    @property
    def id(self) -> str:
        return ids.encode("C", 0, self.world.directory.database_id, self.oid)

    @property
    def abbreviated_oid(self) -> str:
        return self.oid[:7]

    @property
    def committed_date(self) -> str:
        at = self._told.get("committed_at", self.world.history.repository.created_at)
        return format_instant(parse_instant(at) if isinstance(at, str) else at)

    authored_date = committed_date

    @property
    def message(self) -> str:
        return str(self._told.get("message", f"Commit {self.abbreviated_oid}"))

    @property
    def message_headline(self) -> str:
        return self.message.partition("\n")[0]

    @property
    def message_body(self) -> str:
        return self.message.partition("\n")[2].strip()

    @property
    def author(self) -> GitActor:
        return GitActor(self.world, self._told.get("author"))

    @property
    def resource_path(self) -> str:
        return f"/{self.world.directory.name}/commit/{self.oid}"

    @property
    def url(self) -> str:
        return f"https://github.com{self.resource_path}"


class GitActor:
    typename = "GitActor"
    email = None

    def __init__(self, world: World, key: str | None) -> None:
        found = actor(world, key)
        self.name = found.login if found else None
        self.user = found if found and found.typename == "User" else None
