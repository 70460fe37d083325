"""Writing: the one connection that a sync holds, and what it commits together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass, fields
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import duckdb

from hansard import assets
from hansard.warehouse import versions
from hansard.warehouse.connection import FILE, WarehouseUnusable, transaction
from hansard.warehouse.positions import OpenGap, Position
from hansard.warehouse.publish import Working

if TYPE_CHECKING:
    import polars as pl

# Each file of warehouse/load that reads a frame as `page`, in the order in which they run, and which frame.
STEPS = (
    ("actor_names", "actor"),
    ("actor", "actor"),
    ("label_names", "label"),
    ("label", "label"),
    ("milestone", "milestone"),
    ("item", "item"),
    # What a text was before it changes, and which texts there are: both are asked as events are written.
    ("text_version", "text_version"),
    ("event", "event"),
    ("event_order", "event"),
    ("comment", "comment"),
    ("comment_changes", "comment"),
    ("deleted_comments", "deleted_comments"),
    ("gap", "gap"),
    ("mended", "mended"),
    ("read_item", "mended"),
    ("unread_item", "unread_item"),
    ("sweep", "sweep"),
    ("gone", "gone"),
    ("number_account", "number_account"),
    ("review_comment", "review_comment"),
    ("deleted_review_comments", "deleted_review_comments"),
    ("edit", "edit"),
    ("snapshot", "snapshot"),
    ("changed_file", "changed_file"),
    ("depth", "depth"),
)
# After which steps what is derived from the record is made anew: for the items of the frame, for items that wear a name
# which was seen to change, for comments found deleted.
ITEMS = {"item": "id", "gone": "id", "edit": "node_id"}
NAMES = ("actor_names", "label_names")
DELETIONS = ("deleted_comments", "deleted_review_comments")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What pages brought: rows that were not there before, and items that had changed."""

    items_new: int = 0
    items_changed: int = 0
    events: int = 0
    comments: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


