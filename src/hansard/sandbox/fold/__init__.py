"""Folds the events of one item into its state: the only place that knows what an event does."""

from collections.abc import Sequence

from hansard.sandbox.events import Event, HistoryError
from hansard.sandbox.fold import links, properties, remarks
from hansard.sandbox.fold.base import FIRST, SECOND, Ref, commit_oid, note, order_of, resize
from hansard.sandbox.state import Item, Kind, Text, Version
from hansard.sandbox.times import parse_instant

__all__ = ["fold"]

# They register their effects when they are imported.
_EFFECTS = (links, properties, remarks)

# What moves updatedAt, as far as that is known: deleting a comment, cross-references, reactions, minimising,
# resolving, pinning and the parent's side of a sub-issue do not.
_BUMPS = frozenset(
    {"edit_body", "rename", "label", "unlabel", "assign", "unassign", "milestone", "demilestone", "close", "reopen"}
    | {"merge", "lock", "unlock", "draft", "ready", "request_review", "remove_review_request", "push", "force_push"}
    | {"comment", "edit_comment", "review", "review_comment", "dismiss_review", "change_base", "mark_duplicate"}
    | {"unmark_duplicate", "convert_to_discussion", "block", "unblock", "connect", "disconnect"}
)
_BUMPS_SECOND = frozenset({"add_sub_issue", "remove_sub_issue"})


def fold(number: int, events: Sequence[Event]) -> Item | None:
    """The item after these events, in their order. None before it was opened."""
    item: Item | None = None
    for event in events:
        if item is None:
            item = _open(number, event)
            continue
        second = event.number != number
        effect = (SECOND if second else FIRST).get(event.type)
        if effect is None:
            raise HistoryError(f"#{number} is opened twice")
        effect(item, event)
        if event.data.get("bump", event.type in (_BUMPS_SECOND if second else _BUMPS)):
            item.updated_at = event.at
    return item


def _open(number: int, event: Event) -> Item:
    if event.type not in ("open_issue", "open_pull_request"):
        raise HistoryError(f"#{number}: {event.type} comes before the item is opened")
    kind: Kind = "issue" if event.type == "open_issue" else "pull_request"
    data, order = event.data, order_of(event)
    text = Text([Version(order, event.at, event.actor, data.get("body", ""))])
    item = Item(number, kind, order, event.actor, event.at, event.at, data["title"], text)
    if "from" in data:
        # It came by transfer: it keeps the time at which it was opened elsewhere.
        item.created_at = parse_instant(data["created_at"]) if "created_at" in data else event.at
        note(item, event, "TransferredEvent", place=1, fromRepository=Ref("repository", data["from"]))
    if kind == "pull_request":
        item.draft = data.get("draft", False)
        item.base, item.head = data.get("base", "main"), data.get("head", f"branch-{number}")
        item.cross_repository = data.get("cross_repository", True)
        item.head_oid = commit_oid(data.get("head_oid"), event)
        resize(item, event)
    return item
