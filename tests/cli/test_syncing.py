"""A round over several repositories: what ends it, and what it adds up to."""

from pathlib import Path

import pytest

from hansard.cli.sync import _ending
from hansard.cli.syncing import Round, _concerns_all
from hansard.errors import Exit, HansardError
from hansard.github.answers import BadCredentials, NotFound, RateLimited, TooHeavy
from hansard.github.client import NoConnection, NotWaiting, OutOfPoints
from hansard.github.fit import Unfit
from hansard.sync.items import EndlessPages
from hansard.sync.read import AnotherRepository
from hansard.warehouse.connection import WarehouseLocked

NOTHING = {
    **dict.fromkeys(("requests", "points", "items_new", "items_changed", "events", "comments", "gaps"), 0),
    "seconds": 0.0,
}
GOOD = NOTHING | {"repository": "a/good", "requests": 3, "points": 2, "seconds": 0.1, "complete": True}
GAPS = NOTHING | {"repository": "a/gaps", "requests": 4, "gaps": 1, "seconds": 0.2, "complete": False}
BAD = NOTHING | {"repository": "a/bad", "requests": 1, "complete": False, "error": "not there"}


@pytest.mark.parametrize(
    ("error", "answered", "ends"),
    [
        (NotFound("no such repository"), True, False),
        (AnotherRepository("a/b"), True, False),
        (EndlessPages("the issues"), True, False),
        (TooHeavy("gave up"), True, False),
        (NoConnection("https://x", "lost"), True, False),
        (NoConnection("https://x", "never there"), False, True),
        (BadCredentials("wrong token"), True, True),
        (RateLimited("over", 60.0), True, True),
        (OutOfPoints(5), True, True),
        (NotWaiting("over", 60.0), True, True),
        (Unfit({"Query.node"}), True, True),
        (WarehouseLocked(Path("w"), None), False, True),
    ],
)
def test_what_concerns_one_repository_and_what_all(error: HansardError, answered: bool, ends: bool) -> None:
    assert _concerns_all(error, answered=answered) is ends


@pytest.mark.parametrize(
    ("done", "code", "told"),
    [
        (Round((GOOD,)), None, ""),
        (Round((GOOD, GAPS)), Exit.STOPPED, "1 items could not be read"),
        (Round((GOOD, BAD, GAPS)), Exit.FAILED, "could not sync a/bad"),
        (Round((GOOD, BAD), ("a/left",), OutOfPoints(5)), Exit.STOPPED, "not tried: a/left"),
        (Round((BAD, BAD), ("a/left",), OutOfPoints(5)), Exit.FAILED, "then: 5 points are spent"),
        (Round((BAD,), ("a/left",), BadCredentials("wrong token")), Exit.FAILED, "wrong token"),
    ],
)
def test_the_exit_code_of_a_round(done: Round, code: Exit | None, told: str) -> None:
    error = _ending(done)
    assert (error.exit if error else None) == code
    assert told in str(error)


def test_a_round_adds_up() -> None:
    told = Round((GOOD, GAPS, BAD)).told()
    assert told == told | {"requests": 8, "points": 2, "gaps": 1, "seconds": 0.3, "complete": False, "not_tried": []}
    assert [one["error"] for one in told["repositories"]] == [None, None, "not there"]
    assert Round((GOOD,)).told()["complete"] is True
