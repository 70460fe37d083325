"""Work in several processes: what they tell, how they fail, and that none is left behind."""

import multiprocessing
import os
import pickle
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hansard.errors import HansardError
from hansard.report.processes import ProcessLost, processors, side_by_side
from hansard.report.render import NotWritten
from hansard.report.templates import NoLanguage
from hansard.warehouse.query import NotArchived


def counted(numbers: range) -> Iterator[tuple[int, int]]:
    for number in numbers:
        yield number, os.getpid()


def refused(numbers: range) -> Iterator[int]:
    yield from numbers
    raise NotWritten(Path("page.md"), "no space left")


def killed(numbers: range) -> Iterator[int]:
    yield from numbers
    os.kill(os.getpid(), signal.SIGKILL)


def endless(numbers: range) -> Iterator[int]:
    yield from numbers
    while True:
        time.sleep(0.01)


def test_all_that_is_made_is_told_by_as_many_processes() -> None:
    told = list(side_by_side(counted, [range(5), range(5, 7)]))
    assert sorted(number for number, _ in told) == list(range(7))
    assert len({process for _, process in told} - {os.getpid()}) == 2
    assert [number for number, _ in told if number < 5] == list(range(5))


def test_an_error_in_a_process_is_raised_here() -> None:
    made = side_by_side(refused, [range(1), range(0)])
    with pytest.raises(NotWritten, match=r"cannot write page.md: no space left") as caught:
        list(made)
    assert caught.value.path == Path("page.md")
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("error", [NotArchived("a/b", ["c/d"]), NoLanguage("xx", ["en"]), ProcessLost(-9)])
def test_an_error_comes_back_whole(error: HansardError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_a_process_that_is_killed_is_told_of() -> None:
    with pytest.raises(ProcessLost, match="signal 9"):
        list(side_by_side(killed, [range(1), range(1)]))


def test_who_stops_early_leaves_no_process() -> None:
    made = side_by_side(endless, [range(1), range(1)])
    assert next(made) == 0
    assert len(multiprocessing.active_children()) == 2
    made.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


@pytest.mark.parametrize(("usable", "processes"), [(1, 1), (3, 3), (64, 8)])
def test_there_are_as_many_as_processors_within_bounds(
    usable: int, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(usable)))
    assert processors() == processes
