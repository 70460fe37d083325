"""Which items a narrative tells in which section, and which it only names there."""

from collections.abc import Iterator
from dataclasses import dataclass

from hansard.narrative.model import Narrative


@dataclass(frozen=True, slots=True)
class Mention:
    """An item in a section: told in a line of its own, or only named in a list or as told elsewhere."""

    section: str
    number: int
    is_told: bool


def outline(narrative: Narrative) -> tuple[Mention, ...]:
    """All mentions in the order of the page; a focus is named `focus NAME`, the other sections as in the settings."""
    return tuple(_mentions(narrative))


def _mentions(narrative: Narrative) -> Iterator[Mention]:
    summary, changes, attention = narrative.summary, narrative.changes, narrative.attention
    yield from (Mention("summary", story.item.number, False) for story in summary.unanswered)
    yield from (Mention("summary", story.item.number, False) for effect in summary.effects for story in effect.stories)
    for focus in narrative.focuses:
        name = f"focus {focus.focus.name}"
        yield from (Mention(name, one.story.item.number, True) for one in focus.told.shown)
        yield from (Mention(name, item.number, False) for group in focus.groups for item in group.items)
        yield from (Mention(name, item.number, False) for item in focus.told.elsewhere)
    yield from (Mention("discussions", one.story.item.number, True) for one in narrative.discussions.shown)
    yield from (Mention("discussions", item.number, False) for item in narrative.discussions.elsewhere)
    topics = narrative.trends.topics + narrative.trends.scattered
    yield from (Mention("trends", link.number, False) for topic in topics for link in topic.links[:5])
    yield from (Mention("changes", story.item.number, True) for story in changes.changes.shown)
    yield from (Mention("changes", item.number, False) for item in changes.changes.elsewhere + changes.in_review)
    yield from (Mention("attention", one.item.number, True) for one in attention.follow_ups.shown)
    yield from (Mention("attention", story.item.number, True) for story in attention.problems.shown)
    yield from (Mention("attention", story.item.number, True) for story in attention.reopened.shown)
    yield from (Mention("attention", one.item.number, True) for one in attention.waiting.shown)
    yield from (Mention("attention", item.number, False) for item in attention.problems.elsewhere)
