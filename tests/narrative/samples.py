"""Facts of nothing, and rows to put into them."""

from datetime import UTC, datetime
from typing import Any

from hansard.facts import (
    SCHEMA_VERSION,
    SCORES_VERSION,
    Activity,
    Count,
    Counts,
    Facts,
    Item,
    Lists,
    Overlaps,
    Story,
)

START, END = datetime(2025, 12, 9, 16, tzinfo=UTC), datetime(2025, 12, 10, 16, tzinfo=UTC)
NONE = Count(window=0, days_7=0, days_28=0, usual_7=0.0, usual=0.0, fewer=0, equal=28, percentile=50.0, busy_before=0)
EMPTY = Facts(
    version=SCHEMA_VERSION,
    scores_version=SCORES_VERSION,
    project="vLLM",
    repository="vllm-project/vllm",
    url="https://github.com/vllm-project/vllm",
    start=START,
    end=END,
    zone="Asia/Shanghai",
    headings=(),
    synced_until=END,
    counts=Counts(NONE, NONE, NONE, NONE, NONE, NONE),
    overlaps=Overlaps(items=0, new_issues_closed=(), new_pull_requests_merged=(), closed_issues_by_bots=()),
    lists=Lists((), (), (), (), ()),
    stories=(),
    comments=(),
    closings=(),
    focuses=(),
    discussions=(),
    trends=(),
    changes=(),
    areas=(),
    activity=Activity(
        people=0, newcomers=0, newcomer_logins=(), comments=0, reviews=0, reviewers=0, bots=0, bot_acts=0
    ),
    contributors=(),
    responses=(),
    attention=(),
    reopened=(),
    waiting=(),
    follow_ups=(),
    sources=(),
)


def item(number: int, **more: Any) -> Item:
    values: dict[str, Any] = {
        "kind": "issue", "number": number, "title": f"title {number}",
        "url": f"https://github.com/vllm-project/vllm/issues/{number}", "state": "OPEN", "state_reason": None,
        "labels": (), "is_draft": False, "author": "ann", "author_kind": "User", "author_association": "NONE",
        "created_at": START, "closed_at": None, "merged_at": None,
    }  # fmt: skip
    return Item(**values | more)


def story(number: int, *, lists: tuple[str, ...] = ("new_issues",), of: Item | None = None, **more: Any) -> Story:
    values: dict[str, Any] = {
        "item": of or item(number), "lists": lists, "was_reopened": False, "closed_by": None, "closed_by_kind": None,
        "merged_by": None, "lines": None, "area": None, "comments": 0, "reviews": 0, "people": 0,
        "lifetime_comments": 0, "lifetime_people": 0, "is_answered": False, "has_maintainer": False, "approvers": (),
        "objectors": (),
        "is_approved": False, "is_concluded": False, "severity": None, "severity_match": None, "reporters": 1,
        "open_seconds": 60.0, "is_security": False, "is_breaking": False, "is_revert": False, "is_performance": False,
        "is_support": False, "is_crash_fix": False, "is_docs_or_ci": False, "heat": 0.0, "weight": 3.0, "need": None,
        "heat_rank": None, "weight_rank": None, "need_rank": None, "reopened_rank": None, "ties": (),
    }  # fmt: skip
    return Story(**values | more)
