"""A report in a file against the same report written now: what differs, and what the archive has learnt since.

All but `late` and what it asks is pure.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hansard.errors import HansardError
from hansard.report.facts import Archive
from hansard.report.provenance import Provenance, read
from hansard.report.window import stamp

LATE = """
    select number, what, detail, actor, occurred_at, observed_at from late_changes($end, $since)
    where repository = $repository order by number, observed_at, occurred_at, what, detail"""
READ_THROUGH = """
    select min(run.finished_at) as since
    from sync_run as run
    join repository on repository.id = run.repository_id
    where repository.name_with_owner = $repository and run.finished_at >= $reached and (run.complete or run.gaps > 0)"""
MOST_SAID, MOST_ITEMS = 8, 20
BY_HAND = "the facts are the same: the file was changed by hand, or other templates have written it"
BY_HAND_UNSEEN = "only empty lines, or the comment at the end of the file, were changed by hand"
OTHER_LINE_ENDS = "the file's lines end in CRLF, as git or an editor may have made them: written now they end in LF"
_HEADING = re.compile(r"^(?=#{1,3} )", re.MULTILINE)
_COMMENT = re.compile(r"\n\n<!-- hansard\n(?:[^\n]*\n)*?-->\s*\Z")
_ITEM = re.compile(r"/(?:issues|pull)/([0-9]+)\)")


class NoProvenance(HansardError):
    """The file does not say which report it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path} does not end as a report of hansard does, so which report it is cannot be told. "
            "Compare it with another tool, or write the report again"
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report that differs: lines that are only in the file (-), and only in the report now (+)."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why the report differs; `number` is the item, `sql` the query that shows it, where there are such."""

    said: str
    number: int | None = None
    sql: str | None = None


def told_by(path: Path, text: str) -> Provenance:
    """Which report it is. Raises NoProvenance."""
    found = read(text)
    if found is None:
        raise NoProvenance(path)
    return found


def differing(old: str, new: str) -> tuple[Section, ...]:
    """The sections that differ, in the order of the report; where both come from is not compared here."""
    before, after = (_sections(_COMMENT.sub("", text)) for text in (old, new))
    found = []
    for heading in dict.fromkeys([*before, *after]):
        lines = difflib.unified_diff(before.get(heading, []), after.get(heading, []), n=0, lineterm="")
        changed = tuple(line for line in list(lines)[2:] if not line.startswith("@@"))
        if changed:
            found.append(Section(heading, changed))
    return tuple(found)


def late(archive: Archive, old: Provenance, text: str, written_at: datetime) -> tuple[list[dict[str, Any]], datetime]:
    """What the archive learnt of the window after the file was written, and since when that is counted.

    The file itself says only how far its archive reached: no sync that ended before that can have been its last.
    When nothing is later than the file's own time, which a copy may have lost, everything after that sync counts.
    """
    since = _read_through(archive, old)
    known = {int(number) for number in _ITEM.findall(text)}
    found = archive.rows(LATE, {"repository": old.repository, "end": old.end, "since": since})
    rows = [row for row in found if row["what"] != "item" or row["number"] not in known]
    recent = [row for row in rows if row["observed_at"] > written_at]
    return (recent, max(since, written_at)) if recent else (rows, since)


def _read_through(archive: Archive, old: Provenance) -> datetime:
    """The end of the first sync after which the archive reached as far as the file says, or that moment itself."""
    if old.synced_until is None:
        return datetime(1970, 1, 1, tzinfo=UTC)
    (row,) = archive.rows(READ_THROUGH, {"repository": old.repository, "reached": old.synced_until})
    since: datetime | None = row["since"]
    return since or old.synced_until


