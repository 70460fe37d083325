"""From one node of a page to one row of a table. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

COMMENT_KINDS = {"IssueComment": "issue_comment", "PullRequestReview": "review"}
# Control characters whose escapes have letters: DuckDB writes those in upper case.
WRITTEN_OTHERWISE = re.compile(r"[\x0b\x0e\x0f\x1a-\x1f]")
KINDS = {"Issue": "issue", "PullRequest": "pull_request"}


@dataclass(slots=True)
class Item:
    """One issue or pull request with all of its labels and its timeline, over however many pages."""

    node: dict[str, Any]
    labels: list[dict[str, Any]] = field(default_factory=list)
    timeline: list[dict[str, Any] | None] = field(default_factory=list)
    # Where the timeline goes on, None at its end; whether the item changed while it was read; whether nothing lacks.
    cursor: str | None = None
    cursors: set[str] = field(default_factory=set)
    moved: bool = False
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Lost:
    """What could not be read: a whole item, or (`what` is 'entries') some of its timeline."""

    id: str
    listing: str
    number: int
    updated_at: datetime
    why: str
    what: str = "item"


def instant(text: str | None) -> datetime | None:
    """A DateTime of GitHub's, which always carries its zone, as an aware datetime."""
    return datetime.fromisoformat(text) if text else None


def item_row(item: Item) -> dict[str, Any]:
    """A row of the table of items, but for what was seen where and when."""
    node = item.node
    author, milestone = node["author"] or {}, node.get("milestone") or {}
    return {
        "id": node["id"],
        "kind": KINDS[node["__typename"]],
        "number": node["number"],
        "full_database_id": _integer(node.get("fullDatabaseId")),
        "url": node.get("url", ""),
        "title": node["title"],
        "state": node.get("state") or node["pullRequestState"],
        "state_reason": node.get("stateReason"),
        "label_ids": [label["id"] for label in item.labels],
        "labels": [label["name"] for label in item.labels],
        "milestone_id": milestone.get("id"),
        "milestone": milestone.get("title"),
        "is_draft": node.get("isDraft", False),
        "locked": node.get("locked", False),
        "lock_reason": node.get("activeLockReason"),
        "author_id": author.get("id"),
        "author": author.get("login"),
        "author_kind": author.get("__typename"),
        "author_association": node.get("authorAssociation"),
        "created_at": instant(node["createdAt"]),
        "updated_at": instant(node["updatedAt"]),
        "closed_at": instant(node.get("closedAt")),
        "merged_at": instant(node.get("mergedAt")),
        "merged_by": (node.get("mergedBy") or {}).get("login"),
        "last_edited_at": instant(node.get("lastEditedAt")),
        "additions": node.get("additions"),
        "deletions": node.get("deletions"),
        "changed_files": node.get("changedFiles"),
        "base_ref": node.get("baseRefName"),
        "head_ref": node.get("headRefName"),
        "head_oid": node.get("headRefOid"),
        "timeline_count": node["timelineItems"].get("totalCount"),
    }


