"""How much the sections tell."""

from dataclasses import dataclass

from tests.report.checking.archive import World


@dataclass(frozen=True)
class Most:
    """How much the sections tell, by the length of the window."""

    discussions: int
    changes: int
    problems: int
    focus: int
    topics: int
    people: int


def most(world: World) -> Most:
    """Those of a day up to three days, of a week up to two weeks, else of a month."""
    if world.length < 3 * 86400:
        return Most(4, 5, 4, 5, 4, 10)
    return Most(8, 10, 8, 10, 6, 15) if world.length < 15 * 86400 else Most(10, 15, 10, 15, 8, 20)
