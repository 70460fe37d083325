"""Effects that tie items to each other, move them away, or are of no known kind."""

from collections.abc import Mapping
from typing import Any

from hansard.sandbox.events import Event
from hansard.sandbox.fold.base import SECOND, Ref, commit_oid, first_item, item_ref, note, on, set_member
from hansard.sandbox.state import Item


@on("cross_reference")
def _cross_reference(item: Item, event: Event) -> None:
    source, closes = event.data["source"], event.data.get("will_close", False)
    if closes and isinstance(source, int):
        item.linked[source] = None
    fields = {"isCrossRepository": not isinstance(source, int), "willCloseTarget": closes, "referencedAt": event.at}
    note(item, event, "CrossReferencedEvent", source=item_ref(source), target=Ref("item", item.number), **fields)


@on("cross_reference", registry=SECOND)
def _closes(item: Item, event: Event) -> None:
    item.closes[first_item(event)] = None


@on("reference")
def _reference(item: Item, event: Event) -> None:
    commit = Ref("commit", commit_oid(event.data["commit"], event))
    note(item, event, "ReferencedEvent", commit=commit, isDirectReference=False)


@on("connect", "disconnect")
def _connect(item: Item, event: Event) -> None:
    _connection(item, event, event.data["subject"])


@on("connect", "disconnect", registry=SECOND)
def _connect_second(item: Item, event: Event) -> None:
    _connection(item, event, first_item(event))


def _connection(item: Item, event: Event, other: int) -> None:
    connected = event.type == "connect"
    set_member(item.linked if item.kind == "issue" else item.closes, other, connected)
    typename = "ConnectedEvent" if connected else "DisconnectedEvent"
    note(item, event, typename, source=Ref("item", item.number), subject=Ref("item", other))


@on("mark_duplicate", "unmark_duplicate")
def _duplicate(item: Item, event: Event) -> None:
    typename = "MarkedAsDuplicateEvent" if event.type == "mark_duplicate" else "UnmarkedAsDuplicateEvent"
    canonical = item_ref(event.data["canonical"])
    note(item, event, typename, canonical=canonical, duplicate=Ref("item", item.number))


@on("add_sub_issue", "remove_sub_issue")
def _sub_issue(item: Item, event: Event) -> None:
    added, child = event.type == "add_sub_issue", event.data["sub_issue"]
    set_member(item.sub_issues, child, added)
    note(item, event, "SubIssueAddedEvent" if added else "SubIssueRemovedEvent", subIssue=Ref("item", child))


@on("add_sub_issue", "remove_sub_issue", registry=SECOND)
def _parent(item: Item, event: Event) -> None:
    added = event.type == "add_sub_issue"
    parent = first_item(event)
    item.parent = parent if added else None
    note(item, event, "ParentIssueAddedEvent" if added else "ParentIssueRemovedEvent", parent=Ref("item", parent))


@on("block", "unblock")
def _blocked(item: Item, event: Event) -> None:
    added, by = event.type == "block", event.data["by"]
    set_member(item.blocked_by, by, added)
    note(item, event, "BlockedByAddedEvent" if added else "BlockedByRemovedEvent", blockingIssue=Ref("item", by))


@on("block", "unblock", registry=SECOND)
def _blocking(item: Item, event: Event) -> None:
    added, blocked = event.type == "block", first_item(event)
    set_member(item.blocking, blocked, added)
    note(item, event, "BlockingAddedEvent" if added else "BlockingRemovedEvent", blockedIssue=Ref("item", blocked))


@on("pin", "unpin")
def _pin(item: Item, event: Event) -> None:
    item.pinned = event.type == "pin"
    note(item, event, "PinnedEvent" if item.pinned else "UnpinnedEvent")


@on("convert_to_discussion")
def _convert(item: Item, event: Event) -> None:
    item.discussion = event.data["discussion"]
    if event.data.get("keep", False):
        item.state, item.closed_at, item.locked = "CLOSED", event.at, True
        note(item, event, "ConvertedToDiscussionEvent", discussion=Ref("discussion", item.discussion))
    else:
        item.gone = True


@on("transfer", "delete_item")
def _leave(item: Item, event: Event) -> None:
    item.gone = True


@on("restore_item")
def _return(item: Item, event: Event) -> None:
    item.gone = False


@on("timeline")
def _timeline(item: Item, event: Event) -> None:
    fields = {name: _value(value) for name, value in event.data.get("fields", {}).items()}
    if event.data["typename"] in ("IssueTypeAddedEvent", "IssueTypeChangedEvent"):
        item.issue_type = fields["issueType"].key
    elif event.data["typename"] == "IssueTypeRemovedEvent":
        item.issue_type = None
    note(item, event, event.data["typename"], **fields)


def _value(value: Any) -> Any:
    """A scalar as it is; an object with one key, such as {"item": 5} or {"actor": "login"}, as a reference."""
    if not isinstance(value, Mapping):
        return value
    ((kind, key),) = value.items()
    return item_ref(key) if kind == "item" else Ref(kind, key)
