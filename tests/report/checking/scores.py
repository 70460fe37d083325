"""The three scores that rank a page's items, by the formulas of the documentation, from what the archive tells."""

import re
from itertools import pairwise
from math import log1p

from tests.report.checking.archive import MAINTAINERS, Past, World
from tests.report.checking.vocabulary import severity, subjects

GRAVITY = {
    "security": 5.0, "wrong_output": 4.0, "crash": 3.5, "regression": 3.5,
    "proposal": 3.0, "slow": 2.5, "install": 1.5, "bug": 1.0,
}  # fmt: skip
SUBJECT = {"security": 4, "breaking": 3, "revert": 3, "performance": 2, "support": 2}


def is_concluded(past: Past, world: World) -> bool:
    """Closed in the window by a person or a change, after ten comments or more by four people or more."""
    ending = next((move for move in reversed(past.moves) if move["type"] in ("closed", "merged")), None)
    closing = ending if past.merged_at else past.closing
    said = past.people()
    return (
        closing is not None and closing["moment"] >= world.start
        and not (closing["actor_kind"] == "Bot" if past.merged_at else past.is_closed_by_bot)
        and sum(one["kind"] != "review" for one in said) >= 10 and len({one["login"] for one in said}) >= 4
    )  # fmt: skip


def heat(past: Past, world: World) -> float:
    """How much a thread was taken up in the window."""
    said = past.people(world.start)
    words = [one["login"] for one in said if one["kind"] != "review"]
    people = len({one["login"] for one in said})
    others = [one for one in past.answers() if one["moment"] >= world.start]
    score = log1p(len(words)) * (1 + 0.5 * max(0, min(people - 1, 4)))
    score += 0.8 * any(one["author_association"] in MAINTAINERS for one in others)
    score += any(past.verdicts[one]["moment"] >= world.start for one in past.judges("CHANGES_REQUESTED"))
    score += world.was_reopened(past)
    score += 0.3 * log1p(sum(one != other for one, other in pairwise(words)))
    return round(score + 2 * is_concluded(past, world), 3)


def is_docs_or_ci(past: Past) -> bool:
    """Whether a change touches documentation, tests or the checks alone, by its labels and title."""
    at_first = re.search(r"^\W*(?:docs?|ci|ci/build|tests?)\b", past.title, re.IGNORECASE | re.ASCII)
    return bool(at_first or {"documentation", "ci/build", "ci"} & set(past.labels))


def weight(past: Past, world: World) -> float:
    """What a pull request means to users."""
    about = subjects(past, world)
    people = len({one["login"] for one in past.people(world.start)})
    score = 3.0 if past.state == "merged" else 1.5
    score += sum(points for name, points in SUBJECT.items() if name in about)
    score += "performance" in about and bool(re.search(r"\d ?(?:%|x\b|×)", past.title, re.ASCII))
    score -= 4 * is_docs_or_ci(past)
    if "crash_fix" in about:
        score += 2
    elif any(not other.is_pull and past.number in world.closed_by(other) for other in world.items.values()):
        score += 1
    score += 0.4 * log1p(people) + 0.5 * past.is_approved
    if past.state == "merged":
        score += 0.3 * log1p(min((past.row["additions"] or 0) + (past.row["deletions"] or 0), 2000))
    return round(score - 6 * past.is_by_bot, 3)


def need(past: Past, world: World) -> float:
    """How much an open issue needs somebody."""
    trouble, labels = severity(past), {label.lower() for label in past.labels}
    outsiders = {one["login"] for one in past.answers() if one["author_association"] not in MAINTAINERS}
    score = GRAVITY[trouble[0]] * (1 + 0.4 * log1p(1 + len(outsiders))) if trouble else 0.0
    if not past.has_maintainer:
        score += min(1.5, (world.end - past.created_at).total_seconds() / 86400)
    return round(score - 2 * bool(labels & {"usage", "question"}) - 3 * ("stale" in labels), 3)
