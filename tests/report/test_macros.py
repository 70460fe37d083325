"""Each macro over a small record: what it counts, what it leaves out, and why it ranks as it does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from hansard.facts import SCORES_VERSION
from hansard.report.window import Window

if TYPE_CHECKING:
    from tests.report.conftest import Record


def numbers(rows: list[dict[str, Any]]) -> list[int]:
    return [row["number"] for row in rows]


def test_the_hottest_thread_comes_first(busy_record: Record, busy_window: Window) -> None:
    rows = {row["number"]: row for row in busy_record.rows("discussions", busy_window)}
    assert list(rows) == [40, 54, 41]
    hottest = rows[40]
    assert (hottest["comments"], hottest["people"], hottest["turns"]) == (5, 4, 4)
    voices = [row for row in busy_record.rows("window_voices", busy_window) if row["item_id"] == "I40"]
    assert {(row["login"], row["role"], row["comments"]) for row in voices} == {
        ("bob", "maintainer", 2), ("ann", "author", 1), ("cy", "contributor", 1), ("ghost", "participant", 1),
    }  # fmt: skip
    assert hottest["score"] == pytest.approx(math.log(6) * 2.5 + 0.8 + 0.3 * math.log(5), abs=1e-3)
    assert (rows[54]["objected_in_window"], rows[54]["reviews"], rows[54]["comments"]) == (True, 1, 3)
    assert (rows[41]["is_concluded"], rows[41]["comments"], rows[41]["lifetime_comments"]) == (True, 0, 12)


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


def test_changes_are_weighed_by_what_they_are_about(busy_record: Record, busy_window: Window) -> None:
    rows = {row["number"]: row for row in busy_record.rows("merged_changes", busy_window)}
    assert list(rows) == [51, 54, 52, 53]
    assert rows[51]["is_performance"]
    assert (rows[51]["approvers"], rows[51]["lines"], rows[51]["is_fix"], rows[51]["is_crash_fix"]) == (
        ["bob"],
        120,
        True,
        True,
    )
    links = {(row["item_id"], row["how"], row["number"]) for row in busy_record.rows("window_links", busy_window)}
    assert {("I51", "closes", 50), ("I50", "closed_by", 51)} <= links
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
    rows = {(row["what"], row["kind"]): row for row in busy_record.rows("response_times", busy_window)}
    issues, pulls = rows["first_answer", "issue"], rows["first_answer", "pull_request"]
    assert (issues["items"], issues["timed"], issues["median_seconds"]) == (5, 1, 1200)
    assert (pulls["items"], pulls["timed"], pulls["median_seconds"]) == (2, 1, 1800)
    merges = rows["merge", "pull_request"]
    assert merges["numbers"] == [51, 52, 54]  # 53 is a bot's.
    assert merges["median_seconds"] == 15 * 3600


def test_an_answer_that_is_older_than_its_item_came_at_once(record: Record, busy_window: Window) -> None:
    record.item(70, "Moved here with its comments", created="2025-12-12 09:00", author="ann")
    record.comment(70, "2025-12-12 08:00", "bob", "Said where it came from.")
    (row,) = (row for row in record.rows("response_times", busy_window) if row["what"] == "first_answer")
    assert (row["timed"], row["median_seconds"]) == (1, 0)


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
        *("attention", "window_summary", "window_activity", "window_measures", "item_scores", "window_voices"),
        *("window_quotes", "window_links", "follow_ups", "reopenings", "waiting_pull_requests", "merged_areas"),
    ],
)
def test_what_happens_later_changes_nothing(busy_record: Record, busy_window: Window, macro: str) -> None:
    before = sorted(map(repr, busy_record.rows(macro, busy_window)))
    later = "2025-12-13 00:00"
    for number in (40, 51, 60, 62):
        busy_record.event(number, "renamed_title", later, previous_title=busy_record.title(number), current_title="new")
        busy_record.event(number, "labeled", later, label="stale")
        busy_record.comment(number, later, "zoe", association="MEMBER")
    busy_record.closed(62, later)
    busy_record.event(63, "reopened", later)
    busy_record.item(99, "[Bug]: hangs", created=later, labels=("kv-connector",), author="zoe")
    assert sorted(map(repr, busy_record.rows(macro, busy_window))) == before


def test_areas_are_folders_of_the_files_that_were_merged(record: Record, busy_window: Window) -> None:
    for number, (title, lines) in enumerate(
        (("one", 199), ("half of it elsewhere", 14), ("not known", 5), ("not merged", 1000), ("later", 1000)), start=1
    ):
        record.item(number, title, created="2025-12-11 10:00", kind="pull_request", lines=lines)
    record.changed(1, {"vllm/v1/core/a.py": (10, 5), "vllm/v1/b.py": (1, 0), "vllm/c.py": (100, 0), "setup.py": (1, 1)})
    record.changed(2, {"vllm/v1/b.py": (0, 7), "docs/index.md": (0, 0)})
    for number in (4, 5):
        record.changed(number, {"vllm/v1/b.py": (1000, 0)})
    for number, when in ((1, "2025-12-12 09:00"), (2, "2025-12-12 10:00"), (3, "2025-12-12 11:00")):
        record.merged(number, when)
    record.closed(4, "2025-12-12 12:00")
    record.merged(5, "2025-12-13 00:00")
    rows = record.rows("merged_areas", busy_window)
    assert [(row["area"], row["merged"], row["lines"], row["numbers"]) for row in rows] == [
        ("vllm/v1", 2, 23, [2, 1]),
        ("vllm", 1, 100, [1]),
        ("setup.py", 1, 2, [1]),
        ("docs", 1, 0, [2]),
    ]
    scores = {row["number"]: row["area"] for row in record.rows("item_scores", busy_window)}
    assert scores == {1: "vllm", 2: None, 3: None, 4: None}


def test_a_window_is_read_when_the_files_of_its_merges_are(record: Record, busy_window: Window) -> None:
    record.item(1, "one", created="2025-12-11 10:00", kind="pull_request")
    record.merged(1, "2025-12-12 09:00")
    record.synced("2025-12-14 00:00")
    merged = record.moment("2025-12-12 09:00")
    record.con.execute("update item set merged_at = $at", {"at": merged})

    def until() -> object:
        return record.rows("window_summary", busy_window)[0]["synced_until"]

    assert until() == merged, "listed, its files not asked for"
    noted = {"at": merged}
    record.con.execute("insert into depth values ('I1', 'files', $at, null, 'too much')", noted)
    assert until() == merged, "asked for in vain"
    record.con.execute("update depth set read_at = $at, why = null", noted)
    assert until() == busy_window.end


@pytest.mark.parametrize(("score", "parts"), [("heat", "heat_"), ("weight", "weight_"), ("need", "need_")])
def test_a_score_is_the_sum_of_its_parts(busy_record: Record, busy_window: Window, score: str, parts: str) -> None:
    rows = [row for row in busy_record.rows("item_scores", busy_window) if row[score] is not None]
    assert rows
    for row in rows:
        values = [row[name] for name in row if name.startswith(parts) and name.endswith("_part")]
        assert row[score] == pytest.approx(float(sum(values)), abs=1e-3)
        assert row["version"] == SCORES_VERSION


def approve(record: Record, number: int, when: str, state: str = "APPROVED", author: str = "bob") -> None:
    record.comment(number, when, author, "", kind="review", state=state, association="MEMBER")


def test_approved_and_open_for_long(record: Record, busy_window: Window) -> None:
    for number in range(1, 7):
        record.item(number, f"pull {number}", created="2025-11-20 09:00", kind="pull_request", author="ann")
        approve(record, number, "2025-12-01 09:00")
    approve(record, 2, "2025-12-02 09:00", state="CHANGES_REQUESTED")
    record.merged(3, "2025-12-03 09:00")
    record.event(4, "convert_to_draft", "2025-12-04 09:00")
    approve(record, 5, "2025-11-25 09:00", author="cy")
    record.item(7, "too soon", created="2025-12-10 09:00", kind="pull_request")
    approve(record, 7, "2025-12-11 09:00")
    rows = record.rows("waiting_pull_requests", busy_window)
    assert numbers(rows) == [5, 1, 6]
    assert rows[0]["approvers"] == ["bob", "cy"]
    assert rows[1]["waiting_seconds"] == 11.625 * 86400


def test_what_was_reopened_and_stayed_open(busy_record: Record, busy_window: Window) -> None:
    busy_record.closed(62, "2025-12-12 18:00")
    busy_record.event(62, "reopened", "2025-12-12 18:10")
    busy_record.closed(62, "2025-12-12 18:20")
    assert numbers(busy_record.rows("reopenings", busy_window)) == [64]


def test_grave_problems_are_followed_up(record: Record, busy_window: Window) -> None:
    titles = {
        1: "It crashes",
        2: "It hangs",
        3: "Wrong output",
        4: "It is slow",
        5: "CVE-2025-1 found",
        6: "Crashes again",
    }
    for number, title in titles.items():
        record.item(number, title, created=f"2025-12-{11 if number < 5 else 7:02} 09:00")
    record.item(9, "Fix it", created="2025-12-11 10:00", kind="pull_request")
    record.merged(9, "2025-12-12 09:00")
    record.closed(1, "2025-12-12 09:00", closer=9)
    record.closed(3, "2025-12-11 20:00")
    record.closed(6, "2025-12-12 10:00", closer=6)
    record.comment(2, "2025-12-12 11:00", "bob", association="MEMBER")
    rows = {row["number"]: row for row in record.rows("follow_ups", busy_window)}
    # 3 was closed before the window; 4 is not grave; 5 is older than the last window and still open.
    assert list(rows) == [1, 6, 2]
    assert (rows[1]["closer_number"], rows[6]["closer_number"]) == (9, None)
    assert (rows[2]["comments"], rows[2]["maintainer_spoke"], rows[2]["severity"]) == (1, True, "crash")


def test_a_closing_that_was_undone_closes_nothing(busy_record: Record, busy_window: Window) -> None:
    busy_record.event(50, "reopened", "2025-12-12 10:00")
    links = {(row["item_id"], row["how"], row["number"]) for row in busy_record.rows("window_links", busy_window)}
    assert {("I51", "linked", 50), ("I50", "linked", 51)} <= links
    assert not any(how.startswith("close") for _, how, _ in links)


def test_an_approved_pull_request_is_a_change_until_somebody_objects(record: Record, busy_window: Window) -> None:
    record.item(1, "Faster loading", created="2025-12-12 09:00", kind="pull_request", author="ann")
    approve(record, 1, "2025-12-12 10:00")
    assert numbers(record.rows("key_changes", busy_window)) == [1]
    approve(record, 1, "2025-12-12 11:00", state="CHANGES_REQUESTED", author="cy")
    assert numbers(record.rows("key_changes", busy_window)) == []


def test_quotations_begin_with_a_maintainer_and_name_everybody_once(busy_record: Record, busy_window: Window) -> None:
    rows = [row for row in busy_record.rows("window_quotes", busy_window) if row["item_id"] == "I40"]
    assert [row["login"] for row in rows] == ["bob", "ann", "cy", "ghost"]
    assert rows[0]["body"].startswith("> one scheduler")


def test_a_maintainer_is_no_newcomer_to_a_discussion(record: Record, busy_window: Window) -> None:
    record.item(1, "x", created="2025-12-01 00:00", author="ann")
    record.comment(1, "2025-12-12 10:00", "new", association="NONE")
    record.comment(1, "2025-12-12 10:01", "boss", association="MEMBER")
    roles = {row["login"]: row["role"] for row in record.rows("window_voices", busy_window)}
    assert roles == {"new": "newcomer", "boss": "maintainer"}
