"""Looks at all that a sync needs: settings, token, server, repository, warehouse. What it finds is judged elsewhere."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from graphql import DocumentNode

from hansard.errors import HansardError
from hansard.github.answers import RateLimited
from hansard.github.budget import read_rate, server_time
from hansard.github.documents import document, operations
from hansard.github.endpoint import BadEndpoint, Endpoint, NoToken, endpoint
from hansard.github.fit import Unfit, fit
from hansard.github.introspection import INTROSPECTION, schema_of
from hansard.github.look import look
from hansard.settings import Settings
from hansard.sync import findings
from hansard.sync.findings import Check, State, failed
from hansard.warehouse.connection import FILE, WarehouseLocked, WarehouseMissing
from hansard.warehouse.query import Archive

# Every GraphQL server answers this, whatever else it knows.
PING = "query Ping { __typename }"


def checkup(read_settings: Callable[[], Settings], environment: Mapping[str, str]) -> list[Check]:
    """Every check that can be made, in the order in which a sync would fail; it costs up to three requests.

    A check that depends on one that failed is left out. Nothing raises, whatever is found.
    """
    try:
        settings = read_settings()
    except HansardError as error:
        return [failed("settings", error)]
    folder = settings.warehouse
    return [
        *findings.settings_in_use(settings),
        *_guarded("server", lambda: asyncio.run(_server(settings, environment))),
        *_guarded("warehouse folder", lambda: [_folder(folder)]),
        *_guarded("disk space", lambda: [findings.space(folder, shutil.disk_usage(_standing(folder)).free)]),
        *_guarded("warehouse", lambda: [_warehouse(folder)]),
    ]


def _guarded(name: str, look_at: Callable[[], list[Check]]) -> list[Check]:
    try:
        return look_at()
    except (HansardError, OSError) as error:
        return [failed(name, error)]
    except Exception as error:  # noqa: BLE001 - what nobody has thought of is a finding too
        return [Check(name, State.FAILURE, f"{type(error).__name__}: {error}".splitlines()[0], "Please report this")]


async def _server(settings: Settings, environment: Mapping[str, str]) -> list[Check]:
    try:
        where = endpoint(settings.api_url)
    except (BadEndpoint, NoToken) as error:
        return [failed("token" if isinstance(error, NoToken) else "endpoint", error)]
    secret = where.token.get_secret_value() if where.token else None
    source = next((name for name in ("GITHUB_TOKEN", "GH_TOKEN") if environment.get(name)), "gh auth token")
    token = findings.token(secret, source)
    if token.state is State.FAILURE:
        return [token]
    try:
        first = await look(where, PING)
    except HansardError as error:
        return [token, failed("endpoint", error)]
    clock = findings.clock(server_time(first.headers), datetime.now(UTC))
    try:
        first.answer()
    except RateLimited as error:
        return [token, Check("endpoint", State.WARNING, error.told, f"Ask again in {error.wait:.0f} s"), clock]
    except HansardError as error:
        return [token, failed("endpoint", error), clock]
    schema, probe = await _schema(where)
    names = settings.all_repositories
    return [
        findings.token(secret, source, first.headers.get("x-oauth-scopes")),
        findings.reached(where.url, first.seconds, first.headers),
        findings.points(read_rate(first.headers, None)),
        clock,
        schema,
        *[await _repository(where, name, probe, many=len(names) > 1) for name in names],
    ]


async def _schema(where: Endpoint) -> tuple[Check, DocumentNode]:
    """Whether the server understands the queries, and the query for the repository as it understands it."""
    probe = document("repository")
    try:
        schema = schema_of((await look(where, INTROSPECTION)).answer().data)
    except HansardError as error:
        return failed("schema", error, State.WARNING), probe
    left_out, missing = set[str](), set[str]()
    for name in operations():
        try:
            fitted = fit(schema, document(name))
        except Unfit as error:
            missing.update(error.missing)
        else:
            left_out.update(fitted.left_out)
            probe = fitted.document if name == "repository" else probe
    return failed("schema", Unfit(missing)) if missing else findings.schema(len(operations()), left_out), probe


async def _repository(where: Endpoint, asked: str, probe: DocumentNode, *, many: bool) -> Check:
    title = f"repository {asked}" if many else "repository"
    owner, _, name = asked.partition("/")
    try:
        answer = (await look(where, probe, {"owner": owner, "name": name})).answer()
    except HansardError as error:
        return failed(title, error)
    return replace(findings.repository(asked, answer.data.get("repository")), name=title)


def _folder(folder: Path) -> Check:
    """Whether a file can be made in the folder of the warehouse, or in the nearest one above it that is there."""
    standing, path = _standing(folder), folder / FILE
    if not standing.is_dir():
        return Check("warehouse folder", State.FAILURE, f"{standing} is a file", "Name a folder with --warehouse DIR")
    if path.exists() and not os.access(path, os.W_OK):
        return Check("warehouse folder", State.FAILURE, f"{path} is read-only", "Choose a folder you own")
    try:
        with tempfile.TemporaryFile(dir=standing):
            pass
    except OSError as error:
        told = f"cannot write into {standing} ({(error.strerror or str(error)).lower()})"
        return Check("warehouse folder", State.FAILURE, told, "Choose a folder you own with --warehouse DIR")
    made = "" if standing == folder else ", which the first sync makes"
    return Check("warehouse folder", State.OK, f"{folder}{made}, can be written")


def _standing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())


def _warehouse(folder: Path) -> Check:
    try:
        with Archive.open(folder) as archive:
            return findings.archived(archive.rows("select repository, synced_until from archive_status order by all"))
    except WarehouseMissing:
        return Check("warehouse", State.OK, f"none at {folder} yet", "`hansard sync` makes one")
    except WarehouseLocked as error:
        return failed("warehouse", error, State.WARNING)
