"""The sentences of the reports as patterns, by language: the same groups in each, so that the rules know no language."""

# ruff: noqa: E501
from typing import Any

N, M = r"[\d,]+", r"[\d,.]+"
LINK = r"\[#\d+\]\(\S+?\)"
CODE = r"`[^`]+`"
ZH_LINKS, EN_LINKS = f"{LINK}(?:、{LINK})*", f"{LINK}(?:, {LINK})*"
ZH_CODES, EN_CODES = f"{CODE}(?:、{CODE})*(?: 等)?", f"{CODE}(?:, {CODE})*(?: and others)?"
ZH_TIME, EN_TIME = f"(?P<time>{M})(?P<unit>分钟|小时|天)", f"(?P<time>{M}) (?P<unit>minutes?|hours?|days?)"


def _table(title: str, means: str, fewer: str) -> str:
    return rf"\| \| {title} \| {means} \|(?P<fewer> {fewer} \|)?"


PHRASES: dict[str, dict[str, Any]] = {
    "zh": {
        "separator": "；",
        "header": rf"> 数据统计: 新 Issue ({N}) \| 关闭 Issue ({N}) \| 新 PR ({N}) \| 合并 PR ({N}) \| 关闭未合并 PR ({N})",
        "window": r"> 时间窗口: (?P<start>.+?) ~ (?P<end>.+)",
        "title": r"# (?P<project>.+) 开发动态报告 - (?P<date>[\d-]+)",
        "warning": r"> ⚠️ \*\*数据不完整\*\*：归档(?:还没有完成过一次同步|只到 (?P<reach>.+?)，未到窗口结束)。同步之后请重新生成本报告。",
        "judgement": r"(?:\*\*数据不完整：\*\* 归档(?:还没有完成过一次同步，以下只是已归档的部分|只到 (?P<reach>.+?)，此后的事件尚未同步)。"
        r"|(?P<quiet>\*\*没有新增，也没有关闭\*\*：本窗口内没有新增、关闭或合并的 Issue 和 PR。)"
        rf"|\*\*(?P<pace>[^*]+)\*\*：五个列表合计 (?P<all>{N}) 条，此前 28 个同样长的窗口中有 (?P<fewer>{N}) 个更少(?:、(?P<equal>{N}) 个相同)?。"
        rf"|本窗口的五个列表(?P<so_far>目前)?合计 (?P<sum>{N}) 条。)"
        rf"(?P<small>条目不多，不作排序，全部列出。)?(?:标题提到严重问题、尚无维护者回应的 Issue 有 (?P<grave>{N}) 个：(?P<links>{ZH_LINKS})(?P<others> 等)?。)?",
        "counts": rf"新增 (?P<new_issues>{N}) 个 Issue(?:（其中 (?P<reclosed>{N}) 个已关闭）)?、(?P<new_pull_requests>{N}) 个 PR(?:（其中 (?P<remerged>{N}) 个已合并）)?；合并 (?P<merged_pull_requests>{N}) 个 PR，关闭 (?P<closed_issues>{N}) 个 Issue(?:（其中 (?P<by_bots>{N}) 个由机器人关闭）)?，另有 (?P<closed_unmerged_pull_requests>{N}) 个 PR 未合并而关闭；共涉及 (?P<items>{N}) 个不同的条目。(?P<focuses>(?:[^。]+ 相关 {N} 条。)*)",
        "focus_count": rf"([^。]+?) 相关 ({N}) 条。",
        "table": _table("本窗口", r"前 7 天平均 \| 前 28 天平均", "前 28 个窗口中更少的"),
        "rows": {"新 Issue": "new_issues", "关闭 Issue": "closed_issues", "新 PR": "new_pull_requests", "合并 PR": "merged_pull_requests", "关闭未合并 PR": "closed_unmerged_pull_requests"},
        "effects_head": "合并的变更中可能影响用户的（据标题和所关闭的 Issue）：",
        "effects": {"安全": "security", "移除、弃用或更改默认值": "breaking", "回退": "revert", "修复崩溃": "crash_fix", "新增支持": "support"},
        "effect": rf"- (?P<effect>[^：]+)：(?P<links>{ZH_LINKS})(?P<others> 等)?",
        "performance": "性能", "listed": "、",
        "who": rf"(?:(?P<kind>PR|Issue)，)?(?P<who>{CODE})",
        "severities": {"安全": "security", "结果错误": "wrong_output", "崩溃或挂起": "crash", "回归": "regression", "提案": "proposal", "变慢": "slow", "构建或安装": "install", "缺陷": "bug"},
        "severity": rf"(?P<severity>[^（]+)（(?P<match>{CODE})）",
        "standing": rf"(?:创建 {ZH_TIME}后(?P<merged>合并)|(?P<closed_by>已由 {ZH_LINKS} 关闭)|(?P<closed>已关闭)(?:（(?:与 (?P<originals>{ZH_LINKS}) )?(?P<reason>不予处理|重复)）)?|(?P<closed_unmerged>未合并而关闭)|开放，(?P<changes_requested>{ZH_CODES} 要求修改)|开放，(?P<approved>已获 {ZH_CODES} 批准)|(?P<unanswered>开放，尚无他人回应)|(?P<maintainer>开放，有维护者参与)|(?P<no_maintainer>开放，尚无维护者回应))(?P<draft>（草稿）)?(?:，由机器人 (?P<bot>{CODE}) 关闭)?",
        "reasons": {"不予处理": "NOT_PLANNED", "重复": "DUPLICATE"},
        "parts": {
            "lines": rf"改动 ({N}) 行(?:，主要在 (?P<area>.+))?", "approvers": f"批准者 ({ZH_CODES})", "closes": f"关闭 ({ZH_LINKS})", "linked": f"相关 ({ZH_LINKS})",
            "comments": rf"窗口内 ({N}) 条评论", "age": f"距创建 {ZH_TIME}", "reopened": "窗口内曾?重新打开", "subjects": "据标题和所关闭的 Issue：(.+)",
        },
        "matched": "   - 匹配：(?P<matches>.+)", "match_separator": "，",
        "places": {"标签": "label", "标题": "title", "正文": "text", "评论": "comment", "作者": "author", "评论者": "commenter"},
        "groups": {"新 Issue": "new_issues", "关闭的 Issue": "closed_issues", "新 PR": "new_pull_requests", "合并的 PR": "merged_pull_requests", "未合并而关闭的 PR": "closed_unmerged_pull_requests", "仅有评论": "commented"},
        "group": rf"- (?P<group>[^：\[]+)：(?P<links>{ZH_LINKS})",
        "focus_more": rf"- 另有 (?P<more>{N}) 条，JSON 格式的报告中有全部。",
        "focus_elsewhere": f"- 在后面的小节中：(?P<links>{ZH_LINKS})",
        "focus_none": r"\*\*本窗口(?P<so_far>目前)?没有 (?P<name>.+?) 相关条目。\*\* 已检索全部五个列表和窗口内的评论；条件：(?:(?:；)?(?:标签|词语|用户名) `.+`)+。",
        "elsewhere": f"在其他小节中：(?P<links>{ZH_LINKS})。",
        "now": "   - 现状：(?P<parts>.+)",
        "thread": rf"   - 窗口内 (?P<comments>{N}) 条评论(?:、(?P<reviews>{N}) 次评审)?(?:：(?P<voices>.+?))?(?:，另有 (?P<more>{N}) 人)?(?:；累计 (?P<lifetime>{N}) 条评论，(?P<people>{N}) 人参与)?",
        "voice": rf"(?P<login>{CODE})（(?P<role>作者|维护者|首次参与|贡献者|参与者)(?:，评论 (?P<comments>{N}))?(?:，评审 (?P<reviews>{N}))?）",
        "voice_separator": "），",
        "quote": rf"   - (?P<login>{CODE})：“(?P<quote>.+)”（\[原文\]\((?P<url>\S+?)\)）",
        "more_discussions": rf"另有 (?P<more>{N}) 个讨论达到门槛，未列出。", "no_discussions": "本窗口(?P<so_far>目前)?没有达到门槛的讨论（至少 2 人参与，评论每天 3 条以上）。",
        "no_topics": "本窗口(?P<so_far>目前)?没有达到门槛的主题（至少 2 人新建的 3 个条目）。",
        "scattered": "新条目的标签和主题：(?P<topics>.+)。", "topic_separator": "，",
        "rising": "新条目多到不能归于偶然的主题：", "frequent": "没有哪个主题多到超出偶然；新条目中最多的：",
        "kinds": {"标签": "label", "模型": "model", "硬件": "hardware", "错误": "error"},
        "topic": rf"\d+\. (?P<kind>标签|模型|硬件|错误) (?P<name>.+?)：(?P<items>{N}) 条，(?P<people>{N}) 人(?:；此前 (?P<windows>{N}) 个同样长的窗口共 (?P<before>{N}) 条，平均 (?P<usual>{M}))?：(?P<links>{ZH_LINKS})(?P<others> 等)?",
        "more_changes": rf"另有 (?P<more>{N}) 个 PR达到门槛，未列出。",
        "no_changes": "(?:(?P<merged>本窗口合并的 PR 中)|本窗口)(?P<so_far>目前)?没有(?(merged)达到门槛的变更|合并的 PR)。",
        "areas": "合并的 PR 最常涉及：(?P<areas>.+)。", "area": rf"(?:、|^)(.+?)（({N}) 个 PR，({N}) 行）",
        "in_review": rf"仍在评审的新 PR：(?P<links>{ZH_LINKS})(?:，另有 (?P<more>{N}) 个)?。",
        "people": rf"- 参与者 (?P<people>{N}) 人（不含机器人和已删除的账号）；评论 (?P<comments>{N}) 条，评审 (?P<reviews>{N}) 次（(?P<reviewers>{N}) 人）。",
        "newcomers": rf"- 首次在归档中出现 (?P<newcomers>{N}) 人：(?P<logins>{ZH_CODES})。",
        "contributors": "- 贡献者：(?P<list>.+?)(?P<others> 等)?。", "nobody": "- 本窗口(?P<so_far>目前)?没有人新建、发言、合并或关闭（不含机器人和已删除的账号）。",
        "contributor": rf"，?(?P<login>{CODE})（(?P<did>[^）]*)）", "deed": rf"(?P<what>\D+?) (?P<n>{N})", "deed_separator": "、",
        "deeds": {"新 Issue": "opened_issues", "新 PR": "opened_pull_requests", "被合并 PR": "merged_pull_requests", "评论": "comments", "评审": "reviews", "合并": "merges", "关闭": "closes"},
        "answers": rf"- 由人新建的 (?P<kind>PR|Issue) (?P<items>{N}) 个，其中 (?P<timed>{N}) 个在窗口内得到他人回应(?:，首次回应的中位时间 {ZH_TIME})?。",
        "merges": rf"- 由人提交而合并的 PR (?P<items>{N}) 个，从创建到合并的中位时间 {ZH_TIME}。",
        "closed_by_bots": rf"- 由机器人关闭的 Issue (?P<n>{N}) 个，不算作解决。",
        "bots": rf"- 机器人 (?P<bots>{N}) 个，共 (?P<acts>{N}) 次：(?P<list>{CODE} {N}(?:、{CODE} {N})*)。",
        "follow_ups": "此前 7 个同样长的窗口中报告的严重问题：本窗口中关闭的，以及上一个窗口报告而仍开放的：",
        "follow_up": rf"(?P<severity>[^；]+)；(?:仍开放，(?:窗口内 (?P<comments>{N}) 条评论(?P<maintainer>，维护者已发言)?|(?P<none>窗口内没有新评论))|已由 (?P<closer>{LINK}) 关闭|(?P<closed>已关闭)(?:（(?:与 (?P<originals>{ZH_LINKS}) )?(?P<reason>不予处理|重复)）)?(?:，由机器人 (?P<bot>{CODE}) 关闭)?)",
        "more_problems": rf"另有 (?P<more>{N}) 个问题达到门槛，未列出。", "no_problems": "本窗口(?P<so_far>目前)?没有达到门槛的未关闭问题。",
        "reopened_head": "重新打开：", "waiting_head": "已获批准、等待合并已久：", "not_listed": "- 其余未列出。",
        "waiting": rf"(?P<who>{CODE})；(?P<approvers>{ZH_CODES}) 批准，已等待 {ZH_TIME}",
        "no_labels": "无标签", "none": "- 无", "verbs": ("创建于", "关闭于", "创建于", "合并于", "关闭于"),
        "pace": {"明显比平时忙": "busy", "比平时忙一些": "above", "与平时相当": "usual", "比平时静一些": "below", "明显比平时静": "quiet"},
        "units": {"分钟": 60, "小时": 3600, "天": 86400},
        "roles": {"作者": "author", "维护者": "maintainer", "首次参与": "newcomer", "贡献者": "contributor", "参与者": "participant"},
    },
    "en": {
        "separator": "; ",
        "header": rf"> Counts: new issues ({N}) \| closed issues ({N}) \| new PRs ({N}) \| merged PRs ({N}) \| closed unmerged PRs ({N})",
        "window": r"> Window: (?P<start>.+?) ~ (?P<end>.+)",
        "title": r"# (?P<project>.+) development report - (?P<date>[\d-]+)",
        "warning": r"> ⚠️ \*\*Incomplete data\*\*: (?:no sync of the archive has been through yet|the archive reaches only to (?P<reach>.+?), before the window's end)\. Write this report again after the next sync\.",
        "judgement": r"(?:\*\*Incomplete data:\*\* (?:no sync of the archive has been through yet; this is what it holds so far|the archive reaches only to (?P<reach>.+?); what happened later is not in it yet)\."
        r"|(?P<quiet>\*\*Nothing opened, nothing closed\*\*: no issue or PR was opened, merged or closed in this window\.)"
        rf"|\*\*(?P<pace>[^*]+)\*\*: (?P<all>{N}) (?:entry|entries) in the five lists; of the 28 windows of this length before, (?P<fewer>{N}) had fewer(?: and (?P<equal>{N}) as many)?\."
        rf"|The five lists of this window hold (?P<sum>{N}) (?:entry|entries)(?P<so_far> so far)?\.)"
        rf"(?P<small> So few are all told, without a ranking\.)?(?: (?P<grave>{N}) (?:issue whose title tells of a grave problem has|issues whose titles tell of grave problems have) no answer from a maintainer: (?P<links>{EN_LINKS})(?P<others> and others)?\.)?",
        "counts": rf"(?P<new_issues>{N}) issues? opened(?: \((?P<reclosed>{N}) of them closed again\))?, (?P<new_pull_requests>{N}) PRs? opened(?: \((?P<remerged>{N}) of them merged\))?; (?P<merged_pull_requests>{N}) PRs? merged, (?P<closed_issues>{N}) issues? closed(?: \((?P<by_bots>{N}) by bots\))?, (?P<closed_unmerged_pull_requests>{N}) PRs? closed without merging; (?P<items>{N}) different items? in all\.(?P<focuses>(?: .+?: {N} items?\.)*)",
        "focus_count": rf" (.+?): ({N}) items?\.",
        "table": _table("This window", r"Mean of 7 days \| Mean of 28 days", "Fewer in so many of 28 windows"),
        "rows": {"New issues": "new_issues", "Closed issues": "closed_issues", "New PRs": "new_pull_requests", "Merged PRs": "merged_pull_requests", "PRs closed unmerged": "closed_unmerged_pull_requests"},
        "effects_head": "Merged changes that may concern users, by their titles and what they closed:",
        "effects": {"security": "security", "removal, deprecation or changed default": "breaking", "revert": "revert", "fixed crash": "crash_fix", "new support": "support"},
        "effect": rf"- (?P<effect>[^:]+): (?P<links>{EN_LINKS})(?P<others> and others)?",
        "performance": "performance", "listed": ", ",
        "who": rf"(?:(?P<kind>PR|issue) )?by (?P<who>{CODE})",
        "severities": {"security": "security", "wrong output": "wrong_output", "crash or hang": "crash", "regression": "regression", "proposal": "proposal", "slowness": "slow", "build or installation": "install", "bug": "bug"},
        "severity": rf"(?P<severity>[^(]+) \((?P<match>{CODE})\)",
        "standing": rf"(?:(?P<merged>merged) {EN_TIME} after its opening|(?P<closed_by>closed by {EN_LINKS})|(?P<closed_unmerged>closed without merging)|(?P<closed>closed)(?: as (?P<reason>not planned|a duplicate)(?: of (?P<originals>{EN_LINKS}))?)?|open, (?P<changes_requested>changes requested by {EN_CODES})|open, (?P<approved>approved by {EN_CODES})|(?P<unanswered>open, nobody else has answered yet)|(?P<maintainer>open, a maintainer takes part)|(?P<no_maintainer>open, no maintainer has answered yet))(?P<draft> \(draft\))?(?: by the bot (?P<bot>{CODE}))?",
        "reasons": {"not planned": "NOT_PLANNED", "a duplicate": "DUPLICATE"},
        "parts": {
            "lines": rf"({N}) lines? changed(?:, mostly in (?P<area>.+))?", "approvers": f"approved by ({EN_CODES})", "closes": f"closed ({EN_LINKS})", "linked": f"related: ({EN_LINKS})",
            "comments": rf"({N}) comments? in this window", "age": f"{EN_TIME} old", "reopened": "reopened in this window", "subjects": "by its title and what it closed: (.+)",
        },
        "matched": "   - Matched by (?P<matches>.+)", "match_separator": "; ",
        "places": {"label": "label", "title": "title", "text": "text", "comment": "comment", "author": "author", "commenter": "commenter"},
        "groups": {"New issues": "new_issues", "Closed issues": "closed_issues", "New PRs": "new_pull_requests", "Merged PRs": "merged_pull_requests", "PRs closed unmerged": "closed_unmerged_pull_requests", "Only commented on": "commented"},
        "group": rf"- (?P<group>[^:\[]+): (?P<links>{EN_LINKS})",
        "focus_more": rf"- (?P<more>{N}) more: the report in JSON has all\.",
        "focus_elsewhere": f"- In later sections: (?P<links>{EN_LINKS})",
        "focus_none": r"\*\*Nothing about (?P<name>.+?) in this window(?P<so_far> so far)?\.\*\* All five lists and the comments of the window were searched for (?:(?:; )?(?:label|word|login)s? `.+`)+\.",
        "elsewhere": rf"In other sections: (?P<links>{EN_LINKS})\.",
        "now": "   - Now: (?P<parts>.+)",
        "thread": rf"   - (?P<comments>{N}) comments?(?: and (?P<reviews>{N}) reviews?)? in this window(?:: (?P<voices>.+?))?(?:, (?P<more>{N}) others?)?(?:; (?P<lifetime>{N}) comments?, (?P<people>{N}) (?:people|person) in all)?",
        "voice": rf"(?P<login>{CODE}) \((?P<role>author|maintainer|first time here|contributor|participant)(?:, (?P<comments>{N}) comments?)?(?:, (?P<reviews>{N}) reviews?)?\)",
        "voice_separator": "), ",
        "quote": rf"   - (?P<login>{CODE}): “(?P<quote>.+)” \(\[comment\]\((?P<url>\S+?)\)\)",
        "more_discussions": rf"(?P<more>{N}) more discussions? reached the threshold\.", "no_discussions": r"No discussion of this window reached the threshold(?P<so_far> so far)?: 2 people, and 3 comments a day\.",
        "no_topics": r"No topic of this window reached the threshold(?P<so_far> so far)?: at least 2 people with 3 new items\.",
        "scattered": r"Labels and topics of the new items: (?P<topics>.+)\.", "topic_separator": ", ",
        "rising": "Topics with more new items than chance explains:", "frequent": "No topic has more new items than chance explains; the most frequent ones:",
        "kinds": {"Label": "label", "Model": "model", "Hardware": "hardware", "Error": "error"},
        "topic": rf"\d+\. (?P<kind>Label|Model|Hardware|Error) (?P<name>.+?): (?P<items>{N}) items? by (?P<people>{N}) (?:people|person)(?:; the (?P<windows>{N}) windows? of this length before had (?P<before>{N}), (?P<usual>{M}) on average)?: (?P<links>{EN_LINKS})(?P<others> and others)?",
        "more_changes": rf"(?P<more>{N}) more PRs? reached the threshold\.",
        "no_changes": r"(?:(?P<merged>None of the PRs merged in this window reached the threshold)|No PR was merged in this window)(?P<so_far> so far)?\.",
        "areas": r"Changed most often by the merged PRs: (?P<areas>.+)\.", "area": rf"(?:, |^)(.+?) \(({N}) PRs?, ({N}) lines?\)",
        "in_review": rf"New PRs still in review: (?P<links>{EN_LINKS})(?: and (?P<more>{N}) more)?\.",
        "people": rf"- (?P<people>{N}) (?:people|person) took part \(bots and deleted accounts apart\); (?P<comments>{N}) comments?, (?P<reviews>{N}) reviews? by (?P<reviewers>{N}) (?:people|person)\.",
        "newcomers": rf"- (?P<newcomers>{N}) (?:people|person) for the first time in the archive: (?P<logins>{EN_CODES})\.",
        "contributors": r"- Contributors: (?P<list>.+?)(?P<others> and others)?\.", "nobody": r"- Nobody \(bots and deleted accounts apart\) opened, said, merged or closed anything in this window(?P<so_far> so far)?\.",
        "contributor": rf"(?:, )?(?P<login>{CODE}) \((?P<did>[^)]*)\)", "deed": rf"(?P<n>{N}) (?P<what>\D+)", "deed_separator": ", ",
        "deeds": {
            "issue opened": "opened_issues", "issues opened": "opened_issues", "PR opened": "opened_pull_requests", "PRs opened": "opened_pull_requests",
            "PR of theirs merged": "merged_pull_requests", "PRs of theirs merged": "merged_pull_requests", "comment": "comments", "comments": "comments",
            "review": "reviews", "reviews": "reviews", "PR merged": "merges", "PRs merged": "merges", "item closed": "closes", "items closed": "closes",
        },
        "answers": rf"- (?P<items>{N}) (?P<kind>issue|PR)s? opened by people, (?P<timed>{N}) answered by somebody else in this window(?:; median time to the first answer {EN_TIME})?\.",
        "merges": rf"- (?P<items>{N}) PRs? by people merged; median time from opening to merge {EN_TIME}\.",
        "closed_by_bots": rf"- (?P<n>{N}) issues? closed by bots, which solves none\.",
        "bots": rf"- (?P<bots>{N}) bots? acted (?P<acts>{N}) times?: (?P<list>{CODE} {N}(?:, {CODE} {N})*)\.",
        "follow_ups": "Of the grave problems reported in the 7 windows of this length before: closed in this one, or reported in the last and still open:",
        "follow_up": rf"(?P<severity>[^;]+); (?:still open, (?:(?P<comments>{N}) comments? in this window(?P<maintainer>, a maintainer spoke)?|(?P<none>no new comment in this window))|closed by (?P<closer>{LINK})|(?P<closed>closed)(?: as (?P<reason>not planned|a duplicate)(?: of (?P<originals>{EN_LINKS}))?)?(?: by the bot (?P<bot>{CODE}))?)",
        "more_problems": rf"(?P<more>{N}) more problems? reached the threshold\.", "no_problems": r"No open issue of this window reached the threshold(?P<so_far> so far)?\.",
        "reopened_head": "Reopened:", "waiting_head": "Approved long ago, not merged:", "not_listed": "- Others are not listed here.",
        "waiting": rf"by (?P<who>{CODE}); approved by (?P<approvers>{EN_CODES}), waiting for {EN_TIME}",
        "no_labels": "no labels", "none": "- None", "verbs": ("created", "closed", "created", "merged", "closed"),
        "pace": {"Much busier than usual": "busy", "Somewhat busier than usual": "above", "About as usual": "usual", "Somewhat quieter than usual": "below", "Much quieter than usual": "quiet"},
        "units": {"minute": 60, "minutes": 60, "hour": 3600, "hours": 3600, "day": 86400, "days": 86400},
        "roles": {"author": "author", "maintainer": "maintainer", "first time here": "newcomer", "contributor": "contributor", "participant": "participant"},
    },
}  # fmt: skip
