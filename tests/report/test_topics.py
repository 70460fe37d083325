"""What titles and labels are about, and which topics rise."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from hansard.report.window import Window

if TYPE_CHECKING:
    from tests.report.conftest import Record


def test_a_label_rises_when_chance_does_not_explain_it(busy_record: Record, busy_window: Window) -> None:
    row, *others = busy_record.rows("label_trends", busy_window)
    assert not any(other["is_frequent"] or other["is_rising"] for other in others)
    assert (row["label"], row["items"], row["people"], row["items_before"]) == ("kv-connector", 4, 3, 1)
    assert row["numbers"] == [64, 63, 62, 60]
    # One item in 28 days: a negative binomial number with r = 1.5 and p = 28/29.
    below = sum(
        math.gamma(k + 1.5) / math.gamma(1.5) / math.factorial(k) * (28 / 29) ** 1.5 * (1 / 29) ** k for k in range(4)
    )
    assert row["surprise"] == pytest.approx(-math.log10(1 - below), abs=1e-3)
    assert row["is_rising"]


def test_a_label_that_keeps_its_pace_does_not_rise(record: Record, busy_window: Window) -> None:
    for day in range(7, 13):
        for number in range(4):
            created, author = f"2025-12-{day:02} 09:00", f"user{number}"
            record.item(10 * day + number, "x", created=created, labels=("bug",), author=author)
    (row,) = record.rows("label_trends", busy_window)
    assert (row["items"], row["items_before"], row["usual"]) == (4, 20, 20 / 28)
    assert row["is_rising"]
    for number in range(200, 270):
        record.item(number, f"x {number}", created=f"2025-11-{number % 14 + 15} 09:00", labels=("bug",))
    (row,) = record.rows("label_trends", busy_window)
    assert not row["is_rising"]


def test_a_title_filed_again_counts_once(record: Record, busy_window: Window) -> None:
    for number, author in enumerate(["ann", "ann", "ann", "bob"]):
        record.item(number, "Gemma2 GGUF fails", created="2025-12-12 10:00", author=author, labels=("bug",))
    rows = {row["topic"]: row for row in record.rows("topic_trends", busy_window)}
    assert (rows["bug"]["items"], rows["gemma"]["items"]) == (2, 2)
    assert not rows["bug"]["is_frequent"]


@pytest.mark.parametrize(
    ("title", "topics"),
    [
        ("[Bug]: Qwen3-VL hangs on MI300X", {("model", "qwen"), ("error", "hang"), ("hardware", "mi300x")}),
        ("Llama4 on GB200: CUDA out of memory", {
            ("model", "llama"), ("hardware", "gb200"), ("hardware", "cuda"), ("error", "out of memory"),
        }),
        ("KeyError in gpt-oss on sm_120", {("error", "keyerror"), ("model", "gpt-oss"), ("hardware", "sm_120")}),
        ("Change the philosophy of arms", set()),
    ],
)  # fmt: skip
def test_topics_of_a_title(record: Record, title: str, topics: set[tuple[str, str]]) -> None:
    (row,) = record.archive.rows("select title_topics($title) as found", {"title": title})
    assert {(one["kind"], one["topic"]) for one in row["found"]} == topics
