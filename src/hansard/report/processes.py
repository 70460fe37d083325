"""Work shared among processes, which tell of what they have done as they do it."""

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import TypeVar

from hansard.errors import HansardError

S = TypeVar("S")
T = TypeVar("T")

# Each holds what it reads in memory.
MOST_PROCESSES = 8


class ProcessLost(HansardError):
    """A process ended before its work was done: killed from outside, or by a defect that it has told on stderr."""

    def __init__(self, code: int | None) -> None:
        self.code = code
        why = f"signal {-code}" if code and code < 0 else f"exit code {code}"
        super().__init__(
            f"one of the processes that write reports ended early ({why}). What is written is whole: "
            "run the same command again, and if it happens again, with more free memory"
        )


def processors() -> int:
    """How many processes can work at once: as many as this one may use processors, within bounds."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_PROCESSES)


def side_by_side(work: Callable[[S], Iterator[T]], dealt: Sequence[S]) -> Iterator[T]:
    """What `work` gives for each share, in a process of its own, in the order in which it comes.

    All must pickle. A HansardError in a process is raised here; whoever stops early, or is killed, stops them all.
    Raises ProcessLost.
    """
    running: dict[object, tuple[Connection, SpawnProcess]] = {}
    try:
        for share in dealt:
            begun = _begun(work, share)
            running[begun[0]] = begun
        while running:
            for ready in wait([door for door, _ in running.values()]):
                door, process = running[ready]
                try:
                    told = door.recv()
                except EOFError:
                    del running[ready]
                    process.join()
                    if process.exitcode:
                        raise ProcessLost(process.exitcode) from None
                    continue
                if isinstance(told, HansardError):
                    raise told
                yield told
    finally:
        for _, process in running.values():
            process.terminate()
        for door, process in running.values():
            process.join()
            door.close()


def _begun(work: Callable[[S], Iterator[T]], share: S) -> tuple[Connection, SpawnProcess]:
    # Not a fork: DuckDB's threads would be missing in it.
    new = get_context("spawn")
    ours, theirs = new.Pipe(duplex=False)
    with theirs:
        process = new.Process(target=_tell, args=(theirs, work, share), daemon=True)
        # Ctrl-C reaches all processes of a terminal; it is this one that stops the others.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return ours, process


def _tell(door: Connection, work: Callable[[S], Iterator[T]], share: S) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    gc.freeze()  # What the libraries have made is never garbage, and there is much of it to look at.
    try:
        for one in work(share):
            door.send(one)
    except HansardError as error:
        door.send(error)
    except (KeyboardInterrupt, BrokenPipeError):
        pass  # Nobody waits for the rest.
