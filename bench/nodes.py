"""The items of a made-up repository as GraphQL gives them: nodes and all that they refer to, without a server.

First every item is planned (who opens it when, how and when it ends, which pull request closes which issue), then each
is written out on its own. Times are whole seconds since 1970, as GitHub's are.
"""

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate
from typing import Any

from hansard.sandbox import ids
from hansard.sandbox.changed import made_up
from words import Words

Node = dict[str, Any]
DAY = 86_400
START = int(datetime(2023, 6, 1, tzinfo=UTC).timestamp())
END = int(datetime(2026, 5, 1, tzinfo=UTC).timestamp())
NAME = "vllm-project/vllm"
DATABASE_ID = 599_547_518
# fmt: off
TYPES = {"Bug": "bug", "Feature": "feature request", "Usage": "usage", "Performance": "performance", "RFC": "RFC",
         "Installation": "installation", "New Model": "new-model", "Doc": "documentation", "CI Failure": "ci-failure"}
AREAS = ["frontend", "v1", "ci/build", "documentation", "multi-modality", "speculative-decoding", "structured-output",
         "tool-calling", "rocm", "tpu", "llama", "qwen", "deepseek", "new-model", "kv-connector", "performance",
         "nvidia", "quantization", "gpt-oss", "intel-gpu", "cpu", "torch.compile"]
OTHERS = ["stale", "ready", "needs-rebase", "good first issue", "help wanted", "duplicate", "unstale", "keep-open"]
# fmt: on
STALE_BOT, CONFLICT_BOT, REVIEW_BOT = "github-actions", "mergify", "gemini-code-assist"
MAINTAINERS = 28
FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def stamp(at: int) -> str:
    """Seconds as GitHub writes an instant."""
    return time.strftime(FORMAT, time.gmtime(at))


@dataclass(slots=True)
class Plan:
    """What will become of an item: `outcome` is open, merged, closed, fixed (by the pull request `other`) or stale."""

    number: int
    kind: str
    created: int
    author: int
    end: int
    outcome: str
    other: int | None = None


def database_id(plan: Plan) -> int:
    """GitHub's number of an item: larger the later, never the same for two of one second."""
    return ids.ITEM_BASE - 1_300_000_000 + (plan.created - START) * 12 + plan.number % 12


@dataclass(frozen=True, slots=True)
class Review:
    """What is needed to write the comments of a review once somebody asks for them."""

    number: int
    at: int
    author: Node | None
    count: int


