"""What can go wrong, one class for each different reaction, and the exit codes.

Every error writes its own sentence: what happened, to which thing, what to do next. Nothing secret is ever part of it.
"""

from enum import IntEnum
from typing import Any


class Exit(IntEnum):
    """Exit codes of the command line."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    STOPPED = 3


class HansardError(Exception):
    """Base of everything that is told to a person in one sentence instead of a traceback."""

    exit = Exit.FAILED

    def __reduce__(self) -> tuple[Any, ...]:
        # An error of another process comes back with its sentence, whatever it was made from.
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[HansardError], sentence: tuple[object, ...], fields: dict[str, object]) -> HansardError:
    error = kind.__new__(kind)
    error.args = sentence
    error.__dict__.update(fields)
    return error


class UsageError(HansardError):
    """The command line or the settings ask for something that cannot be."""

    exit = Exit.USAGE


class Stopped(HansardError):
    """Stopped before the end, with everything done so far saved."""

    exit = Exit.STOPPED


class TogetherFailed(HansardError):
    """DuckDB could not answer about so many windows at once, for want of memory or by a defect of its own."""
