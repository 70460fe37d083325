"""Two windows side by side, from the warehouse's own words of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hansard.report.calendar import named
from hansard.report.compare import Pair, compare, paired

if TYPE_CHECKING:
    from tests.report.conftest import Record


def found(record: Record, before: str, after: str) -> dict[tuple[str, str], Pair]:
    windows = (named(text, record.zone) for text in (before, after))
    return {(pair.aspect, pair.name): pair for pair in compare(record.archive, record.repository, *windows)}


def test_a_window_and_the_one_after_it(record: Record) -> None:
    record.labels("bug", "v1")
    record.item(1, "[Bug]: it hangs", created="2025-12-10 09:00", labels=("bug",), author="ann")
    record.item(2, "A wish", created="2025-12-10 10:00", author="bob")
    record.item(3, "[Bug]: it crashes", created="2025-12-11 09:00", labels=("bug", "v1"), author="ann")
    record.item(4, "[Bug]: wrong output", created="2025-12-11 10:00", labels=("bug",), author="cy")
    record.closed(1, "2025-12-11 11:00", by="bob")
    pairs = found(record, "2025-12-10", "2025-12-11")
    count = pairs["count", "closed_issues"]
    assert (count.before, count.after, count.change, count.state) == (0, 1, 1, None)
    assert [pair.name for key, pair in pairs.items() if key[0] == "count"][:2] == ["new_issues", "closed_issues"]
    label = pairs["label", "bug"]
    assert (label.before, label.after) == (1, 2)
    assert (pairs["label", "v1"].before, pairs["label", "v1"].after) == (None, 1)
    assert (pairs["person", "bob"].before, pairs["person", "bob"].after) == (1, 1)
    assert (pairs["person", "cy"].before, pairs["person", "cy"].after) == (None, 1)
    solved, new = pairs["problem", "1"], pairs["problem", "3"]
    assert (solved.says_before, solved.after, solved.state) == ("crash", None, "CLOSED")
    assert (new.before, new.says_after, new.state) == (None, "crash", "OPEN")
    moved = pairs["item", "1"]
    assert (moved.says_before, moved.says_after, moved.title) == ("new_issues", "closed_issues", "[Bug]: it hangs")


def test_whose_pull_request_is_merged_has_done_nothing(record: Record) -> None:
    record.item(1, "Mend it", kind="pull_request", created="2025-12-10 09:00", author="ann")
    record.item(2, "Mend more", kind="pull_request", created="2025-12-10 09:00", author="ann")
    record.item(3, "A wish", created="2025-12-11 09:00", author="cy")
    for number in (1, 2):
        record.merged(number, "2025-12-11 11:00", by="bob")
    pairs = found(record, "2025-12-10", "2025-12-11")
    people = {name: (pair.before, pair.after) for (aspect, name), pair in pairs.items() if aspect == "person"}
    assert people == {"ann": (2, None), "bob": (None, 2), "cy": (None, 1)}
    rows = record.rows("contributors", named("2025-12-11", record.zone))
    assert [(row["login"], row["acts"], row["merged_pull_requests"]) for row in rows] == [
        ("bob", 2, 0),
        ("cy", 1, 0),
        ("ann", 0, 2),
    ]


def test_a_window_is_like_itself(record: Record) -> None:
    record.item(1, "[Bug]: it hangs", created="2025-12-10 09:00")
    pairs = found(record, "2025-12-10", "2025-12-10")
    assert pairs
    assert all((pair.before, pair.says_before) == (pair.after, pair.says_after) for pair in pairs.values())


def test_the_largest_change_comes_first() -> None:
    def rows(**acts: float) -> list[dict[str, object]]:
        return [
            {"aspect": "person", "name": name, "title": None, "amount": n, "says": None} for name, n in acts.items()
        ]

    pairs = paired(rows(ann=5, bob=1, cy=2), rows(ann=4, bob=9, dee=1), {})
    assert [(pair.name, pair.change) for pair in pairs] == [("bob", 8), ("cy", -2), ("ann", -1), ("dee", 1)]
