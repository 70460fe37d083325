"""Where a report comes from: an HTML comment at its very end, which readers of the page do not see.

It holds nothing that changes from run to run: of a window that is archived whole it does not tell when that was. Pure.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hansard import __version__
from hansard.facts import SCORES_VERSION, Facts
from hansard.report.window import Window

WHOLE, NEVER, UNTIL = "complete through the window's end", "no sync has been through yet", "read until "
COUNTS = (
    *("new_issues", "closed_issues", "new_pull_requests", "merged_pull_requests"),
    "closed_unmerged_pull_requests",
)
_HASH = "sha256:"
_COMMENT = re.compile(r"<!-- hansard\n((?:[a-z]+: [^\n]*\n)+)-->\s*\Z")
# Percent signs for what could end the comment, or be Liquid to Jekyll.
_PLAIN = " /:+,'"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a report. `synced_until` is as in Facts; `digest` is the SHA-256 of the facts as `--format json`.

    `templates` is that of a user's own templates, None where all were built in.
    """

    version: str
    scores: int
    repository: str
    start: datetime
    end: datetime
    zone: str
    language: str
    synced_until: datetime | None
    counts: tuple[int, ...]
    digest: str
    templates: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the archive reached the end of the window."""
        return self.synced_until is not None and self.synced_until >= self.end

    @property
    def window(self) -> Window:
        return Window(self.start, self.end, ZoneInfo(self.zone))


def provenance(facts: Facts, language: str, digest: str, templates: str | None = None) -> Provenance:
    """That of a report of these facts, written by this hansard."""
    return Provenance(
        version=__version__,
        scores=SCORES_VERSION,
        repository=facts.repository,
        start=facts.start,
        end=facts.end,
        zone=facts.zone,
        language=language,
        synced_until=facts.synced_until,
        counts=tuple(getattr(facts.counts, name).window for name in COUNTS),
        digest=digest,
        templates=templates,
    )


def written(of: Provenance) -> str:
    """The comment; no text in it can end it."""
    window = f"{_utc(of.start)} {_utc(of.end)}"
    archive = WHOLE if of.is_complete else NEVER if of.synced_until is None else f"{UNTIL}{_utc(of.synced_until)}"
    lines = {
        "version": of.version,
        "scores": str(of.scores),
        "repository": of.repository,
        "window": window,
        "zone": of.zone,
        "language": of.language,
        **({"templates": f"{_HASH}{of.templates}"} if of.templates else {}),
        "archive": archive,
        "counts": " ".join(map(str, of.counts)),
        "facts": f"{_HASH}{of.digest}",
    }
    told = "".join(f"{key}: {_inert(value)}\n" for key, value in lines.items())
    return f"<!-- hansard\n{told}-->"


def read(text: str) -> Provenance | None:
    """That of a report, or of the last lines of one; None where there is none that can be understood."""
    found = _COMMENT.search(text)
    if not found:
        return None
    lines = dict(line.split(": ", 1) for line in found[1].rstrip("\n").split("\n"))
    try:
        told = {key: unquote(value, errors="strict") for key, value in lines.items()}
        start, _, end = told["window"].partition(" ")
        read = Provenance(
            version=told["version"],
            scores=int(told["scores"]),
            repository=told["repository"],
            start=datetime.fromisoformat(start).astimezone(UTC),
            end=datetime.fromisoformat(end).astimezone(UTC),
            zone=told["zone"],
            language=told["language"],
            synced_until=_reached(told["archive"], datetime.fromisoformat(end)),
            counts=tuple(int(count) for count in told["counts"].split()),
            digest=told["facts"].removeprefix(_HASH),
            templates=told["templates"].removeprefix(_HASH) if "templates" in told else None,
        )
        for moment in (read.start, read.end):
            moment.astimezone(read.window.zone)  # A window and a zone that there are, and a date there.
    except (KeyError, ValueError, OverflowError, ZoneInfoNotFoundError, OSError):
        return None
    return read if len(read.counts) == len(COUNTS) else None


def _reached(archive: str, end: datetime) -> datetime | None:
    if archive == WHOLE:
        return end.astimezone(UTC)
    return None if archive == NEVER else datetime.fromisoformat(archive.removeprefix(UNTIL)).astimezone(UTC)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _inert(value: str) -> str:
    return quote(value, safe=_PLAIN).replace("--", "-%2D")
