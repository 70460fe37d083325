"""Effects of what people say: comments, reviews, inline comments, their threads and reactions."""

from collections.abc import Mapping
from typing import Any

from hansard.sandbox.events import Event, HistoryError
from hansard.sandbox.fold.base import Ref, note, on, order_of, remark_of
from hansard.sandbox.state import Entry, Item, Reaction, Remark, Text, Thread, Version


@on("comment")
def _comment(item: Item, event: Event) -> None:
    _add_remark(item, event, "comment", event.data["comment"], event.data, 0)


@on("review")
def _review(item: Item, event: Event) -> None:
    review = _add_remark(item, event, "review", event.data["review"], event.data, 0)
    review.state = event.data["state"]
    review.commit = event.data.get("commit") or item.head_oid
    for place, inline in enumerate(event.data.get("comments", ()), start=1):
        _add_inline(item, event, inline.get("comment", f"{review.key}.{place}"), inline, review, place)


@on("review_comment")
def _review_comment(item: Item, event: Event) -> None:
    review = remark_of(item, event, event.data["review"])
    _add_inline(item, event, event.data["comment"], event.data, review, 0)


def _add_remark(item: Item, event: Event, kind: Any, key: str, data: Mapping[str, Any], place: int) -> Remark:
    if key in item.remarks:
        raise HistoryError(f"#{item.number}: two remarks are called {key!r}")
    order = order_of(event, place)
    text = Text([Version(order, event.at, event.actor, data.get("body", ""))])
    remark = item.remarks[key] = Remark(kind, key, order, event.at, event.actor, text, event.at)
    if kind != "review_comment":
        typename = "IssueComment" if kind == "comment" else "PullRequestReview"
        item.entries.append(Entry(order, typename, event.at, event.actor, {}, remark))
    return remark


def _add_inline(item: Item, event: Event, key: str, data: Mapping[str, Any], review: Remark, place: int) -> None:
    remark = _add_remark(item, event, "review_comment", key, data, place)
    remark.review, remark.commit = review.key, review.commit
    remark.path, remark.line, remark.reply_to = data["path"], data.get("line"), data.get("reply_to")
    if remark.reply_to is None:
        item.threads[key] = Thread(remark.order, [key])
    else:
        _thread(item, event, remark.reply_to).comments.append(key)


def _thread(item: Item, event: Event, key: str) -> Thread:
    for thread in item.threads.values():
        if key in thread.comments:
            return thread
    raise HistoryError(f"#{item.number}: {event.type} in a thread of {key!r}, which is not there")


@on("edit_comment")
def _edit_comment(item: Item, event: Event) -> None:
    remark = remark_of(item, event, event.data["comment"])
    remark.text.versions.append(Version(order_of(event), event.at, event.actor, event.data["body"]))
    remark.updated_at = event.at


@on("delete_comment")
def _delete_comment(item: Item, event: Event) -> None:
    remark = remark_of(item, event, event.data["comment"])
    del item.remarks[remark.key]
    item.entries = [entry for entry in item.entries if entry.remark is not remark]
    if remark.kind == "review_comment":
        thread = _thread(item, event, remark.key)
        thread.comments.remove(remark.key)
        item.threads = {key: thread for key, thread in item.threads.items() if thread.comments}
    else:
        note(item, event, "CommentDeletedEvent", actor=None, deletedCommentAuthor=Ref("actor", remark.author))


@on("minimize_comment", "unminimize_comment")
def _minimize(item: Item, event: Event) -> None:
    remark_of(item, event, event.data["comment"]).minimized = event.data.get("reason")


@on("pin_comment", "unpin_comment")
def _pin_comment(item: Item, event: Event) -> None:
    remark = remark_of(item, event, event.data["comment"])
    remark.pinned = event.type == "pin_comment"
    typename = "IssueCommentPinnedEvent" if remark.pinned else "IssueCommentUnpinnedEvent"
    note(item, event, typename, issueComment=Ref("remark", (item.number, remark.key)))


@on("dismiss_review")
def _dismiss(item: Item, event: Event) -> None:
    review = remark_of(item, event, event.data["review"])
    fields: dict[str, Any] = {"dismissalMessage": event.data.get("message"), "previousReviewState": review.state}
    note(item, event, "ReviewDismissedEvent", review=Ref("remark", (item.number, review.key)), **fields)
    review.state, review.updated_at = "DISMISSED", event.at


@on("resolve_thread", "unresolve_thread")
def _resolve(item: Item, event: Event) -> None:
    thread = _thread(item, event, event.data["comment"])
    thread.resolved = event.type == "resolve_thread"
    thread.resolved_by = event.actor if thread.resolved else None


@on("react", "unreact")
def _react(item: Item, event: Event) -> None:
    key, content = event.data.get("comment"), event.data["content"]
    reactions = remark_of(item, event, key).reactions if key else item.reactions
    kept = [reaction for reaction in reactions if (reaction.actor, reaction.content) != (event.actor, content)]
    reactions[:] = [*kept, Reaction(event.at, event.actor, content)] if event.type == "react" else kept
