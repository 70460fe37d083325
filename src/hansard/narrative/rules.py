"""The default narrator: fixed rules, no network. The same facts always give the same narrative."""

from hansard.facts import Contributor, Facts, Focused
from hansard.narrative.model import (
    ActivitySection,
    Attention,
    Changes,
    FocusSection,
    Narrative,
    Summary,
    Trends,
)

MOST_ENTRIES = 100
MOST_DISCUSSIONS = 4
MOST_SCATTERED = 8
MOST_LABELS = 4
MOST_CHANGES = 5
MOST_PEOPLE = 10
MOST_PROBLEMS = 4


def narrate(facts: Facts) -> Narrative:
    """Choose what each section says. An item that is told under discussions is only pointed at in later sections."""
    discussions = facts.discussions[:MOST_DISCUSSIONS]
    told = {entry.item.number for entry in discussions}
    return Narrative(
        summary=_summary(facts),
        focuses=tuple(_focus(focus) for focus in facts.focuses),
        discussions=discussions,
        trends=_trends(facts),
        changes=_changes(facts, told),
        activity=ActivitySection(
            activity=facts.activity,
            people=_active(facts, is_bot=False),
            bots=_active(facts, is_bot=True),
            responses=tuple(response for response in facts.responses if response.opened),
        ),
        attention=_attention(facts, told),
    )


def _summary(facts: Facts) -> Summary:
    counts = facts.counts
    five = (
        counts.new_issues,
        counts.closed_issues,
        counts.new_pull_requests,
        counts.merged_pull_requests,
        counts.closed_unmerged_pull_requests,
    )
    return Summary(
        counts=counts,
        is_quiet=not any(count.window for count in five),
        is_compared=all(count.usual is not None for count in five),
        is_complete=facts.synced_until is not None and facts.synced_until >= facts.end,
    )


def _focus(focus: Focused) -> FocusSection:
    return FocusSection(focus, focus.entries[:MOST_ENTRIES], max(0, len(focus.entries) - MOST_ENTRIES))


def _trends(facts: Facts) -> Trends:
    rising = tuple(trend for trend in facts.trends if trend.is_rising)
    if rising:
        return Trends(rising[:MOST_LABELS], are_rising=True, scattered=())
    common = sorted(facts.trends, key=lambda trend: (-trend.items, trend.label))
    frequent = tuple(trend for trend in common if trend.is_frequent)
    return Trends(
        frequent[:MOST_LABELS], are_rising=False, scattered=() if frequent else tuple(common[:MOST_SCATTERED])
    )


def _changes(facts: Facts, told: set[int]) -> Changes:
    weighty = [change for change in facts.changes if change.score > 0][:MOST_CHANGES]
    open_ones = [
        item
        for item in facts.lists.new_pull_requests
        if item.state == "OPEN" and not item.is_draft and item.author_kind != "Bot"
    ]
    return Changes(
        changes=tuple(change for change in weighty if change.item.number not in told),
        elsewhere=tuple(change.item for change in weighty if change.item.number in told),
        were_merged=facts.counts.merged_pull_requests.window > 0,
        in_review=tuple(open_ones[:MOST_CHANGES]),
        more_in_review=max(0, len(open_ones) - MOST_CHANGES),
    )


def _attention(facts: Facts, told: set[int]) -> Attention:
    pressing = facts.attention[:MOST_PROBLEMS]
    return Attention(
        problems=tuple(problem for problem in pressing if problem.item.number not in told),
        elsewhere=tuple(problem.item for problem in pressing if problem.item.number in told),
    )


def _active(facts: Facts, *, is_bot: bool) -> tuple[Contributor, ...]:
    chosen = [one for one in facts.contributors if one.is_bot is is_bot and one.acts]
    return tuple(chosen[:MOST_PEOPLE])