class Repository:
    """The plan of a repository of so many items, and the nodes that follow from it and a seed."""

    def __init__(self, items: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = Words(self.random)
        self.id = ids.encode("R", 0, DATABASE_ID)
        self.reviews: dict[str, Review] = {}
        self.diffs: dict[str, tuple[int, int, int, int]] = {}
        self.texts: dict[str, tuple[int, int, str, Node | None]] = {}
        self._taken: set[int] = set()
        people = max(40, items // 6)
        self._busy = list(accumulate(1 / (rank + 3) ** 0.85 for rank in range(people)))
        self._names = [self._login(rank) for rank in range(people)]
        self.plans = self._plan(items)

    def _login(self, rank: int) -> str:
        name = self.words.headline().split()[0].replace(".", "") + self.words.path().rpartition("/")[2][:3]
        return f"{name}{rank:x}{'-amd' if rank % 23 == 7 else ''}"

    def _plan(self, items: int) -> list[Plan]:
        """Openings ever denser and rarer at weekends, and how each goes on."""
        openings: list[int] = []
        while len(openings) < items:
            at = START + int((END - START) * self.random.random() ** 0.55)
            weekend = (at // DAY + 3) % 7 >= 5
            if not weekend or self.random.random() < 0.45:
                openings.append(at)
        plans = [self._ending(number, at) for number, at in enumerate(sorted(openings), start=1)]
        waiting = [plan for plan in plans if plan.outcome == "fixed"]
        merged = sorted((plan for plan in plans if plan.outcome == "merged"), key=lambda plan: plan.end)
        place = 0
        for issue in sorted(waiting, key=lambda plan: plan.end):
            # The next merge after the day on which the issue would have been closed closes it.
            while place < len(merged) and (merged[place].end < issue.end or merged[place].created < issue.created):
                place += 1
            if place == len(merged):
                issue.outcome, issue.end = "open", END
                continue
            issue.end, issue.other = merged[place].end, merged[place].number
            merged[place].other = issue.number
            place += 1
        return plans

    def _ending(self, number: int, created: int) -> Plan:
        chance, author = self.random.random, self.someone()
        if chance() < 0.58:
            outcome = self.random.choices(["merged", "closed", "open"], [68, 19, 13])[0]
            end = created + 600 + int(self.random.lognormvariate(11.3, 1.7))
            kind = "pull_request"
        else:
            outcome = self.random.choices(["fixed", "closed", "stale", "open"], [20, 27, 33, 20])[0]
            end = created + 1800 + int(self.random.lognormvariate(12.6, 1.8))
            kind = "issue"
            if outcome == "stale":
                end = created + 120 * DAY + int(self.random.lognormvariate(13.5, 1.5))
        if end >= END or outcome == "open":
            outcome, end = "open", END
        return Plan(number, kind, created, author, end, outcome)

    def someone(self) -> int:
        """The rank of a person; the first are maintainers, and the first of all are everywhere."""
        return self.random.choices(range(len(self._busy)), cum_weights=self._busy)[0]

    def maintainer(self) -> int:
        return int(MAINTAINERS * self.random.random() ** 2)

    @cache  # noqa: B019 - one repository a process
    def person(self, rank: int) -> Node:
        login = self._names[rank]
        return {"__typename": "User", "login": login, "id": ids.encode("U", 0, ids.ACCOUNT_BASE + rank * 7919)}

    @cache  # noqa: B019
    def bot(self, login: str) -> Node:
        return {"__typename": "Bot", "login": login, "id": ids.encode("BOT", 0, ids.ACCOUNT_BASE - len(login))}

    @cache  # noqa: B019
    def label(self, name: str) -> Node:
        place = [*TYPES.values(), *AREAS, *OTHERS].index(name)
        return {
            "id": ids.encode("LA", 0, DATABASE_ID, ids.LABEL_BASE + place * 9_176_173),
            "name": name,
            "color": f"{place * 377_111 % 0xFFFFFF:06x}",
            "description": f"About {name}",
            "isDefault": place == 0,
            "createdAt": stamp(START - (60 - place) * DAY),
        }

    def association(self, rank: int | None) -> str:
        if rank is None:
            return "NONE"
        return "MEMBER" if rank < MAINTAINERS else "CONTRIBUTOR" if rank % 3 else "NONE"

    def node_id(self, prefix: str, at: int) -> tuple[str, int]:
        """The id of a comment or review that appears at `at`, and the number in it: larger the later, never twice."""
        number = ids.REMARK_BASE - 1_800_000_000 + (at - START) * 20 + self.random.randrange(20)
        while number in self._taken:
            number += 1
        self._taken.add(number)
        return ids.encode(prefix, 0, DATABASE_ID, number), number

    def opened(self, plan: Plan) -> Node:
        """The node of an item as it is opened: what happens to it afterwards changes it."""
        issue = plan.kind == "issue"
        title = self.words.title(plan.kind)
        path = "issues" if issue else "pull"
        node: Node = {
            "__typename": "Issue" if issue else "PullRequest",
            "id": self.item_id(plan.number),
            "fullDatabaseId": str(database_id(plan)),
            "number": plan.number,
            "url": f"https://github.com/{NAME}/{path}/{plan.number}",
            "title": title,
            "body": self.words.issue_body(title) if issue else self.words.pull_body(),
            "createdAt": stamp(plan.created),
            "closedAt": None,
            "lastEditedAt": None,
            "locked": False,
            "activeLockReason": None,
            "authorAssociation": self.association(plan.author),
            "author": self.person(plan.author),
            "milestone": None,
        }
        if issue:
            return node | {"state": "OPEN", "stateReason": None}
        size = int(self.random.lognormvariate(3.7, 1.6)) + 1
        node |= {
            "pullRequestState": "OPEN",
            "mergedAt": None,
            "isDraft": False,
            "additions": size,
            "deletions": int(size * self.random.random() * 0.8),
            "changedFiles": 1 + int(size**0.4),
            "baseRefName": "main",
            "headRefName": self.words.headline().replace(" ", "-"),
            "headRefOid": self.oid(),
            "mergedBy": None,
        }
        self.diffs[node["id"]] = (plan.number, node["changedFiles"], node["additions"], node["deletions"])
        return node

    def item_id(self, number: int) -> str:
        plan = self.plans[number - 1]
        prefix = "I" if plan.kind == "issue" else "PR"
        return ids.encode(prefix, 0, DATABASE_ID, database_id(plan))

    def reference(self, number: int) -> Node:
        typename = "Issue" if self.plans[number - 1].kind == "issue" else "PullRequest"
        return {
            "__typename": typename, "id": self.item_id(number), "number": number, "repository": {"nameWithOwner": NAME},
        }  # fmt: skip

    def oid(self) -> str:
        return f"{self.random.getrandbits(160):040x}"

    def review_comments(self, id_: str) -> list[Node]:
        """The comments on lines of a review, as the queue of reviews asks for them."""
        review = self.reviews.get(id_)
        if review is None:
            return []
        comments = [self._review_comment(review) for _ in range(review.count)]
        for comment in comments[1:]:
            comment["replyTo"] = {"id": comments[0]["id"]} if self.random.random() < 0.3 else None
        return comments

    def _review_comment(self, review: Review) -> Node:
        id_, number = self.node_id("PRRC", review.at)
        bot = bool(review.author and review.author["__typename"] == "Bot")
        line = self.random.randrange(1, 1500)
        return {
            "__typename": "PullRequestReviewComment",
            "id": id_,
            "fullDatabaseId": str(number),
            "url": f"https://github.com/{NAME}/pull/{review.number}#discussion_r{number}",
            "body": self.words.bot_remark() if bot else self.words.remark(),
            "createdAt": stamp(review.at - self.random.randrange(300)),
            "updatedAt": stamp(review.at),
            "lastEditedAt": None,
            "isMinimized": False,
            "minimizedReason": None,
            "authorAssociation": "NONE" if bot else "MEMBER",
            "author": review.author,
            "path": self.words.path(),
            "line": line if self.random.random() < 0.5 else None,
            "originalLine": line,
            "replyTo": None,
            "reviewedCommit": {"oid": self.oid()},
        }

    def files(self, id_: str) -> list[Node]:
        """The files that a pull request changes."""
        return [
            {
                "path": file.path,
                "additions": file.additions,
                "deletions": file.deletions,
                "changeType": file.change_type,
            }
            for file in made_up(*self.diffs[id_])
        ]

    def edits(self, id_: str) -> tuple[Node, list[Node]]:
        """The node of an edited text and its edit history, newest first, the original included."""
        created, edited, text, editor = self.texts[id_]
        original = text[: max(1, len(text) * 2 // 3)] if self.random.random() < 0.5 else self.words.comment()
        entries = [
            {"id": f"UCE_{id_}{place}", "editedAt": stamp(at), "diff": diff, "editor": editor}
            for place, (at, diff) in enumerate([(edited, text), (created, original)])
        ]
        return {"createdAt": stamp(created), "includesCreatedEdit": True}, entries
