"""From the JSON of a page to typed frames, one for each table. Pure: no socket, no database."""

import hashlib
import json
import re
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from hansard.github.answers import Answer, Refused, TooHeavy
from hansard.sync.columns import SCHEMAS

COMMENT_KINDS = {"IssueComment": "issue_comment", "PullRequestReview": "review"}
KINDS = {"Issue": "issue", "PullRequest": "pull_request"}


class UnexpectedForm(Refused):
    """An answer that is not of the form that the schema promises."""

    def __init__(self, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
        super().__init__(
            f"the server's answer has not the form of GitHub's ({type(error).__name__}: {error}, at {place}). "
            "Every page before it is saved; try `hansard doctor`"
        )


class PageIncomplete(TooHeavy):
    """A page with a hole that no error explains: it is not committed, but asked for again, smaller."""


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


def _withheld(item: Item) -> Lost:
    node = item.node
    why = "GitHub does not give this reader every entry of the timeline"
    updated_at = datetime.fromisoformat(node["updatedAt"])
    return Lost(node["id"], f"{KINDS[node['__typename']]}s", node["number"], updated_at, why, what="entries")


def check_whole(answer: Answer) -> None:
    """Raise PageIncomplete when the answer lacks something that none of its errors accounts for.

    An error deep inside a node nulls its nearest nullable parent, so its path begins with the path of the null.
    """
    paths = [tuple(error.get("path") or ()) for error in answer.refused]
    for hole in _holes(answer.data, ()):
        if not any(path[: len(hole)] == hole for path in paths):
            raise PageIncomplete(f"a null without a reason at {'.'.join(map(str, hole))}", answer.request_id)


# What is never null for a reason of its own: an error must account for it.
ALIAS = re.compile(r"i\d+")
NEVER_NULL = {"node", "nodes", "page", "pageInfo", "repository", "timelineItems"}


def _holes(value: Any, path: tuple[str | int, ...]) -> Iterable[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if inner is None and (key in NEVER_NULL or (not path and ALIAS.fullmatch(key))):
                yield (*path, key)
            yield from _holes(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if inner is None:
                yield (*path, index)
            yield from _holes(inner, (*path, index))


def instant(text: str | None) -> datetime | None:
    """A DateTime of GitHub's, which always carries its zone, as an aware datetime."""
    return datetime.fromisoformat(text) if text else None


def frames(
    items: Sequence[Item],
    repository_id: str,
    observed_at: datetime,
    *,
    lost: Sequence[Lost] = (),
    gone: Sequence[str] = (),
) -> dict[str, pl.DataFrame]:
    """All rows of these items by table name, with the columns that `warehouse/load` expects.

    `lost` are items that could not be read, `gone` the ids of such that turned out not to be there any more.
    """
    missing = list(lost)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    seen = {"repository_id": repository_id, "observed_at": observed_at}
    actors: dict[str, dict[str, Any]] = {}
    labels: dict[str, dict[str, Any]] = {}
    milestones: dict[str, dict[str, Any]] = {}
    for item in items:
        rows["item"].append(_item_row(item) | seen)
        rows["text_version"].append(_text_row(item.node, item.node["createdAt"], observed_at))
        nodes = _distinct(item)
        rows["event"] += [_event_row(item, ordinal, id_, node) | seen for ordinal, (id_, node) in enumerate(nodes)]
        comments = [(id_, node) for id_, node in nodes if node["__typename"] in COMMENT_KINDS]
        rows["comment"] += [_comment_row(item, id_, node) | seen for id_, node in comments]
        rows["text_version"] += [_text_row(node, _occurred_at(node), observed_at) for _, node in comments]
        if item.whole:
            ids = [id_ for id_, _ in comments]
            rows["deleted_comments"].append(
                {"item_id": item.node["id"], "comment_ids": ids, "observed_at": observed_at}
            )
        else:
            missing.append(_withheld(item))
        for node in (item.node, *(node for _, node in nodes)):
            _collect(node, actors, labels, milestones)
        for label in item.labels:
            labels[label["id"]] = label
    rows["gap"] = [_gap_row(one, repository_id, observed_at) for one in missing]
    mended = [("item", item.node["id"]) for item in items] + [("item", id_) for id_ in gone]
    mended += [("entries", item.node["id"]) for item in items if item.whole]
    rows["mended"] = [{"what": what, "node_id": id_, "observed_at": observed_at} for what, id_ in mended]
    rows["actor"] = actor_rows(actors, observed_at)
    rows["label"] = [label_row(label) | seen for label in labels.values()]
    rows["milestone"] = [_milestone_row(milestone) | seen for milestone in milestones.values()]
    return {name: pl.from_dicts(found, schema=SCHEMAS[name]) for name, found in rows.items() if found}


def _distinct(item: Item) -> list[tuple[str, dict[str, Any]]]:
    """The timeline without nulls, without repetitions, and without the reader's own unsent reviews, keyed by id."""
    found: dict[str, dict[str, Any]] = {}
    for node in item.timeline:
        if node is None or node.get("reviewState") == "PENDING":
            continue
        found[node.get("id") or _made_up_id(node)] = node
    return list(found.items())


def _made_up_id(node: Mapping[str, Any]) -> str:
    """A stable key for the few types that have no id of their own."""
    return f"{node['__typename']}:{hashlib.sha256(_json(node).encode()).hexdigest()[:24]}"


def _item_row(item: Item) -> dict[str, Any]:
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


def _event_row(item: Item, ordinal: int, id_: str, node: Mapping[str, Any]) -> dict[str, Any]:
    actor = node.get("actor") or node.get("author") or {}
    label, assignee = node.get("label") or {}, node.get("assignee") or {}
    reference = _reference(node)
    return {
        "item_id": item.node["id"],
        "id": id_,
        "ordinal": ordinal,
        "type": _snake(node["__typename"]),
        "actor_id": actor.get("id"),
        "actor": actor.get("login"),
        "actor_kind": actor.get("__typename"),
        "occurred_at": instant(_occurred_at(node)),
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
        "commit_oid": _commit_oid(node),
        "reference_id": reference.get("id"),
        "reference_kind": reference.get("__typename"),
        "reference_number": reference.get("number"),
        "reference_repository": (reference.get("repository") or {}).get("nameWithOwner"),
        "payload": _json(node),
    }


def _comment_row(item: Item, id_: str, node: Mapping[str, Any]) -> dict[str, Any]:
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


def _text_row(node: Mapping[str, Any], appeared: str | None, observed_at: datetime) -> dict[str, Any]:
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


def _milestone_row(milestone: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": milestone["id"],
        "number": milestone["number"],
        "title": milestone["title"],
        "state": milestone["state"],
        "due_on": instant(milestone.get("dueOn")),
        "closed_at": instant(milestone.get("closedAt")),
    }


def _gap_row(lost: Lost, repository_id: str, observed_at: datetime) -> dict[str, Any]:
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


def _collect(
    node: Mapping[str, Any],
    actors: dict[str, dict[str, Any]],
    labels: dict[str, dict[str, Any]],
    milestones: dict[str, dict[str, Any]],
) -> None:
    """Note the accounts, labels and milestones that a node names."""
    for key in ("actor", "author", "assignee", "mergedBy", "requestedReviewer", "deletedCommentAuthor"):
        actor = node.get(key)
        if actor and actor.get("id") and actor.get("login"):
            actors[actor["id"]] = actor
    if label := node.get("label"):
        labels.setdefault(label["id"], label)
    if milestone := node.get("milestone"):
        milestones[milestone["id"]] = milestone


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


def _occurred_at(node: Mapping[str, Any]) -> str | None:
    """When it happened: a review when it was sent, a commit when its author says."""
    commit = node.get("pushedCommit") or {}
    return node.get("submittedAt") or node.get("createdAt") or commit.get("committedDate")


def _snake(typename: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", typename.removesuffix("Event")).lower()


def _integer(text: str | int | None) -> int | None:
    return int(text) if text is not None else None


def _json(node: Mapping[str, Any]) -> str:
    return json.dumps(node, ensure_ascii=False, separators=(",", ":"))
