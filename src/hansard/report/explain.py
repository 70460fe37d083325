"""Why an item stands where it does in the report of a window: its places, its scores with their parts, and the SQL."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from hansard.errors import UsageError
from hansard.facts import Facts, FollowUp, Waiting
from hansard.narrative.outline import outline
from hansard.narrative.rules import narrate
from hansard.report.facts import gather
from hansard.report.window import Window
from hansard.settings import Settings
from hansard.warehouse.query import Archive

SCORES = {"heat": "discussions", "weight": "changes", "need": "attention"}
"""The section that each score ranks for."""

SCORE = "select * from item_scores($start, $end) where repository = $repository and number = $number"


class NotInWindow(UsageError):
    """Nothing happened to the item in the window, or there is no such item."""

    def __init__(self, number: int, repository: str) -> None:
        self.number, self.repository = number, repository
        super().__init__(
            f"nothing of #{number} is in this window of {repository}: it was not opened, closed, merged, reopened or "
            "commented on in it, and it waits for nothing. Name another window, or look it up with `hansard sql`"
        )


def explain(archive: Archive, settings: Settings, window: Window, number: int) -> dict[str, Any]:
    """Everything about the item in the window's report, as plain values. Raises NotInWindow and NotArchived."""
    repository = archive.repository(settings.repository)
    facts = gather(archive, repository, window, settings.focus)
    mentions = [one for one in outline(narrate(facts)) if one.number == number]
    bound = {"repository": repository, "start": window.start, "end": window.end, "number": number}
    rows, standing = archive.rows(SCORE, bound), _standing(facts, number)
    if not (rows or standing or mentions):
        raise NotInWindow(number, repository)
    row = rows[0] if rows else next((one["item"] for one in standing.values()), {})
    told = [one.section for one in mentions if one.is_told]
    return {
        "number": number,
        "title": row.get("title"),
        "url": row.get("url"),
        "state": row.get("state"),
        "lists": row.get("lists", []),
        "told_in": told[0] if told else None,
        "named_in": list(dict.fromkeys(one.section for one in mentions if not one.is_told)),
        "scores_version": facts.scores_version,
        "scores": {name: _score(row, name) for name in SCORES} if rows else {},
        "matches": {
            focus.name: {
                name.removesuffix("_matches"): list(getattr(entry, name))
                for name in entry.__dataclass_fields__
                if name.endswith("_matches") and getattr(entry, name)
            }
            for focus in facts.focuses
            for entry in focus.entries
            if entry.number == number
        },
        "standing": {
            macro: {name: value for name, value in one.items() if name != "item"}
            | {"sql": _sql(macro, repository, window, number)}
            for macro, one in standing.items()
        },
        "sql": _sql("item_scores", repository, window, number) if rows or not standing else None,
    }


def _standing(facts: Facts, number: int) -> dict[str, dict[str, Any]]:
    """The item's places in the lists that need nothing to happen in the window, by the macro that gives each."""
    lists: dict[str, Sequence[FollowUp | Waiting]] = {
        "follow_ups": facts.follow_ups,
        "waiting_pull_requests": facts.waiting,
    }
    return {
        macro: {"rank": rank, **asdict(one)}
        for macro, entries in lists.items()
        for rank, one in enumerate(entries, 1)
        if one.item.number == number
    }


def _score(row: dict[str, Any], name: str) -> dict[str, Any]:
    """A score, its rank (None where it does not open the section) and its parts."""
    parts = {key: value for key, value in row.items() if key.startswith(f"{name}_") and key.endswith("_part")}
    return {"section": SCORES[name], "score": row[name], "rank": row[f"{name}_rank"], "parts": parts}


def _sql(macro: str, repository: str, window: Window, number: int) -> str:
    """The query that gives the item's row, to paste into `hansard sql`."""
    return (
        f"select * from {macro}('{_time(window.start)}', '{_time(window.end)}')"  # noqa: S608 - times of ours
        f" where repository = '{repository}' and number = {number}"
    )


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}+00"
