"""From the items of a page to typed frames, one for each table. Pure: no socket, no database."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from hansard.sync.columns import SCHEMAS
from hansard.sync.rows import (
    COMMENT_KINDS,
    KINDS,
    Item,
    Lost,
    actor_rows,
    comment_row,
    event_row,
    gap_row,
    item_row,
    label_row,
    milestone_row,
    occurred_at,
    text_row,
    to_json,
    unread_row,
)


def frames(
    items: Sequence[Item],
    repository_id: str,
    observed_at: datetime,
    *,
    lost: Sequence[Lost] = (),
    gone: Sequence[str] = (),
    unread: Sequence[Item] = (),
) -> dict[str, pl.DataFrame]:
    """All rows of these items by table name, with the columns that `warehouse/load` expects.

    `lost` are items that could not be read, `gone` the ids of such that turned out not to be there any more, `unread`
    those whose timelines are read on later.
    """
    missing = list(lost)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    seen = {"repository_id": repository_id, "observed_at": observed_at}
    actors: dict[str, dict[str, Any]] = {}
    labels: dict[str, dict[str, Any]] = {}
    milestones: dict[str, dict[str, Any]] = {}
    for item in items:
        rows["item"].append(item_row(item) | seen)
        rows["text_version"].append(text_row(item.node, item.node["createdAt"], observed_at))
        nodes = _distinct(item)
        rows["event"] += [event_row(item, ordinal, id_, node) | seen for ordinal, (id_, node) in enumerate(nodes)]
        comments = [(id_, node) for id_, node in nodes if node["__typename"] in COMMENT_KINDS]
        rows["comment"] += [comment_row(item, id_, node) | seen for id_, node in comments]
        rows["text_version"] += [text_row(node, occurred_at(node), observed_at) for _, node in comments]
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
    rows["gap"] = [gap_row(one, repository_id, observed_at) for one in missing]
    rows["unread_item"] = [unread_row(item, repository_id) for item in unread]
    mended = [("item", item.node["id"]) for item in items] + [("item", id_) for id_ in gone]
    mended += [("unread", one.id) for one in missing]
    mended += [("entries", item.node["id"]) for item in items if item.whole]
    rows["mended"] = [{"what": what, "node_id": id_, "observed_at": observed_at} for what, id_ in mended]
    rows["actor"] = actor_rows(actors, observed_at)
    rows["label"] = [label_row(label) | seen for label in labels.values()]
    rows["milestone"] = [milestone_row(milestone) | seen for milestone in milestones.values()]
    return {name: pl.from_dicts(found, schema=SCHEMAS[name]) for name, found in rows.items() if found}


def _withheld(item: Item) -> Lost:
    node = item.node
    why = "GitHub does not give this reader every entry of the timeline"
    updated_at = datetime.fromisoformat(node["updatedAt"])
    return Lost(node["id"], f"{KINDS[node['__typename']]}s", node["number"], updated_at, why, what="entries")


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
    return f"{node['__typename']}:{hashlib.sha256(to_json(node).encode()).hexdigest()[:24]}"


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
