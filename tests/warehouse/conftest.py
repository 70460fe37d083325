"""A small warehouse that tests fill by hand."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from hansard.warehouse.store import Store
from hansard.warehouse.versions import fold_all

Add = Callable[..., None]
EPOCH = datetime(2025, 12, 1, tzinfo=UTC)


class Hand:
    """Writes rows straight into the tables; whatever is not given has a dull value."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        Store.open(directory).close()
        self.con = duckdb.connect(directory / "hansard.duckdb")
        self.con.execute("set timezone = 'UTC'")
        self._ordinals: dict[str, int] = {}
        self._changed = False
        self._insert("repository", id="R_1", name_with_owner="o/r", url="https://github.com/o/r", observed_at=EPOCH)

    def item(self, number: int, kind: str = "issue", **more: Any) -> str:
        id_ = f"{kind}-{number}"
        dull = {
            "id": id_,
            "repository_id": "R_1",
            "kind": kind,
            "number": number,
            "url": f"https://github.com/o/r/{'issues' if kind == 'issue' else 'pull'}/{number}",
            "title": f"Item {number}",
            "state": "OPEN",
            "label_ids": [],
            "labels": [],
            "is_draft": False,
            "locked": False,
            "author": "ada",
            "author_kind": "User",
            "created_at": EPOCH,
            "updated_at": EPOCH,
            "first_observed_at": EPOCH,
            "observed_at": EPOCH,
        }
        self._insert("item", **dull | more)
        return id_

    def event(self, item_id: str, type_: str, occurred_at: str, **more: Any) -> None:
        ordinal = self._ordinals[item_id] = self._ordinals.get(item_id, -1) + 1
        dull = {
            "item_id": item_id,
            "id": f"{item_id}/{ordinal}",
            "repository_id": "R_1",
            "ordinal": ordinal,
            "type": type_,
            "occurred_at": occurred_at,
            "payload": "{}",
            "observed_at": EPOCH,
        }
        self._insert("timeline", **dull | more)

    def comment(self, item_id: str, id_: str, created_at: str, **more: Any) -> None:
        dull = {
            "id": id_,
            "repository_id": "R_1",
            "item_id": item_id,
            "kind": "issue_comment",
            "author": "bob",
            "author_kind": "User",
            "created_at": created_at,
            "appeared_at": more.get("submitted_at", created_at),
            "is_minimized": False,
            "observed_at": EPOCH,
        }
        self._insert("comment", **dull | more)

    def text(self, node_id: str, valid_from: str, text: str) -> None:
        self._insert(
            "text_version",
            node_id=node_id,
            field="body",
            valid_from=valid_from,
            text=text,
            known_by="observed",
            observed_at=EPOCH,
        )

    def label(self, id_: str, name: str, created_at: str) -> None:
        self._insert("label", id=id_, repository_id="R_1", name=name, created_at=created_at, observed_at=EPOCH)

    def name(self, node_id: str, valid_from: str, name: str) -> None:
        self._insert("name_version", node_id=node_id, valid_from=valid_from, name=name)

    def rows(self, sql: str, **params: Any) -> list[dict[str, Any]]:
        if self._changed:
            fold_all(self.con)
            self._changed = False
        found: list[dict[str, Any]] = self.con.execute(sql, params or None).to_arrow_table().to_pylist()
        return found

    def one(self, sql: str, **params: Any) -> dict[str, Any]:
        (row,) = self.rows(sql, **params)
        return row

    def _insert(self, table: str, **values: Any) -> None:
        names, marks = ", ".join(values), ", ".join(f"${name}" for name in values)
        self.con.execute(f"insert into {table} ({names}) values ({marks})", values)
        self._changed = True


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    hand = Hand(tmp_path / "warehouse")
    yield hand
    hand.con.close()
