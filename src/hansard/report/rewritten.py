"""A report in a file against the same report written now: what differs, and what the archive has learnt since.

All but `late` is pure.
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
MOST_SAID = 8
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

    The file itself says only how far its archive reached. When nothing is later than the file's own time, which a copy
    may have lost, everything after that counts.
    """
    since = old.synced_until or datetime(1970, 1, 1, tzinfo=UTC)
    known = {int(number) for number in _ITEM.findall(text)}
    found = archive.rows(LATE, {"repository": old.repository, "end": old.end, "since": since})
    rows = [row for row in found if row["what"] != "item" or row["number"] not in known]
    recent = [row for row in rows if row["observed_at"] > written_at]
    return (recent, max(since, written_at)) if recent else (rows, since)


def causes(
    sections: Sequence[Section],
    old: Provenance,
    new: Provenance,
    rows: Sequence[Mapping[str, Any]],
    since: datetime,
) -> tuple[Cause, ...]:
    """What made the report differ, in words: the program first, then what GitHub's side told late, item by item."""
    found = [*_program(old, new)]
    if old.digest == new.digest:
        if not found and sections:
            found.append(
                Cause("the facts are the same: the file was changed by hand, or other templates have written it")
            )
        return tuple(found)
    if not old.is_complete:
        found.append(Cause("the archive did not reach the end of the window when the file was written"))
    numbers = _numbers(sections)
    known = {row["number"] for row in rows}
    # Items that moved only because others did have nothing of their own to tell.
    found += [
        _of_item(number, [row for row in rows if row["number"] == number], old, since)
        for number in sorted(numbers & known or known)
    ]
    if not known:
        found.append(
            Cause(
                "the facts differ, but the archive learnt nothing of this window later: "
                "other settings (focus, project) or another version made the file"
            )
        )
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
    sql = f"select * from late_changes('{_sql(old.end)}', '{_sql(since)}') where number = {number}"  # noqa: S608 - shown, never run
    return Cause(f"#{number}: {'; '.join(said)}", number, sql)


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


def _sql(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S+00")
