"""Lines that tell of one item: link, title, then parts, each of which says one thing."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.report.checking.archive import Past, World
from tests.report.checking.page import after_title, codes, integer, is_about, numbers, shown
from tests.report.checking.vocabulary import severity, subjects

TOLD = r"(?P<place>\d+\.|-) \[#(?P<number>\d+)\]\(\S+?\) (?P<rest>.* — .*)"


def told(found: re.Match[str], world: World, words: dict[str, Any]) -> Iterator[str]:
    """Problems of a line that tells of an item by parts."""
    past = world.by_number.get(int(found["number"]))
    if past is None:
        return
    tail = after_title(past, found["rest"])
    if tail is None:
        yield f"#{past.number} is not titled so: {found['rest']}"
    else:
        yield from parts(past, tail, world, words)


def parts(past: Past, text: str, world: World, words: dict[str, Any]) -> Iterator[str]:
    """Problems of the parts, each read whole."""
    said: set[str] = set()
    for part in text.split(words["separator"]):
        for problem in _part(past, part, world, words, said):
            yield f"#{past.number}: {problem}"
    if "severity" in said and past.state != "open":
        yield f"#{past.number} is no trouble any more"


def _part(past: Past, part: str, world: World, words: dict[str, Any], said: set[str]) -> Iterator[str]:
    if who := re.fullmatch(words["who"], part):
        if codes(who["who"]) != [past.author] or (who["kind"] and (who["kind"] == "PR") != past.is_pull):
            yield f"{past.row['kind']} by {past.author}, not {part}"
    elif standing := re.fullmatch(words["standing"], part):
        yield from _standing(past, standing, world, words)
    elif (grave := re.fullmatch(words["severity"], part)) and grave["severity"] in words["severities"]:
        said.add("severity")
        expected = severity(past)
        if past.is_pull or expected is None:
            yield f"its title tells of no trouble: {part}"
        elif (words["severities"][grave["severity"]], shown(grave["match"]).lower()) != (
            expected[0], shown(expected[1]).lower()
        ):  # fmt: skip
            yield f"its trouble is {expected}, not {part}"
    else:
        matches = ((name, re.fullmatch(pattern, part)) for name, pattern in words["parts"].items())
        name, found = next(((name, found) for name, found in matches if found), ("", None))
        if found is None:
            yield f"no rule accounts for {part!r}"
        else:
            yield from _fact(past, name, found, world, words)


def _fact(past: Past, name: str, found: re.Match[str], world: World, words: dict[str, Any]) -> Iterator[str]:
    one: Any
    true: Any
    match name:
        case "lines":
            one, true = integer(found[1]), past.row["additions"] + past.row["deletions"]
            half = {shown(area) for area, (lines, _) in past.areas.items() if 2 * lines > true}
            if ({shown(found["area"])} if found["area"] else set()) != half:
                yield f"most of it is in {half}, not in {found['area']}"
        case "comments":
            one, true = integer(found[1]), comments(past, world)
        case "approvers":
            one, true = codes(found[1]), past.judges("APPROVED")[:8]
        case "reopened":
            one, true = True, world.was_reopened(past)
        case "closes":
            one = set(numbers(found[1]))
            true = {other.number for other in world.items.values() if past.number in world.closed_by(other)} & set(one)
        case "linked":
            one = set(numbers(found[1]))
            true = {number for number in world.linked(past) if past.is_pull or world.by_number[number].is_pull} & one
            if past.is_pull:
                true = world.linked(past) & one
        case "age":
            one = True
            true = is_about(found["time"], words["units"][found["unit"]], world.end - past.created_at)
        case _:
            names = {**words["effects"], words["performance"]: "performance"}
            one = {names.get(text) for text in found[1].split(words["listed"])}
            one, true = _split_subjects(found[1], names), subjects(past, world)
    if one != true:
        yield f"{name} are {true}, not {found[0]}"


def _split_subjects(text: str, names: dict[str, str]) -> set[str]:
    """Names of subjects hold the separator themselves: the longest are taken out first."""
    found = set()
    for words, name in sorted(names.items(), key=lambda pair: -len(pair[0])):
        if words in text:
            found.add(name)
            text = text.replace(words, "", 1)
    if re.search(r"\w", text):
        found.add(text)
    return found


def comments(past: Past, world: World) -> int:
    """What people wrote below it in the window, without reviews."""
    return sum(one["kind"] != "review" for one in past.people(world.start))


def stance(past: Past, world: World) -> str:
    """How an item stood at the end."""
    if past.state == "merged":
        return "merged"
    if past.state == "closed":
        if any(world.by_number[number].is_pull for number in world.closed_by(past)):
            return "closed_by"
        return "closed_unmerged" if past.is_pull else "closed"
    if past.is_pull and past.judges("CHANGES_REQUESTED"):
        return "changes_requested"
    if past.is_pull and past.is_approved:
        return "approved"
    if not past.answers():
        return "unanswered"
    return "maintainer" if past.has_maintainer else "no_maintainer"


def _standing(past: Past, found: re.Match[str], world: World, words: dict[str, Any]) -> Iterator[str]:
    true = stance(past, world)
    if not found[true]:
        yield f"it stood {true} at the end, not {found[0]!r}"
        return
    if past.merged_at and not _took(found, past.merged_at - past.created_at, words):
        yield f"it was not merged so soon: {found[0]}"
    if true == "closed_by" and set(numbers(found["closed_by"])) != world.closed_by(past):
        yield f"it was closed by {world.closed_by(past)}"
    if (
        found["reason"]
        and past.closing
        and past.closing["state_reason"] not in (None, words["reasons"][found["reason"]])
    ):
        yield f"it was closed as {past.closing['state_reason']}"
    if true == "closed" and numbers(found["originals"]) != world.duplicated(past):
        yield f"it was closed as a duplicate of {world.duplicated(past)}, not {found['originals']}"
    for what, verdict in (("changes_requested", "CHANGES_REQUESTED"), ("approved", "APPROVED")):
        if found[what] and codes(found[what]) != past.judges(verdict)[:8]:
            yield f"{what} by {past.judges(verdict)}, not {found[what]}"
    if bool(found["draft"]) != (past.is_draft and past.state == "open"):
        yield f"it was {'' if past.is_draft else 'no '}draft"
    is_bot = past.closing is not None and past.closing["actor_kind"] == "Bot" and true != "closed_by"
    closer = past.closing["actor"] if past.closing and is_bot else None
    in_window = past.closing is not None and past.closing["moment"] >= world.start
    if codes(found["bot"]) != ([closer] if closer and in_window and past.state == "closed" else []):
        yield f"the bot that closed it was {closer}, not {found['bot']}"


def _took(found: re.Match[str], length: timedelta, words: dict[str, Any]) -> bool:
    return is_about(found["time"], words["units"][found["unit"]], length)
