"""Whatever happens to a repository, and whenever it is synced: its past reads as it was.

The sandbox tells what was true at an instant from its own events, without SQL; the warehouse only ever saw GraphQL.
What GitHub's API tells to nobody is excused, and nothing else:

- when a label or an account was renamed: both are compared by who they are, not by what they were called;
- that a label was deleted: items may keep it; what a deleted account was called, and that it was assigned;
- what became of an item, or of a comment's text, between the last sync and its deletion;
- comments that came and went between two syncs: then known_from must say that the count of then is not known;
- which comment was deleted when, where one account lost several comments of an item between two full checks, where the
  account is gone as well, or where the comment was one on a line of code: those stay until they are missed.
"""

import asyncio
import random
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from tests.e2e.conftest import BIRTH, sync_once

from hansard.sandbox import History, Sandbox, serving
from hansard.warehouse.query import Archive

LABELS, PEOPLE = ("bug", "rocm", "stale", "usage"), ("ada", "bob", "cy", "dee")
KINDS = {"comment": "issue_comment", "review": "review", "review_comment": "review_comment"}
ALIKE = ("kind", "title", "body", "state", "state_reason", "milestone", "is_draft", "locked", "closed_at", "merged_at")
MOST_INSTANTS = 40
PAUSES = st.sampled_from([0, 0, 1, 2, 3600, 100_000])
SOMEBODY = st.sampled_from(PEOPLE)
DRAW = st.integers(0, 10**6)


