"""What happens to one planned item, from its opening to its end: its timeline in order, and what that makes of it."""

from collections.abc import Callable
from typing import Any

from hansard.sandbox import ids
from hansard.sync.rows import Item
from nodes import (
    AREAS,
    CONFLICT_BOT,
    DATABASE_ID,
    DAY,
    END,
    NAME,
    REVIEW_BOT,
    STALE_BOT,
    START,
    TYPES,
    Node,
    Plan,
    Repository,
    Review,
    database_id,
    stamp,
)
from words import CONFLICT, STALE, STALE_END, WELCOME


def tell(repository: Repository, plan: Plan) -> Item:
    """An item, whole: what a sync has after the last page of its timeline."""
    story = _Issue(repository, plan) if plan.kind == "issue" else _PullRequest(repository, plan)
    story.plot()
    return story.ended()


class _Story:
    """Deeds are planned in any order, each at its time, and done in the order of time."""

    def __init__(self, repository: Repository, plan: Plan) -> None:
        self.repository, self.plan, self.node = repository, plan, repository.opened(plan)
        self.random, self.words = repository.random, repository.words
        self.author = repository.person(plan.author)
        self.timeline: list[Node] = []
        self.labels: dict[str, Node] = {}
        self.moved, self.edited = plan.created, plan.created
        self._deeds: list[tuple[int, Callable[[int], None]]] = []

    def plot(self) -> None:
        """Plan what is to happen."""
        raise NotImplementedError

    def ended(self) -> Item:
        for at, deed in sorted(self._deeds, key=lambda planned: planned[0]):
            deed(at)
        node = self.node
        node["updatedAt"] = stamp(self.moved)
        node["timelineItems"] = {"totalCount": len(self.timeline) + self.random.randrange(4)}
        if node["lastEditedAt"]:
            self.repository.texts[node["id"]] = (self.plan.created, self.edited, node["body"], self.author)
        labels = sorted(self.labels.values(), key=lambda label: str(label["createdAt"]))
        return Item(node, labels, list(self.timeline))

    # When.

    def chance(self, odds: float) -> bool:
        return self.random.random() < odds

    def many(self, mean: float, spread: float = 1.0) -> int:
        """A number of things: mostly few, now and then very many."""
        return min(240, int(self.random.lognormvariate(mean, spread)))

    def then(self, deed: Callable[[int], None], at: int) -> None:
        """Plan a deed, unless the history has ended by then."""
        if at <= END:
            self._deeds.append((at, deed))

    def sometime(self, deed: Callable[[int], None]) -> None:
        """Plan a deed before the item's end, rather soon than late."""
        life = min(self.plan.end - self.plan.created, 400 * DAY) - 60
        self.then(deed, self.plan.created + 30 + int(life * self.random.random() ** 3))

    def passing(self) -> int | None:
        """Whoever comes along: the author, a maintainer or anybody; rarely an account that is gone since."""
        roll = self.random.random()
        if roll < 0.01:
            return None
        if roll < 0.36:
            return self.plan.author
        return self.repository.maintainer() if roll < 0.7 else self.repository.someone()

    # What.

    def event(self, at: int, prefix: str, typename: str, actor: Node | None, **fields: Any) -> None:
        """An entry that is no comment, with the fields that its type has."""
        number = ids.EVENT_BASE - 18_000_000_000 + (at - START) * 256 + len(self.timeline) % 256
        id_ = ids.encode(prefix, 0, DATABASE_ID, database_id(self.plan), number)
        self.timeline.append({"__typename": typename, "id": id_, "createdAt": stamp(at), "actor": actor, **fields})
        self.moved = max(self.moved, at)

    def label(self, at: int, name: str, actor: Node | None) -> None:
        if name not in self.labels:
            self.labels[name] = self.repository.label(name)
            self.event(at, "LE", "LabeledEvent", actor, label=self.labels[name])

    def unlabel(self, at: int, name: str, actor: Node | None) -> None:
        if label := self.labels.pop(name, None):
            self.event(at, "UNLE", "UnlabeledEvent", actor, label=label)

    def say(self, at: int, rank: int | None, text: str | None = None, bot: str | None = None) -> None:
        """A comment, one in fourteen edited afterwards."""
        author = self.repository.bot(bot) if bot else None if rank is None else self.repository.person(rank)
        id_, number = self.repository.node_id("IC", at)
        body = text or self.words.comment()
        edited = at + self.random.randrange(40, 4000)
        is_edited = bot is None and edited < END and self.chance(0.07)
        if is_edited:
            self.repository.texts[id_] = (at, edited, body, author)
        minimized = self.chance(0.004)
        path = "issues" if self.plan.kind == "issue" else "pull"
        self.timeline.append({
            "__typename": "IssueComment",
            "id": id_,
            "fullDatabaseId": str(number),
            "url": f"https://github.com/{NAME}/{path}/{self.plan.number}#issuecomment-{number}",
            "body": body,
            "createdAt": stamp(at),
            "updatedAt": stamp(edited if is_edited else at),
            "lastEditedAt": stamp(edited) if is_edited else None,
            "isMinimized": minimized,
            "minimizedReason": "outdated" if minimized else None,
            "authorAssociation": "NONE" if bot else self.repository.association(rank),
            "author": author,
        })  # fmt: skip
        self.moved = max(self.moved, at)

    def refer(self, will_close: bool, number: int) -> Callable[[int], None]:
        def deed(at: int) -> None:
            other = self.repository.plans[number - 1]
            self.event(
                at, "CRE", "CrossReferencedEvent", self.repository.person(other.author), isCrossRepository=False,
                willCloseTarget=will_close, source=self.repository.reference(number),
            )  # fmt: skip

        return deed

    def mentions(self) -> None:
        """Later items that name this one."""
        last = len(self.repository.plans)
        for _ in range(self.random.choice([0, 0, 0, 1, 1, 2, 4])):
            number = self.plan.number + 1 + int(self.random.expovariate(1 / 120))
            if number <= last:
                self.then(self.refer(False, number), self.repository.plans[number - 1].created)

    def rename(self, at: int) -> None:
        old, new = self.node["title"], self.words.title(self.plan.kind)
        self.node["title"] = new
        self.event(at, "RTE", "RenamedTitleEvent", self.author, previousTitle=old, currentTitle=new)

    def edit(self, at: int) -> None:
        self.edited = at
        self.node["lastEditedAt"] = stamp(at)
        self.moved = max(self.moved, at)

    def assign(self, at: int) -> None:
        whom = self.repository.person(self.repository.maintainer())
        self.event(at, "AE", "AssignedEvent", self.repository.person(self.repository.maintainer()), assignee=whom)

    def lock(self, at: int) -> None:
        self.node |= {"locked": True, "activeLockReason": "RESOLVED"}
        self.event(at, "LOE", "LockedEvent", self.repository.person(0), lockReason="RESOLVED")

    def always(self, renamed: float, edited: float, assigned: float) -> None:
        """What happens to issues and pull requests alike."""
        self.mentions()
        for deed, odds in ((self.rename, renamed), (self.edit, edited), (self.assign, assigned)):
            if self.chance(odds):
                self.sometime(deed)
        if self.plan.outcome != "open" and self.chance(0.08):
            self.then(lambda at: self.say(at, self.passing()), self.plan.end + int(self.random.expovariate(1 / DAY)))
        if self.chance(0.003):
            self.then(self.lock, self.plan.end + 40 * DAY)


