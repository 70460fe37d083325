"""What GitHub's users type must show on the page, and do nothing there."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hansard.report.escape import cleaned, code, neutral

FRAGMENTS = [
    *"*_~`$\\<>&[](){}!|#@:.-\"' \t\n\x00%/=^+",
    "**",
    "~~",
    "``",
    "```",
    "{{",
    "{%",
    "{:",
    "%}",
    "](",
    "![",
    "$$",
    "a",
    "B2",
    "中文",
    "é",
    "€",
    "word",
    "<b>",
    "</script>",
    "<!--",
    "<think>",
    "&lt;",
    "&#60;",
    "&copy",
    "http://x.io",
    "https://a.b/c_d?e=1",
    "ftp://h.org",
    "mailto:a@b.cd",
    "www.x.org",
    "a@b.cd",
    "@user",
    "@org/team",
    "\u202e",
    "\u2028",
    "\u3000",
    "[x](y)",
    "[x]: http://y.zz",
]
TEXTS = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.characters()), max_size=25).map("".join)


@pytest.fixture(scope="module")
def github() -> MarkdownIt:
    """Markdown as GitHub has it: addresses are links when they name their scheme, or are an e-mail's."""
    parser = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(["linkify", "strikethrough", "table"])
    assert parser.linkify is not None
    parser.linkify.set({"fuzzy_link": False})
    parser.linkify.add("//", None)
    return parser


def shown(parser: MarkdownIt, written: str) -> str:
    """The text that a list line shows between its link and its end, which must be all that it holds."""
    tokens = parser.parse(f"- [#1](https://github.com/o/r/issues/1) {written} — y")
    assert [token.type for token in tokens] == [
        "bullet_list_open",
        "list_item_open",
        "paragraph_open",
        "inline",
        "paragraph_close",
        "list_item_close",
        "bullet_list_close",
    ]
    link_open, number, link_close, *rest = tokens[3].children or []
    assert (link_open.type, number.content, link_close.type) == ("link_open", "#1", "link_close")
    assert {token.type for token in rest} <= {"text", "code_inline"}
    ticks = [token.markup if token.type == "code_inline" else "" for token in rest]
    text = "".join(f"{tick}{token.content}{tick}" for tick, token in zip(ticks, rest, strict=True))
    assert text.startswith(" ")
    assert text.endswith(" — y")
    return text[1:-4]


@given(TEXTS)
@example("`{{ x }} `y`")
@example("a`` ` ``b")
@example("\\`<b>`")
@example("*a_*b*_")
@example("x@y.z_@q")
def test_it_shows_the_text_and_nothing_else(github: MarkdownIt, text: str) -> None:
    written = neutral(text)
    assert shown(github, written).replace("\u200b", "") == cleaned(text).replace("\u200b", "")
    assert not re.search(r"\{[{%:]", written)


@given(TEXTS)
def test_a_code_span_is_inert_too(github: MarkdownIt, text: str) -> None:
    written = code(text)
    spoken = shown(github, written).replace("\u200b", "")
    assert cleaned(text).replace("\u200b", "") in (spoken, spoken[1:-1])
    assert not re.search(r"\{[{%:]", written)


@pytest.mark.parametrize(
    "title",
    [
        "[Bug]: illegal memory access countered when using kv-cache-type=fp8  loading  a weight-fp8 model for evaltest",
        'Standardise `get_rope` to use `rope_parameters["partial_rotary_factor"]`, not `rotary_dim`',
        "[Docs] Generate full list of metrics in user docs",
        "[ROCm]: W8A8BlockFp8LinearOp should use AITER on MI355X",
        "[Docs]: adds a new metric vllm:request_prefill_kv_computed_tokens in docs",
        "TP=2  — bug (#11247) ",
        "use kv_cache_dtype in __init__.py of a_b_c",
        "`**kwargs` and `<think>` and `a_b` stay code",
        "~10% faster: 3 < 4 & 5 > 2, C:\\new, 100%",
        "see setup.py, model@v1 and #123",
        "[Bug]:",
        "",
    ],
)
def test_what_is_not_active_is_verbatim(title: str) -> None:
    if "__init__" in title:
        assert neutral(title) == title.replace("__init__", r"\_\_init\_\_")
    else:
        assert neutral(title) == title


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("<think> </think>", "&lt;think> &lt;/think>"),
        ("R&amp;D &#60;", "R&amp;amp;D &amp;#60;"),
        (r"a\*b and \_", r"a\\\*b and \\\_"),
        ("*bold* and 2*3, 2 * 3", r"\*bold\* and 2\*3, 2 * 3"),
        ("~~gone~~ ~gone~", r"\~\~gone\~\~ ~gone\~"),
        ("[x](y) ![i](z)", r"[x\](y) ![i\](z)"),
        ("https://x.io www.x.io a@b.io", r"https\://x.io www\.x.io a@&#8203;b.io"),
        ("thanks @user", "thanks @&#8203;user"),
        ("{{ a }} {% b %} {:.c} { d", "&#123;{ a }} &#123;% b %} &#123;:.c} { d"),
        ("{{{x", "&#123;&#123;{x"),
        ("code `{{ a }}` here", r"code \`&#123;{ a }}\` here"),
        ("cost $x$", r"cost \$x\$"),
        ("a | b", r"a \| b"),
        ("an `unclosed span", r"an \`unclosed span"),
        ("two\nlines\tand\x00more\u202e", "two lines and\ufffdmore\ufffd"),
        ("ends with \\", r"ends with \\"),
    ],
)
def test_what_is_active_is_neutralised(title: str, written: str) -> None:
    assert neutral(title) == written


def test_a_long_title_stays_whole() -> None:
    title = "`a` <b> @c " * 5000
    assert neutral(title).count("`a`") == 5000


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("rocm", "`rocm`"),
        (r"mi[23]\d\d", r"`mi[23]\d\d`"),
        ("a`b", r"a\`b"),
        ("{{ x }}", "&#123;{ x }}"),
        (" x", " x"),
        ("", ""),
    ],
)
def test_a_code_span_only_where_it_can_hold_the_text(text: str, written: str) -> None:
    assert code(text) == written
