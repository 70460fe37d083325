"""The files that a pull request changes. Where a history names none, they are made up, the same ones each time."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Folders that vLLM has; of the files that are made up in them none is real.
_FOLDERS = (
    *("vllm/v1/core", "vllm/v1/worker", "vllm/model_executor/models", "vllm/model_executor/layers", "vllm/attention"),
    *("vllm/entrypoints", "csrc/attention", "csrc/rocm", "tests/v1/core", "tests/kernels", "tests/models", "docs"),
    *("docs/features", "benchmarks", "requirements", ".buildkite", ""),
)
_NAMES = ("toy_cache", "toy_kernel", "toy_scheduler", "toy_batch", "toy_worker", "toy_graph", "toy_layer")
_ENDINGS = {"docs": "md", "csrc": "cu", "requirements": "txt", ".buildkite": "yaml"}
_CHANGES = ("MODIFIED", "MODIFIED", "MODIFIED", "ADDED", "DELETED", "RENAMED")


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One file of a pull request's diff; `change_type` is GitHub's PatchStatus."""

    path: str
    additions: int
    deletions: int
    change_type: str = "MODIFIED"

    typename = "PullRequestChangedFile"


def told(files: Sequence[Mapping[str, Any]]) -> tuple[ChangedFile, ...]:
    """The files as an event names them: `path`, and what else there is to say, ordered by path as GitHub does."""
    made = (
        ChangedFile(one["path"], one.get("additions", 0), one.get("deletions", 0), one.get("change_type", "MODIFIED"))
        for one in files
    )
    return tuple(sorted(made, key=lambda file: file.path))


def made_up(number: int, changed_files: int, additions: int, deletions: int) -> tuple[ChangedFile, ...]:
    """So many files for pull request `number`, whose lines add up to these, most of them in two or three folders."""
    source = random.Random(number)  # noqa: S311
    folders = source.sample(_FOLDERS, 3)
    added, removed = _parts(source, additions, changed_files), _parts(source, deletions, changed_files)
    files = []
    for place in range(changed_files):
        folder = source.choice((folders[0], folders[0], *folders))
        ending = _ENDINGS.get(folder.partition("/")[0], "py")
        name = f"{source.choice(_NAMES)}_{place}.{ending}"
        path = f"{folder}/{name}" if folder else name
        files.append(ChangedFile(path, added[place], removed[place], source.choice(_CHANGES)))
    return tuple(sorted(files, key=lambda file: file.path))


def _parts(source: random.Random, total: int, count: int) -> list[int]:
    """A number as the sum of `count` others."""
    cuts = sorted(source.randrange(total + 1) for _ in range(count - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]