class _Issue(_Story):
    def plot(self) -> None:
        plan = self.plan
        area = self.node["title"].removeprefix("[").partition("]")[0]
        if area in TYPES:
            self.then(lambda at: self.label(at, TYPES[area], self.author), plan.created)
        if self.chance(0.3):
            self.sometime(lambda at: self.label(at, self.random.choice(AREAS), self.repository.person(3)))
        for _ in range(self.many(1.4)):
            self.sometime(lambda at: self.say(at, self.passing()))
        self.always(renamed=0.08, edited=0.15, assigned=0.1)
        if self.chance(0.12):
            bot = self.repository.bot(STALE_BOT)
            self.sometime(lambda at: self.event(at, "PVTIA", "AddedToProjectV2Event", bot, wasAutomated=True))
        if plan.other:
            self.then(self.refer(True, plan.other), max(plan.created, self.repository.plans[plan.other - 1].created))
        if plan.outcome != "stale" and plan.end - plan.created > 100 * DAY and self.chance(0.6):
            self._woken(plan.created + 91 * DAY)
        match plan.outcome:
            case "fixed":
                self.then(self._fixed, plan.end)
            case "closed":
                self._closing()
            case "stale":
                self.then(self._stale, plan.end - 30 * DAY)
                self.then(self._forgotten, plan.end)

    def _stale(self, at: int) -> None:
        bot = self.repository.bot(STALE_BOT)
        self.say(at, None, STALE, bot=STALE_BOT)
        self.label(at, "stale", bot)

    def _woken(self, at: int) -> None:
        """Marked as stale, and taken up again by somebody who still has the trouble."""
        bot, later = self.repository.bot(STALE_BOT), at + self.random.randrange(DAY, 8 * DAY)
        self.then(self._stale, at)
        self.then(lambda at: self.say(at, self.passing()), later)
        self.then(lambda at: self.unlabel(at, "stale", bot), later + 60)
        self.then(lambda at: self.label(at, "unstale", bot), later + 60)

    def _forgotten(self, at: int) -> None:
        self.say(at, None, STALE_END, bot=STALE_BOT)
        self._close(at, self.repository.bot(STALE_BOT), "NOT_PLANNED")

    def _fixed(self, at: int) -> None:
        closer = self.repository.reference(int(self.plan.other or 0))
        self._close(at, self.repository.person(self.repository.maintainer()), "COMPLETED", closer=closer)

    def _closing(self) -> None:
        """By hand; one in sixteen was closed before, and opened again."""
        if self.chance(0.06):
            first = (self.plan.created + self.plan.end) // 2
            self.then(lambda at: self._close(at, self.author, "COMPLETED"), first)
            self.then(self._reopen, min(first + self.random.randrange(600, 5 * DAY), self.plan.end - 1))
        reason = self.random.choices(["COMPLETED", "NOT_PLANNED", "DUPLICATE"], [70, 20, 10])[0]
        self.then(lambda at: self._close(at, self._closer(), reason), self.plan.end)

    def _closer(self) -> Node:
        return self.author if self.chance(0.6) else self.repository.person(self.repository.maintainer())

    def _close(self, at: int, actor: Node, reason: str, closer: Node | None = None) -> None:
        duplicate = self.repository.reference(max(1, self.plan.number - 7)) if reason == "DUPLICATE" else None
        if duplicate:
            self.event(at, "MADE", "MarkedAsDuplicateEvent", actor, canonical=duplicate)
        self.event(at, "CE", "ClosedEvent", actor, closeReason=reason, closer=closer, duplicateOf=duplicate)
        self.node |= {"state": "CLOSED", "stateReason": reason, "closedAt": stamp(at)}

    def _reopen(self, at: int) -> None:
        self.event(at, "REE", "ReopenedEvent", self.author, reopenReason="REOPENED")
        self.node |= {"state": "OPEN", "stateReason": "REOPENED", "closedAt": None}


