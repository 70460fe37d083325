"""Which items belong to a focus, and what matched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.report.test_macros import numbers

from hansard.report.window import Window
from hansard.settings import AMD

if TYPE_CHECKING:
    from tests.report.conftest import Record


def focus(record: Record, window: Window, **given: list[str]) -> list[dict[str, Any]]:
    criteria: dict[str, list[str]] = {"labels": [], "words": [], "logins": []}
    return record.rows("focus_items", window, **(criteria | given))


def listed(record: Record, window: Window) -> list[dict[str, Any]]:
    bound = {"start": window.start, "end": window.end}
    return record.archive.rows("select * from listed_texts($start, $end)", bound)


def test_the_seed_window_has_one_amd_item(seed_record: Record, seed_window: Window) -> None:
    (row,) = focus(seed_record, seed_window, labels=list(AMD.labels), words=list(AMD.words), logins=list(AMD.logins))
    assert row["number"] == 26701
    assert row["lists"] == ["closed_unmerged_pull_requests"]
    assert row["label_matches"] == ["rocm"]
    assert row["title_matches"] == ["AITER", "MI355X", "ROCm"]
    assert row["author_matches"] == ["gronsti-amd"]


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"labels": ["ROCM"]}, [26701]),
        ({"labels": ["roc"]}, []),
        ({"words": ["rocm"]}, [26701]),
        ({"words": ["roc"]}, []),
        ({"words": [r"rope\w*|metrics"]}, [30389, 30388]),
        ({"words": ["h100"]}, [30387]),
        ({"words": ["hip"]}, []),
        ({"words": ["amd"]}, []),
        ({"logins": ["*-AMD"]}, [26701]),
        ({"logins": ["amd-*"]}, []),
        ({"logins": ["mergify"]}, []),
        ({}, []),
    ],
)
def test_labels_words_and_logins(
    seed_record: Record, seed_window: Window, criteria: dict[str, list[str]], found: list[int]
) -> None:
    assert numbers(focus(seed_record, seed_window, **criteria)) == found


def test_comments_of_people_are_searched_without_code_and_quotations(busy_record: Record, busy_window: Window) -> None:
    (row,) = focus(busy_record, busy_window, words=["rocm", "hip", "quark", "aiter"], logins=["*-amd"])
    assert (row["number"], row["lists"], row["comments"]) == (42, [], 1)
    assert (row["comment_matches"], row["commenter_matches"]) == (["ROCm"], ["eve-amd"])
    assert (row["author_matches"], row["title_matches"]) == ([], [])


DUMP = """\
### Your current environment

<details>
<summary>The output of `python collect_env.py`</summary>

```text
PyTorch version: 2.9.0+cu128
ROCM used to build PyTorch: N/A
CPU: AMD EPYC 9654
```

</details>

### Describe the bug

ROCM used to build PyTorch: N/A
HIP runtime version: Could not collect
> It was no better on ROCm.

<!-- Do not file what is about ROCm here. -->
```text
import rocm
```
"""


def test_an_item_of_the_lists_is_found_by_what_it_said_before(record: Record, busy_window: Window) -> None:
    """Bodies count as they were at the window's end, however old, and only their prose."""
    old, pull = "2025-11-12 09:00", "pull_request"
    record.item(1, "closed", created=old, body=f"{DUMP}\nIt hangs on MI300X with ROCm 7.")
    record.item(2, "the dump alone", created=old, body=DUMP)
    record.item(3, "merged", created=old, kind=pull, body="It is slow")
    record._text("I3", "It is slow on rocm", "2025-11-13 09:00")
    record.item(4, "not merged", created=old, kind=pull, body="For ROCm")
    record._text("I4", "For all", "2025-11-13 09:00")
    record.item(5, "written anew in the window", created=old, body="It hangs")
    record._text("I5", "It hangs on ROCm", "2025-12-12 08:00")
    record.item(6, "written anew after it", created=old, body="It hangs")
    record._text("I6", "It hangs on ROCm", "2025-12-13 08:00")
    record.item(7, "only spoken of", created=old, body="It hangs on ROCm")
    record.comment(7, "2025-12-12 10:00", "bob")
    record.item(8, "nothing happened", created=old, body="It hangs on ROCm")
    for number in (1, 2, 5, 6):
        record.closed(number, "2025-12-12 09:00")
    record.merged(3, "2025-12-12 09:00")
    record.closed(4, "2025-12-12 09:00")
    rows = focus(record, busy_window, words=["rocm", r"mi\d+x?", "amd", "hip"])
    assert {row["number"]: row["body_matches"] for row in rows} == {1: ["MI300X", "ROCm"], 3: ["rocm"], 5: ["ROCm"]}
    assert not any(row["title_matches"] or row["comment_matches"] for row in rows)
    texts = {row["node_id"]: row["body"] for row in listed(record, busy_window)}
    assert texts.keys() == {"I1", "I2", "I3", "I4", "I6"}
    assert (texts["I4"], texts["I6"]) == ("For all", "It hangs")


