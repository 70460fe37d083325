"""How many items the lists hold, and what that is compared with."""

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Count:
    """The length of a list in the window, and what it is compared with.

    `usual_7` and `usual` are the means for a window this long over the 7 and the 28 days before it; `fewer` and `equal`
    tell in how many of the 28 windows of the same length before it there were fewer or as many. All of these are None
    while the repository is younger than what they look back on. `busy_before`: how many of the 28 were not empty.
    """

    window: Annotated[int, "items"]
    days_7: Annotated[int, "items"]
    days_28: Annotated[int, "items"]
    usual_7: Annotated[float | None, "items"]
    usual: Annotated[float | None, "items"]
    fewer: Annotated[int | None, "windows"]
    equal: Annotated[int | None, "windows"]
    percentile: Annotated[float | None, "percent"]
    busy_before: Annotated[int, "windows"]


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of the header, and their sum: an item in two lists counts twice in `all`."""

    new_issues: Count
    closed_issues: Count
    new_pull_requests: Count
    merged_pull_requests: Count
    closed_unmerged_pull_requests: Count
    all: Count


@dataclass(frozen=True, slots=True)
class Overlaps:
    """How many different items the lists hold, and the numbers of those in two lists or closed by bots.

    What a pull request or a commit closed counts as closed by that, whichever bot merged it.
    """

    items: Annotated[int, "items"]
    new_issues_closed: tuple[int, ...]
    new_pull_requests_merged: tuple[int, ...]
    closed_issues_by_bots: tuple[int, ...]
