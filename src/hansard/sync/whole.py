"""Whether an answer is whole: what must be there is there, or an error says why it is not. Pure."""

import re
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hansard.github.answers import Answer, Refused, TooHeavy


class UnexpectedForm(Refused):
    """An answer that is not of the form that the schema promises."""

    def __init__(self, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
        super().__init__(
            f"the server's answer has not the form of GitHub's ({type(error).__name__}: {error}, at {place}). "
            "Every page before it is saved; try `hansard doctor`"
        )


class PageIncomplete(TooHeavy):
    """A page with a hole that no error explains: it is not committed, but asked for again, smaller."""


def check_whole(answer: Answer) -> None:
    """Raise PageIncomplete when the answer lacks something that none of its errors accounts for.

    An error deep inside a node nulls its nearest nullable parent, so its path begins with the path of the null.
    """
    paths = [tuple(error.get("path") or ()) for error in answer.refused]
    for hole in _holes(answer.data, ()):
        if not any(path[: len(hole)] == hole for path in paths):
            raise PageIncomplete(f"a null without a reason at {'.'.join(map(str, hole))}", answer.request_id)


# What is never null for a reason of its own: an error must account for it.
ALIAS = re.compile(r"i\d+")
NEVER_NULL = {"node", "nodes", "page", "pageInfo", "repository", "timelineItems"}


def _holes(value: Any, path: tuple[str | int, ...]) -> Iterable[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if inner is None and (key in NEVER_NULL or (not path and ALIAS.fullmatch(key))):
                yield (*path, key)
            yield from _holes(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if inner is None:
                yield (*path, index)
            yield from _holes(inner, (*path, index))