def event_row(item: Item, ordinal: int, id_: str, node: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the timeline, whatever the type of the node; `ordinal` is its place in GitHub's order.

    The payload is the node without the values that the row has beside it.
    """
    actor = node.get("actor") or node.get("author") or {}
    label, assignee = node.get("label") or {}, node.get("assignee") or {}
    reference, commit_oid, body = _reference(node), _commit_oid(node), node.get("body")
    return {
        "item_id": item.node["id"],
        "id": id_,
        "ordinal": ordinal,
        "type": _snake(node["__typename"]),
        "actor_id": actor.get("id"),
        "actor": actor.get("login"),
        "actor_kind": actor.get("__typename"),
        "occurred_at": instant(occurred_at(node)),
        "label_id": label.get("id"),
        "label": label.get("name"),
        "assignee_id": assignee.get("id"),
        "assignee": assignee.get("login"),
        "milestone": node.get("milestoneTitle"),
        "previous_title": node.get("previousTitle"),
        "current_title": node.get("currentTitle"),
        "state_reason": node.get("closeReason") or node.get("reopenReason"),
        "review_state": node.get("reviewState") or node.get("previousReviewState"),
        "lock_reason": node.get("lockReason"),
        "commit_oid": commit_oid,
        "reference_id": reference.get("id"),
        "reference_kind": reference.get("__typename"),
        "reference_number": reference.get("number"),
        "reference_repository": (reference.get("repository") or {}).get("nameWithOwner"),
        "payload": _bare(to_json(node), {"id": id_, "oid": commit_oid, "body": body}),
        "body": body,
    }


def comment_row(item: Item, id_: str, node: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the table of comments, from an issue comment or a review."""
    author = node["author"] or {}
    return {
        "id": id_,
        "item_id": item.node["id"],
        "kind": COMMENT_KINDS[node["__typename"]],
        "full_database_id": _integer(node.get("fullDatabaseId")),
        "url": node.get("url", ""),
        "author_id": author.get("id"),
        "author": author.get("login"),
        "author_kind": author.get("__typename"),
        "author_association": node.get("authorAssociation"),
        "review_state": node.get("reviewState"),
        "commit_oid": _commit_oid(node),
        "created_at": instant(node["createdAt"]),
        "submitted_at": instant(node.get("submittedAt")),
        "updated_at": instant(node["updatedAt"]),
        "last_edited_at": instant(node.get("lastEditedAt")),
        "is_minimized": node.get("isMinimized", False),
        "minimized_reason": node.get("minimizedReason"),
    }


def text_row(node: Mapping[str, Any], appeared: str | None, observed_at: datetime) -> dict[str, Any]:
    """The body of a node as it reads now, valid from its last edit, or else from when it appeared."""
    return {
        "node_id": node["id"],
        "field": "body",
        "valid_from": instant(node.get("lastEditedAt") or appeared),
        "text": node["body"],
        "editor": None,
        "known_by": "observed",
        "observed_at": observed_at,
    }


def actor_rows(actors: Mapping[str, Mapping[str, Any]], observed_at: datetime) -> list[dict[str, Any]]:
    """Rows of the table of accounts, from nodes by id."""
    return [
        {"id": id_, "kind": actor["__typename"], "login": actor["login"], "observed_at": observed_at}
        for id_, actor in actors.items()
    ]


def label_row(label: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the table of labels, but for what was seen where and when."""
    return {
        "id": label["id"],
        "name": label["name"],
        "color": label.get("color"),
        "description": label.get("description"),
        "is_default": label.get("isDefault"),
        "created_at": instant(label["createdAt"]),
    }


def milestone_row(milestone: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the table of milestones."""
    return {
        "id": milestone["id"],
        "number": milestone["number"],
        "title": milestone["title"],
        "state": milestone["state"],
        "due_on": instant(milestone.get("dueOn")),
        "closed_at": instant(milestone.get("closedAt")),
    }


def gap_row(lost: Lost, repository_id: str, observed_at: datetime) -> dict[str, Any]:
    """A row of what is missing."""
    return {
        "repository_id": repository_id,
        "what": lost.what,
        "node_id": lost.id,
        "listing": lost.listing,
        "number": lost.number,
        "item_updated_at": lost.updated_at,
        "why": lost.why,
        "first_seen_at": observed_at,
    }


def unread_row(item: Item, repository_id: str) -> dict[str, Any]:
    """A row for an item whose timeline is read on later."""
    node = item.node
    return {
        "repository_id": repository_id,
        "node_id": node["id"],
        "listing": f"{KINDS[node['__typename']]}s",
        "number": node["number"],
        "item_updated_at": instant(node["updatedAt"]),
    }


REFERENCES = (
    "duplicateOf",
    "closer",
    "source",
    "canonical",
    "linked",
    "subIssue",
    "parent",
    "blockingIssue",
    "blockedIssue",
    "review",
    "issueComment",
    "discussion",
    "fromRepository",
    "requestedReviewer",
)


def _reference(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The other thing that an event points at; what an issue duplicates says more than what closed it."""
    found: Mapping[str, Any] = next((node[key] for key in REFERENCES if node.get(key)), {})
    return found


def _commit_oid(node: Mapping[str, Any]) -> str | None:
    for key in ("reviewedCommit", "pushedCommit", "mergeCommit", "referencedCommit", "afterCommit", "closer"):
        if node.get(key):
            oid: str | None = node[key].get("oid")
            return oid
    return None


def occurred_at(node: Mapping[str, Any]) -> str | None:
    """When it happened: a review when it was sent, a commit when its author says."""
    commit = node.get("pushedCommit") or {}
    return node.get("submittedAt") or node.get("createdAt") or commit.get("committedDate")


def _snake(typename: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", typename.removesuffix("Event")).lower()


def _integer(text: str | int | None) -> int | None:
    return int(text) if text is not None else None


def _bare(payload: str, values: Mapping[str, str | None]) -> str:
    """JSON in which fields that have these values read null; the macro with_value puts them back, the same bytes.

    Quotes within JSON's texts are escaped: neither pattern is ever part of one. A null of the node's own gets a space.
    """
    for key, value in values.items():
        if value is None:
            continue
        payload = payload.replace(f'"{key}":null', f'"{key}": null')
        if not WRITTEN_OTHERWISE.search(value):
            payload = payload.replace(f'"{key}":{to_json(value)}', f'"{key}":null')
    return payload


def to_json(node: Mapping[str, Any] | str) -> str:
    """A node, or a text, as compact JSON."""
    return json.dumps(node, ensure_ascii=False, separators=(",", ":"))
