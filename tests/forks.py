"""Commands in processes of their own that need not load their libraries: each is forked from one that has loaded them.

Two thirds of what a short command takes is Python and its libraries' start. A forked command is as much a process as
any: it has arguments, an environment, a folder and streams of its own, and can be interrupted and killed. What it
shares with the others is the order of sets, which Python chooses as it starts; tests that two runs give the same bytes
start the command from nothing.
"""

import array
import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any, Self

# What hansard's modules load only when they are used.
HEAVY = ("aiohttp.web", "babel.plural", "gql", "jinja2.sandbox", "polars", "pyarrow", "rich.progress", "rich.table")


class Forks:
    """The process from which commands are forked."""

    def __init__(self) -> None:
        self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, str(Path(__file__).resolve()), str(theirs.fileno())]
        bare = {
            name: value for name, value in os.environ.items() if not name.startswith(("HANSARD_", "GITHUB_", "GH_"))
        }
        self._parent = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=bare)
        theirs.close()

    def start(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str = "",
        stdout: int | None = None,
    ) -> "Fork":
        """Start `hansard` with these arguments, or the Python program in the first one if that is `-c`."""
        given = {
            "arguments": list(arguments),
            "cwd": str(cwd or Path.cwd()),
            "env": dict(os.environ if env is None else env),
        }
        fork = Fork(arguments, stdin)
        streams = [fork.stdin.fileno(), fork.stdout.fileno() if stdout is None else stdout, fork.stderr.fileno()]
        with fork.theirs:
            socket.send_fds(self._door, [json.dumps(given).encode()], [*streams, fork.theirs.fileno()])
        fork.begun()
        return fork

    def run(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str = "",
        timeout: float = 120,
    ) -> subprocess.CompletedProcess[str]:
        """As `subprocess.run` with text."""
        with self.start(arguments, cwd=cwd, env=env, stdin=stdin) as fork:
            out, told = fork.communicate(timeout)
        return subprocess.CompletedProcess(list(arguments), fork.code, out, told)

    def end(self) -> None:
        """Ends with the last command that is still running."""
        self._door.close()
        self._parent.wait()


@cache
def forks() -> Forks:
    """Those of this test process."""
    made = Forks()
    atexit.register(made.end)
    return made


class Fork:
    """A running command, with what `subprocess.Popen` has of methods. Its output goes to files."""

    def __init__(self, arguments: Sequence[str], stdin: str) -> None:
        self.arguments = list(arguments)
        self.stdin, self.stdout, self.stderr = (TemporaryFile() for _ in range(3))  # noqa: SIM115 - closed in __exit__
        self.stdin.write(stdin.encode())
        self.stdin.seek(0)
        self._back, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._returncode: int | None = None

    def begun(self) -> None:
        """Hear which process it is."""
        self.pid = _number(self._back.recv(8))

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self._end(0)

    @property
    def returncode(self) -> int | None:
        return self._returncode

    @property
    def code(self) -> int:
        """The exit code of a command that has ended."""
        assert self._returncode is not None
        return self._returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for its end, and give what it wrote. Raises subprocess.TimeoutExpired."""
        if self._end(timeout) is None:
            raise subprocess.TimeoutExpired(self.arguments, timeout or 0)
        return _written(self.stdout), _written(self.stderr)

    def _end(self, timeout: float | None) -> int | None:
        if self._returncode is None:
            self._back.settimeout(timeout)
            with suppress(TimeoutError, BlockingIOError):
                self._returncode = _number(self._back.recv(8))
        return self._returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._end(30)
        for each in (self.stdin, self.stdout, self.stderr, self._back):
            each.close()


def _written(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


def _number(told: bytes) -> int:
    assert told, "the process from which commands are forked has died"
    return array.array("q", told)[0]


def _load() -> None:
    import hansard

    for found in pkgutil.walk_packages(hansard.__path__, "hansard."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    for name in HEAVY:
        importlib.import_module(name)
    from hansard.github.documents import document, operations
    from hansard.sandbox.documents import load_documents

    load_documents()
    for operation in operations():
        document(operation)
    # What is here stays: no command need look through it for garbage.
    gc.collect()
    gc.freeze()


def _reap(options: int) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def _serve(door: socket.socket) -> dict[str, Any] | None:
    """Fork a process for each request, and return in that with what it is to do; None when no more will come."""
    while True:
        asked, descriptors, _, _ = socket.recv_fds(door, 1 << 20, 4)
        _reap(os.WNOHANG)
        if not asked:
            _reap(0)
            return None
        if os.fork() == 0:
            door.close()
            return _beside(json.loads(asked), descriptors)
        for each in descriptors:
            os.close(each)


def _beside(given: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
    """Fork once more: return in the command's process, and stay beside it to tell its end."""
    *streams, told = descriptors
    command = os.fork()
    if command == 0:
        for number, each in enumerate(streams):
            os.dup2(each, number)
        for each in descriptors:
            os.close(each)
        return given
    with suppress(OSError):
        os.write(told, array.array("q", [command]))
        _, status = os.waitpid(command, 0)
        os.write(told, array.array("q", [os.waitstatus_to_exitcode(status)]))
    os._exit(0)


def _become(given: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(given["env"])
    os.chdir(given["cwd"])
    time.tzset()
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - descriptors, and for good
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = ["hansard", *given["arguments"]]
    if program := given["arguments"][:1] == ["-c"]:
        sys.argv = given["arguments"][1:]
    code: Any = 0
    try:
        if program:
            exec(compile(sys.argv[0], "<program>", "exec"), {"__name__": "__main__"})
        else:
            runpy.run_module("hansard", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - what Python does with whatever nobody caught
        sys.excepthook(*sys.exc_info())
        code = 1
    # DuckDB, which has threads of its own in the process that was forked, would wait for those for ever at the end.
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _load()
    with socket.socket(fileno=int(sys.argv[1])) as door:
        given = _serve(door)
    if given:
        _become(given)
