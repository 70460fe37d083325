"""Generates histories: the same for the same seed, with the skew of a real repository and nobody's words."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from hansard.sandbox.times import parse_instant

if TYPE_CHECKING:
    from hansard.sandbox.history import History

SYNTHETIC_START = parse_instant("2025-06-01T00:00:00Z")
SYNTHETIC_END = parse_instant("2025-12-01T00:00:00Z")

# fmt: off
_LABELS = [
    "bug", "documentation", "duplicate", "usage", "performance", "quantization", "new-model", "rocm", "RFC",
    "structured-output", "stale", "frontend", "ci/build", "tpu", "ready", "needs-rebase", "v1", "multi-modality",
    "tool-calling", "llama", "qwen", "deepseek", "kv-connector", "nvidia",
]
_WORDS = [
    "toy", "cache", "kernel", "scheduler", "batch", "token", "page", "graph", "worker", "request", "stream", "block",
    "shard", "layer", "模型", "缓存", "🚀",
]
# fmt: on
_AREAS = ("[Bug]", "[Feature]", "[Usage]", "[Core]", "[Doc]", "[CI]", "[Kernel]", "[Model]")
_BOTS = ("synthetic-bot", "synthetic-stale-bot")
_MAINTAINERS = tuple(f"maintainer-{number}" for number in range(6))
# One item in this many is a long one, with more than a page of timeline.
_LONG = 60

Raw = dict[str, Any]


def synthesize(history: History, items: int, seed: int, *, losses: bool = False) -> None:
    """Fill a history with this many items. With `losses`, items and comments vanish and labels and users are renamed:
    what an archive made afterwards cannot know of."""
    maker = _Maker(random.Random(seed), items, losses)  # noqa: S311
    for login in _MAINTAINERS:
        history.declare(login, association="MEMBER")
    for login in _BOTS:
        history.declare(login, kind="Bot")
    for event in maker.repository():
        history.add(event)
    span = SYNTHETIC_END - SYNTHETIC_START
    openings = sorted(SYNTHETIC_START + span * maker.random.random() for _ in range(items))
    events = [event for number, at in enumerate(openings, start=1) for event in maker.item(number, at)]
    for event in sorted(events, key=lambda event: event["at"]):
        if event["at"] <= SYNTHETIC_END:
            history.add(event)


class _Maker:
    def __init__(self, source: random.Random, items: int, losses: bool) -> None:
        self.random, self.losses = source, losses
        self.people = [f"person-{number}" for number in range(max(8, items // 12))]
        self.number, self.now = 0, SYNTHETIC_START
        self.issues: list[int] = []

    def repository(self) -> Iterator[Raw]:
        born = SYNTHETIC_START - timedelta(days=400)
        for place, label in enumerate(_LABELS):
            yield {"type": "create_label", "at": born + timedelta(days=place), "label": label}
        for number in (1, 2, 3):
            at = born + timedelta(days=number)
            yield {"type": "create_milestone", "at": at, "milestone": number, "title": f"Milestone {number}"}
        if self.losses:
            middle = SYNTHETIC_START + timedelta(days=90)
            yield {"type": "rename_label", "at": middle, "label": "usage", "name": "question"}
            yield {"type": "delete_label", "at": middle, "label": "tpu"}
            yield {"type": "rename_user", "at": middle, "user": "person-0", "login": "person-zero"}
            yield {"type": "delete_user", "at": middle, "user": "person-1"}

    def item(self, number: int, at: datetime) -> list[Raw]:
        """All events of one item, in the order in which they happen."""
        self.number, self.now = number, at
        pull = self.chance(0.55)
        author = self.person()
        events = list(self.pull(author) if pull else self.issue(author))
        if not pull:
            self.issues.append(number)
        return events

    def issue(self, author: str | None) -> Iterator[Raw]:
        yield self.event("open_issue", author, title=self.title(), body=self.text())
        yield from self.triage(author)
        yield from self.talk(author, self.length())
        if self.chance(0.55):
            reason = self.random.choice(["COMPLETED", "COMPLETED", "COMPLETED", "NOT_PLANNED"])
            yield self.later("close", self.maintainer(), reason=reason)
            if self.chance(0.12):
                yield self.later("reopen", author)
                yield from self.talk(author, 2)
        yield from self.end()

    def pull(self, author: str | None) -> Iterator[Raw]:
        size = {"additions": self.random.randrange(1, 900), "deletions": self.random.randrange(300), "changed_files": 3}
        draft = self.chance(0.2)
        opened = self.event("open_pull_request", author, title=self.title(), body=self.text(), draft=draft, **size)
        yield opened
        yield self.event("push", author, commits=[self.commit() for _ in range(self.random.randrange(1, 4))])
        yield from self.triage(author)
        if self.issues and self.chance(0.3):
            target = self.random.choice(self.issues[-50:])
            yield {**self.event("cross_reference", author, source=self.number, will_close=True), "number": target}
        if draft and self.chance(0.8):
            yield self.later("ready", author)
            draft = False
        if self.chance(0.5):
            yield self.event("request_review", author, reviewer=self.maintainer())
        yield from self.talk(author, self.length() // 2)
        yield from self.reviews(author)
        if self.chance(0.1):
            yield self.later("force_push", author, before=self.oid(), after=self.oid())
        if not draft and self.chance(0.6):
            yield self.later("merge", self.maintainer())
        elif self.chance(0.5):
            yield self.later("close", author)
        yield from self.end()

    def reviews(self, author: str | None) -> Iterator[Raw]:
        for round_ in range(self.random.choice([0, 1, 1, 2, 3])):
            inline = [
                {"path": "toy/file.py", "line": self.random.randrange(1, 300), "body": self.text()}
                for _ in range(self.random.choice([0, 0, 1, 2]))
            ]
            state = self.random.choice(["APPROVED", "CHANGES_REQUESTED", "COMMENTED"])
            key = f"{self.number}-review-{round_}"
            yield self.later("review", self.maintainer(), review=key, state=state, body="", comments=inline)
            if self.chance(0.5):
                yield self.later("push", author, commits=[self.commit()])

    def triage(self, author: str | None) -> Iterator[Raw]:
        for label in self.random.sample(_LABELS, self.random.choice([0, 1, 1, 2, 3])):
            yield self.event("label", _BOTS[0] if self.chance(0.5) else author, label=label)
        if self.chance(0.15):
            yield self.later("assign", self.maintainer(), assignee=self.maintainer())
        if self.chance(0.1):
            yield self.later("milestone", self.maintainer(), milestone=self.random.randrange(1, 4))
        if self.chance(0.08):
            yield self.later("rename", author, title=self.title())
        if self.chance(0.1):
            yield self.later("edit_body", author, body=self.text())

    def talk(self, author: str | None, length: int) -> Iterator[Raw]:
        for _ in range(length):
            who = _BOTS[0] if self.chance(0.2) else self.random.choice([author, self.maintainer(), self.person()])
            key = f"{self.number}-{self.random.getrandbits(48):x}"
            yield self.later("comment", who, comment=key, body=self.text())
            roll = self.random.random()
            if roll < 0.08:
                yield self.later("edit_comment", who, comment=key, body=self.text())
            elif roll < 0.1:
                yield self.later("minimize_comment", self.maintainer(), comment=key, reason="outdated")
            elif roll < 0.12 and self.losses:
                yield self.later("delete_comment", self.maintainer(), comment=key)
            elif roll < 0.2:
                yield self.later("react", self.person(), comment=key, content="THUMBS_UP")
            elif roll < 0.26:
                kind = self.random.choice(["label", "label", "unlabel"])
                yield self.later(kind, self.maintainer(), label=self.random.choice(_LABELS))

    def end(self) -> Iterator[Raw]:
        if self.chance(0.02):
            yield self.later("lock", self.maintainer(), reason="RESOLVED")
        if self.losses and self.chance(0.02):
            yield self.later("delete_item", self.maintainer())

    def event(self, kind: str, actor: str | None, **data: Any) -> Raw:
        return {"type": kind, "at": self.now, "number": self.number, "actor": actor, **data}

    def later(self, kind: str, actor: str | None, **data: Any) -> Raw:
        pause = 2_000 if self.number % _LONG == _LONG // 2 else 40_000
        self.now += timedelta(seconds=1 + self.random.expovariate(1 / pause))
        self.now = self.now.replace(microsecond=0)
        return self.event(kind, actor, **data)

    def chance(self, odds: float) -> bool:
        return self.random.random() < odds

    def length(self) -> int:
        """How many comments: a few, now and then very many."""
        if self.number % _LONG == _LONG // 2:
            return self.random.randrange(150, 300)
        return min(40, int(self.random.expovariate(1 / 3)))

    def person(self) -> str | None:
        """Somebody, the same few most of the time; rarely an account that is gone."""
        if self.chance(0.01):
            return None
        return self.people[int(len(self.people) * self.random.random() ** 3)]

    def maintainer(self) -> str:
        return self.random.choice(_MAINTAINERS)

    def title(self) -> str:
        return f"{self.random.choice(_AREAS)} {' '.join(self.random.choices(_WORDS, k=5))}"

    def text(self) -> str:
        return " ".join(self.random.choices(_WORDS, k=self.random.randrange(4, 60)))

    def oid(self) -> str:
        return f"{self.random.getrandbits(160):040x}"

    def commit(self) -> Raw:
        return {"oid": self.oid(), "message": self.title(), "committed_at": self.now}
