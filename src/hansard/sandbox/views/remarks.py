"""Comments, reviews, inline comments, their threads, their earlier wordings and reactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hansard.sandbox import ids
from hansard.sandbox.paging import Connection, Edge, Page, enumerated
from hansard.sandbox.state import Reaction, Remark, Text, Thread, Version
from hansard.sandbox.times import format_instant
from hansard.sandbox.views.commits import Commit, commit
from hansard.sandbox.views.people import Actor, actor

if TYPE_CHECKING:
    from hansard.sandbox.views.items import ItemView
    from hansard.sandbox.world import World

REACTIONS = ("THUMBS_UP", "THUMBS_DOWN", "LAUGH", "HOORAY", "CONFUSED", "HEART", "ROCKET", "EYES")
TYPENAMES = {"comment": "IssueComment", "review": "PullRequestReview", "review_comment": "PullRequestReviewComment"}
PREFIXES = {"comment": "IC", "review": "PRR", "review_comment": "PRRC"}


class Written:
    """What items and remarks share: an author, a text that can be edited, reactions."""

    def __init__(
        self, world: World, author: str | None, text: Text, reactions: Sequence[Reaction], node: tuple[int, int]
    ) -> None:
        self.world, self._author, self._text, self._reactions = world, author, text, reactions
        self._node = node

    @property
    def author(self) -> Actor | None:
        return actor(self.world, self._author)

    @property
    def author_association(self) -> str:
        if self._author is None:
            return "NONE"
        now = self.world.directory.associations.get(self._author)
        return now or self.world.history.accounts[self._author].association

    @property
    def body(self) -> str:
        return self._text.current

    @property
    def body_text(self) -> str:
        return self._text.current.strip()

    @property
    def created_via_email(self) -> bool:
        return False

    @property
    def last_edited_at(self) -> str | None:
        edit = self._text.edited
        return format_instant(edit.at) if edit else None

    @property
    def editor(self) -> Actor | None:
        edit = self._text.edited
        return actor(self.world, edit.editor) if edit else None

    @property
    def includes_created_edit(self) -> bool:
        return self._text.edited is not None

    def user_content_edits(self, page: Page) -> Connection:
        """All wordings, newest first, the original among them; none for a text that was never edited."""
        versions = self._text.versions if self._text.edited else []
        rows = enumerated(versions)
        return Connection(page, rows, lambda version: Edit(self.world, self._node, version), descending=True)

    @property
    def reaction_groups(self) -> list[ReactionGroup]:
        return [ReactionGroup(self.world, content, self._reactions) for content in REACTIONS]


class RemarkView(Written):
    """An issue comment, a review or an inline comment."""

    def __init__(self, item: ItemView, remark: Remark) -> None:
        self._item, self._remark = item, remark
        super().__init__(item.world, remark.author, remark.text, remark.reactions, (item.item.number, remark.order))

    @property
    def typename(self) -> str:
        return TYPENAMES[self._remark.kind]

    @property
    def id(self) -> str:
        number = ids.REMARK_BASE + self._remark.order
        return ids.encode(PREFIXES[self._remark.kind], 0, self.world.directory.database_id, number)

    @property
    def full_database_id(self) -> str:
        return str(ids.REMARK_BASE + self._remark.order)

    @property
    def database_id(self) -> None:
        """Null: the number does not fit into GraphQL's Int."""

    @property
    def created_at(self) -> str:
        return format_instant(self._remark.at)

    published_at = submitted_at = drafted_at = created_at

    @property
    def updated_at(self) -> str:
        return format_instant(self._remark.updated_at)

    @property
    def is_minimized(self) -> bool:
        return self._remark.minimized is not None

    @property
    def minimized_reason(self) -> str | None:
        return self._remark.minimized

    @property
    def is_pinned(self) -> bool:
        return self._remark.pinned

    @property
    def resource_path(self) -> str:
        mark = {"comment": "issuecomment-", "review": "pullrequestreview-", "review_comment": "discussion_r"}
        return f"{self._item.resource_path}#{mark[self._remark.kind]}{self.full_database_id}"

    @property
    def url(self) -> str:
        return f"https://github.com{self.resource_path}"

    @property
    def pull_request(self) -> ItemView | None:
        return self._item if self._item.item.kind == "pull_request" else None

    @property
    def state(self) -> str:
        return self._remark.state if self._remark.kind == "review" else "SUBMITTED"

    @property
    def commit(self) -> Commit | None:
        return commit(self.world, self._remark.commit)

    def comments(self, page: Page) -> Connection:
        mine = [remark for remark in self._item.item.remarks.values() if remark.review == self._remark.key]
        return Connection(page, enumerated(mine), lambda remark: RemarkView(self._item, remark))

    # Of inline comments.

    @property
    def path(self) -> str:
        return self._remark.path

    @property
    def line(self) -> int | None:
        return self._remark.line

    original_line = line
    start_line = None
    outdated = False
    subject_type = "LINE"

    @property
    def diff_hunk(self) -> str:
        return f"@@ -1 +1 @@ {self._remark.path}"

    @property
    def pull_request_review(self) -> RemarkView | None:
        return self._other(self._remark.review)

    @property
    def reply_to(self) -> RemarkView | None:
        return self._other(self._remark.reply_to)

    def _other(self, key: str | None) -> RemarkView | None:
        found = self._item.item.remarks.get(key or "")
        return RemarkView(self._item, found) if found else None


