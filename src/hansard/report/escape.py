"""Text from GitHub, shown on a Markdown page as GitHub shows it in a title: code spans work, nothing else does.

What would be active in GitHub's Markdown, in HTML, in Liquid or in kramdown (Jekyll's Markdown, where also `|` and `{:`
mean something) is neutralised; everything else is verbatim. The text must stand on one line between spaces, and not at
the beginning of the line.

Mentions and e-mail addresses are broken by a zero-width space after their `@`, written `&#8203;`: GitHub looks for them
in the rendered page, where no backslash helps.
"""

import re
import unicodedata

_SPACES = re.compile("[\t\n\v\f\r\x85\u2028\u2029]")
# Other control characters, surrogates, and what reorders the characters around it.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_LIQUID = re.compile(r"\{(?=[{%:])")
_TICKS = re.compile("`+")
_ACTIVE = re.compile(
    r"""
      (?P<tag>       < (?=[A-Za-z/!?]) )
    | (?P<entity>    & (?=\#[0-9]+; | \#[Xx][0-9A-Fa-f]+; | [\w:][\w:.-]*;) )
    | (?P<brace>     \{ (?=[{%:]) )
    | (?P<mention>   @ (?=\w) (?: (?<![^\W_]@) | (?=\S*\.) ) )
    | (?P<scheme>    (?: (?:https?|ftp) (?=://\S) | (?:mailto|xmpp) (?=:\S) ) )
    | (?P<www>       (?<![A-Za-z0-9]) www (?=\.\S) )
    | (?P<backslash> \\ (?=[!-/:-@\[-`{-~]|$) )
    | (?P<bracket>   \] (?=\() )
    | (?P<pipe>      \| )
    | (?P<run>       \*+ | _+ | ~+ | \$+ )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Most texts on a page have none of these, and nothing to neutralise.
_SUSPECT = re.compile(
    r"[`<&{@\\|*_~$\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069] | :(?=\S) | [Ww]{3} | \]\(", re.VERBOSE
)
_ENTITIES = {"tag": "&lt;", "entity": "&amp;", "brace": "&#123;", "mention": "@&#8203;"}


def neutral(text: str) -> str:
    """The text as Markdown that shows it and does nothing else."""
    return _spans(cleaned(text)) if _SUSPECT.search(text) else text


def code(text: str) -> str:
    """The text as a code span, or as plain neutral text where a code span cannot hold it."""
    text = cleaned(text)
    if not text.strip() or text != text.strip() or "`" in text or _LIQUID.search(text):
        return _spans(text)
    return f"`{text}`"


def cleaned(text: str) -> str:
    """The text on one line: line breaks and tabs are spaces; other control characters and those that turn the
    direction of writing are U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", _SPACES.sub(" ", text))


def _spans(text: str) -> str:
    """Keep the code spans that every Markdown reads alike, and neutralise the text around them."""
    runs = list(_TICKS.finditer(text))
    done: list[str] = []
    rest = first = 0
    while first < len(runs):
        opening = runs[first]
        last = next((i for i in range(first + 1, len(runs)) if len(runs[i][0]) == len(opening[0])), None)
        if last is not None and _is_plain(text[opening.end() : runs[last].start()], len(opening[0])):
            done += [_outside(text, rest, opening.start()), text[opening.start() : runs[last].end()]]
            rest, first = runs[last].end(), last + 1
        else:
            done += [_outside(text, rest, opening.start()), r"\`" * len(opening[0])]
            rest, first = opening.end(), first + 1
    return "".join([*done, _outside(text, rest, len(text))])


def _is_plain(content: str, ticks: int) -> bool:
    """Whether a code span is one for kramdown too, which counts backticks otherwise, and free of Liquid."""
    return content == content.strip() and "`" * ticks not in content and not _LIQUID.search(content)


def _outside(text: str, start: int, end: int) -> str:
    """One stretch between code spans, neutralised; the characters around it still decide what is active in it."""
    done: list[str] = []
    for found in _ACTIVE.finditer(text, start, end):
        done += [text[start : found.start()], _inert(found, text)]
        start = found.end()
    return "".join([*done, text[start:end]])


def _inert(found: re.Match[str], text: str) -> str:
    kind, match = found.lastgroup or "", found[0]
    if kind in _ENTITIES:
        return _ENTITIES[kind]
    if kind in ("scheme", "www"):
        return f"{match}\\"
    if kind == "run" and not _delimits(match, text[: found.start()][-1:], text[found.end() :][:1]):
        return match
    return "".join(f"\\{character}" for character in match)


def _delimits(run: str, before: str, after: str) -> bool:
    """Whether a run of one of * _ ~ $ could begin or end emphasis, a deletion or mathematics."""
    if _is_space(before) and _is_space(after):
        return False
    if run[0] == "_":  # Within a word an underscore is only an underscore.
        return not (_is_letter(before) and _is_letter(after))
    if run == "~":  # ~10% is common: without an end there is no deletion, and this cannot be one.
        return not _is_space(before) and (_is_letter(before) or not _is_letter(after))
    return True


def _is_space(character: str) -> bool:
    return not character or unicodedata.category(character) == "Zs"


def _is_letter(character: str) -> bool:
    """Neither space nor punctuation; symbols are punctuation to some versions of CommonMark, and so to us."""
    return not _is_space(character) and unicodedata.category(character)[0] not in "PS"