class Past(RuleBasedStateMachine):
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.history = History()
        for days, label in enumerate(LABELS):
            self.history.add(type="create_label", at=BIRTH - timedelta(days=9 - days), label=label)
        for number in (1, 2):
            self.history.add(type="create_milestone", at=BIRTH, milestone=number, title=f"M{number}")
        self.now = BIRTH + timedelta(days=1)
        self.directory = Path(tempfile.mkdtemp(dir=self.folder))
        self.instants: set[datetime] = set()
        self.syncs: list[datetime] = []
        self.checks: list[datetime] = []
        self.gone: dict[int, datetime] = {}
        self.deleted: dict[str, datetime] = {}
        self.edited: dict[str, list[datetime]] = {}
        self.names = {name: name for name in (*LABELS, *PEOPLE)}
        self.lost_labels: set[str] = set()
        self.lost_people: set[str] = set()
        self.count = 0

    # What happens.

    def add(self, pause: int, kind: str, **data: Any) -> None:
        self.now += timedelta(seconds=pause)
        self.history.add(type=kind, at=self.now, **data)
        self.instants.add(self.now)

    def items(self, kind: str | None = None, **traits: Any) -> list[dict[str, Any]]:
        found = [item for item in self.history.items_at(self.now) if kind in (None, item["kind"])]
        return [item for item in found if all(item[key] == value for key, value in traits.items())]

    def some(self, draw: int, **traits: Any) -> dict[str, Any] | None:
        found = self.items(**traits)
        return found[draw % len(found)] if found else None

    def remark(self, draw: int, *kinds: str) -> dict[str, Any] | None:
        found = [said for said in self.history.comments_at(self.now) if said["kind"] in kinds]
        return found[draw % len(found)] if found else None

    def token(self) -> str:
        self.count += 1
        return f"x{self.count}"

    @rule(pause=PAUSES, who=SOMEBODY, draft=st.booleans(), came=st.booleans(), pull=st.booleans())
    def open(self, pause: int, who: str, draft: bool, came: bool, pull: bool) -> None:
        numbers = self.history.numbers()
        told: dict[str, Any] = {"number": len(numbers) + 1, "actor": who, "title": self.token(), "body": self.token()}
        if pull:
            self.add(pause, "open_pull_request", draft=draft, **told)
        elif came and draft:
            earlier = (self.now - timedelta(days=40)).isoformat()
            self.add(pause, "open_issue", created_at=earlier, **{"from": "else/where"}, **told)
        else:
            self.add(pause, "open_issue", **told)

    @rule(pause=PAUSES, draw=DRAW, what=st.sampled_from(["label", "label", "unlabel"]), label=st.sampled_from(LABELS))
    def label(self, pause: int, draw: int, what: str, label: str) -> None:
        if (item := self.some(draw)) and label not in self.lost_labels:
            self.add(pause, what, number=item["number"], actor="bob", label=label)

    @rule(pause=PAUSES, draw=DRAW, who=SOMEBODY, what=st.sampled_from(["assign", "unassign"]))
    def assign(self, pause: int, draw: int, who: str, what: str) -> None:
        if (item := self.some(draw)) and who not in self.lost_people:
            self.add(pause, what, number=item["number"], actor="bob", assignee=who)

    @rule(pause=PAUSES, draw=DRAW, milestone=st.sampled_from([1, 2]))
    def milestone(self, pause: int, draw: int, milestone: int) -> None:
        if item := self.some(draw):
            held = item["milestone"]
            if held:
                self.add(pause, "demilestone", number=item["number"], actor="bob", milestone=int(held[1:]))
            if held != f"M{milestone}":
                self.add(0, "milestone", number=item["number"], actor="bob", milestone=milestone)

    @rule(pause=PAUSES, draw=DRAW, what=st.sampled_from(["rename", "edit_body"]))
    def reword(self, pause: int, draw: int, what: str) -> None:
        if item := self.some(draw):
            key = "title" if what == "rename" else "body"
            self.add(pause, what, number=item["number"], actor="cy", **{key: self.token()})

    @rule(pause=PAUSES, draw=DRAW, merge=st.booleans(), reason=st.sampled_from(["COMPLETED", "NOT_PLANNED"]))
    def close_or_reopen(self, pause: int, draw: int, merge: bool, reason: str) -> None:
        item = self.some(draw)
        if item is None or item["state"] == "MERGED":
            return
        told = {"number": item["number"], "actor": "bob"}
        if item["state"] == "CLOSED":
            self.add(pause, "reopen", **told)
        elif merge and item["kind"] == "pull_request" and not item["is_draft"]:
            self.add(pause, "merge", **told)
        else:
            self.add(pause, "close", **told, **({"reason": reason} if item["kind"] == "issue" else {}))

    @rule(pause=PAUSES, draw=DRAW)
    def lock(self, pause: int, draw: int) -> None:
        if item := self.some(draw):
            self.add(pause, "unlock" if item["locked"] else "lock", number=item["number"], actor="bob")

    @rule(pause=PAUSES, draw=DRAW)
    def draft(self, pause: int, draw: int) -> None:
        if item := self.some(draw, kind="pull_request", state="OPEN"):
            self.add(pause, "ready" if item["is_draft"] else "draft", number=item["number"], actor="bob")

    @rule(pause=PAUSES, draw=DRAW, who=SOMEBODY)
    def comment(self, pause: int, draw: int, who: str) -> None:
        if (item := self.some(draw)) and who not in self.lost_people:
            key = self.token()
            self.add(pause, "comment", number=item["number"], actor=who, comment=key, body=f"{key} first")

    @rule(pause=PAUSES, draw=DRAW, who=SOMEBODY, inline=st.booleans())
    def review(self, pause: int, draw: int, who: str, inline: bool) -> None:
        if (item := self.some(draw, kind="pull_request")) and who not in self.lost_people:
            key, line = self.token(), self.token()
            notes = [{"comment": line, "path": "a.py", "body": f"{line} first"}] if inline else []
            told = {"number": item["number"], "actor": who, "review": key, "body": f"{key} first"}
            self.add(pause, "review", state="APPROVED", comments=notes, **told)

    @rule(pause=PAUSES, draw=DRAW)
    def edit(self, pause: int, draw: int) -> None:
        if said := self.remark(draw, *KINDS):
            told = {"number": said["number"], "actor": said["author"], "comment": said["key"]}
            self.add(pause, "edit_comment", body=f"{said['key']} {self.token()}", **told)
            self.edited.setdefault(said["key"], []).append(self.now)

    @rule(pause=PAUSES, draw=DRAW)
    def delete(self, pause: int, draw: int) -> None:
        if said := self.remark(draw, "comment", "review_comment"):
            self.add(pause, "delete_comment", number=said["number"], actor="bob", comment=said["key"])
            self.deleted[said["key"]] = self.now

    @rule(pause=PAUSES, draw=DRAW)
    def dismiss(self, pause: int, draw: int) -> None:
        said = self.remark(draw, "review")
        if said and said["state"] != "DISMISSED":
            self.add(pause, "dismiss_review", number=said["number"], actor="bob", review=said["key"])

    @rule(pause=PAUSES, draw=DRAW, how=st.sampled_from(["delete_item", "transfer", "convert", "convert and keep"]))
    def leave(self, pause: int, draw: int, how: str) -> None:
        item = self.some(draw // 5, kind="issue") if draw % 5 == 0 else None
        if item is None or (how == "convert and keep" and item["state"] == "CLOSED"):
            return
        number = item["number"]
        if how.startswith("convert"):
            kept = how == "convert and keep"
            self.add(pause, "convert_to_discussion", number=number, actor="bob", discussion=9000 + number, keep=kept)
        else:
            self.add(pause, how, number=number, actor="bob", **({"to": "o/r"} if how == "transfer" else {}))
        if how != "convert and keep":
            self.gone[number] = self.now

    @rule(pause=PAUSES, draw=DRAW, name=st.sampled_from((*LABELS, *PEOPLE)), lose=st.booleans())
    def rename(self, pause: int, draw: int, name: str, lose: bool) -> None:
        if draw % 4 or name in self.lost_labels | self.lost_people:
            return
        new, is_label = f"{name}-{self.token()}", name in LABELS
        if lose and is_label:
            self.add(pause, "delete_label", label=name)
            self.lost_labels.add(name)
        elif lose:
            self.add(pause, "delete_user", user=name)
            self.lost_people.add(name)
        else:
            self.add(
                pause,
                "rename_label" if is_label else "rename_user",
                **({"label": name, "name": new} if is_label else {"user": name, "login": new}),
            )
            self.names[new] = name

    # What is seen of it.

    @precondition(lambda self: self.history.numbers())
    @rule(pause=PAUSES)
    def sync(self, pause: int) -> None:
        self.go(pause, full_check=False)

    @precondition(lambda self: self.history.numbers())
    @rule(pause=PAUSES, draw=DRAW)
    def check(self, pause: int, draw: int) -> None:
        self.go(pause, full_check=True)
        self.compare(draw)

    def go(self, pause: int, *, full_check: bool) -> None:
        self.now += timedelta(seconds=pause)

        async def once() -> None:
            async with serving(Sandbox(self.history, self.now, points=1_000_000)) as url:
                assert (await sync_once(url, self.directory, full_check=full_check)).complete

        asyncio.run(once())
        self.syncs.append(self.now)
        if full_check:
            self.checks.append(self.now)
        # What happens from here on is later than what was read.
        self.now += timedelta(seconds=1)

    def teardown(self) -> None:
        if self.history.numbers():
            self.go(0, full_check=True)
            self.compare(0)

    def compare(self, draw: int) -> None:
        around = {t + timedelta(seconds=by) for t in self.instants for by in (-1, 0, 1)}
        chance = random.Random(draw)
        span = (self.now - BIRTH).total_seconds()
        around |= {BIRTH + timedelta(seconds=chance.randrange(int(span))) for _ in range(5)}
        before = sorted(t for t in around if t <= self.checks[-1])
        with Archive.open(self.directory) as archive:
            for t in sorted(chance.sample(before, min(MOST_INSTANTS, len(before)))):
                items = archive.rows("select * from items_at($t)", {"t": t})
                comments = archive.rows("select * from comments_at($t)", {"t": t})
                assert [*self.items_differ(t, items, comments), *self.comments_differ(t, comments)] == [], t

    def items_differ(self, t: datetime, found: list[dict[str, Any]], said: list[dict[str, Any]]) -> list[str]:
        have = {row["number"]: row for row in found}
        told = {row["number"]: row for row in self.history.items_at(t) if not self.unseen(row["number"], t)}
        wrong = [f"#{number} is missing" for number in told.keys() - have.keys()]
        wrong += [f"#{number} is too many" for number in have.keys() - told.keys() if not self.unseen(number, t)]
        counts = Counter(row["number"] for row in said if row["comment_kind"] == "issue_comment")
        for number in have.keys() & told.keys():
            mine, true = have[number], told[number]
            pairs = {key: (mine[key], true[key]) for key in (*ALIKE, "created_at")}
            pairs["labels"] = self.known(mine["labels"]), self.known(true["labels"])
            pairs["assignees"] = sorted(self.known(mine["assignees"])), sorted(self.known(true["assignees"]))
            pairs["author"] = self.person(mine["author"], true["author"])
            pairs["comment_count"] = mine["comment_count"], counts[number]
            if self.passed_unseen(number, t):
                pairs["known_from"] = mine["known_from"] is not None and mine["known_from"] > t, True
            wrong += [f"#{number} {key}: {one!r} instead of {two!r}" for key, (one, two) in pairs.items() if one != two]
        return wrong

    def comments_differ(self, t: datetime, found: list[dict[str, Any]]) -> list[str]:
        have = {row["body"].split()[0]: row for row in found}
        true = {row["key"]: row for row in self.history.comments_at(t) if not self.unseen(row["number"], t)}
        told = {key: row for key, row in true.items() if not self.never_read(row)}
        wrong = [f"{key} is missing" for key in told.keys() - have.keys()]
        wrong += [
            f"{key} is too many"
            for key, row in have.items()
            if key not in told and not self.unseen(row["number"], t) and not self.lingers(key, row, t)
        ]
        for key in have.keys() & told.keys():
            mine, row = have[key], told[key]
            pairs = {
                "kind": (mine["comment_kind"], KINDS[row["kind"]]),
                "created_at": (mine["created_at"], row["created_at"]),
                "review_state": (mine["review_state"], row["state"]),
                "author": self.person(mine["author"], row["author"]),
            }
            if not self.reworded_unseen(key, t):
                pairs["body"] = mine["body"], row["body"]
            wrong += [f"{key} {name}: {one!r} instead of {two!r}" for name, (one, two) in pairs.items() if one != two]
        return wrong

    # What is excused.

    def known(self, names: list[str]) -> list[str]:
        keys = [self.names[name] for name in names]
        return [key for key in keys if key not in self.lost_labels | self.lost_people]

    def person(self, mine: str | None, true: str | None) -> tuple[str | None, str | None]:
        keys = [None if name is None else self.names[name] for name in (mine, true)]
        if None in keys and set(keys) & self.lost_people:
            return None, None
        return keys[0], keys[1]

    def read_before(self, end: datetime) -> datetime:
        """The last sync before something vanished: nobody knows what happened in between."""
        return max((at for at in self.syncs if at < end), default=BIRTH - timedelta(days=99))

    def unseen(self, number: int, t: datetime) -> bool:
        return number in self.gone and t > self.read_before(self.gone[number])

    def never_read(self, row: dict[str, Any]) -> bool:
        return row["key"] in self.deleted and self.read_before(self.deleted[row["key"]]) < row["created_at"]

    def passed_unseen(self, number: int, t: datetime) -> bool:
        there = [row for row in self.history.comments_at(t) if row["number"] == number and row["kind"] == "comment"]
        return any(self.never_read(row) for row in there)

    def reworded_unseen(self, key: str, t: datetime) -> bool:
        end = self.deleted.get(key)
        return end is not None and any(self.read_before(end) < at <= t for at in self.edited.get(key, ()))

    def lingers(self, key: str, row: dict[str, Any], t: datetime) -> bool:
        end = self.deleted.get(key)
        if end is None:
            return False
        start = max((at for at in self.checks if at < end), default=BIRTH)
        missed = min(at for at in self.checks if at >= end)
        author = self.names.get(row["author"] or "")
        others = [
            other
            for other, at in self.deleted.items()
            if start < at <= missed and other != key and self.origin(other) == (row["number"], author)
        ]
        alone = not others and row["comment_kind"] == "issue_comment" and author not in self.lost_people
        return not alone and end <= t < missed

    def origin(self, key: str) -> tuple[int, str] | None:
        """The item and the author of a remark, deleted or not."""
        for number in self.history.numbers():
            for event in self.history.events_of(number, self.now):
                if event.data.get("comment") == key and event.type == "comment":
                    return number, str(event.actor)
        return None


def test_the_past_is_what_it_was(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    machine = type("PastHere", (Past,), {"folder": tmp_path})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=request.config.getoption("--pasts"),
            stateful_step_count=50,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )
