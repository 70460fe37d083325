"""What people and bots did in the window, one by one: what the totals of a report are made of."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment or a review of the window that was there at its end; `number` is that of its issue or pull request.

    `comment_kind` is issue_comment, review_comment (on a line of code) or review. `by_author` says that who opened the
    issue or pull request wrote it. `author` is None for a deleted account. `created_at` is when it was written, or a
    review submitted; `review_state` is what a review said at the window's end, DISMISSED after a dismissal.
    """

    number: int
    comment_kind: str
    author: str | None
    author_kind: str | None
    author_association: str | None
    by_author: bool
    review_state: str | None
    created_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Closing:
    """What somebody did to an issue or pull request in the window: `act` is merge, or a close that was no merge.

    One that was undone in the window is here as well. `actor` is None for a deleted account.
    """

    number: int
    act: str
    actor: str | None
    actor_kind: str | None
    occurred_at: datetime
