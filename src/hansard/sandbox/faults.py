"""Faults on demand: which request is hit by which one. What a fault does to the answer is in `answer`."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Each fault, and how many seconds it speaks of unless told otherwise (a wait, a reset, a delay).
FAULTS: dict[str, float] = {
    "bad_gateway_html": 0,
    "something_went_wrong": 0,
    "resource_limits": 0,
    "rate_limited": 60,
    "rate_limit": 60,
    "secondary_limit": 60,
    "secondary_limit_blank": 0,
    "reset_connection": 0,
    "truncated_body": 0,
    "timeout_json_502": 0,
    "random_401": 0,
    "null_node": 0,
    "forbidden_node": 0,
    "slow": 1,
}


@dataclass(slots=True)
class Fault:
    """One fault, waiting for its requests.

    It lets `after` matching requests pass, then hits `times` of them (None: all that follow). A request matches when
    it runs the `operation`, if one is given, and asks for a page of more than `above` rows, if that is given.
    """

    fault: str
    after: int = 0
    times: int | None = 1
    seconds: float | None = None
    operation: str | None = None
    above: int | None = None
    # Of null_node and forbidden_node: which list of the answer, counted from outside, and which element of it.
    level: int = 1
    index: int = 0

    def __post_init__(self) -> None:
        if self.fault not in FAULTS:
            raise ValueError(f"unknown fault {self.fault!r}; there are {', '.join(FAULTS)}")

    @property
    def wait(self) -> float:
        return FAULTS[self.fault] if self.seconds is None else self.seconds

    def matches(self, operation: str | None, width: int) -> bool:
        return self.operation in (None, operation) and (self.above is None or width > self.above)


@dataclass(slots=True)
class Chance:
    """Faults at random, the same ones for the same seed."""

    rate: float
    seed: int = 0
    kinds: list[str] = field(default_factory=list)
    seconds: float | None = None
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = self.kinds or [name for name in FAULTS if name != "slow"]
        for kind in self.kinds:
            Fault(kind)
        self._random = random.Random(self.seed)  # noqa: S311

    def roll(self) -> Fault | None:
        if self._random.random() >= self.rate:
            return None
        return Fault(self._random.choice(self.kinds), seconds=self.seconds)


class Faults:
    """The queue: plain faults hit one request each, in order; others wait for theirs."""

    def __init__(self) -> None:
        self.waiting: list[Fault | Chance] = []

    def add(self, *faults: str | Mapping[str, Any] | Fault | Chance) -> None:
        """Queue faults: a name, a Fault or Chance, or either as JSON. Raises ValueError for what is neither."""
        self.waiting.extend(_read(fault) for fault in faults)

    def clear(self) -> None:
        self.waiting.clear()

    def take(self, operation: str | None, width: int) -> Fault | None:
        """The fault that hits this request, if one does."""
        hit: Fault | None = None
        for waiting in list(self.waiting):
            if isinstance(waiting, Chance):
                hit = hit or waiting.roll()
            elif not waiting.matches(operation, width):
                continue
            elif waiting.after > 0:
                waiting.after -= 1
            elif hit is None:
                hit = waiting
                if waiting.times is not None:
                    waiting.times -= 1
                    if waiting.times <= 0:
                        self.waiting.remove(waiting)
        return hit


def _read(fault: str | Mapping[str, Any] | Fault | Chance) -> Fault | Chance:
    if isinstance(fault, str):
        return Fault(fault)
    if isinstance(fault, Fault | Chance):
        return fault
    kind: type[Fault] | type[Chance] = Chance if "rate" in fault else Fault
    try:
        return kind(**fault)
    except TypeError as error:
        raise ValueError(f"not a fault: {dict(fault)}") from error


def lists_in(data: Any, level: int) -> Iterable[tuple[list[str | int], list[Any]]]:
    """The lists of objects in an answer that lie this many lists deep, with their paths."""
    yield from _lists(data, level, [])


def _lists(value: Any, level: int, path: list[str | int]) -> Iterable[tuple[list[str | int], list[Any]]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _lists(inner, level, [*path, name])
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        if level <= 1:
            yield path, value
            return
        for place, inner in enumerate(value):
            yield from _lists(inner, level - 1, [*path, place])
