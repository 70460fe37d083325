"""A small record, written straight into the warehouse's tables."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from hansard.report.window import Window, between, day
from hansard.warehouse.migrations import migrate
from hansard.warehouse.query import Archive
from hansard.warehouse.versions import fold_all

if TYPE_CHECKING:
    import pyarrow as pa

REPOSITORY = "vllm-project/vllm"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> datetime:
    """A time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


class Fresh(Archive):
    """An archive that derives what is derived from the record before it is asked."""

    stale = True

    def table(self, sql: str, params: Mapping[str, Any] | None = None) -> "pa.Table":
        self._fold()
        return super().table(sql, params)

    def hold(self, macros: Sequence[str], start: datetime, end: datetime) -> None:
        self._fold()
        super().hold(macros, start, end)

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
            "event",
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
        self.event(number, "closed", when, actor=by, kind=kind, reference_id=f"I{closer}" if closer else None)

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
            is_minimized=False,
            observed_at=self._now(),
        )
        self._text(f"C{self._ordinal}", body, when)

    def synced(self, when: str, *, complete: bool = True) -> None:
        self._ordinal += 1
        self.con.execute(
            "insert into sync_run (id, repository_id, started_at, complete, hansard_version)"
            " values (uuid(), 'R', $when, $complete, '0')",
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
    labels = dict(whole._labels)
    whole.con.begin()
    yield whole
    whole.con.rollback()
    whole.archive.stale = True
    whole._labels = labels


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
    """The hour of the first published report, with the machine inventory and the bots that misled it."""
    record, codex = made(), "chatgpt-codex-connector"
    for name in (
        *(
            "bug",
            "documentation",
            "rocm",
            "performance",
            "ready",
            "llama",
            "qwen",
            "deepseek",
            "gpt-oss",
            "needs-rebase",
        ),
    ):
        record._label(name)
    record.item(
        30387,
        "[Bug]: illegal memory access countered when using kv-cache-type=fp8  loading  a weight-fp8 model for evaltest "
        " in flash-attn backend",
        created="2025-12-10 19:43",
        labels=("bug",),
        author="youngze0016",
        body="### Your current environment\n\n<details>\n<summary>The output of collect_env</summary>\n\n```text\n"
        "ROCM used to build PyTorch : N/A\nHIP runtime version : N/A\nModel name : AMD EPYC 9654\n```\n</details>\n\n"
        "### Describe the bug\n\nIt fails on H100.\nROCM Version: Could not collect\n",
    )
    record.item(
        30389,
        'Standardise `get_rope` to use `rope_parameters["partial_rotary_factor"]`, not `rotary_dim`',
        kind="pull_request",
        created="2025-12-10 20:33",
        labels=("performance", "llama", "qwen", "deepseek", "gpt-oss"),
        author="hmellor",
        association="MEMBER",
    )
    record.item(
        30388,
        "[Docs] Generate full list of metrics in user docs",
        kind="pull_request",
        created="2025-12-10 19:50",
        labels=("documentation",),
        author="markmc",
        association="MEMBER",
    )
    record.item(
        26701,
        "[ROCm]: W8A8BlockFp8LinearOp should use AITER on MI355X",
        kind="pull_request",
        created="2025-10-13 10:00",
        labels=("rocm", "ready", "needs-rebase"),
        author="gronsti-amd",
        association="CONTRIBUTOR",
    )
    record.item(
        30348,
        "[Docs]: adds a new metric vllm:request_prefill_kv_computed_tokens in docs",
        kind="pull_request",
        created="2025-12-09 18:00",
        labels=("documentation",),
        author="googs1025",
        association="CONTRIBUTOR",
    )
    record.closed(26701, "2025-12-10 20:33:20", by="gronsti-amd")
    record.closed(30348, "2025-12-10 19:59:59", by="googs1025")
    for number, when in ((30388, "2025-12-10 19:51"), (30389, "2025-12-10 20:34")):
        record.comment(number, when, codex, "Codex usage limits have been reached.", author_kind="Bot")
    record.comment(30388, "2025-12-10 19:52", "mergify", "Documentation preview: on ROCm", author_kind="Bot")
    record.synced("2025-12-11 00:00")
    return record


@pytest.fixture
def busy_window() -> Window:
    return day("2025-12-12", SHANGHAI)


@pytest.fixture(scope="session")
def whole_busy_record() -> Record:
    """A day in which every section has something to say, and every trap is laid."""
    record = made()
    record.labels("bug", "documentation", "usage", "rocm", "kv-connector", "stale")
    _history(record)
    _discussions(record)
    _changes(record)
    _problems(record)
    record.synced("2025-12-12 22:00")
    return record


def _history(record: Record) -> None:
    """The weeks before: labels that are usual, people who are known."""
    for number in range(1, 29):
        record.item(
            number, f"[Bug]: old one {number}", created=f"2025-11-{number:02} 09:00", labels=("bug",), author="cy"
        )
    record.item(30, "Connector for X", created="2025-11-20 09:00", labels=("kv-connector",), author="ann")
    record.item(31, "Still slow on ARM", created="2025-06-01 09:00", labels=("stale",), author="ann")
    record.closed(31, "2025-12-12 03:00", by="github-actions", kind="Bot")


def _discussions(record: Record) -> None:
    record.item(40, "[RFC]: one scheduler for all", created="2025-11-02 09:00", author="ann", labels=("bug",))
    for minute, (author, association, body) in enumerate(
        [
            (
                "bob",
                "MEMBER",
                "> one scheduler for all\n\nThe budget belongs to the scheduler, @ann. The rest follows.",
            ),
            ("ann", "NONE", "<details>logs</details>\nPreemption then needs *one* owner | not two <b>."),
            ("bob", "MEMBER", "+1"),
            ("cy", "CONTRIBUTOR", "```\nlog\n```"),
            (None, "NONE", "A word."),
        ]
    ):
        record.comment(40, f"2025-12-12 10:{minute:02}", author, body, association=association)
    record.comment(40, "2025-12-12 10:30", "mergify", author_kind="Bot")
    record.item(41, "Support for a thing from long ago", created="2025-01-05 09:00", author="dee")
    for turn in range(12):
        record.comment(41, f"2025-02-{turn + 1:02} 09:00", ("ann", "bob", "cy", "dee")[turn % 4])
    record.closed(41, "2025-12-12 11:00", by="bob")
    record.item(42, "Does a champ ship this?", created="2025-03-05 09:00", author="eve-amd-fan")
    record.comment(
        42, "2025-12-12 12:00", "eve-amd", "It does with ROCm_6 here.\n> on CUDA and HIP\n\n```\nquark: yes\n```"
    )
    record.comment(42, "2025-12-12 12:05", "mergify", "AITER preview", author_kind="Bot")


def _changes(record: Record) -> None:
    pull = "pull_request"
    record.item(50, "Crash when the cache is full", created="2025-12-10 09:00", author="cy")
    record.item(51, "[Perf] Faster `top_k` by 20%", created="2025-12-09 09:00", kind=pull, author="ann", lines=120)
    record.comment(51, "2025-12-12 08:00", "bob", "", kind="review", state="APPROVED", association="MEMBER")
    record.merged(51, "2025-12-12 09:00", by="bob")
    record.changed(51, {"vllm/v1/sample/ops/topk.py": (60, 30), "csrc/sampler.cu": (20, 6), "setup.py": (3, 1)})
    record.closed(50, "2025-12-12 09:00:01", by="bob", closer=51)
    record.item(
        52, "[Docs] Fix a typo", created="2025-12-12 07:00", kind=pull, labels=("documentation",), author="fay", lines=2
    )
    record.merged(52, "2025-12-12 07:30", by="bob")
    record.changed(52, {"docs/features/quantization/int8.md": (1, 1)})
    record.item(
        53, "Bump x to 2", created="2025-12-12 06:00", kind=pull, author="dependabot", author_kind="Bot", lines=2
    )
    record.merged(53, "2025-12-12 06:30", by="bob")
    record.changed(53, {"vllm/v1/version.py": (0, 1), "<b>/{{ x }}/`a`/|.txt": (1, 0)})
    record.item(54, "Remove the old flag", created="2025-12-12 05:00", kind=pull, author="gus", association="MEMBER")
    record.comment(54, "2025-12-12 05:30", "bob", "No.", kind="review", state="CHANGES_REQUESTED", association="MEMBER")
    for minute in range(3):
        record.comment(54, f"2025-12-12 05:4{minute}", "gus" if minute % 2 else "bob", association="MEMBER")
    record.merged(54, "2025-12-12 20:00", by="gus")


def _problems(record: Record) -> None:
    record.item(
        60,
        "[Bug]: wrong output for <b>{{ x }}</b> @everyone with `{% y %}` | at https://evil.example/a",
        created="2025-12-12 13:00",
        author=None,
        labels=("bug", "kv-connector"),
    )
    record.item(61, "[Usage]: how to install?", created="2025-12-12 14:00", labels=("usage",), author="hal")
    record.comment(61, "2025-12-12 14:20", "bob", association="MEMBER")
    record.item(62, "Hangs on start", created="2025-12-12 15:00", labels=("kv-connector",), author="ian")
    record.item(63, "A connector, please", created="2025-12-12 16:00", labels=("kv-connector",), author="ian")
    record.closed(63, "2025-12-12 17:00", by="bob")
    record.item(64, "Reopened at once", created="2025-12-12 16:30", labels=("kv-connector",), author="joy")
    record.closed(64, "2025-12-12 16:40", by="joy")
    record.event(64, "reopened", "2025-12-12 16:50", actor="joy")
