"""A report in a file against the report of now: what differs and why, each cause made on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hansard.report.calendar import named
from hansard.report.facts import gather
from hansard.report.produce import text_of
from hansard.report.provenance import Provenance, read
from hansard.report.rewritten import MOST_ITEMS, Cause, NoProvenance, Section, causes, differing, late, told_by
from hansard.settings import AMD, Focus

if TYPE_CHECKING:
    from tests.report.conftest import Record

LONG_AGO = datetime(2025, 12, 1, tzinfo=UTC)


def report(record: Record, window: str = "2025-12-10", focuses: Sequence[Focus] = (AMD,), language: str = "en") -> str:
    facts = gather(record.archive, record.repository, named(window, record.zone), focuses, project="vLLM")
    return text_of(facts, language, "md")


def told(
    record: Record, old: str, new: str, written_at: datetime = LONG_AGO
) -> tuple[tuple[Section, ...], list[Cause]]:
    """The sections that differ and why."""
    sections, before, after = differing(old, new), *(told_by(Path("x"), text) for text in (old, new))
    rows, since = late(record.archive, before, old, written_at)
    return sections, list(causes(sections, before, after, rows, since))


def seen(record: Record, table: str, when: str, where: str) -> None:
    """Say that rows were read at a time of Shanghai."""
    record.con.execute(f"update {table} set observed_at = $when where {where}", {"when": record.moment(when)})


@pytest.fixture
def read_in_time(record: Record) -> Record:
    """An issue of the window, read and synced soon after it."""
    record.labels("bug", "v1")
    record.item(1, "[Bug]: it hangs", created="2025-12-10 09:00", labels=("bug",), author="ann")
    record.comment(1, "2025-12-10 10:00", "bob", "Does it still?")
    record.con.execute(
        "update item set first_observed_at = $t, observed_at = $t", {"t": record.moment("2025-12-11 01:00")}
    )
    for table in ("timeline", "comment", "text_version"):
        seen(record, table, "2025-12-11 01:00", "true")
    record.synced("2025-12-11 01:00")
    return record


def test_the_same_report_does_not_differ(read_in_time: Record) -> None:
    assert differing(report(read_in_time), report(read_in_time)) == ()


def test_an_event_that_came_late_is_named_with_the_query_that_shows_it(read_in_time: Record) -> None:
    old = report(read_in_time)
    read_in_time.event(1, "labeled", "2025-12-10 11:00", actor="joy", label="v1")
    seen(read_in_time, "timeline", "2025-12-12 08:00", "label = 'v1'")
    sections, (cause,) = told(read_in_time, old, report(read_in_time))
    headings = [section.heading for section in sections]
    assert "### New issues" in headings
    assert cause.number == 1
    assert cause.said == ("#1: labeled: v1 by joy, of 2025-12-10 11:00 (UTC+8), known since 2025-12-12 08:00 (UTC+8)")
    assert cause.sql
    rows = read_in_time.archive.rows(cause.sql)
    assert ("event", "labeled: v1", "joy") in [(row["what"], row["detail"], row["actor"]) for row in rows]


def test_what_was_known_when_the_file_was_written_is_no_cause(read_in_time: Record) -> None:
    read_in_time.event(1, "labeled", "2025-12-10 10:30", actor="kim", label="v1")
    seen(read_in_time, "timeline", "2025-12-11 02:00", "label = 'v1'")
    old = report(read_in_time)
    read_in_time.closed(1, "2025-12-10 23:00", by="joy")
    seen(read_in_time, "timeline", "2025-12-12 08:00", "type = 'closed'")
    written_at = read_in_time.moment("2025-12-11 03:00")
    _, (cause,) = told(read_in_time, old, report(read_in_time), written_at)
    assert "closed by joy" in cause.said
    assert "kim" not in cause.said
    _, (cause,) = told(read_in_time, old, report(read_in_time), read_in_time.moment("2026-01-01 00:00"))
    assert "closed by joy" in cause.said


def test_an_item_that_came_late_is_a_cause(read_in_time: Record) -> None:
    old = report(read_in_time)
    read_in_time.item(2, "Moved here from elsewhere", created="2025-12-10 12:00", author="dee")
    _, (cause,) = told(read_in_time, old, report(read_in_time))
    assert cause.said.startswith("#2: the issue by dee was first read, of 2025-12-10 12:00 (UTC+8), known since")


def test_a_text_and_a_review_that_came_late_are_causes(read_in_time: Record) -> None:
    read_in_time.comment(1, "2025-12-10 13:00", "eve-amd", "On ROCm it does.", kind="review_comment")
    old_rows = late(read_in_time.archive, provenance_of(report(read_in_time)), "", LONG_AGO)[0]
    assert [(row["what"], row["detail"], row["actor"]) for row in old_rows if row["what"] == "text"] == [
        ("text", "review_comment body", "eve-amd")
    ]


def test_what_was_noticed_within_the_window_is_late_too(read_in_time: Record) -> None:
    """Gone items and new names date from when they were seen: they bear on a window that had not ended then."""
    noticed = read_in_time.moment("2025-12-10 22:00")
    read_in_time.synced("2025-12-10 12:00")
    con = read_in_time.con
    con.execute("update item set gone_seen_at = $t, gone_as = 'discussion', author_id = 'A1'", {"t": noticed})
    label = con.execute("select id from label where name = 'bug'").fetchall()[0][0]
    con.execute("update item set label_ids = [$label]", {"label": label})
    for node, name in (("A1", "anna"), (label, "defect")):
        con.execute("insert into name_version values ($node, $t, $name)", {"node": node, "t": noticed, "name": name})
    old = replace(provenance_of(report(read_in_time)), synced_until=read_in_time.moment("2025-12-10 12:00"))
    rows, _ = late(read_in_time.archive, old, "#1](https://github.com/o/r/issues/1)", LONG_AGO)
    assert {(row["what"], row["detail"]) for row in rows} >= {
        ("gone", "discussion"),
        ("renamed", "anna"),
        ("renamed", "defect"),
    }
    section = Section("# A", ("+[#1](https://github.com/o/r/issues/1)",))
    _, cause = causes([section], old, replace(old, digest=""), rows, LONG_AGO)
    assert "the item was found gone (discussion)" in cause.said
    assert "a name was found changed, to defect" in cause.said


def provenance_of(text: str) -> Provenance:
    found = read(text)
    assert found
    return found


def test_what_an_incomplete_archive_lacked_is_told(read_in_time: Record) -> None:
    read_in_time.con.execute("delete from sync_run")
    read_in_time.synced("2025-12-10 14:00")
    old = report(read_in_time)
    read_in_time.closed(1, "2025-12-10 20:00", by="joy")
    seen(read_in_time, "timeline", "2025-12-12 08:00", "type = 'closed'")
    read_in_time.con.execute("update comment set deleted_seen_at = $t", {"t": read_in_time.moment("2025-12-10 15:00")})
    read_in_time.synced("2025-12-12 08:00")
    sections, found = told(read_in_time, old, report(read_in_time))
    assert sections[0].heading == ""
    assert sections[0].lines[0].startswith("-> ⚠️ **Incomplete data**")
    assert found[0].said == "the archive did not reach the end of the window when the file was written"
    assert "closed by joy" in found[1].said
    assert "the issue comment by bob was found deleted" in found[1].said


def test_other_settings_are_named_where_nothing_came_late(read_in_time: Record) -> None:
    old = report(read_in_time)
    sections, (cause,) = told(read_in_time, old, report(read_in_time, focuses=[Focus(name="Hangs", words=("hangs",))]))
    assert sections
    assert "other settings" in cause.said


def test_late_items_of_which_no_line_differs_are_counted_and_hide_no_other_cause(read_in_time: Record) -> None:
    old = report(read_in_time)
    read_in_time.item(7, "Of the month before", created="2025-11-20 12:00", author="dee")
    _, (settings, others) = told(
        read_in_time, old, report(read_in_time, focuses=[Focus(name="Hangs", words=("hangs",))])
    )
    assert settings.said.startswith("the archive learnt nothing later of the items that differ: other settings")
    assert others.said.startswith("one more item of which the archive learnt later")
    assert others.sql
    assert [row["number"] for row in read_in_time.archive.rows(others.sql)] == [7]


def test_many_items_are_told_in_part(read_in_time: Record) -> None:
    new = provenance_of(report(read_in_time))
    lines = tuple(f"- [#{number}](https://github.com/o/r/issues/{number})" for number in range(1, 1001))
    moment = LONG_AGO
    rows = [
        {"number": n, "what": "event", "detail": "closed", "actor": "joy", "occurred_at": moment, "observed_at": moment}
        for n in range(1, 1001)
    ]
    found = causes((Section("# A", lines),), replace(new, digest=""), new, rows, LONG_AGO)
    assert [cause.number for cause in found] == [*range(1, MOST_ITEMS + 1), None]
    assert found[-1].said.startswith(f"{1000 - MOST_ITEMS} more items")


def test_what_the_sync_that_read_through_the_window_brought_is_not_late(read_in_time: Record) -> None:
    """An archive begun long after a window reads all of it after its end."""
    con, later = read_in_time.con, read_in_time.moment("2026-02-01 03:00")
    for table, column in (("item", "first_observed_at"), ("timeline", "observed_at"), ("text_version", "observed_at")):
        con.execute(f"update {table} set {column} = $t", {"t": later})
    con.execute("delete from sync_run")
    read_in_time.synced("2026-02-01 02:00")
    con.execute("update sync_run set finished_at = $t", {"t": read_in_time.moment("2026-02-01 04:00")})
    old = report(read_in_time)
    read_in_time.event(1, "labeled", "2025-12-10 11:00", actor="joy", label="v1")
    seen(read_in_time, "timeline", "2026-02-02 08:00", "label = 'v1'")
    _, (cause,) = told(read_in_time, old, report(read_in_time))
    assert cause.said == "#1: labeled: v1 by joy, of 2025-12-10 11:00 (UTC+8), known since 2026-02-02 08:00 (UTC+8)"


def test_no_difference_is_without_a_cause(read_in_time: Record) -> None:
    new = report(read_in_time)
    sections, (cause,) = told(read_in_time, new.replace("\n\n", "\n\n\n", 1), new)
    assert (sections, cause.said) == (
        (),
        "only empty lines, or the comment at the end of the file, were changed by hand",
    )
    of = provenance_of(new)
    first, *_ = causes((), replace(of, digest=""), of, [], LONG_AGO)
    assert first.said == "the facts differ in what no line of the page tells"


def test_a_file_changed_by_hand_is_told(read_in_time: Record) -> None:
    new = report(read_in_time)
    old = new.replace("it hangs", "it sings")
    sections, (cause,) = told(read_in_time, old, new)
    assert "changed by hand" in cause.said
    assert all("it sings" in section.lines[0] and section.lines[0][0] == "-" for section in sections)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": "0.0.9"}, "hansard 0.0.9 wrote the file"),
        ({"scores": 0}, "scores of version 0"),
        ({"templates": "ab"}, "now the built-in ones do: name that folder with --templates"),
    ],
)
def test_another_program_is_told(read_in_time: Record, changed: dict[str, Any], said: str) -> None:
    new = provenance_of(report(read_in_time))
    (cause,) = causes((), replace(new, **changed), new, [], LONG_AGO)
    assert said in cause.said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (None, "the built-in templates made the file, now those of your folder do"),
        ("ab", "other templates made the file"),
    ],
)
def test_templates_of_a_folder_are_told(read_in_time: Record, before: str | None, said: str) -> None:
    new = replace(provenance_of(report(read_in_time)), templates="cd")
    (cause,) = causes((), replace(new, templates=before), new, [], LONG_AGO)
    assert cause.said.startswith(said)


def test_what_came_late_is_only_what_bears_on_the_window(read_in_time: Record) -> None:
    old = report(read_in_time)
    read_in_time.closed(1, "2025-12-11 00:00", by="joy")
    read_in_time.comment(1, "2025-12-13 00:00", "bob")
    read_in_time.con.execute("update comment set deleted_seen_at = $t", {"t": read_in_time.moment("2025-12-14 00:00")})
    assert late(read_in_time.archive, provenance_of(old), old, LONG_AGO)[0] == []
    assert differing(old, report(read_in_time)) == ()


def test_a_file_that_is_no_report_is_refused() -> None:
    with pytest.raises(NoProvenance, match=r"notes\.md does not end as a report"):
        told_by(Path("notes.md"), "# Notes\n")
