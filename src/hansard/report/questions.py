"""What a report asks the warehouse about a window; {start} and {end} stand for the window's."""

from dataclasses import fields
from typing import NamedTuple

from hansard.facts import Closing, Comment, FocusEntry, Item, Story

BASES = (
    "touched_items",
    "window_texts",
    "window_items",
    "window_comments",
    "window_threads",
    "listed_texts",
    "window_links",
    "item_scores",
    "window_closings",
    "contributors",
)
"""The table macros that the others are made from, each after those that it reads itself."""


class Question(NamedTuple):
    """A query, and the columns that its rows are ordered by."""

    sql: str
    order: str = ""


def _columns(*kinds: type, key: str = "item_id") -> str:
    """The columns that a row needs for objects of these kinds to be made from it, and its key."""
    made = {"item", "ties"}
    named = dict.fromkeys(field.name for kind in kinds for field in fields(kind) if field.name not in made)
    return ", ".join([key, *named])


QUESTIONS = {
    "summary": Question("select * from window_summary({start}, {end}) where repository = $repository"),
    "measures": Question("select * from window_measures({start}, {end}) where repository = $repository"),
    "stories": Question(
        f"""
        select {_columns(Item, Story)}
        from item_scores({{start}}, {{end}})
        where repository = $repository
          and (lists <> [] or coalesce(heat_rank, weight_rank, need_rank, reopened_rank) is not null)""",  # noqa: S608 - names of our own
        "number desc",
    ),
    "comments": Question(
        f"select {_columns(Comment, key='comment_id')} from window_comments({{start}}, {{end}})"  # noqa: S608 - names of our own
        " where repository = $repository",
        "created_at, comment_id",
    ),
    "closings": Question(
        f"select {_columns(Closing, key='ordinal')} from window_closings({{start}}, {{end}})"  # noqa: S608 - names of our own
        " where repository = $repository",
        "occurred_at, number, ordinal",
    ),
    "ties": Question(
        """
        select links.*
        from window_links({start}, {end}) as links
        join item_scores({start}, {end}) as items on items.item_id = links.item_id
        where items.repository = $repository
          and (links.how <> 'linked' or items.kind = 'issue' and links.kind = 'pull_request')""",
        "item_id, how, number",
    ),
    "voices": Question(
        """
        select items.number, voices.*
        from window_voices({start}, {end}) as voices
        join item_scores({start}, {end}) as items on items.item_id = voices.item_id
        where items.repository = $repository and items.heat_rank <= 30""",
        "number, rank",
    ),
    "quotes": Question(
        """
        select items.number, quotes.*
        from window_quotes({start}, {end}) as quotes
        join item_scores({start}, {end}) as items on items.item_id = quotes.item_id
        where items.repository = $repository and items.heat_rank <= 30 and quotes.rank <= 5""",
        "number, rank",
    ),
    "trends": Question(
        "select * from topic_trends({start}, {end}) where repository = $repository and rank <= 20", "rank"
    ),
    "areas": Question(
        "select * from merged_areas({start}, {end}) where repository = $repository and rank <= 10", "rank"
    ),
    "activity": Question("select * from window_activity({start}, {end}) where repository = $repository"),
    "contributors": Question(
        "select * from contributors({start}, {end}) where repository = $repository and rank <= 20", "is_bot, rank"
    ),
    "responses": Question("select * from response_times({start}, {end}) where repository = $repository", "what, kind"),
    "waiting": Question(
        "select * from waiting_pull_requests({start}, {end}) where repository = $repository and rank <= 20", "rank"
    ),
    "follow_ups": Question(
        "select * from follow_ups({start}, {end}) where repository = $repository and rank <= 20", "rank"
    ),
}
FOCUS = Question(
    f"""
    select rank, {_columns(Item, Story, FocusEntry)}
    from focus_items({{start}}, {{end}}, $labels, $words, $logins)
    where repository = $repository""",  # noqa: S608 - names of our own
    "rank",
)
EVERYWHERE = "select word from (select unnest($words::varchar[]) as word) where regexp_full_match('', word)"
"""The words of a focus that any text matches, one that is empty among them."""
