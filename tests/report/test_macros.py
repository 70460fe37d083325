"""Each macro over a small record: what it counts, what it leaves out, and why it ranks as it does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from hansard.report.window import Window, between
from hansard.settings import AMD

if TYPE_CHECKING:
    from tests.report.conftest import Record

LISTS = (
    "new_issues",
    "closed_issues",
    "new_pull_requests",
    "merged_pull_requests",
    "closed_unmerged_pull_requests",
)


def numbers(rows: list[dict[str, Any]]) -> list[int]:
    return [row["number"] for row in rows]


def focus(record: Record, window: Window, **given: list[str]) -> list[dict[str, Any]]:
    criteria: dict[str, list[str]] = {"labels": [], "words": [], "logins": []}
    return record.rows("focus_items", window, **(criteria | given))


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("day", ["seed", "busy"])
def test_the_lists_in_one_are_the_five_lists(request: pytest.FixtureRequest, name: str, day: str) -> None:
    record: Record = request.getfixturevalue(f"{day}_record")
    window: Window = request.getfixturevalue(f"{day}_window")
    together = [row for row in record.rows("window_lists", window) if row["list"] == name]
    shown = [row["shown_at"] for row in together]
    assert sorted(numbers(together)) == sorted(numbers(record.rows(name, window)))
    assert shown == sorted(shown, reverse=True)


def test_equal_times_are_listed_by_number(record: Record) -> None:
    for number in (2, 3, 1):
        record.item(number, "x", created="2025-12-10 12:00")
    rows = record.rows("window_lists", between("2025-12-10", "2025-12-11", record.zone))
    assert numbers(rows) == [3, 2, 1]


def test_the_summary_compares_and_relates(busy_record: Record, busy_window: Window) -> None:
    (row,) = busy_record.rows("window_summary", busy_window)
    assert (row["new_issues"], row["new_issues_28d"]) == (5, 17)
    assert row["new_issues_usual"] == pytest.approx(17 / 28)
    assert (row["new_issues_closed"], row["new_pull_requests_merged"], row["closed_issues_by_bots"]) == (1, 3, 1)


def test_a_young_repository_is_compared_with_nothing(busy_record: Record, busy_window: Window) -> None:
    busy_record.con.execute("update repository set created_at = '2025-12-01 00:00:00Z'")
    (row,) = busy_record.rows("window_summary", busy_window)
    assert row["new_issues_usual"] is None
    assert all(trend["usual"] is None for trend in busy_record.rows("label_trends", busy_window))


def test_the_archive_reaches_as_far_as_its_last_complete_sync(record: Record, seed_window: Window) -> None:
    assert record.rows("window_summary", seed_window)[0]["synced_until"] is None
    record.synced("2025-12-10 20:00")
    record.synced("2025-12-11 20:00", complete=False)
    assert record.rows("window_summary", seed_window)[0]["synced_until"] == record.moment("2025-12-10 20:00")
    record.synced("2025-12-12 00:00")
    assert record.rows("window_summary", seed_window)[0]["synced_until"] == seed_window.end


def test_the_seed_window_has_one_amd_item(seed_record: Record, seed_window: Window) -> None:
    (row,) = focus(seed_record, seed_window, labels=list(AMD.labels), words=list(AMD.words), logins=list(AMD.logins))
    assert row["number"] == 26701
    assert row["lists"] == ["closed_unmerged_pull_requests"]
    assert row["label_matches"] == ["rocm"]
    assert row["title_matches"] == ["AITER", "MI355X", "ROCm"]
    assert row["author_matches"] == ["gronsti-amd"]


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"labels": ["ROCM"]}, [26701]),
        ({"labels": ["roc"]}, []),
        ({"words": ["rocm"]}, [26701]),
        ({"words": ["roc"]}, []),
        ({"words": [r"rope\w*|metrics"]}, [30389, 30388]),
        ({"words": ["h100"]}, [30387]),
        ({"words": ["hip"]}, []),
        ({"words": ["amd"]}, []),
        ({"logins": ["*-AMD"]}, [26701]),
        ({"logins": ["amd-*"]}, []),
        ({"logins": ["mergify"]}, []),
        ({}, []),
    ],
)
def test_labels_words_and_logins(
    seed_record: Record, seed_window: Window, criteria: dict[str, list[str]], found: list[int]
) -> None:
    assert numbers(focus(seed_record, seed_window, **criteria)) == found


def test_comments_of_people_are_searched_without_code_and_quotations(busy_record: Record, busy_window: Window) -> None:
    (row,) = focus(busy_record, busy_window, words=["rocm", "hip", "quark", "aiter"], logins=["*-amd"])
    assert (row["number"], row["lists"], row["comments"]) == (42, [], 1)
    assert (row["comment_matches"], row["commenter_matches"]) == (["ROCm"], ["eve-amd"])
    assert (row["author_matches"], row["title_matches"]) == ([], [])


def test_a_word_stands_alone(record: Record, seed_window: Window) -> None:
    titles = ["a champ", "to ship", "HIP.", "use_hip_graph", "在HIP上", "hip2", "(hip)", "hipster"]
    for number, title in enumerate(titles):
        record.item(number, title, created="2025-12-10 20:00")
    found = focus(record, seed_window, words=["hip"])
    assert {row["title"] for row in found} == {"HIP.", "use_hip_graph", "在HIP上", "(hip)"}


def test_the_hottest_thread_comes_first(busy_record: Record, busy_window: Window) -> None:
    rows = {row["number"]: row for row in busy_record.rows("discussions", busy_window)}
    assert list(rows) == [40, 54, 41]
    hottest = rows[40]
    assert (hottest["comments"], hottest["people"], hottest["turns"]) == (5, 4, 4)
    assert hottest["people_logins"] == ["ann", "bob", "cy", "ghost"]
    assert hottest["maintainer_logins"] == ["bob"]
    assert hottest["score"] == pytest.approx(math.log(6) * 2.5 + 0.8 + 0.3 * math.log(5), abs=1e-3)
    assert rows[54]["changes_requested"]
    assert (rows[41]["concluded"], rows[41]["comments"], rows[41]["lifetime_comments"]) == (True, 0, 12)


@pytest.mark.parametrize(
    ("speakers", "qualifies"),
    [(["a", "a", "a", "a"], False), (["a", "b"], False), (["a", "b", "a"], True), (["a", "bot", "bot"], False)],
)
def test_a_discussion_takes_two_people_and_three_comments_a_day(
    record: Record, busy_window: Window, speakers: list[str], qualifies: bool
) -> None:
    record.item(1, "x", created="2025-12-01 00:00", author="starter")
    for minute, login in enumerate(speakers):
        kind = "Bot" if login == "bot" else "User"
        record.comment(1, f"2025-12-12 10:{minute:02}", login, author_kind=kind)
    assert bool(record.rows("discussions", busy_window)) is qualifies


def test_a_label_rises_when_chance_does_not_explain_it(busy_record: Record, busy_window: Window) -> None:
    row, *others = busy_record.rows("label_trends", busy_window)
    assert not any(other["is_frequent"] or other["is_rising"] for other in others)
    assert (row["label"], row["items"], row["people"], row["items_28d"]) == ("kv-connector", 4, 3, 1)
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
    assert (row["items"], row["items_28d"], row["usual"]) == (4, 20, 20 / 28)
    assert row["is_rising"]
    for number in range(200, 270):
        record.item(number, "x", created=f"2025-11-{number % 14 + 15} 09:00", labels=("bug",))
    (row,) = record.rows("label_trends", busy_window)
    assert not row["is_rising"]


def test_changes_are_weighed_by_what_they_are_about(busy_record: Record, busy_window: Window) -> None:
    rows = {row["number"]: row for row in busy_record.rows("merged_changes", busy_window)}
    assert list(rows) == [51, 54, 52, 53]
    assert rows[51]["is_performance"]
    assert (rows[51]["closes_numbers"], rows[51]["approvers"], rows[51]["lines"]) == ([50], ["bob"], 120)
    assert rows[54]["is_breaking"]
    assert rows[52]["is_docs_or_ci"]
    assert (rows[52]["score"] < 1, rows[53]["score"] < 0) == (True, True)


def test_contributors_are_counted_by_what_they_did(busy_record: Record, busy_window: Window) -> None:
    rows = {row["login"]: row for row in busy_record.rows("contributors", busy_window)}
    bob = rows["bob"]
    assert (bob["merges"], bob["closes"], bob["reviews"], bob["comments"], bob["acts"]) == (3, 3, 2, 5, 13)
    assert not bob["is_new"]
    assert (rows["ian"]["opened_issues"], rows["ian"]["is_new"]) == (2, True)
    assert {login for login, row in rows.items() if row["is_bot"]} == {"dependabot", "mergify", "github-actions"}
    (activity,) = busy_record.rows("window_activity", busy_window)
    assert (activity["people"], activity["newcomers"], activity["bots"], activity["bot_acts"]) == (9, 6, 3, 4)


def test_an_answer_is_somebody_elses(busy_record: Record, busy_window: Window) -> None:
    rows = {row["kind"]: row for row in busy_record.rows("response_times", busy_window)}
    issues, pulls = rows["issue"], rows["pull_request"]
    assert (issues["opened"], issues["answered"], issues["median_seconds"]) == (5, 1, 1200)
    assert (pulls["opened"], pulls["answered"], pulls["median_seconds"]) == (2, 1, 1800)


def test_open_problems_come_by_need(busy_record: Record, busy_window: Window) -> None:
    rows = {row["number"]: row for row in busy_record.rows("attention", busy_window)}
    assert rows[60]["severity"] == "wrong_output"
    assert (rows[62]["severity"], rows[62]["severity_match"]) == ("crash", "Hangs")
    assert rows[40]["has_maintainer"]
    assert {50, 61, 64} & set(rows) == set()  # Closed, a question, and nothing that is wrong.


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("[Bug]: illegal memory access", "crash"),
        ("[Bug]: CUDA out of memory", "crash"),
        ("Server hangs, wrong results", "wrong_output"),
        ("CVE-2025-1234 in the loader", "security"),
        ("Throughput regression since 0.11", "regression"),
        ("[RFC]: a plan", "proposal"),
        ("Very slow start", "slow"),
        ("Build fails on ARM", "install"),
        ("[Bug]: something", "bug"),
        ("Changing the order, wrong link", None),
        ("[Feature]: rooms", None),
    ],
)
def test_severity_is_the_heaviest_word_of_the_title(
    record: Record, busy_window: Window, title: str, severity: str | None
) -> None:
    record.item(1, title, created="2025-12-12 10:00")
    assert [row["severity"] for row in record.rows("attention", busy_window)] == ([severity] if severity else [])


@pytest.mark.parametrize(
    "macro",
    [
        *("window_lists", "discussions", "label_trends", "merged_changes", "contributors", "response_times"),
        *("attention", "window_summary", "window_activity"),
    ],
)
def test_what_happens_later_changes_nothing(busy_record: Record, busy_window: Window, macro: str) -> None:
    before = busy_record.rows(macro, busy_window)
    later = "2025-12-13 00:00"
    for number in (40, 51, 60, 62):
        busy_record.event(number, "renamed_title", later, previous_title=busy_record.title(number), current_title="new")
        busy_record.event(number, "labeled", later, label="stale")
        busy_record.comment(number, later, "zoe", association="MEMBER")
    busy_record.closed(62, later)
    busy_record.event(63, "reopened", later)
    busy_record.item(99, "[Bug]: hangs", created=later, labels=("kv-connector",), author="zoe")
    assert busy_record.rows(macro, busy_window) == before
