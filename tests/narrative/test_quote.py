"""What of a comment is worth quoting, and that it is the author's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansard.narrative.quote import FEWEST, MOST, opening

PLAIN = "The allocator double-counts the prefix."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (PLAIN, PLAIN),
        (f"{PLAIN} I will send a fix tomorrow.", PLAIN),
        ("Could you try 0.11.2? It has the fix for this.", "Could you try 0.11.2?"),
        ("This fails, e.g. with FP8 caches on H100. Sorry!", "This fails, e.g. with FP8 caches on H100."),
        ("Yes. That is the regression that we saw last week.", "Yes. That is the regression that we saw last week."),
        ("这是内存布局的问题，和通信层没有关系。下周修复。", "这是内存布局的问题，和通信层没有关系。"),
        ("See `a. b. c` in the loader for the reason. Thanks", "See `a. b. c` in the loader for the reason."),
        (f"line one of\nthe same {PLAIN}", f"line one of the same {PLAIN}"),
        (f"> you wrote that it works\n> on CUDA\n\n{PLAIN}", PLAIN),
        (f"<!-- bot: keep this -->\n{PLAIN}", PLAIN),
        (f"<details><summary>Log</summary>\nlots of lines. And more.\n</details>\n\n{PLAIN}", PLAIN),
        (f"```text\nERROR 12-10 it failed. Badly.\n```\n{PLAIN}", PLAIN),
        (f"### Your current environment\n\n{PLAIN}", PLAIN),
        (f"- [x] I have searched the issues.\n- [ ] I agree to this.\n\n{PLAIN}", PLAIN),
        (f"@bob\n\n{PLAIN}", PLAIN),
        (f"/gemini review\n\n{PLAIN}", PLAIN),
        (f"![screenshot](https://example.com/a.png)\n{PLAIN}", PLAIN),
        (f"https://example.com/a/long/address.html\n\n{PLAIN}", PLAIN),
        (f"| a | b |\n|---|---|\n\n{PLAIN}", PLAIN),
        (f"(EngineCore_0 pid=12) ERROR 12-10 19:43:01 [core.py:1] boom happened here\n{PLAIN}", PLAIN),
        (f"2025-12-10 19:43:01,123 boom happened here\n{PLAIN}", PLAIN),
        (f'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: no\n\n{PLAIN}', PLAIN),
        (f"    four spaces are code here\n\n{PLAIN}", PLAIN),
        (f"{PLAIN}\n\nOn Wed, Dec 10, 2025 at 7:43 PM Bob <notifications@github.com> wrote:\n> older words", PLAIN),
        (f"{PLAIN}\r\n\r\nOn Wed, Bob wrote:\r\n", PLAIN),
        (f"{PLAIN}\n\nOn Wed, Dec 10, 2025 at 7:43 PM Bob\n<b@example.com> wrote:\n\nolder words", PLAIN),
        ("Das stimmt.\n\nAm Mi., 10. Dez. 2025 schrieb Bob <b@example.com>:\nWas früher war.", None),
        (f"> what bob said,\nwith its second line unmarked\n\n{PLAIN}", PLAIN),
        ("That's false:\n\nThe loader frees the buffer twice.", "That's false: The loader frees the buffer twice."),
        ("I disagree.\n\n\nThis patch is fine. Merge it.", "I disagree. This patch is fine."),
        (f"I disagree.\n\n```\ncode\n```\n\n{PLAIN}", PLAIN),
        (f"+1\n\n{PLAIN}", PLAIN),
    ],
)
def test_the_first_sentence_of_the_author(body: str, said: str | None) -> None:
    assert opening(body) == said


@pytest.mark.parametrize(
    "body",
    [
        "",
        "LGTM!",
        "+1",
        "> only a quotation that somebody else wrote",
        "```\nonly code that nobody closes",
        "<details>only a log that nobody closes",
        "<!-- only a comment that nobody closes",
        "On Wed, Dec 10, 2025 at 7:43 PM Bob <b@example.com> wrote:\n> an older mail, all of it",
    ],
)
def test_nothing_to_quote(body: str) -> None:
    assert opening(body) is None


def test_a_long_sentence_is_cut_between_words() -> None:
    said = opening("word " * 200)
    assert said is not None
    assert said.endswith("word…")
    assert len(said) <= MOST + 1


def test_hostile_bodies_take_no_time() -> None:
    for body in (
        "`" * 60_000,
        "<details>" * 6_000,
        "> " * 30_000,
        "a" * 60_000,
        "[" * 60_000,
        "\n" * 60_000,
        "(" * 60_000,
    ):
        opening(body)


@given(st.text(max_size=400))
def test_a_quotation_is_a_piece_of_the_text(body: str) -> None:
    said = opening(body)
    if said is None:
        return
    place = 0
    for word in said.removesuffix("…").split():
        place = body.index(word, place) + len(word)
    assert FEWEST <= len(said) <= MOST + 1
