"""The opening sentence of a comment, verbatim, without what people paste around it: templates, logs, quoted mail."""

import re
from collections.abc import Sequence

MOST = 240
FEWEST = 15

_BLOCKS = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<details\b.*?(?:</details>|\Z)"
    r"|^[ ]{0,3}(?P<fence>`{3,}|~{3,}).*?(?:^[ ]{0,3}(?P=fence)|\Z)",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
# From here on a mail repeats what it answers.
_MAIL = re.compile(
    r"^(?:On .{4,200}(?:\n.{0,100})?\bwrote:"
    r"|(?:Am|Le|El|Em) .{4,200}(?:\n.{0,100})?\b(?:schrieb\b.{0,60}|écrit|escribió|escreveu) ?:"
    r"|-{2,}\s*(?:Original Message|Forwarded message)\b.*|From:\s.*|_{10,}|.{1,80}写道[:：]"
    r"|Reply to this email directly.*|You are receiving this because.*|--\s*|Sent from my .*)$",
    re.MULTILINE | re.IGNORECASE,
)
_SKIPPED = re.compile(
    r"""
      \s{4,}\S | \t                                      # code by indentation
    | \s*>                                               # a quotation
    | \s*\#{1,6}\s                                       # a heading, as templates have them
    | \s*\|.*\|\s*$                                      # a table
    | \s*[-*+]\s+\[[ xX]\]                               # a check list
    | \s*!?\[[^\]]*\]\([^)]*\)\s*$ | \s*<?https?://\S+>?\s*$ | \s*<[^>]+>\s*$   # an image, a link or a tag alone
    | \s*(?:[-=*_]\s?){3,}$                              # a rule
    | \s*/[a-z][\w-]*\b | \s*@[\w-]+(?:\[bot\])?\s*$     # a command, a mention alone
    | \s*[$#%]\s\S | \s*>>>\s | \s*\$\s                  # a shell or a prompt
    | \s*\[?\d{4}-\d\d-\d\d[T\s]\d\d:\d\d | \s*\[?\d\d:\d\d:\d\d    # a log with times
    | \s*(?:\(\w+[^)]*\)\s*)?(?:DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL)\b[\s:\[]   # a log with levels
    | \s*(?:Traceback\s\(most|File\s"|at\s[\w.$]+\(|[\w.]*(?:Error|Exception)\b:)    # a trace
    | \s*(?:diff\s--git|index\s[0-9a-f]{7}|@@\s|[+]{3}\s|-{3}\s)   # a patch
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(r"\s*>")
_GAP = "<!---->"
"""Stands where a block was left out: what comes after it does not follow what came before."""
_END = re.compile(r"[.!?](?=[\s\"'”’)]|$)[\"'”’)]?|[。！？][”’」』）]?")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|Mr|Dr|No|Fig)|\b[A-Za-z]|^\s*\d+)\.$", re.IGNORECASE)


def opening(body: str) -> str | None:
    """The first sentence that its author wrote, on one line; None where there is none of fifteen characters or more.

    Where the first is shorter and the next follows at once, both are: "I disagree." is not left out. A longer one than
    240 characters is cut between words and ends with an ellipsis. Otherwise it is a piece of the text as it stands, but
    for runs of spaces and line breaks, which are one space.
    """
    text = _BLOCKS.sub(f"\n\n{_GAP}\n\n", body.replace("\r\n", "\n"))
    if mail := _MAIL.search(text):
        text = text[: mail.start()]
    before = ""
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        lines = paragraph.split("\n")
        prose = _prose(lines)
        follows = prose[:1] == lines[:1]
        sentence = _first(re.sub(r"\s+", " ", " ".join([before, *prose] if follows else prose)).strip())
        if len(sentence) >= FEWEST:
            return _cut(sentence)
        before = sentence if len(prose) == len(lines) and any(map(str.isalpha, sentence)) else ""
    return None


def _prose(lines: Sequence[str]) -> Sequence[str]:
    """The first lines of a paragraph that its author wrote; lines right below a quotation belong to it."""
    written: list[str] = []
    for line in lines:
        if not _SKIPPED.match(line):
            written.append(line)
        elif written or _QUOTED.match(line):
            break
    return written


def _first(text: str) -> str:
    """Up to the first end of a sentence that leaves enough to read."""
    for end in _END.finditer(text):
        sentence = text[: end.end()]
        if len(sentence) >= FEWEST and not _ABBREVIATION.search(sentence) and sentence.count("`") % 2 == 0:
            return sentence
    return text


def _cut(sentence: str) -> str:
    if len(sentence) <= MOST:
        return sentence
    start = sentence[:MOST]
    word = start.rfind(" ")
    return (start[:word] if word > MOST // 2 else start).rstrip() + "…"