class ThreadView:
    """A conversation below a line. It has no dates, and resolving it leaves no event."""

    typename = "PullRequestReviewThread"
    diff_side = "RIGHT"
    is_outdated = False
    subject_type = "LINE"

    def __init__(self, item: ItemView, thread: Thread) -> None:
        self._item, self._thread, self.world = item, thread, item.world
        self._root = item.item.remarks[thread.comments[0]]

    @property
    def id(self) -> str:
        return ids.encode("PRRT", 0, self.world.directory.database_id, ids.REMARK_BASE + self._thread.order)

    @property
    def is_resolved(self) -> bool:
        return self._thread.resolved

    is_collapsed = is_resolved

    @property
    def resolved_by(self) -> Actor | None:
        return actor(self._item.world, self._thread.resolved_by)

    @property
    def path(self) -> str:
        return self._root.path

    @property
    def line(self) -> int | None:
        return self._root.line

    original_line = line

    @property
    def pull_request(self) -> ItemView:
        return self._item

    def comments(self, page: Page) -> Connection:
        found = [self._item.item.remarks[key] for key in self._thread.comments]
        return Connection(page, enumerated(found), lambda remark: RemarkView(self._item, remark))


class Edit:
    """One wording of a text. What GitHub calls its diff is the whole text as it then was."""

    typename = "UserContentEdit"
    deleted_at = None
    deleted_by = None

    def __init__(self, world: World, node: tuple[int, int], version: Version) -> None:
        self.world, self._node, self._version = world, node, version

    @property
    def id(self) -> str:
        number, order = self._node
        return ids.encode("UCE", 0, ids.ITEM_BASE + number, order, self._version.order)

    @property
    def created_at(self) -> str:
        return format_instant(self._version.at)

    edited_at = updated_at = created_at

    @property
    def editor(self) -> Actor | None:
        return actor(self.world, self._version.editor)

    @property
    def diff(self) -> str:
        return self._version.text


class ReactionGroup:
    """All reactions of one kind; the group is there even when nobody reacted so."""

    typename = "ReactionGroup"

    def __init__(self, world: World, content: str, reactions: Sequence[Reaction]) -> None:
        self.world, self.content = world, content
        self._reactions = [reaction for reaction in reactions if reaction.content == content]

    @property
    def created_at(self) -> str | None:
        return format_instant(self._reactions[0].at) if self._reactions else None

    def reactors(self, page: Page) -> Connection:
        return Reactors(page, enumerated(self._reactions), lambda reaction: actor(self.world, reaction.actor))


class Reactors(Connection):
    """Who reacted; an edge also says when."""

    @property
    def edges(self) -> list[Edge]:
        instants = [format_instant(reaction.at) for _, reaction in self.rows]
        return [Edge(edge.cursor, edge.node, at) for edge, at in zip(super().edges, instants, strict=True)]
