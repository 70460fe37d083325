"""From what lies deeper to typed frames: comments on lines, edits, reactions, threads, files. Pure, like pages.py."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from hansard.sync.columns import NUMBER, SCHEMAS, TEXT, TEXTS, TIME
from hansard.sync.rows import actor_rows, instant

Row = dict[str, Any]
Rows = dict[str, list[Row]]

DEPTH_SCHEMAS: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
    **{name: SCHEMAS[name] for name in ("actor", "comment", "text_version")},
    "review_comment": {
        "id": TEXT,
        "review_id": TEXT,
        "reply_to_id": TEXT,
        "path": TEXT,
        "line": NUMBER,
        "original_line": NUMBER,
    },
    "deleted_review_comments": {"review_id": TEXT, "comment_ids": TEXTS, "observed_at": TIME},
    "edit": SCHEMAS["text_version"],
    "snapshot": {"node_id": TEXT, "what": TEXT, "observed_at": TIME, "value": TEXT},
    "changed_file": {"item_id": TEXT, "path": TEXT, "additions": NUMBER, "deletions": NUMBER, "change_type": TEXT},
    "depth": {"node_id": TEXT, "what": TEXT, "change_at": TIME, "read_at": TIME, "why": TEXT},
}


@dataclass(slots=True)
class Deep:
    """A node of a queue, and what was read of it: its connection's entries over however many pages.

    `node` is None when GitHub gave nothing: `gone` when there is no such node any more, else `why` tells.
    """

    id: str
    item_id: str
    change_at: datetime
    node: dict[str, Any] | None = None
    entries: list[dict[str, Any] | None] = field(default_factory=list)
    gone: bool = False
    why: str | None = None


def frames(rows: Rows) -> dict[str, pl.DataFrame]:
    """Rows by table as the frames that `warehouse/load` expects."""
    return {name: pl.from_dicts(found, schema=DEPTH_SCHEMAS[name]) for name, found in rows.items() if found}


def depth_rows(nodes: Iterable[Deep], what: str, read_at: datetime) -> list[Row]:
    """What says that these were read, or why not: a node that was refused is read, one that was too heavy is not."""
    return [
        {
            "node_id": deep.id,
            "what": what,
            "change_at": deep.change_at,
            "read_at": read_at if deep.node is not None or deep.why is None else None,
            "why": deep.why,
        }
        for deep in nodes
    ]


def review_comment_rows(reviews: Sequence[Deep], repository_id: str, observed_at: datetime) -> Rows:
    """The comments of reviews, each as a comment, its place and its text; and which reviews were read completely."""
    nodes = {node["id"]: (review, node) for review in reviews for node in review.entries if node}
    authors = [author for _, node in nodes.values() if (author := node["author"]) and author.get("id")]
    seen = {"repository_id": repository_id, "observed_at": observed_at}
    whole = [review for review in reviews if review.gone or (review.node is not None and None not in review.entries)]
    return {
        "actor": actor_rows({author["id"]: author for author in authors}, observed_at),
        "comment": [_comment_row(review, node) | seen for review, node in nodes.values()],
        "text_version": [_text_row(node, observed_at) for _, node in nodes.values()],
        "review_comment": [_place_row(review, node) for review, node in nodes.values()],
        "deleted_review_comments": [
            {
                "review_id": review.id,
                "comment_ids": [node["id"] for node in review.entries if node],
                "observed_at": observed_at,
            }
            for review in whole
        ],
    }


def edit_rows(nodes: Sequence[Deep], repository_id: str, observed_at: datetime) -> Rows:
    """Every known text of an edit history. The oldest entry is the original, when the list includes that."""
    rows: list[Row] = []
    for deep in nodes:
        oldest_first = list({edit["id"]: edit for edit in deep.entries if edit}.values())
        # GitHub lists the newest first: turned round, those of the same second stay in order, and the last one counts.
        oldest_first.reverse()
        oldest_first.sort(key=lambda edit: str(edit["editedAt"]))
        texts: dict[datetime | None, Row] = {}
        for place, edit in enumerate(oldest_first):
            original = deep.node is not None and place == 0 and deep.node["includesCreatedEdit"]
            moment = instant(deep.node["createdAt"] if deep.node and original else edit["editedAt"])
            if edit["diff"] is not None:
                texts[moment] = _edit_row(deep.id, moment, edit, observed_at)
        rows += texts.values()
    return {"edit": rows}


def reaction_rows(nodes: Sequence[Deep], repository_id: str, observed_at: datetime) -> Rows:
    """The reactions that a node has, counted by kind."""
    rows = []
    for deep in nodes:
        groups = (deep.node or {}).get("reactionGroups") or []
        counts = {group["content"]: (group.get("reactors") or {}).get("totalCount", 0) for group in groups}
        if deep.node is not None:
            value = {content: count for content, count in sorted(counts.items()) if count}
            rows.append(_snapshot_row(deep.id, "reactions", value, observed_at))
    return {"snapshot": rows}


def thread_rows(pulls: Sequence[Deep], repository_id: str, observed_at: datetime) -> Rows:
    """The threads of pull requests, each pull request's as one value."""
    rows = []
    for pull in pulls:
        threads = {node["id"]: node for node in pull.entries if node}
        value = [
            {
                "id": id_,
                "path": node.get("path"),
                "is_resolved": node["isResolved"],
                "is_outdated": node["isOutdated"],
                "resolved_by": (node.get("resolvedBy") or {}).get("login"),
            }
            for id_, node in sorted(threads.items())
        ]
        if pull.node is not None and None not in pull.entries:
            rows.append(_snapshot_row(pull.id, "threads", value, observed_at))
    return {"snapshot": rows}


