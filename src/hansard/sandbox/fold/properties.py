"""Effects on what an item is: its title and body, state, labels, people, branch and commits."""

from collections.abc import Mapping

from hansard.sandbox.events import Event
from hansard.sandbox.fold.base import Ref, commit_oid, item_ref, note, on, order_of, resize, set_member
from hansard.sandbox.state import Item, Version


@on("edit_body")
def _edit_body(item: Item, event: Event) -> None:
    item.text.versions.append(Version(order_of(event), event.at, event.actor, event.data["body"]))


@on("rename")
def _rename(item: Item, event: Event) -> None:
    note(item, event, "RenamedTitleEvent", previousTitle=item.title, currentTitle=event.data["title"])
    item.title = event.data["title"]


@on("label", "unlabel")
def _label(item: Item, event: Event) -> None:
    if (event.data["label"] in item.labels) is (event.type == "label"):
        return  # GitHub writes down changes only: adding what is there, or removing what is not, leaves no entry.
    set_member(item.labels, event.data["label"], event.type == "label")
    typename = "LabeledEvent" if event.type == "label" else "UnlabeledEvent"
    note(item, event, typename, label=Ref("label", event.data["label"]))


@on("assign", "unassign")
def _assign(item: Item, event: Event) -> None:
    if (event.data["assignee"] in item.assignees) is (event.type == "assign"):
        return
    set_member(item.assignees, event.data["assignee"], event.type == "assign")
    typename = "AssignedEvent" if event.type == "assign" else "UnassignedEvent"
    note(item, event, typename, assignee=Ref("actor", event.data["assignee"]))


@on("milestone", "demilestone")
def _milestone(item: Item, event: Event) -> None:
    number, added = event.data["milestone"], event.type == "milestone"
    item.milestone = number if added else None
    title = Ref("milestone_title", (number, event.at))
    note(item, event, "MilestonedEvent" if added else "DemilestonedEvent", milestoneTitle=title)


@on("close")
def _close(item: Item, event: Event) -> None:
    duplicate = event.data.get("duplicate_of")
    reason = event.data.get("reason", "COMPLETED") if item.kind == "issue" else None
    item.state, item.closed_at, item.state_reason, item.duplicate_of = "CLOSED", event.at, reason, duplicate
    closer = event.data.get("closer")
    if isinstance(closer, int | Mapping):
        closer = item_ref(closer)
    elif closer is not None:
        closer = Ref("commit", closer)
    original = item_ref(duplicate) if duplicate is not None else None
    note(item, event, "ClosedEvent", stateReason=reason, closer=closer, duplicateOf=original)


@on("reopen")
def _reopen(item: Item, event: Event) -> None:
    item.state, item.closed_at, item.duplicate_of = "OPEN", None, None
    item.state_reason = "REOPENED" if item.kind == "issue" else None
    note(item, event, "ReopenedEvent", stateReason=item.state_reason)


@on("merge")
def _merge(item: Item, event: Event) -> None:
    item.merge_commit = commit_oid(event.data.get("commit"), event)
    item.state, item.draft, item.merged_by = "MERGED", False, event.actor
    item.closed_at = item.merged_at = event.at
    note(item, event, "MergedEvent", commit=Ref("commit", item.merge_commit), mergeRefName=item.base)
    note(item, event, "ClosedEvent", place=1)


@on("lock", "unlock")
def _lock(item: Item, event: Event) -> None:
    item.locked, item.lock_reason = event.type == "lock", event.data.get("reason")
    if item.locked:
        note(item, event, "LockedEvent", lockReason=item.lock_reason)
    else:
        note(item, event, "UnlockedEvent")


@on("draft", "ready")
def _draft(item: Item, event: Event) -> None:
    item.draft = event.type == "draft"
    note(item, event, "ConvertToDraftEvent" if item.draft else "ReadyForReviewEvent")


@on("request_review", "remove_review_request")
def _request_review(item: Item, event: Event) -> None:
    kind = "team" if "team" in event.data else "actor"
    key = event.data["team" if kind == "team" else "reviewer"]
    if event.type == "request_review":
        item.requested[kind, key] = order_of(event)
    else:
        item.requested.pop((kind, key), None)
    typename = "ReviewRequestedEvent" if event.type == "request_review" else "ReviewRequestRemovedEvent"
    note(item, event, typename, requestedReviewer=Ref(kind, key))


@on("push")
def _push(item: Item, event: Event) -> None:
    for place, commit in enumerate(event.data["commits"]):
        item.head_oid = commit_oid(commit, event)
        note(item, event, "PullRequestCommit", place, commit=Ref("commit", item.head_oid))
    resize(item, event)


@on("force_push")
def _force_push(item: Item, event: Event) -> None:
    before, after = event.data["before"], commit_oid(event.data["after"], event)
    item.head_oid = after
    old = Ref("commit", before) if before else None
    note(item, event, "HeadRefForcePushedEvent", beforeCommit=old, afterCommit=Ref("commit", after))
    resize(item, event)


@on("change_base")
def _change_base(item: Item, event: Event) -> None:
    note(item, event, "BaseRefChangedEvent", previousRefName=item.base, currentRefName=event.data["base"])
    item.base = event.data["base"]


@on("delete_branch", "restore_branch")
def _branch(item: Item, event: Event) -> None:
    if event.type == "delete_branch":
        note(item, event, "HeadRefDeletedEvent", headRefName=item.head)
    else:
        note(item, event, "HeadRefRestoredEvent")