class _PullRequest(_Story):
    def plot(self) -> None:
        plan = self.plan
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            self.then(self._push, plan.created)
        self._greeting()
        if self.chance(0.16):
            self.node["isDraft"] = True
            if plan.outcome == "merged" or self.chance(0.6):
                self.then(self._ready, min(plan.end - 1, plan.created + self.random.randrange(60, 9 * DAY)))
        for _ in range(self.random.choice([0, 1, 1, 2, 4])):
            self.then(self._ask, plan.created)
        for _ in range(self.many(0.85)):
            self.sometime(lambda at: self.say(at, self.passing()))
        for _ in range(self.many(0.5, 0.9)):
            self.sometime(self._round)
        for _ in range(self.many(1.5)):
            self.sometime(self._push)
        if self.chance(0.2):
            self.sometime(self._force)
        if self.chance(0.22):
            self._conflict()
        self.always(renamed=0.13, edited=0.3, assigned=0.03)
        if plan.outcome == "merged":
            self._ending()
        elif plan.outcome == "closed":
            self.then(self._close, plan.end)

    def _greeting(self) -> None:
        """What machines do to every new pull request."""
        created, modern = self.plan.created, self.plan.created > START + 700 * DAY
        bot = self.repository.bot(CONFLICT_BOT)
        for _ in range(self.random.choice([0, 1, 1, 2])):
            self.then(lambda at: self.label(at, self.random.choice(AREAS), bot), created + 20)
        if self.chance(0.5):
            self.then(lambda at: self.say(at, None, WELCOME, bot=STALE_BOT), created + 40)
        if modern and self.chance(0.7):
            self.then(lambda at: self._review(at, None, "COMMENTED", bot=REVIEW_BOT), created + 150)

    def _push(self, at: int) -> None:
        """A commit has no actor and no time but its own."""
        id_ = ids.encode("PURC", 0, DATABASE_ID, self.plan.number, self.random.getrandbits(40))
        commit = {"oid": self.repository.oid(), "committedDate": stamp(at), "messageHeadline": self.words.headline()}
        self.timeline.append({"__typename": "PullRequestCommit", "id": id_, "pushedCommit": commit})
        self.node["headRefOid"] = commit["oid"]
        self.moved = max(self.moved, at)

    def _force(self, at: int) -> None:
        before, after = {"oid": self.node["headRefOid"]}, {"oid": self.repository.oid()}
        self.node["headRefOid"] = after["oid"]
        self.event(at, "HRFPE", "HeadRefForcePushedEvent", self.author, beforeCommit=before, afterCommit=after)

    def _ready(self, at: int) -> None:
        self.node["isDraft"] = False
        self.event(at, "RFRE", "ReadyForReviewEvent", self.author)

    def _ask(self, at: int) -> None:
        whom = self.repository.person(self.repository.maintainer())
        self.event(at, "RRE", "ReviewRequestedEvent", self.author, requestedReviewer=whom)

    def _round(self, at: int) -> None:
        """A review; the author's answers to its lines are a review as well."""
        state = self.random.choices(["COMMENTED", "APPROVED", "CHANGES_REQUESTED"], [66, 27, 7])[0]
        self._review(at, self.repository.maintainer(), state)
        if self.chance(0.45):
            self._review(min(self.plan.end, at + 20), self.plan.author, "COMMENTED")

    def _review(self, at: int, rank: int | None, state: str, bot: str | None = None) -> None:
        author = self.repository.bot(bot) if bot else None if rank is None else self.repository.person(rank)
        id_, number = self.repository.node_id("PRR", at)
        speaks = bot is not None or self.chance(0.2)
        body = (self.words.bot_review() if bot else self.words.remark()) if speaks else ""
        count = 0 if state == "APPROVED" and self.chance(0.8) else min(12, self.many(0.2, 0.8))
        self.repository.reviews[id_] = Review(self.plan.number, at, author, count)
        self.timeline.append({
            "__typename": "PullRequestReview",
            "id": id_,
            "fullDatabaseId": str(number),
            "url": f"https://github.com/{NAME}/pull/{self.plan.number}#pullrequestreview-{number}",
            "reviewState": state,
            "body": body,
            "createdAt": stamp(at),
            "submittedAt": stamp(at),
            "updatedAt": stamp(at),
            "lastEditedAt": None,
            "isMinimized": False,
            "minimizedReason": None,
            "authorAssociation": "NONE" if bot else self.repository.association(rank),
            "author": author,
            "reviewedCommit": {"oid": self.node["headRefOid"]},
        })  # fmt: skip
        self.moved = max(self.moved, at)

    def _conflict(self) -> None:
        bot = self.repository.bot(CONFLICT_BOT)
        at = (2 * self.plan.created + self.plan.end) // 3
        self.then(lambda at: self.say(at, None, CONFLICT.format(self.author["login"]), bot=CONFLICT_BOT), at)
        self.then(lambda at: self.label(at, "needs-rebase", bot), at)
        if self.plan.outcome == "merged" or self.chance(0.6):
            self.then(lambda at: self.unlabel(at, "needs-rebase", bot), (at + self.plan.end) // 2)

    def _ending(self) -> None:
        """Approved, made ready, merged."""
        end, who = self.plan.end, self.repository.person(self.repository.maintainer())
        before = max(self.plan.created, end - self.random.randrange(300, 9000))
        self.then(lambda at: self._review(at, self.repository.maintainer(), "APPROVED"), before)
        if self.chance(0.6):
            self.then(lambda at: self.label(at, "ready", who), before)
        if self.chance(0.35):
            self.then(lambda at: self.event(at, "AMEE", "AutoMergeEnabledEvent", who), before)
        self.then(lambda at: self._merge(at, who), end)
        if self.chance(0.3):
            self.then(self._tidy, end + 60)

    def _merge(self, at: int, who: Node) -> None:
        if self.node["isDraft"]:
            self._ready(at)
        commit = {"oid": self.repository.oid()}
        self.event(at, "ME", "MergedEvent", who, mergeRefName="main", mergeCommit=commit)
        self.event(at, "CE", "ClosedEvent", who, closeReason=None, closer=None, duplicateOf=None)
        self.node |= {"pullRequestState": "MERGED", "mergedAt": stamp(at), "closedAt": stamp(at), "mergedBy": who}

    def _tidy(self, at: int) -> None:
        self.event(at, "HRDE", "HeadRefDeletedEvent", self.author, headRefName=self.node["headRefName"])

    def _close(self, at: int) -> None:
        self.event(at, "CE", "ClosedEvent", self.author, closeReason=None, closer=None, duplicateOf=None)
        self.node |= {"pullRequestState": "CLOSED", "closedAt": stamp(at)}
