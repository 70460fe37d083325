"""Accounts and teams. A deleted account is nobody: null wherever it acted."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from hansard.sandbox import ids
from hansard.sandbox.directory import Account
from hansard.sandbox.times import format_instant

if TYPE_CHECKING:
    from hansard.sandbox.world import World

_PREFIX = {"User": "U", "Bot": "BOT", "Mannequin": "M", "Organization": "O", "EnterpriseUserAccount": "EUA"}


def actor(world: World, key: str | None) -> Actor | None:
    """The account of this key, None for nobody and for an account that is deleted by now."""
    if key is None or (login := world.directory.login(key)) is None:
        return None
    return Actor(world, world.history.accounts[key], login)


def owner(world: World) -> Actor:
    """The organization that owns the repository."""
    login = world.directory.name.partition("/")[0]
    return Actor(world, world.history.accounts.get(login) or Account(login, 0, "Organization"), login)


class Actor:
    """A user, bot, mannequin, organization or enterprise account."""

    def __init__(self, world: World, account: Account, login: str) -> None:
        self.world, self._account, self.login = world, account, login

    @property
    def typename(self) -> str:
        return self._account.kind

    @property
    def id(self) -> str:
        return ids.encode(_PREFIX[self._account.kind], 0, self.database_id)

    @property
    def database_id(self) -> int:
        return ids.ACCOUNT_BASE + self._account.index

    @property
    def name(self) -> str | None:
        return self._account.name

    @property
    def resource_path(self) -> str:
        return f"/apps/{self.login}" if self._account.kind == "Bot" else f"/{self.login}"

    @property
    def url(self) -> str:
        return f"https://github.com{self.resource_path}"

    def avatar_url(self, size: int | None = None) -> str:
        return f"https://avatars.githubusercontent.com/u/{self.database_id}?" + (f"s={size}&v=4" if size else "v=4")

    @property
    def created_at(self) -> str:
        return format_instant(self.world.history.repository.created_at)

    updated_at = created_at


class Team:
    """A team that a review was asked of. The history knows its name and nothing more."""

    typename = "Team"

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name

    @cached_property
    def database_id(self) -> int:
        return 10_000_000 + sum(self.name.encode())

    @property
    def id(self) -> str:
        return ids.encode("T", self.database_id, self.slug)

    @property
    def slug(self) -> str:
        return self.name.lower().replace(" ", "-")

    @property
    def combined_slug(self) -> str:
        return f"{owner(self.world).login}/{self.slug}"

    @property
    def created_at(self) -> str:
        return format_instant(self.world.history.repository.created_at)

    updated_at = created_at
