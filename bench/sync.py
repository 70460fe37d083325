"""What a first sync costs, against a sandbox in another process: `python bench/sync.py 1000 5000 20000`.

Prints a Markdown table row for each size: requests and points per 1,000 items, the client's CPU time per timeline
entry, its peak memory, and a second sync with nothing changed.
"""

import asyncio
import multiprocessing
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from pydantic import SecretStr

from hansard.github.client import GitHub
from hansard.github.endpoint import Endpoint
from hansard.sync.run import RequestLog, Summary, sync
from hansard.warehouse.store import Store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
REPOSITORY = "vllm-project/vllm"


class Silent:
    def plan(self, items: int, requests: int, points: int, seconds: float) -> None: ...

    def listing(self, listing: str, kind: str, done: int, total: int) -> None: ...

    def page(self, listing: str, items: int, remaining: int | None) -> None: ...


def serve(items: int, ready: Connection) -> None:
    from hansard.sandbox import History, Sandbox, run

    run(Sandbox(History.synthetic(items, 1), NOW, points=1_000_000), "127.0.0.1", 0, ready.send)


async def once(url: str, directory: Path) -> Summary:
    log = RequestLog()
    with Store.open(directory) as store:
        async with GitHub(Endpoint(url, SecretStr("sandbox")), on_request=log.add) as github:
            return await sync(github, store, REPOSITORY, Silent(), log)


def measure(items: int, url: str, row: Connection) -> None:
    """One size, in a process of its own so that its memory is its own."""
    with tempfile.TemporaryDirectory() as folder:
        clock, cpu = time.monotonic(), time.process_time()
        first = asyncio.run(once(url, Path(folder)))
        seconds, cpu = time.monotonic() - clock, time.process_time() - cpu
        second = asyncio.run(once(url, Path(folder)))
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    per_thousand = 1000 / first.items_new
    row.send(
        f"| {items:,} | {first.events:,} | {first.requests * per_thousand:.1f} | {first.points * per_thousand:.1f} "
        f"| {1000 * cpu / first.events:.2f} ms | {peak:.0f} MB | {seconds:.0f} s | {size / 1e6:.0f} MB "
        f"| {second.requests} / {second.points} |"
    )


def main() -> None:
    print("| items | entries | requests / 1,000 | points / 1,000 | CPU / entry | peak memory | time | file | again |")
    print("|---|---|---|---|---|---|---|---|---|")
    spawn = multiprocessing.get_context("spawn")
    for items in map(int, sys.argv[1:] or ["1000"]):
        ready, told = spawn.Pipe(duplex=False)
        server = spawn.Process(target=serve, args=(items, told), daemon=True)
        server.start()
        url = ready.recv()
        got, row = spawn.Pipe(duplex=False)
        client = spawn.Process(target=measure, args=(items, url, row))
        client.start()
        print(got.recv(), flush=True)
        client.join()
        server.terminate()


if __name__ == "__main__":
    main()
