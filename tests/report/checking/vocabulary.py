"""What titles can speak of, as the documentation of the report names it."""

import re

from tests.report.checking.archive import Past, World

GRAVE = ("security", "wrong_output", "crash", "regression")
SECURITY = (
    r"\[security\]|\bsecurity(?::| (?:fix\w*|patch\w*|issues?|bugs?|holes?|flaws?|risks?|problems?|advisor\w+))"
    r"|\bvulnerab\w*|\bcve-\d+[\w-]*"
)
SEVERITIES = {
    "security": SECURITY,
    "wrong_output": r"\b(?:(?:wrong|incorrect|inconsistent|garbage) (?:outputs?|results?|answers?|tokens?|values?)"
    r"|garbled|gibberish|corrupt\w*)\b",
    "crash": r"\b(?:crash(?:es|ed|ing)?|seg(?:mentation)? ?faults?|illegal memory(?: access)?|deadlocks?|hangs?|hung"
    r"|stuck|out of memory|oom|core dumped)\b",
    "regression": r"\b(?:regress\w*|broken (?:since|after)|no longer works?)\b",
    "proposal": r"\[rfc\]|\bbreaking change\b",
    "slow": r"\b(?:slow(?:er|down|s)?|performance (?:drop|degradation|issue|regression)|memory leak)\b",
    "install": r"\b(?:install(?:ation)?|build(?:ing)?|compil\w+|wheels?)\b",
    "bug": r"\[bug\]",
}
SUBJECTS = {
    "security": SECURITY,
    "breaking": r"\b(?:breaking|deprecat\w*|remov(?:e|es|ed|al|ing)|drop(?:s|ped)? support|by default|default to)\b",
    "revert": r"^\W*revert\b",
    "crash_fix": r"\b(?:fix\w*|bugfix)\b.*\b(?:crash|hang|deadlock|segfault|illegal memory|oom)",
    "support": r"\badd(?:s|ed)?\b.*\bsupport\b|\bsupport(?:s|ed)?\b.*\b(?:models?|backend)\b"
    r"|\[(?:new )?model\].*\b(?:add|support)",
    "performance": r"\b(?:perf|performance|speed-? ?ups?|faster|optimi[sz]\w*|throughput|latency)\b",
}
ABSENT = (
    r"(?:\b(?:no|not|never|without|avoid\w*|prevent\w*|detect\w*)|n['’]t) (?:(?:a|an|any|the) )?"
    r"(?:crash\w*|hang\w*|hung|stuck|deadlock\w*|seg(?:mentation)? ?fault\w*|oom|out of memory|corrupt\w*|regress\w*)"
)
ASKING = r"\W*(?:feature(?: request)?|enhancement|usage|question|docs?|documentation|rfc|proposal)\s*[\]:】：]"
ASKED = {"feature request", "enhancement", "usage", "question", "documentation", "rfc"}
TOPICS = {
    "model": r"(?:\b|_)(llama|qwen|deepseek|gpt-oss|gemma|mixtral|mistral|pixtral|phi|glm|kimi|internvl|minicpm"
    r"|nemotron|granite|olmo|molmo|falcon|ernie|minimax|whisper|bert|llava|mamba|gguf)(?:\b|_|-?v?\d)",
    "hardware": r"(?:\b|_)(rocm|cuda|tpu|xpu|hpu|gaudi|ascend|npu|blackwell|hopper|gb?[23]00|h[12]00|h20|a100|l40s?"
    r"|rtx ?\d{4}|mi[23]\d\d[ax]?|gfx\d+|sm_?\d{2,3}|arm|aarch64|s390x|ppc64le)(?:\b|_)",
    "error": r"\b(illegal memory access|out of memory|oom|segfault|deadlock|hang|nan|timeout|crash|memory leak|keyerror"
    r"|typeerror|valueerror|attributeerror|importerror|assertionerror|runtimeerror|indexerror)(?:s|ed|es|ing)?\b",
}


def severity(past: Past) -> tuple[str, str] | None:
    """The gravest trouble that the title of an issue speaks of, and the words that do; nothing grave of a request."""
    is_request = re.match(ASKING, past.title, re.IGNORECASE | re.ASCII) or ASKED & {one.lower() for one in past.labels}
    present = re.sub(ABSENT, " ", past.title, flags=re.IGNORECASE | re.ASCII)
    for name, pattern in SEVERITIES.items():
        title = present if name in ("wrong_output", "crash", "regression") else past.title
        found = re.search(pattern, title, re.IGNORECASE | re.ASCII)
        if found and not (is_request and name in GRAVE):
            return name, found[0]
    return next((("bug", label) for label in past.labels if label.lower() == "bug"), None)


def subjects(past: Past, world: World) -> set[str]:
    """What a change means to users, by its title, its labels and the issues that it closed."""
    found = {name for name, pattern in SUBJECTS.items() if re.search(pattern, past.title, re.IGNORECASE | re.ASCII)}
    if "new-model" in past.labels:
        found.add("support")
    if re.search(r"\btypos?\b", past.title, re.IGNORECASE | re.ASCII):
        found.discard("crash_fix")
    if "revert" in found:
        found = {"revert"}
    closed = (other for other in world.items.values() if not other.is_pull and past.number in world.closed_by(other))
    if any((severity(other) or ("",))[0] == "crash" for other in closed):
        found.add("crash_fix")
    return found


def topics(past: Past) -> dict[str, str]:
    """Kinds of the topics of an item, by their names in lower case."""
    found = {name.lower(): "label" for name in past.labels}
    for kind, pattern in TOPICS.items():
        for name in re.findall(pattern, past.title.lower(), re.ASCII):
            found.setdefault(name, kind)
    return found
