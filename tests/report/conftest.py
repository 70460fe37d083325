"""A small record, written straight into the warehouse's tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from tests.report import days
from tests.report.histories import demo, grown, synthetic  # noqa: F401

from hansard.report.window import Window, between, day
from hansard.warehouse.migrations import migrate
from hansard.warehouse.query import Archive
from hansard.warehouse.versions import fold_all

if TYPE_CHECKING:
    import pyarrow as pa

GOLDEN = Path(__file__).parents[1] / "golden"
REPOSITORY = "vllm-project/vllm"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def agrees(write: bool) -> Callable[[str, str], None]:
    """Compares a page with its golden file; `pytest --write` rewrites that, and the review is its diff."""

    def compare(name: str, text: str) -> None:
        if write:
            (GOLDEN / name).write_text(text, "utf-8")
        assert text == (GOLDEN / name).read_text("utf-8")

    return compare


def moment(text: str) -> datetime:
    """A time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


class Fresh(Archive):
    """An archive that derives what is derived from the record before it is asked."""

    stale = True

    def table(self, sql: str, params: Mapping[str, Any] | None = None) -> "pa.Table":
        self._fold()
        return super().table(sql, params)

    def over(self, windows: Sequence[tuple[datetime, datetime]], macros: Sequence[str]) -> Any:
        self._fold()
        return super().over(windows, macros)

    def _fold(self) -> None:
        if self.stale:
            fold_all(self._con)
            self.stale = False


class Record:
    """Rows of one repository; times are texts, in Shanghai. An item's id is its number with a prefix."""

    repository = REPOSITORY
    zone = SHANGHAI

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self.archive = Fresh(con)
        self._ordinal = 0
        self._labels: dict[str, str] = {}
        self._insert(
            "repository",
            id="R",
            name_with_owner=REPOSITORY,
            url=f"https://github.com/{REPOSITORY}",
            created_at=moment("2023-02-09 00:00"),
            observed_at=self._now(),
        )

    def moment(self, text: str) -> datetime:
        return moment(text)

    def title(self, number: int) -> str:
        (row,) = self.archive.rows("select title from item where number = $number", {"number": number})
        return str(row["title"])

    def labels(self, *names: str) -> None:
        """Labels, oldest first: the order in which GitHub shows them."""
        for name in names:
            self._label(name)

    def item(
        self,
        number: int,
        title: str,
        *,
        created: str,
        kind: str = "issue",
        labels: tuple[str, ...] = (),
        author: str | None = "somebody",
        author_kind: str = "User",
        association: str = "NONE",
        body: str = "",
        lines: int | None = None,
    ) -> None:
        path = "pull" if kind == "pull_request" else "issues"
        self._insert(
            "item",
            id=f"I{number}",
            repository_id="R",
            kind=kind,
            number=number,
            url=f"https://github.com/{REPOSITORY}/{path}/{number}",
            title=title,
            state="OPEN",
            label_ids=[],
            labels=[],
            is_draft=False,
            locked=False,
            author=author,
            author_kind=author_kind if author else None,
            author_association=association,
            created_at=moment(created),
            updated_at=moment(created),
            additions=lines,
            deletions=None if lines is None else 0,
            first_observed_at=self._now(),
            observed_at=self._now(),
        )
        self._text(f"I{number}", body, created)
        for name in labels:
            self.event(number, "labeled", created, actor=author, label=name)

    def event(
        self, number: int, what: str, when: str, *, actor: str | None = "somebody", kind: str = "User", **columns: Any
    ) -> None:
        if name := columns.get("label"):
            columns["label_id"] = self._label(name)
        self._ordinal += 1
        self._insert(
            "timeline",
            item_id=f"I{number}",
            id=f"E{self._ordinal}",
            repository_id="R",
            ordinal=self._ordinal,
            type=what,
            actor=actor,
            actor_kind=kind if actor else None,
            occurred_at=moment(when),
            payload="{}",
            observed_at=self._now(),
            **columns,
        )

    def closed(self, number: int, when: str, *, by: str = "somebody", kind: str = "User", closer: int = 0) -> None:
        cause = {"reference_id": f"I{closer}", "reference_kind": "PullRequest"} if closer else {}
        self.event(number, "closed", when, actor=by, kind=kind, **cause)

    def merged(self, number: int, when: str, *, by: str = "maintainer") -> None:
        self.event(number, "merged", when, actor=by)
        self.event(number, "closed", when, actor=by)

    def changed(self, number: int, files: Mapping[str, tuple[int, int]]) -> None:
        """The files of a merged pull request: by path the lines added and deleted."""
        for path, (additions, deletions) in files.items():
            self._insert(
                "changed_file",
                item_id=f"I{number}",
                path=path,
                additions=additions,
                deletions=deletions,
                change_type="modified",
            )

    def comment(
        self,
        number: int,
        when: str,
        author: str | None,
        body: str = "A word.",
        *,
        kind: str = "issue_comment",
        state: str | None = None,
        author_kind: str = "User",
        association: str = "NONE",
    ) -> None:
        self._ordinal += 1
        self._insert(
            "comment",
            id=f"C{self._ordinal}",
            repository_id="R",
            item_id=f"I{number}",
            kind=kind,
            url=f"https://github.com/{REPOSITORY}/issues/{number}#issuecomment-{self._ordinal}",
            author=author,
            author_kind=author_kind if author else None,
            author_association=association,
            review_state=state,
            created_at=moment(when),
            appeared_at=moment(when),
            is_minimized=False,
            observed_at=self._now(),
        )
        self._text(f"C{self._ordinal}", body, when)

    def synced(self, when: str, *, complete: bool = True) -> None:
        self._ordinal += 1
        self.con.execute(
            "insert into sync_run (id, repository_id, started_at, finished_at, complete, hansard_version)"
            " values (uuid(), 'R', $when, $when, $complete, '0')",
            {"when": moment(when), "complete": complete},
        )

    def rows(self, macro: str, window: Window, **params: Any) -> list[dict[str, Any]]:
        """The rows of one of the macros, in rank order where it ranks."""
        names = "".join(f", ${name}" for name in params)
        bound = {"start": window.start, "end": window.end, **params}
        rows = self.archive.rows(f"select * from {macro}($start, $end{names})", bound)
        return sorted(
            rows, key=lambda row: (row.get("list", ""), row.get("is_bot", False), row.get("rank", row.get("kind")))
        )

    def _label(self, name: str) -> str:
        if name not in self._labels:
            self._labels[name] = f"L{len(self._labels)}"
            self._insert(
                "label",
                id=self._labels[name],
                repository_id="R",
                name=name,
                created_at=moment("2023-03-01 00:00") + timedelta(days=len(self._labels)),
                observed_at=self._now(),
            )
        return self._labels[name]

    def _text(self, node: str, text: str, when: str) -> None:
        self._insert(
            "text_version",
            node_id=node,
            field="body",
            valid_from=moment(when),
            text=text,
            known_by="observed",
            observed_at=self._now(),
        )

    def _insert(self, table: str, **values: Any) -> None:
        names = ", ".join(values)
        places = ", ".join(f"${name}" for name in values)
        self.con.execute(f"insert into {table} ({names}) values ({places})", values)
        self.archive.stale = True

    def _now(self) -> datetime:
        return moment("2025-12-31 00:00")


