"""The phrases that the checker reads numbers, names and states from, by language."""

# ruff: noqa: E501
from typing import Any

PHRASES: dict[str, dict[str, Any]] = {
    "zh": {
        "header": r"新 Issue (\d+) \| 关闭 Issue (\d+) \| 新 PR (\d+) \| 合并 PR (\d+) \| 关闭未合并 PR (\d+)",
        "new": r"新增 ([\d,]+) 个 Issue(?:（其中 (\d+) 个已关闭）)?、([\d,]+) 个 PR(?:（其中 (\d+) 个已合并）)?",
        "done": r"；合并 ([\d,]+) 个 PR，关闭 ([\d,]+) 个 Issue(?:（其中 (\d+) 个由机器人关闭）)?，另有 ([\d,]+) 个 PR 未合并",
        "items": r"共涉及 ([\d,]+) 个不同的条目",
        "merged": r"创建 ([\d.]+)(分钟|小时|天)后合并",
        "closed": r"已关闭|未合并而关闭|已由 ",
        "open": r"；开放|现状：开放|仍开放",
        "comments": r"窗口内 ([\d,]+) 条评论",
        "lines": r"改动 ([\d,]+) 行",
        "voice": r"`([^`]+)`（(作者|维护者|首次参与|贡献者|参与者)(?:，评论 (\d+))?(?:，评审 (\d+))?）",
        "people": r"参与者 ([\d,]+) 人.*?评论 ([\d,]+) 条，评审 ([\d,]+) 次（([\d,]+) 人）",
        "new_people": r"首次在归档中出现 ([\d,]+) 人：([^\n]*)。",
        "answers": r"由人新建的 (Issue|PR) ([\d,]+) 个，其中 ([\d,]+) 个在窗口内得到他人回应(?:，首次回应的中位时间 ([\d.]+)(分钟|小时|天))?",
        "quote": r"`([^`]+)`：“(.+)”（\[原文\]\((\S+?)\)）",
        "closes": r"；关闭 ((?:\[#\d+\]\(\S+?\)、?)+)",
        "closed_by": r"已由 \[#(\d+)\]\(\S+?\) 关闭",
        "pace": {"明显比平时忙": "busy", "比平时忙一些": "above", "与平时相当": "usual", "比平时静一些": "below", "明显比平时静": "quiet"},
        "units": {"分钟": 60, "小时": 3600, "天": 86400},
        "roles": {"作者": "author", "维护者": "maintainer", "首次参与": "newcomer", "贡献者": "contributor", "参与者": "participant"},
    },
    "en": {
        "header": r"new issues (\d+) \| closed issues (\d+) \| new PRs (\d+) \| merged PRs (\d+) \| closed unmerged PRs (\d+)",
        "new": r"([\d,]+) issues? opened(?: \((\d+) of them closed again\))?, ([\d,]+) PRs? opened(?: \((\d+) of them merged\))?",
        "done": r"; ([\d,]+) PRs? merged, ([\d,]+) issues? closed(?: \((\d+) by bots\))?, ([\d,]+) PRs? closed without merging",
        "items": r"; ([\d,]+) different items? in all",
        "merged": r"merged ([\d.]+) (minutes?|hours?|days?) after its opening",
        "closed": r"(?:; |: )closed(?! #|\s\[)",
        "open": r"(?:; |: |; still )open[,;]|still open",
        "comments": r"([\d,]+) comments?(?: and [\d,]+ reviews?)? in this window",
        "lines": r"([\d,]+) lines? changed",
        "voice": r"`([^`]+)` \((author|maintainer|first time here|contributor|participant)(?:, (\d+) comments?)?(?:, (\d+) reviews?)?\)",
        "people": r"([\d,]+) (?:people|person) took part.*?; ([\d,]+) comments?, ([\d,]+) reviews? by ([\d,]+)",
        "new_people": r"([\d,]+) (?:people|person) for the first time in the archive: ([^\n]*)\.",
        "answers": r"- ([\d,]+) (issue|PR)s? opened by people, ([\d,]+) answered by somebody else in this window(?:; median time to the first answer ([\d.]+) (minutes?|hours?|days?))?",
        "quote": r"`([^`]+)`: “(.+)” \(\[comment\]\((\S+?)\)\)",
        "closes": r"; closed ((?:\[#\d+\]\(\S+?\)(?:, )?)+)",
        "closed_by": r"closed by \[#(\d+)\]",
        "pace": {"Much busier than usual": "busy", "Somewhat busier than usual": "above", "About as usual": "usual", "Somewhat quieter than usual": "below", "Much quieter than usual": "quiet"},
        "units": {"minute": 60, "minutes": 60, "hour": 3600, "hours": 3600, "day": 86400, "days": 86400},
        "roles": {"author": "author", "maintainer": "maintainer", "first time here": "newcomer", "contributor": "contributor", "participant": "participant"},
    },
}  # fmt: skip
