"""What belongs to the whole repository at one instant: its name, labels, milestones and accounts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from hansard.sandbox.events import Event, HistoryError
from hansard.sandbox.times import parse_instant

AccountKind = Literal["User", "Bot", "Mannequin", "Organization", "EnterpriseUserAccount"]


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it was declared; its key is the login it began with."""

    key: str
    index: int
    kind: AccountKind = "User"
    association: str = "NONE"
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Founding:
    """The repository as it began."""

    name: str = "vllm-project/vllm"
    database_id: int = 900_000_001
    created_at: datetime = datetime(2023, 2, 9, 11, 23, 20, tzinfo=UTC)


@dataclass(slots=True)
class Label:
    key: str
    order: int
    created_at: datetime
    updated_at: datetime
    name: str
    color: str = "ededed"
    description: str | None = None
    default: bool = False
    deleted: bool = False


@dataclass(slots=True)
class Milestone:
    number: int
    order: int
    creator: str | None
    created_at: datetime
    updated_at: datetime
    title: str
    description: str | None = None
    due_on: datetime | None = None
    closed_at: datetime | None = None
    deleted: bool = False


@dataclass(slots=True)
class Directory:
    """The dictionaries at one instant."""

    name: str
    database_id: int
    hidden: bool = False
    old_names: set[str] = field(default_factory=set)
    labels: dict[str, Label] = field(default_factory=dict)
    milestones: dict[int, Milestone] = field(default_factory=dict)
    logins: dict[str, str | None] = field(default_factory=dict)
    associations: dict[str, str] = field(default_factory=dict)

    @classmethod
    def after(cls, founding: Founding, events: Iterable[Event]) -> "Directory":
        """The directory once these events of the repository have happened, in their order."""
        directory = cls(founding.name, founding.database_id)
        for event in events:
            directory._apply(event, event.data)
        return directory

    def login(self, key: str) -> str | None:
        """What an account is called; None once it is deleted."""
        return self.logins.get(key, key)

    def labels_of(self, keys: Iterable[str]) -> list[Label]:
        """The labels of an item that still exist, in GitHub's order: by their creation."""
        found = [label for key in keys if (label := self.labels.get(key)) and not label.deleted]
        return sorted(found, key=lambda label: (label.created_at, label.order))

    def milestone(self, number: int | None) -> Milestone | None:
        found = None if number is None else self.milestones.get(number)
        return None if found is None or found.deleted else found

    def _apply(self, event: Event, data: Mapping[str, Any]) -> None:
        noun = event.type.partition("_")[2]
        if noun == "label":
            self._apply_label(event, data)
        elif noun == "milestone":
            self._apply_milestone(event, data)
        elif event.type == "rename_user":
            self.logins[data["user"]] = data["login"]
        elif event.type == "delete_user":
            self.logins[data["user"]] = None
        elif event.type == "set_association":
            self.associations[data["user"]] = data["association"]
        elif event.type == "rename_repository":
            self.old_names.add(self.name)
            self.name = data["name"]
        elif event.type == "replace_repository":
            self.database_id = data["database_id"]
        else:
            self.hidden = event.type == "hide_repository"

    def _apply_label(self, event: Event, data: Mapping[str, Any]) -> None:
        key = data["label"]
        if event.type == "create_label":
            if key in self.labels:
                raise HistoryError(f"label {key!r} is created twice: give the second another key and a 'name'")
            self.labels[key] = label = Label(key, event.seq, event.at, event.at, key)
            label.default = data.get("default", False)
        else:
            label = self._known(self.labels, key, event)
        label.name = data.get("name", label.name)
        label.color = data.get("color", label.color)
        label.description = data.get("description", label.description)
        label.deleted, label.updated_at = event.type == "delete_label", event.at

    def _apply_milestone(self, event: Event, data: Mapping[str, Any]) -> None:
        number = data["milestone"]
        if event.type == "create_milestone":
            created = Milestone(number, event.seq, event.actor, event.at, event.at, data["title"])
            created.description = data.get("description")
            created.due_on = parse_instant(data["due_on"]) if "due_on" in data else None
            self.milestones[number] = created
            return
        milestone = self._known(self.milestones, number, event)
        milestone.title, milestone.updated_at = data.get("title", milestone.title), event.at
        if event.type in ("close_milestone", "reopen_milestone"):
            milestone.closed_at = event.at if event.type == "close_milestone" else None
        milestone.deleted = event.type == "delete_milestone"

    @staticmethod
    def _known(known: Mapping[Any, Any], key: Any, event: Event) -> Any:
        if key not in known:
            raise HistoryError(f"{event.type} of {key!r}, which is not there")
        return known[key]
