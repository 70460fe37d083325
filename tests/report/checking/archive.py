"""The record before the end of a window, read from its tables and put together in Python."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb

MAINTAINERS = ("OWNER", "MEMBER", "COLLABORATOR")
LISTS = ("new_issues", "closed_issues", "new_pull_requests", "merged_pull_requests", "closed_unmerged_pull_requests")
MOVES = ("closed", "reopened")

Row = dict[str, Any]


@dataclass
class Past:
    """An item with everything that happened to it before the end."""

    row: Row
    title: str
    labels: list[str] = field(default_factory=list)
    is_draft: bool = False
    moves: list[Row] = field(default_factory=list)
    readied: list[datetime] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    body: Row | None = None
    files: list[Row] = field(default_factory=list)
    arrived_at: datetime | None = None

    @property
    def areas(self) -> dict[str, tuple[int, int]]:
        """The lines and the number of its files by folder, two levels deep; a file at the top stands for itself."""
        found: dict[str, tuple[int, int]] = {}
        for file in self.files:
            *folders, name = file["path"].split("/")
            area = "/".join(folders[:2]) or name
            lines, files = found.get(area, (0, 0))
            found[area] = (lines + file["additions"] + file["deletions"], files + 1)
        return found

    @property
    def number(self) -> int:
        return int(self.row["number"])

    @property
    def is_pull(self) -> bool:
        return bool(self.row["kind"] == "pull_request")

    @property
    def author(self) -> str:
        return self.row["author"] or "ghost"

    @property
    def is_by_bot(self) -> bool:
        return bool(self.row["author_kind"] == "Bot")

    @property
    def created_at(self) -> datetime:
        moment: datetime = self.row["created_at"]
        return moment

    def is_there(self, end: datetime) -> bool:
        """Whether it had come before then, if it came by transfer."""
        return self.arrived_at is None or self.arrived_at < end

    @property
    def merged_at(self) -> datetime | None:
        return next((move["moment"] for move in self.moves if move["type"] == "merged"), None)

    @property
    def closing(self) -> Row | None:
        """The last move, if it closed the item."""
        last = [move for move in self.moves if move["type"] in MOVES][-1:]
        return last[0] if last and last[0]["type"] == "closed" else None

    @property
    def cause(self) -> Row | None:
        """The last closing, if a pull request or a commit did it: only issues are closed so, and no duplicates."""
        closing = None if self.is_pull else self.closing
        if closing is None or closing["state_reason"] == "DUPLICATE":
            return None
        return closing if closing["reference_kind"] == "PullRequest" or closing["commit_oid"] else None

    @property
    def is_closed_by_bot(self) -> bool:
        return self.closing is not None and self.closing["actor_kind"] == "Bot" and self.cause is None

    @property
    def state(self) -> str:
        return "merged" if self.merged_at else "closed" if self.closing else "open"

    def people(self, since: datetime | None = None) -> list[Row]:
        """What people said, from then on."""
        said = (one for one in self.comments if one["author_kind"] != "Bot")
        return [one for one in said if since is None or one["moment"] >= since]

    def answers(self) -> list[Row]:
        """What others than the author said."""
        return [one for one in self.people() if one["login"] != self.author]

    @property
    def verdicts(self) -> dict[str, Row]:
        """The last approval or objection of each other person, or that it was dismissed: what came before is past."""
        given = [one for one in self.answers() if one["verdict"] in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")]
        return {one["login"]: one for one in given}

    def judges(self, verdict: str) -> list[str]:
        return sorted(login for login, one in self.verdicts.items() if one["verdict"] == verdict)

    @property
    def has_maintainer(self) -> bool:
        others = any(one["author_association"] in MAINTAINERS for one in self.answers())
        return others or self.row["author_association"] in MAINTAINERS

    @property
    def is_approved(self) -> bool:
        """Whether one who approved is a maintainer, by any verdict of theirs."""
        return any(
            one["verdict"] == "APPROVED" and one["login"] in self._maintainers() for one in self.verdicts.values()
        )

    def _maintainers(self) -> set[str]:
        judged = [one for one in self.answers() if one["verdict"] in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")]
        return {one["login"] for one in judged if one["author_association"] in MAINTAINERS}


class World:
    """What the archive tells of the time before `end`; `start` and `end` bound the window of the report."""

    def __init__(self, con: duckdb.DuckDBPyConnection, start: datetime, end: datetime) -> None:
        self.con, self.start, self.end = con, start, end
        (self.repository,) = self.rows("select * from repository")
        self._names = {
            row["node_id"]: row["name"]
            for row in self.rows("select * from name_version where valid_from < $end order by valid_from")
        }
        self.items: dict[str, Past] = {}
        came = self.rows("select item_id, occurred_at from event where type = 'transferred' order by occurred_at")
        arrivals = {row["item_id"]: row["occurred_at"] for row in came}
        for row in self.rows("select * from item where created_at < $end and coalesce(gone_seen_at >= $end, true)"):
            row["author"] = self.name(row["author_id"], row["author"])
            past = Past(row, row["title"], is_draft=row["is_draft"], arrived_at=arrivals.get(row["id"]))
            if past.is_there(self.end):
                self.items[row["id"]] = past
        self.by_number = {past.number: past for past in self.items.values()}
        self._events()
        self._comments()
        bodies = "select node_id, max(valid_from) as at, arg_max(text, valid_from) as text from text_version"
        for row in self.rows(f"{bodies} where field = 'body' and valid_from < $end group by node_id"):
            if row["node_id"] in self.items:
                self.items[row["node_id"]].body = row
        for row in self.rows("select * from changed_file"):
            if row["item_id"] in self.items:
                self.items[row["item_id"]].files.append(row)
        self._lists: dict[tuple[datetime, datetime], dict[str, list[Past]]] = {}

    def rows(self, sql: str) -> list[Row]:
        given = {"end": self.end} if "$end" in sql else {}
        rows: list[Row] = self.con.execute(sql, given).to_arrow_table().to_pylist()
        return rows

    def name(self, id_: str | None, login: str | None) -> str | None:
        """What the account was called at the end, as far as anybody saw."""
        return self._names.get(id_ or "", login)

    def _events(self) -> None:
        """Labels and moves forward from the beginning; titles and drafts back from today."""
        born = {row["id"]: row["created_at"] for row in self.rows("select id, created_at from label")}
        worn: dict[str, dict[str, str]] = {}
        rewound: set[tuple[str, str]] = set()
        for row in self.rows("select * exclude (payload), occurred_at as moment from event order by item_id, ordinal"):
            row["actor"] = self.name(row["actor_id"], row["actor"])
            past, what = self.items.get(row["item_id"]), row["type"]
            if past is None or row["moment"] is None:
                continue
            if row["moment"] < self.end:
                if what in (*MOVES, "merged"):
                    past.moves.append(row)
                elif what == "converted_to_discussion":
                    closed = {"type": "closed", "reference_id": None, "reference_kind": None, "is_conversion": True}
                    past.moves.append({**row, **closed})
                elif what == "ready_for_review":
                    past.readied.append(row["moment"])
                elif what == "labeled":
                    worn.setdefault(row["item_id"], {})[row["label_id"]] = row["label"]
                elif what == "unlabeled":
                    worn.setdefault(row["item_id"], {}).pop(row["label_id"], None)
            elif what in ("renamed_title", "convert_to_draft", "ready_for_review"):
                facet = "title" if what == "renamed_title" else "draft"
                if (row["item_id"], facet) not in rewound:
                    rewound.add((row["item_id"], facet))
                    if facet == "title":
                        past.title = row["previous_title"]
                    else:
                        past.is_draft = what == "ready_for_review"
        for id_, labels in worn.items():
            order = sorted((born.get(label) or self.end, name) for label, name in labels.items())
            self.items[id_].labels = [name for _, name in order]

    def _comments(self) -> None:
        undone = {
            row["reference_id"]: row["review_state"]
            for row in self.rows(
                "select reference_id, review_state from event"
                " where type = 'review_dismissed' and occurred_at >= $end order by ordinal desc"
            )
        }
        said = (
            "select comment.*, coalesce(submitted_at, created_at) as moment, texts.text as body"
            " from comment left join ("
            "  select node_id, arg_max(text, valid_from) as text from text_version"
            "  where field = 'body' and valid_from < $end group by node_id"
            ") as texts on texts.node_id = comment.id "
            "where moment < $end and coalesce(deleted_at >= $end, true) order by moment, full_database_id, id"
        )
        for row in self.rows(said):
            if row["item_id"] in self.items:
                row["author"] = self.name(row["author_id"], row["author"])
                row["login"] = row["author"] or "ghost"
                row["verdict"] = undone.get(row["id"], row["review_state"])
                self.items[row["item_id"]].comments.append(row)

    def lists(self, since: datetime | None = None, until: datetime | None = None) -> dict[str, list[Past]]:
        """The five lists of the window, or of another one before its end, newest first."""
        span = (since or self.start, until or self.end)
        if span not in self._lists:
            found: dict[str, list[tuple[datetime, int, Past]]] = {name: [] for name in LISTS}
            for past in self.items.values():
                for name, moment in _places(past, *span):
                    found[name].append((moment, past.number, past))
            self._lists[span] = {
                name: [past for _, _, past in sorted(rows, key=lambda row: row[:2], reverse=True)]
                for name, rows in found.items()
            }
        return self._lists[span]

    def in_lists(self, past: Past) -> list[str]:
        return [name for name, items in self.lists().items() if past in items]

    @property
    def length(self) -> float:
        return (self.end - self.start).total_seconds()

    @property
    def age(self) -> float:
        """Seconds from the repository's beginning to the window's."""
        born = self.repository["created_at"] or min(past.created_at for past in self.items.values())
        return float((self.start - born).total_seconds())

    @property
    def is_small(self) -> bool:
        return 0 < len({past.number for items in self.lists().values() for past in items}) < 8

    def was_reopened(self, past: Past) -> bool:
        return any(move["type"] == "reopened" and move["moment"] >= self.start for move in past.moves)

    def linked(self, past: Past) -> set[int]:
        """Numbers of the items that mention it or that it mentions, or that somebody connected with it."""
        if not hasattr(self, "_pairs"):
            told: set[frozenset[str]] = set()
            connected: dict[frozenset[str], str] = {}
            for row in self.rows(
                "select item_id, reference_id, type from event"
                " where reference_id is not null and occurred_at < $end order by occurred_at, ordinal, type"
            ):
                pair = frozenset((row["item_id"], row["reference_id"]))
                if row["type"] in ("closed", "cross_referenced"):
                    told.add(pair)
                elif row["type"] in ("connected", "disconnected"):
                    connected[pair] = row["type"]
            tied = told | {pair for pair, last in connected.items() if last == "connected"}
            self._pairs: dict[str, set[str]] = {}
            for pair in tied:
                for id_ in pair:
                    self._pairs.setdefault(id_, set()).update(pair)
        ids = self._pairs.get(past.row["id"], set())
        return {self.items[id_].number for id_ in ids if id_ in self.items and id_ != past.row["id"]}

    def closed_by(self, past: Past) -> set[int]:
        """Numbers of the pull requests that its last closing names as what closed it."""
        cause = past.cause["reference_id"] if past.cause else None
        return {self.items[cause].number} if cause in self.items else set()

    def duplicated(self, past: Past) -> list[int]:
        """What it was closed as a duplicate of."""
        closing = None if past.is_pull else past.closing
        named = closing["reference_id"] if closing and closing["state_reason"] == "DUPLICATE" else None
        return [self.items[named].number] if named in self.items else []

    def replies(self, ids: set[str]) -> Counter[str]:
        """How many of these comments answer each comment on a line of code."""
        if not hasattr(self, "_answered"):
            rows = self.rows("select id, reply_to_id from review_comment where reply_to_id is not null")
            self._answered = {row["id"]: row["reply_to_id"] for row in rows}
        return Counter(self._answered[id_] for id_ in ids if id_ in self._answered)

    def knew(self, login: str) -> bool:
        """Whether they did anything before the window: the account, where ids tell it from others of its name."""
        if not hasattr(self, "_known"):
            self._known = {
                self.name(row["id"], row["login"])
                for row in self.rows(
                    "select author_id as id, author as login, created_at as moment from item"
                    " union all select author_id, author, coalesce(submitted_at, created_at) from comment"
                    " union all select actor_id, actor, occurred_at from event"
                    "  where type not in ('mentioned', 'subscribed', 'unsubscribed')"
                )
                if row["moment"] is not None and row["moment"] < self.start
            }
        return login in self._known


def _places(past: Past, since: datetime, until: datetime) -> Iterator[tuple[str, datetime]]:
    """The lists that the item stands in, with the time that it is listed by."""
    if not past.is_there(until):
        return
    kind = "pull_requests" if past.is_pull else "issues"
    if since <= past.created_at < until:
        yield f"new_{kind}", past.created_at
    then = Past(past.row, past.title, moves=[move for move in past.moves if move["moment"] < until])
    if then.merged_at:
        if then.merged_at >= since:
            yield "merged_pull_requests", then.merged_at
    elif then.closing and then.closing["moment"] >= since:
        yield ("closed_unmerged_pull_requests" if past.is_pull else "closed_issues"), then.closing["moment"]
