"""Makes a warehouse as a first sync of a large repository leaves it: `python bench/generate.py DIR`.

Nodes like GitHub's go through hansard's own pages, queues and store, so that tables and columns are always those of
today. The same seed and size give the same rows. By default 55,000 items with about a million timeline entries.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from figures import ITEMS, SEED
from hansard import __version__
from hansard.sync import depth, depth_rows
from hansard.sync.depth_rows import Deep
from hansard.sync.pages import frames
from hansard.sync.plan import LARGEST_SIZE, LISTINGS, OVERLAP
from hansard.sync.rows import instant
from hansard.warehouse.positions import Position
from hansard.warehouse.store import Loaded, Store
from nodes import DATABASE_ID, END, NAME, START, Plan, Repository, stamp
from stories import tell

# Larger chunks than a sync's pages: the rows are the same, the commits fewer.
CHUNK, MOST = 500, 4_000
SYNC_STARTED = datetime.fromtimestamp(END, UTC) + timedelta(hours=2)


def generate(directory: Path, items: int = ITEMS, seed: int = SEED) -> Loaded:
    """Fill the warehouse in `directory`, which must be empty, and say what was loaded."""
    repository = Repository(items, seed)
    log = _Log(repository)
    about = {
        "id": repository.id,
        "database_id": DATABASE_ID,
        "name_with_owner": NAME,
        "url": f"https://github.com/{NAME}",
        "created_at": instant(stamp(START - 100 * 86_400)),
        "observed_at": SYNC_STARTED,
    }
    run = {"id": log.run_id, "repository_id": repository.id, "started_at": SYNC_STARTED, "hansard_version": __version__}
    with Store.open(directory) as store:
        store.begin_run(about, run)
        positions, loaded = [], Loaded()
        for listing in LISTINGS:
            position, brought = _listing(store, repository, log, listing)
            positions.append(position)
            loaded += brought
        for kind in depth.KINDS:
            loaded += _depth(store, repository, log, kind)
        told = {
            "id": log.run_id, "finished_at": log.clock, "requests": log.requests, "points": log.requests,
            "items_new": loaded.items_new, "items_changed": 0, "events": loaded.events, "comments": loaded.comments,
            "gaps": 0, "complete": True, "all_deep": True,
        }  # fmt: skip
        store.end_run(repository.id, told, positions, log.pages(1, "repository"))
    return loaded


class _Log:
    """The requests that a sync would have made, and GitHub's clock after them."""

    def __init__(self, repository: Repository) -> None:
        self.run_id = UUID(int=repository.random.getrandbits(128))
        self.requests, self.clock = 0, SYNC_STARTED
        self._random = repository.random

    def pages(self, count: int, operation: str, size: int | None = None) -> list[dict[str, Any]]:
        rows = []
        for _ in range(count):
            self.requests += 1
            self.clock += timedelta(seconds=3)
            rows.append({
                "run_id": self.run_id, "sequence": self.requests, "requested_at": self.clock, "operation": operation,
                "page_size": size, "outcome": "ok", "seconds": 2 + self._random.random(), "cost": 1,
                "remaining": 5000 - self.requests % 5000, "node_count": (size or 1) * 200,
                "request_id": f"{self._random.getrandbits(64):016X}",
            })  # fmt: skip
        return rows


def _listing(store: Store, repository: Repository, log: _Log, listing: str) -> tuple[Position, Loaded]:
    """All items of a listing, oldest first, as its crawl has them; the position is that after the sync."""
    plans = [plan for plan in repository.plans if f"{plan.kind}s" == listing]
    position, loaded = Position(listing, "crawl", started_at=SYNC_STARTED, page_size=LARGEST_SIZE), Loaded()
    newest: tuple[datetime, str] = (SYNC_STARTED - timedelta(days=9999), "")
    for chunk in _chunks(plans, CHUNK):
        items = [tell(repository, plan) for plan in chunk]
        position = replace(position, cursor=f"crawled-{chunk[-1].number}")
        requests = log.pages(-(-len(chunk) // LARGEST_SIZE), listing, LARGEST_SIZE)
        loaded += store.save_page(repository.id, frames(items, repository.id, log.clock), position, requests)
        newest = max([newest, *((datetime.fromisoformat(item.node["updatedAt"]), item.node["id"]) for item in items)])
    done = replace(
        position,
        kind="changes",
        started_at=log.clock,
        since=SYNC_STARTED - OVERLAP,
        done=True,
        watermark=log.clock,
        newest_updated_at=newest[0],
        newest_id=newest[1],
        total_count=len(plans),
    )
    return done, loaded


def _depth(store: Store, repository: Repository, log: _Log, kind: depth.Kind) -> Loaded:
    """Answer the queue of one kind of depth until nothing is pending."""
    loaded, after = Loaded(), ""
    while rows := store.queue(kind.queue, repository_id=repository.id, after=after, most=MOST):
        deeps = [_deep(repository, kind.what, Deep(row["id"], row["item_id"], row["change_at"])) for row in rows]
        requests = log.pages(-(-len(deeps) // kind.width), kind.operation, kind.width)
        tables = kind.rows(deeps, repository.id, log.clock)
        tables["depth"] = depth_rows.depth_rows(deeps, kind.what, log.clock)
        loaded += store.save_page(repository.id, depth_rows.frames(tables), None, requests)
        after = rows[-1]["id"]
    return loaded


def _deep(repository: Repository, what: str, deep: Deep) -> Deep:
    """What GitHub would answer of this node."""
    chance = repository.random.random
    deep.node = {"id": deep.id}
    match what:
        case "review_comments":
            deep.entries = list(repository.review_comments(deep.id))
        case "edits":
            deep.node, edits = repository.edits(deep.id)
            deep.entries = list(edits)
        case "reactions":
            count = int(chance() ** 8 * 12)
            deep.node = {"reactionGroups": [{"content": "THUMBS_UP", "reactors": {"totalCount": count}}]}
        case "threads":
            path, count = repository.words.path(), int(chance() * 6)
            deep.entries = [
                {"id": f"PRRT_{deep.id}{place}", "path": path, "isResolved": chance() < 0.7, "isOutdated": False}
                for place in range(count)
            ]
        case "files":
            deep.entries = list(repository.files(deep.id)[: depth.MOST_FILES])
    return deep


def _chunks(plans: Sequence[Plan], size: int) -> Iterator[Sequence[Plan]]:
    return (plans[start : start + size] for start in range(0, len(plans), size))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path, help="an empty folder for the warehouse")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    began = time.monotonic()
    loaded = generate(asked.directory, asked.items, asked.seed)
    size = (asked.directory / "hansard.duckdb").stat().st_size
    print(
        f"{loaded.items_new:,} items, {loaded.events:,} events, {loaded.comments:,} comments, {size / 1e6:.0f} MB "
        f"in {time.monotonic() - began:.0f} s"
    )


if __name__ == "__main__":
    main()
