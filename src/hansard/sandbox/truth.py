"""What was true at an instant, told directly from the events: what a warehouse must find out through GraphQL."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from hansard.sandbox.bulk import uncollected
from hansard.sandbox.directory import Directory
from hansard.sandbox.state import Item, Remark

if TYPE_CHECKING:
    from hansard.sandbox.history import History


def items_at(history: History, now: datetime) -> list[dict[str, Any]]:
    directory = history.directory_at(now)
    with uncollected():
        return [_item(item, directory) for item in _present(history, now)]


def comments_at(history: History, now: datetime) -> list[dict[str, Any]]:
    directory = history.directory_at(now)
    return [_remark(item, remark, directory) for item in _present(history, now) for remark in item.remarks.values()]


def _present(history: History, now: datetime) -> list[Item]:
    found = [history.item_at(number, now) for number in history.numbers()]
    return [item for item in found if item is not None and not item.gone]


def _item(item: Item, directory: Directory) -> dict[str, Any]:
    milestone = directory.milestone(item.milestone)
    assignees = [login for key in item.assignees if (login := directory.login(key))]
    return {
        "number": item.number,
        "kind": item.kind,
        "title": item.title,
        "body": item.text.current,
        "state": item.state,
        "state_reason": item.state_reason,
        "labels": [label.name for label in directory.labels_of(item.labels)],
        "assignees": sorted(assignees),
        "milestone": milestone.title if milestone else None,
        "is_draft": item.draft,
        "locked": item.locked,
        "author": _login(directory, item.author),
        "created_at": item.created_at,
        "updated_at": item.updated_at,
        "closed_at": item.closed_at,
        "merged_at": item.merged_at,
        "comment_count": len(item.comments),
    }


def _remark(item: Item, remark: Remark, directory: Directory) -> dict[str, Any]:
    edit = remark.text.edited
    return {
        "number": item.number,
        "kind": remark.kind,
        "key": remark.key,
        "author": _login(directory, remark.author),
        "body": remark.text.current,
        "state": remark.state or None,
        "created_at": remark.at,
        "edited_at": edit.at if edit else None,
        "is_minimized": remark.minimized is not None,
        "minimized_reason": remark.minimized,
    }


def _login(directory: Directory, key: str | None) -> str | None:
    return None if key is None else directory.login(key)