def file_rows(pulls: Sequence[Deep], repository_id: str, observed_at: datetime) -> Rows:
    """The files that pull requests changed."""
    rows = [
        {
            "item_id": pull.id,
            "path": node["path"],
            "additions": node["additions"],
            "deletions": node["deletions"],
            "change_type": node["changeType"].lower(),
        }
        for pull in pulls
        for node in pull.entries
        if node
    ]
    return {"changed_file": rows}


def _comment_row(review: Deep, node: Mapping[str, Any]) -> Row:
    author, number = node["author"] or {}, node.get("fullDatabaseId")
    return {
        "id": node["id"],
        "item_id": review.item_id,
        "kind": "review_comment",
        "full_database_id": None if number is None else int(number),
        "url": node["url"],
        "author_id": author.get("id"),
        "author": author.get("login"),
        "author_kind": author.get("__typename"),
        "author_association": node.get("authorAssociation"),
        "review_state": None,
        "commit_oid": (node.get("reviewedCommit") or {}).get("oid"),
        "created_at": instant(node["createdAt"]),
        "submitted_at": None,
        "updated_at": instant(node["updatedAt"]),
        "last_edited_at": instant(node.get("lastEditedAt")),
        "is_minimized": node.get("isMinimized", False),
        "minimized_reason": node.get("minimizedReason"),
    }


def _place_row(review: Deep, node: Mapping[str, Any]) -> Row:
    return {
        "id": node["id"],
        "review_id": review.id,
        "reply_to_id": (node.get("replyTo") or {}).get("id"),
        "path": node["path"],
        "line": node.get("line"),
        "original_line": node.get("originalLine"),
    }


def _text_row(node: Mapping[str, Any], observed_at: datetime) -> Row:
    valid_from = instant(node.get("lastEditedAt") or node["createdAt"])
    return _version(node["id"], valid_from, node["body"], None, "observed", observed_at)


def _edit_row(node_id: str, moment: datetime | None, edit: Mapping[str, Any], observed_at: datetime) -> Row:
    editor = (edit.get("editor") or {}).get("login")
    return _version(node_id, moment, edit["diff"], editor, "edit_history", observed_at)


def _version(
    node_id: str, valid_from: datetime | None, text: str, editor: str | None, known_by: str, observed_at: datetime
) -> Row:
    return {
        "node_id": node_id,
        "field": "body",
        "valid_from": valid_from,
        "text": text,
        "editor": editor,
        "known_by": known_by,
        "observed_at": observed_at,
    }


def _snapshot_row(node_id: str, what: str, value: object, observed_at: datetime) -> Row:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return {"node_id": node_id, "what": what, "observed_at": observed_at, "value": text}
