"""The vocabulary of a history: which events there are, and what each of them says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hansard.sandbox.times import parse_instant


class HistoryError(ValueError):
    """An event that makes no sense: unknown, incomplete, or about something that does not exist."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `number` is the item's, None for events of the whole repository."""

    seq: int
    at: datetime
    type: str
    number: int | None
    actor: str | None
    data: Mapping[str, Any]


_PULL_SIZE = "additions deletions changed_files files head_oid"

# Each type: the keys it must have, a bar, the keys it may have besides `actor`, `note` and `bump`.
ITEM_EVENTS = {
    "open_issue": "title | body created_at from",
    "open_pull_request": f"title | body draft base head cross_repository {_PULL_SIZE}",
    "edit_body": "body |",
    "rename": "title |",
    "comment": "body | comment",
    "edit_comment": "comment body |",
    "delete_comment": "comment |",
    "minimize_comment": "comment reason |",
    "unminimize_comment": "comment |",
    "pin_comment": "comment |",
    "unpin_comment": "comment |",
    "review": "state | review body commit comments",
    "review_comment": "review body path | comment line reply_to",
    "dismiss_review": "review | message",
    "resolve_thread": "comment |",
    "unresolve_thread": "comment |",
    "label": "label |",
    "unlabel": "label |",
    "assign": "assignee |",
    "unassign": "assignee |",
    "milestone": "milestone |",
    "demilestone": "milestone |",
    "close": "| reason closer duplicate_of",
    "reopen": "|",
    "merge": "| commit",
    "lock": "| reason",
    "unlock": "|",
    "draft": "|",
    "ready": "|",
    "request_review": "| reviewer team",
    "remove_review_request": "| reviewer team",
    "push": f"commits | {_PULL_SIZE}",
    "force_push": f"before after | {_PULL_SIZE}",
    "change_base": "base |",
    "delete_branch": "|",
    "restore_branch": "|",
    "cross_reference": "source | will_close",
    "reference": "commit |",
    "connect": "subject |",
    "disconnect": "subject |",
    "mark_duplicate": "canonical |",
    "unmark_duplicate": "canonical |",
    "add_sub_issue": "sub_issue |",
    "remove_sub_issue": "sub_issue |",
    "block": "by |",
    "unblock": "by |",
    "pin": "|",
    "unpin": "|",
    "react": "content | comment",
    "unreact": "content | comment",
    "convert_to_discussion": "discussion | keep",
    "transfer": "to |",
    "delete_item": "|",
    "restore_item": "|",
    "timeline": "typename | fields",
}
REPOSITORY_EVENTS = {
    "create_label": "label | name color description default",
    "rename_label": "label name |",
    "edit_label": "label | color description",
    "delete_label": "label |",
    "create_milestone": "milestone title | description due_on",
    "rename_milestone": "milestone title |",
    "close_milestone": "milestone |",
    "reopen_milestone": "milestone |",
    "delete_milestone": "milestone |",
    "rename_user": "user login |",
    "delete_user": "user |",
    "set_association": "user association |",
    "rename_repository": "name |",
    "replace_repository": "database_id |",
    "hide_repository": "|",
    "show_repository": "|",
}
# Events that stand in the timelines of two items, and the key that names the second.
SECOND_ITEM = {
    "connect": "subject",
    "disconnect": "subject",
    "add_sub_issue": "sub_issue",
    "remove_sub_issue": "sub_issue",
    "block": "by",
    "unblock": "by",
}
# Of these keys an event has one.
_ONE_OF = dict.fromkeys(["request_review", "remove_review_request"], ("reviewer", "team"))
_COMMON = frozenset({"note", "bump"})


def _keys(spec: str) -> tuple[frozenset[str], frozenset[str]]:
    needed, allowed = (frozenset(side.split()) for side in spec.split("|"))
    return needed, needed | allowed | _COMMON


_KEYS = {name: _keys(spec) for name, spec in (ITEM_EVENTS | REPOSITORY_EVENTS).items()}


def read_event(seq: int, raw: Mapping[str, Any]) -> Event:
    """Check one event as written in JSON. Raises HistoryError that says what is wrong with it."""
    data = dict(raw)
    kind, at = data.pop("type", None), data.pop("at", None)
    number, actor = data.pop("number", None), data.pop("actor", None)
    if kind not in _KEYS:
        raise HistoryError(f"unknown event type {kind!r}")
    if (kind in ITEM_EVENTS) is not isinstance(number, int):
        raise HistoryError(f"{kind}: 'number' must be {'an integer' if kind in ITEM_EVENTS else 'left out'}")
    needed, allowed = _KEYS[kind]
    if missing := needed - data.keys():
        raise HistoryError(f"{kind}: {', '.join(sorted(missing))} missing")
    if extra := data.keys() - allowed:
        raise HistoryError(f"{kind}: no such key: {', '.join(sorted(extra))}")
    if kind in _ONE_OF and not data.keys() & set(_ONE_OF[kind]):
        raise HistoryError(f"{kind}: {' or '.join(_ONE_OF[kind])} missing")
    try:
        moment = parse_instant(at) if isinstance(at, str) else _aware(at)
    except (TypeError, ValueError) as error:
        raise HistoryError(f"{kind}: 'at' is not an instant: {error}") from error
    return Event(seq, moment, kind, number, actor, data)


def _aware(at: object) -> datetime:
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise TypeError(repr(at))
    return at.astimezone(UTC).replace(microsecond=0)