def test_a_word_stands_alone(record: Record, seed_window: Window) -> None:
    titles = ["a champ", "to ship", "HIP.", "use_hip_graph", "在HIP上", "hip2", "(hip)", "hipster"]
    for number, title in enumerate(titles):
        record.item(number, title, created="2025-12-10 20:00")
    found = focus(record, seed_window, words=["hip"])
    assert {row["title"] for row in found} == {"HIP.", "use_hip_graph", "在HIP上", "(hip)"}


@pytest.mark.parametrize(
    ("title", "matches"),
    [
        ("ROCm7 wheel fails with hipBLASLt", ["ROCm7", "hipBLASLt"]),
        ("rocBLAS and amdgpu-dkms on ROCm 6.3.", ["ROCm", "amdgpu", "rocBLAS"]),
        ("A champ of chips on CAMD", []),
    ],
)
def test_amd_has_names_of_software_and_versions(
    record: Record, busy_window: Window, title: str, matches: list[str]
) -> None:
    record.item(1, title, created="2025-12-12 09:00")
    found = focus(record, busy_window, words=list(AMD.words))
    assert [match for row in found for match in row["title_matches"]] == matches


def test_code_between_tildes_is_no_prose(record: Record, busy_window: Window) -> None:
    record.item(1, "A question", created="2025-12-01 09:00")
    record.comment(1, "2025-12-12 10:00", "cy", body="My log:\n\n~~~\nrocm: not found\n~~~\n\nnothing else.")
    assert focus(record, busy_window, words=["rocm"]) == []
    record.comment(1, "2025-12-12 11:00", "cy", body="~~~\nx\n~~~\n\nROCm is ~~not~~ found.")
    (row,) = focus(record, busy_window, words=["rocm"])
    assert row["comment_matches"] == ["ROCm"]


@pytest.mark.parametrize(
    ("title", "word", "matches"),
    [
        ("要不要支持更长的上下文？", "上下文", ["上下文"]),
        ("在ROCm平台上", "rocm", ["ROCm"]),
        ("ускорение на GPU", "ускорение", ["ускорение"]),
        ("неускорение", "ускорение", []),
        ("Über alles", "über", ["Über"]),
        ("Port to C++ and C++x", r"c\+\+", ["C++"]),
        ("Port to C++x", r"c\+\+", []),
        ("Start with --enforce-eager", "--enforce-eager", ["--enforce-eager"]),
        ("It is [ROCm] again", r"\[rocm\]", ["[ROCm]"]),
        ("Use get_rope, not rotary_dim", "get.*rope", ["get_rope"]),
        ("VLLM_ROCM_USE_AITER", "rocm|aiter", ["AITER", "ROCM"]),
        ("camd amd", "amd", ["amd"]),
    ],
)
def test_a_word_stands_alone_in_any_script(
    record: Record, busy_window: Window, title: str, word: str, matches: list[str]
) -> None:
    record.item(1, title, created="2025-12-12 09:00")
    found = focus(record, busy_window, words=[word])
    assert [match for row in found for match in row["title_matches"]] == matches