class Store:
    """A warehouse open for writing; readers see what was last published. Not for two threads at once."""

    def __init__(self, working: Working, path: Path) -> None:
        self._working, self._path = working, path

    @property
    def _con(self) -> duckdb.DuckDBPyConnection:
        return self._working.con

    @contextmanager
    def _together(self) -> Iterator[None]:
        """One transaction; what DuckDB has to say becomes a sentence. Raises WarehouseUnusable."""
        try:
            with transaction(self._con):
                yield
        except duckdb.Error as error:
            told = str(error).splitlines()[0]
            raise WarehouseUnusable(
                self._path, told, "Nothing of the page was written. Mend that, and sync again"
            ) from error
        self._working.committed()

    @classmethod
    def open(cls, directory: Path, note: Callable[[str], None] | None = None) -> Self:
        """Open or make the warehouse in `directory` and bring it up to date; `note` hears what is odd about its files.

        Raises WarehouseLocked, WarehouseUnusable or WarehouseTooNew.
        """
        return cls(Working.open(directory, note), directory / FILE)

    def repository_id(self, name: str) -> str | None:
        """The node id under which a repository of this name is archived."""
        sql = "select id from repository where lower(name_with_owner) = lower($name)"
        row = self._con.execute(sql, {"name": name}).fetchone()
        return row[0] if row else None

    def positions(self, repository_id: str) -> dict[str, Position]:
        """Where each listing of a repository stands, by listing."""
        names = ", ".join(field.name for field in fields(Position))
        sql = f"select {names} from sync_cursor where repository_id = $id"  # noqa: S608 - names of our own
        rows = self._con.execute(sql, {"id": repository_id}).to_arrow_table().to_pylist()
        return {row["listing"]: Position(**row) for row in rows}

    def open_gaps(self, repository_id: str) -> list[OpenGap]:
        """Items that could not be read so far, oldest change first."""
        return [OpenGap(**row) for row in self.queue("open_gaps", repository_id=repository_id)]

    def unread_items(self, repository_id: str) -> list[OpenGap]:
        """Items of committed pages whose timelines were not read to the end, oldest change first."""
        return [OpenGap(**row) for row in self.queue("unread_items", repository_id=repository_id)]

    def item_counts(self, repository_id: str) -> dict[str, int]:
        """How many items are archived, by listing."""
        sql = "select kind || 's', count(*) from item where repository_id = $id group by kind"
        return dict(self._con.execute(sql, {"id": repository_id}).fetchall())

    def queue(self, name: str, **params: Any) -> list[dict[str, Any]]:
        """The rows of a question of warehouse/queues: what is still to be fetched."""
        sql = (assets.folder("warehouse") / "queues" / f"{name}.sql").read_text("utf-8")
        rows: list[dict[str, Any]] = self._con.execute(sql, params).to_arrow_table().to_pylist()
        return rows

    def begin_run(self, repository: Mapping[str, Any], run: Mapping[str, Any]) -> None:
        """Note the repository under its present name, and a run that begins; keys as in warehouse/load."""
        with self._together():
            self._con.execute(_sql("repository"), dict(repository))
            self._con.execute(_sql("sync_run"), dict(run))

    def save_page(
        self,
        repository_id: str,
        frames: Mapping[str, "pl.DataFrame"],
        position: Position | None,
        requests: Iterable[Mapping[str, Any]],
    ) -> Loaded:
        """Commit a page's rows, the position after it (where it moved) and the requests it took: all or nothing."""
        with self._together():
            loaded = self._load(frames)
            if position is not None:
                self._con.execute(_sql("sync_cursor"), {"repository_id": repository_id, **asdict(position)})
            self._save_requests(requests)
        self._working.publish_when_due()
        return loaded

    def end_run(
        self,
        repository_id: str,
        run: Mapping[str, Any],
        positions: Iterable[Position],
        requests: Iterable[Mapping[str, Any]],
    ) -> None:
        """Note how a run ended; `positions` are those that changed since their last page."""
        with self._together():
            for position in positions:
                self._con.execute(_sql("sync_cursor"), {"repository_id": repository_id, **asdict(position)})
            self._save_requests(requests)
            self._con.execute(_sql("sync_run_end"), dict(run))
        self._working.committed(succeeded=bool(run["complete"]))

    def _load(self, frames: Mapping[str, "pl.DataFrame"]) -> Loaded:
        counts: dict[str, int] = {}
        news = (0, 0)
        touched: set[str] = set()
        for step, table in STEPS:
            if table not in frames:
                continue
            self._con.register("page", frames[table])
            if step == "item":
                news = self._con.execute(_sql("item_news")).fetchone() or news
            row = self._con.execute(_sql(step)).fetchone()
            counts[step] = int(row[0]) if row else 0
            if step in ITEMS:
                touched.update(frames[table][ITEMS[step]])
            if step in NAMES and counts[step]:
                touched.update(row[0] for row in self._con.execute(_sql("renamed")).fetchall())
            self._con.unregister("page")
        if any(counts.get(step) for step in DELETIONS):
            self._con.execute(_sql("deleted_at"))
        if "edit" in frames:
            versions.note_first_texts(self._con, frames["edit"]["node_id"].to_list())
        versions.fold(self._con, sorted(touched))
        return Loaded(*news, counts.get("event", 0), counts.get("comment", 0))

    def _save_requests(self, requests: Iterable[Mapping[str, Any]]) -> None:
        for request in requests:
            self._con.execute(_sql("api_request"), dict(request))

    def close(self, *, tidy: bool = False) -> None:
        """Publish what was written. With `tidy`, which may take seconds, a bloated file is written afresh before."""
        self._working.close(tidy=tidy)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(tidy=error is None)


@cache
def _sql(step: str) -> str:
    return (assets.folder("warehouse") / "load" / f"{step}.sql").read_text("utf-8")
