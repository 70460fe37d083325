"""What of a comment may be quoted: its first words that no template, log, code or mail brought in."""

import re
from typing import Any

from tests.report.checking.archive import MAINTAINERS, Past, World
from tests.report.checking.page import shown

FEWEST = 15
LEFT_OUT = "<!---->"
BLOCKS = (
    r"(?s)<!--.*?(?:-->|\Z)",
    r"(?is)<details\b.*?(?:</details>|\Z)",
    r"(?ms)^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)",
    # From here on a mail repeats what it answers.
    (
        r"(?ims)^(?:(?:On|Am|Le|El|Em) .{4,300}?\b(?:wrote|schrieb[^:]{0,60}|écrit|escribió|escreveu) ?:"
        r"|.{1,80}写道[:：]|-{2,}\s*(?:Original|Forwarded) Message.*?|From:\s.*?|_{10,}"
        r"|--\s*|Reply to this email.*?|You are receiving this.*?|Sent from my .*?)$.*"
    ),
)
MAY_DROP = re.compile(
    r"""\s*$ | \s{4} | \s*\t
    | \s*(?:> | \#{1,6}\s | \|.*\|\s*$ | [-*+]\s+\[[ xX]\] | (?:[-=*_]\s?){3,}$)  # a quotation, templates
    | \s*(?:!?\[[^\]]*\]\([^)]*\) | <?https?://\S+>? | <[^>]+> | @[\w-]+(?:\[bot\])?)\s*$  # a link, a tag, a mention
    | \s*(?:/[a-z] | [$\#%]\s)                                                            # a command
    | \s*\[?(?:\d{4}-\d\d-\d\d[T\s])?\d\d:\d\d | \s*(?:\([^)]*\)\s*)?(?:DEBUG|INFO|WARN|ERROR|CRITICAL|FATAL)  # a log
    | \s*(?:Traceback | File\s" | at\s[\w.$]+\( | [\w.]*(?:Error|Exception)\b:)              # a trace
    | \s*(?:diff\s--git | index\s[0-9a-f]{7} | @@\s | [+]{3}\s | -{3}\s)                      # a patch
    """,
    re.VERBOSE,
)


def paragraphs(body: str) -> list[str]:
    """The runs of lines that may be quoted, in order; a paragraph gives the first of its runs."""
    text = body.replace("\r\n", "\n")
    for pattern in BLOCKS:
        text = re.sub(pattern, f"\n\n{LEFT_OUT}\n\n", text)
    found, short = [], ""
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        lines = paragraph.split("\n")
        first = next((place for place, line in enumerate(lines) if not MAY_DROP.match(line)), len(lines))
        last = next((place for place in range(first, len(lines)) if MAY_DROP.match(lines[place])), len(lines))
        if any(line.lstrip().startswith(">") for line in lines[:first]):
            first = last = len(lines)
        run = re.sub(r"\s+", " ", " ".join([short if first == 0 else "", *lines[first:last]])).strip()
        found.append(run)
        # What is too short to stand alone goes with what follows at once.
        short = run if len(run) < FEWEST and last - first == len(lines) and re.search(r"[^\W\d_]", run) else ""
    return [run for run in found if len(run) >= FEWEST]


def is_opening(quote: str, body: str) -> bool:
    """Whether the first paragraph that says anything begins with the quotation."""
    return any(shown(run).startswith(quote) for run in paragraphs(body)[:1])


def to_quote(past: Past, world: World) -> list[str]:
    """Addresses of the comments to quote: two, each of another person, with most answers first, then a maintainer's."""
    said = [one for one in past.people(world.start) if one["body"]]
    shown_ids = {one["id"] for one in past.comments if one["moment"] >= world.start}
    replies = world.replies(shown_ids)

    def rank(one: dict[str, Any]) -> tuple[int, bool, Any, str]:
        return -replies.get(one["id"], 0), one["author_association"] not in MAINTAINERS, one["moment"], one["id"]

    firsts: dict[str, dict[str, Any]] = {}
    for one in sorted(said, key=lambda one: (rank(one)[0], rank(one)[2:])):
        firsts.setdefault(one["login"], one)
    sources = [one for one in sorted(firsts.values(), key=rank) if paragraphs(one["body"][:4000])]
    return [one["url"] or past.row["url"] for one in sources[:2]]
