"""What a reader's connection may take of the machine, alone and as one of several."""

from pathlib import Path
from typing import Any

import pytest

from hansard.warehouse.query import Archive
from hansard.warehouse.store import Store


@pytest.mark.parametrize("readers", [2, 4])
def test_each_of_several_readers_takes_its_share(readers: int, tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    with Archive.open(tmp_path) as archive:
        alone = settings(archive)
    with Archive.open(tmp_path, readers=readers) as archive:
        shared = settings(archive)
    assert shared["threads"] == max(1, alone["threads"] // readers)
    assert shared["memory"] == pytest.approx(alone["memory"] / readers, abs=0.1)


def settings(archive: Archive) -> dict[str, Any]:
    """Threads, and memory in GiB."""
    (row,) = archive.rows("select current_setting('threads') as threads, current_setting('memory_limit') as memory")
    number, unit = row["memory"].split()
    return {"threads": row["threads"], "memory": float(number) / {"GiB": 1, "MiB": 1024}[unit]}