def made() -> Record:
    """A record of its own warehouse, in memory."""
    con = duckdb.connect()
    con.execute("set timezone = 'UTC'")
    con.execute("set threads = 1")
    migrate(con, Path(":memory:"))
    return Record(con)


def lent(whole: Record) -> Iterator[Record]:
    """The record for one test: what the test writes is gone after it."""
    labels, ordinal = dict(whole._labels), whole._ordinal
    whole.con.begin()
    yield whole
    whole.con.rollback()
    whole.archive.stale = True
    whole._labels, whole._ordinal = labels, ordinal


@pytest.fixture(scope="session")
def whole_record() -> Record:
    return made()


@pytest.fixture
def record(whole_record: Record) -> Iterator[Record]:
    """Nothing but the repository."""
    yield from lent(whole_record)


@pytest.fixture
def seed_record(whole_seed_record: Record) -> Iterator[Record]:
    yield from lent(whole_seed_record)


@pytest.fixture
def busy_record(whole_busy_record: Record) -> Iterator[Record]:
    yield from lent(whole_busy_record)


@pytest.fixture
def seed_window() -> Window:
    return between("2025-12-10 19:35", "2025-12-10 20:35", SHANGHAI)


@pytest.fixture(scope="session")
def whole_seed_record() -> Record:
    record = made()
    days.seed(record)
    return record


@pytest.fixture
def busy_window() -> Window:
    return day("2025-12-12", SHANGHAI)


@pytest.fixture(scope="session")
def whole_busy_record() -> Record:
    record = made()
    days.busy(record)
    return record
