"""What happened in the two windows that most tests look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.report.conftest import Record


def seed(record: Record) -> None:
    """The hour of the first published report, with the machine inventory and the bots that misled it."""
    codex = "chatgpt-codex-connector"
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


def busy(record: Record) -> None:
    """A day in which every section has something to say, and every trap is laid."""
    record.labels("bug", "documentation", "usage", "rocm", "kv-connector", "stale")
    _history(record)
    _discussions(record)
    _changes(record)
    _problems(record)
    record.synced("2025-12-12 22:00")


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
