"""Keeps the machine out of the tests: no token, no settings, no waiting."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
import stamina
from hypothesis import settings as hypothesis_settings

from hansard.warehouse.connection import open_writer
from hansard.warehouse.migrations import migrate

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# `make test` and `make thorough`; the latter asks for its own by --hypothesis-profile.
hypothesis_settings.register_profile("quick", max_examples=10, derandomize=True, deadline=None, print_blob=True)
hypothesis_settings.register_profile("thorough", hypothesis_settings.get_profile("quick"), max_examples=100)
hypothesis_settings.load_profile("quick")

# Databases are written through to the disk at every commit: in memory that costs nothing.
MEMORY, ENOUGH = Path("/dev/shm"), 4 * 1024**3


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, default=20251210, help="seed of the chaos")
    parser.addoption("--items", type=int, default=2_000, help="items among which two hundred change")
    parser.addoption("--pasts", type=int, default=3, help="histories whose past is compared with the truth")
    parser.addoption("--windows", type=int, default=12, help="windows whose report is rendered at once and much later")
    parser.addoption("--write", action="store_true", help="rewrite golden files and generated documents")


def pytest_configure() -> None:
    """Give tests their folders in memory, where the machine has enough of it."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to look through it for garbage again and again takes a third of some tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def write(request: pytest.FixtureRequest) -> bool:
    """Whether golden files and generated documents are to be rewritten."""
    return bool(request.config.getoption("--write"))


@pytest.fixture(autouse=True)
def clean_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A token or a setting in the shell changes no result; what a test writes lands in its own folder."""
    for name in list(os.environ):
        if name.startswith(("HANSARD_", "GITHUB_", "GH_")):
            monkeypatch.delenv(name)
    # Processes that tests start may keep what they compile, and need no certificates: a second of each ten otherwise.
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
    monkeypatch.setenv("PATH", os.pathsep.join(["/usr/bin", "/bin"]))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Retries happen at once, and as often as in production."""
    monkeypatch.setattr("hansard.sync.read.SHRINK_PAUSE", 0.0)
    monkeypatch.setattr("hansard.sync.depth.SHRINK_PAUSE", 0.0)
    with stamina.set_testing(True, attempts=8):
        yield


@pytest.fixture(scope="session", autouse=True)
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A warehouse that is made in this process begins as a copy of the first one: its hundred tables, views and macros
    take DuckDB a third of a second each time. Commands in processes of their own make theirs from nothing."""
    first = tmp_path_factory.mktemp("migrated") / "first.duckdb"

    con = open_writer(first)
    migrate(con, first)
    con.close()

    def open_copied(path: Path) -> duckdb.DuckDBPyConnection:
        if not path.exists():
            with suppress(OSError):  # opening it tells the reason
                shutil.copyfile(first, path)
        return open_writer(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hansard.warehouse.publish.open_writer", open_copied)
        yield first


@pytest.fixture(scope="session")
def github_schema_path() -> Path:
    """GitHub's published schema, where there is one beside the project."""
    path = SHARED / "github" / "schema.graphql"
    if not path.exists():
        pytest.skip(f"{path} is not here: a fresh clone has no copy of GitHub's schema")
    return path
