"""What findings mean for whoever wants to sync: well, to be looked at, or in the way. Pure: no socket, no file."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hansard.errors import HansardError
from hansard.github.budget import Rate
from hansard.github.fit import told
from hansard.settings import Settings

LARGEST_SKEW = timedelta(seconds=60)
LEAST_FREE = 10**9
# Below this part of the hour's points there is soon a pause.
FEW_POINTS = 0.1
CLASSIC = "a classic token without scopes"


class State(StrEnum):
    """How grave a finding is."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a checkup: `told` is what was found, `mend` what to do about it, if anything."""

    name: str
    state: State
    told: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    state: State = State.OK
    mend: str = ""


_BRIEF = f"It ends within hours: for a first sync of a large repository take {CLASSIC}"
_UNKNOWN = _Kind("a token of a kind unknown here")
_KINDS = {
    r"ghp_\w+|[0-9a-f]{40}": _Kind("a classic token"),
    r"gho_\w+": _Kind("the token of a login through an app such as gh"),
    r"github_pat_\w+": _Kind(
        "a fine-grained token, which may not see what other repositories say of this one",
        State.WARNING,
        f"Where such cross-references matter take {CLASSIC}",
    ),
    r"ghs_\w+": _Kind("an installation's token, such as that of a workflow", State.WARNING, _BRIEF),
    r"ghu_\w+": _Kind("a user's token of an app", State.WARNING, _BRIEF),
    r"ghr_\w+": _Kind("a token that only renews others", State.FAILURE, f"Set GITHUB_TOKEN to {CLASSIC}"),
}


def failed(name: str, error: HansardError | OSError, state: State = State.FAILURE) -> Check:
    """The check that met an error. An error's sentence says what happened, and after the first stop what to do."""
    if isinstance(error, OSError):
        return Check(name, state, f"{error.filename or 'the system'}: {error.strerror or error}")
    sentence, _, mend = str(error).partition(". ")
    return Check(name, state, sentence, mend)


def settings_in_use(settings: Settings) -> list[Check]:
    """Each setting with the place that it comes from."""
    shown = {key: getattr(settings, key) for key in Settings.model_fields} | {
        "repositories": ", ".join(settings.all_repositories),
        "project": settings.project_name,
        "templates": settings.templates or "the built-in ones",
        "api_url": harmless(settings.api_url),
        "focus": ", ".join(focus.name for focus in settings.focus) or "none",
    }
    return [Check(f"settings.{key}", State.OK, f"{value} ({settings.origin(key)})") for key, value in shown.items()]


def token(secret: str | None, source: str, scopes: str | None = None) -> Check:
    """The kind of a token and what it may do, by the X-OAuth-Scopes of an answer. Nothing of the token is told."""
    if secret is None:
        return Check("token", State.OK, "none, which a server on this machine may allow")
    if not re.fullmatch(r"[!-~]+", secret):
        told = f"what {source} gives holds spaces or signs that no token has"
        return Check("token", State.FAILURE, told, "Set GITHUB_TOKEN to the token alone")
    kind = next((kind for pattern, kind in _KINDS.items() if re.fullmatch(pattern, secret)), _UNKNOWN)
    may = "" if scopes is None else f"with the scopes {scopes}" if scopes else "without scopes: it reads what is public"
    return Check("token", kind.state, ", ".join(part for part in (kind.name, f"from {source}", may) if part), kind.mend)


def reached(url: str, seconds: float, headers: Mapping[str, str]) -> Check:
    """The endpoint answers."""
    version = headers.get("x-github-enterprise-version")
    server = f", GitHub Enterprise Server {version}" if version else ""
    return Check("endpoint", State.OK, f"{harmless(url)} answers in {seconds:.2f} s{server}")


def points(rate: Rate) -> Check:
    """What is left of the hour's points."""
    if rate.limit is None or rate.remaining is None:
        return Check("rate limit", State.OK, "the server counts no points")
    until = f", all of them again at {rate.reset_at:%Y-%m-%d %H:%M} UTC" if rate.reset_at else ""
    told = f"{rate.remaining} of {rate.limit} points left{until}"
    if rate.remaining < rate.limit * FEW_POINTS:
        return Check("rate limit", State.WARNING, told, "A sync waits for them by itself")
    return Check("rate limit", State.OK, told)


def clock(server: datetime | None, machine: datetime) -> Check:
    """Whether this machine's clock and the server's agree."""
    if server is None:
        return Check("clock", State.OK, "the server tells no time")
    skew = machine - server
    if abs(skew) <= LARGEST_SKEW:
        return Check("clock", State.OK, "agrees with the server's")
    way = "ahead of" if skew > timedelta() else "behind"
    told = f"this machine's clock is {_span(abs(skew))} {way} the server's"
    return Check("clock", State.WARNING, told, "Let the system set it: --last counts from it")


def schema(documents: int, left_out: Collection[str]) -> Check:
    """Whether the server understands every query."""
    if not left_out:
        return Check("schema", State.OK, f"all {documents} queries fit the server's")
    return Check("schema", State.WARNING, told(left_out), "Nothing to do here; a newer server knows them")


def repository(asked: str, node: Mapping[str, Any] | None) -> Check:
    """Whether the token sees the repository, and under this name."""
    if node is None:
        return Check("repository", State.FAILURE, f"the server gives nothing of {asked}", "Check the token's rights")
    name = str(node["nameWithOwner"])
    counts = f"{node['issues']['totalCount']} issues, {node['pullRequests']['totalCount']} pull requests"
    told = f"{name} ({node['id']}) has {counts}"
    if name.lower() != asked.lower():
        return Check("repository", State.WARNING, f"{asked} is called {told}", f"Put {name} into the settings")
    return Check("repository", State.OK, told)


def space(folder: Path, free: int) -> Check:
    """Whether there is room for a warehouse."""
    told = f"{free / 10**9:.1f} GB free at {folder}"
    if free < LEAST_FREE:
        return Check("disk space", State.WARNING, told, "Free some, or name another disk with --warehouse DIR")
    return Check("disk space", State.OK, told)


def archived(rows: list[dict[str, Any]]) -> Check:
    """What a readable warehouse holds, and until when."""
    held = [
        f"{row['repository']} until {row['synced_until']:%Y-%m-%d %H:%M} UTC"
        if row["synced_until"]
        else f"{row['repository']}, its first sync not finished"
        for row in rows
    ]
    return Check("warehouse", State.OK, f"readable; it holds {'; '.join(held) or 'nothing yet'}")


def harmless(url: str) -> str:
    """An address without what may be secret in it: a name, a password, a query."""
    try:
        parts = urlsplit(url)
        place = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an address that cannot be read"
    return f"{parts.scheme}://{place}{port}{parts.path}"


def _span(length: timedelta) -> str:
    seconds = length.total_seconds()
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