def causes(
    sections: Sequence[Section],
    old: Provenance,
    new: Provenance,
    rows: Sequence[Mapping[str, Any]],
    since: datetime,
) -> tuple[Cause, ...]:
    """What made two files that are not the same bytes differ, in words: the program first, then each item."""
    found = [*_program(old, new)]
    if old.digest == new.digest:
        if not found:
            found.append(Cause(BY_HAND if sections else BY_HAND_UNSEEN))
        return tuple(found)
    if not old.is_complete:
        found.append(Cause("the archive did not reach the end of the window when the file was written"))
    if not sections:
        found.append(Cause("the facts differ in what no line of the page tells"))
    late_of: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        late_of.setdefault(row["number"], []).append(row)
    # Items that moved only because others did have nothing of their own to tell.
    differ = sorted(_numbers(sections) & late_of.keys())
    found += [_of_item(number, late_of[number], old, since) for number in differ[:MOST_ITEMS]]
    if not differ:
        found.append(
            Cause(
                f"the archive learnt nothing later of {'the items that differ' if late_of else 'this window'}: "
                "other settings (focus, project), another version or another archive made the file"
            )
        )
    if others := late_of.keys() - set(differ[:MOST_ITEMS]):
        found.append(_of_others(len(others), old, since))
    return tuple(found)


def _program(old: Provenance, new: Provenance) -> Iterable[Cause]:
    if old.version != new.version:
        yield Cause(f"hansard {old.version} wrote the file, this is {new.version}")
    if old.scores != new.scores:
        yield Cause(f"scores of version {old.scores} ranked what the file tells, now they are of version {new.scores}")
    if old.templates != new.templates:
        yield Cause(_templates(old, new))


def _templates(old: Provenance, new: Provenance) -> str:
    if new.templates is None:
        return "templates of a folder made the file, now the built-in ones do: name that folder with --templates"
    if old.templates is None:
        return "the built-in templates made the file, now those of your folder do"
    return "other templates made the file: those of your folder have changed since, or it was another folder"


def _of_item(number: int, rows: Sequence[Mapping[str, Any]], old: Provenance, since: datetime) -> Cause:
    said = [_said(row, ZoneInfo(old.zone)) for row in rows[:MOST_SAID]]
    if len(rows) > MOST_SAID:
        said.append(f"and {len(rows) - MOST_SAID} more")
    return Cause(f"#{number}: {'; '.join(said)}", number, f"{_late_sql(old, since)} where number = {number}")


def _of_others(count: int, old: Provenance, since: datetime) -> Cause:
    """Items of which no line differs, or too many to tell one by one."""
    items = "one more item" if count == 1 else f"{count} more items"
    return Cause(
        f"{items} of which the archive learnt later can have moved totals, means and ranks", sql=_late_sql(old, since)
    )


def _said(row: Mapping[str, Any], zone: ZoneInfo) -> str:
    """One late row in words."""
    what = {
        "item": "the {detail} by {actor} was first read",
        "event": "{detail} by {actor}",
        "text": "the {detail} written by {actor}",
        "deleted": "the {detail} by {actor} was found deleted",
        "gone": "the item was found gone ({detail})",
        "renamed": "a name was found changed, to {detail}",
    }[row["what"]].format(detail=row["detail"].replace("_", " "), actor=row["actor"] or "a deleted account")
    happened, observed = (stamp(row[key].astimezone(zone), exact=True) for key in ("occurred_at", "observed_at"))
    return f"{what}, of {happened}, known since {observed}"


def _sections(text: str) -> dict[str, list[str]]:
    """Lines by heading; what stands before the first heading has none."""
    found: dict[str, list[str]] = {}
    for part in _HEADING.split(text):
        if lines := part.rstrip("\n").split("\n"):
            heading = lines[0] if lines[0].startswith("#") else ""
            found.setdefault(heading, []).extend(line for line in lines[1 if heading else 0 :] if line)
    return found


def _numbers(sections: Sequence[Section]) -> set[int]:
    """The items that the differing lines link to."""
    return {int(number) for section in sections for line in section.lines for number in _ITEM.findall(line)}


def _late_sql(old: Provenance, since: datetime) -> str:
    return f"select * from late_changes('{_sql(old.end)}', '{_sql(since)}')"  # noqa: S608 - shown, never run


def _sql(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S+00")
