"""The views and macros of a warehouse are the same in every process."""

import subprocess
import sys

PRINT = """
from hansard.warehouse import migrations

found = migrations._objects()
print(migrations._hash(found), migrations._in_order(found))
"""


def test_every_process_puts_views_and_macros_in_the_same_order() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", PRINT], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3", "4", "5")
    }
    assert len(printed) == 1
