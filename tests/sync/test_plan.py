"""The watermark rules: whatever is paged and edited in whatever order, nothing that changed is left behind."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansard.sync.plan import LISTINGS, OVERLAP, Newest, PageSize, advance, estimate, next_pass, unchanged, variables
from hansard.warehouse.positions import Position

NOON = datetime(2025, 12, 10, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DONE = Position(
    "issues",
    "changes",
    started_at=NOON,
    page_size=25,
    cursor="c",
    since=NOON - OVERLAP,
    done=True,
    watermark=NOON,
    newest_id="I_1",
    newest_updated_at=NOON - SECOND,
    total_count=3,
)
NEWEST = Newest("I_1", NOON - SECOND, 3)


def test_a_first_sync_crawls_both_listings_and_then_reads_what_changed_meanwhile() -> None:
    positions: dict[str, Position] = {}
    ran = []
    clock = NOON
    while step := next_pass(positions, LISTINGS, NOON, clock):
        ran.append((step.listing, step.kind, step.since))
        clock += timedelta(minutes=10)
        positions[step.listing] = advance(step, cursor="x", has_next=False, oldest=None, size=PageSize())
    assert ran == [
        ("issues", "crawl", None),
        ("pull_requests", "crawl", None),
        ("issues", "changes", NOON - OVERLAP),
        ("pull_requests", "changes", NOON + timedelta(minutes=10) - OVERLAP),
    ]
    assert positions["issues"].watermark == NOON + timedelta(minutes=20)


def test_an_unfinished_pass_goes_on_and_is_followed_by_a_fresh_one() -> None:
    later = NOON + timedelta(days=1)
    pending = replace(DONE, done=False, cursor="half way")
    assert next_pass({"issues": pending}, ("issues",), later, later) == pending
    ended = advance(pending, cursor="end", has_next=False, oldest=NOON, size=PageSize())
    fresh = next_pass({"issues": ended}, ("issues",), later, later)
    assert fresh is not None
    assert (fresh.cursor, fresh.since, fresh.started_at) == (None, NOON - OVERLAP, later)


def test_nothing_to_do_for_listings_that_nobody_wants() -> None:
    assert next_pass({}, (), NOON, NOON) is None


@pytest.mark.parametrize(
    ("position", "newest", "same"),
    [
        (DONE, NEWEST, True),
        (None, NEWEST, False),
        (replace(DONE, done=False), NEWEST, False),
        (DONE, replace(NEWEST, updated_at=NOON), False),
        (DONE, replace(NEWEST, id="I_2"), False),
        (DONE, replace(NEWEST, total_count=2), False),
        # A second change in the second in which the pass began leaves no trace in updatedAt.
        (replace(DONE, newest_updated_at=NOON), replace(NEWEST, updated_at=NOON), False),
        (replace(DONE, newest_id=None, newest_updated_at=None, total_count=0), Newest(None, None, 0), True),
    ],
)
def test_a_listing_is_left_alone_only_when_the_probe_proves_it(
    position: Position | None, newest: Newest, same: bool
) -> None:
    assert unchanged(position, newest) is same


def test_how_each_listing_is_paged() -> None:
    size = PageSize(10, 50)
    crawl = Position("issues", "crawl", started_at=NOON, page_size=10, cursor="c")
    assert variables(crawl, size) == {
        "first": 10,
        "after": "c",
        "events": 50,
        "orderBy": {"field": "CREATED_AT", "direction": "ASC"},
    }
    issues = replace(DONE, since=NOON, cursor=None)
    assert variables(issues, size)["filterBy"] == {"since": "2025-12-10T12:00:00Z"}
    assert variables(issues, size)["orderBy"] == {"field": "UPDATED_AT", "direction": "ASC"}
    pulls = variables(replace(issues, listing="pull_requests"), size)
    assert pulls["orderBy"] == {"field": "UPDATED_AT", "direction": "DESC"}
    assert "filterBy" not in pulls


def test_changed_pull_requests_are_read_down_to_the_watermark() -> None:
    begun = replace(DONE, listing="pull_requests", done=False, since=NOON, started_at=NOON + OVERLAP)
    at_it = advance(begun, cursor="a", has_next=True, oldest=NOON, size=PageSize(5))
    assert (at_it.done, at_it.cursor, at_it.page_size) == (False, "a", 5)
    below = advance(begun, cursor="b", has_next=True, oldest=NOON - SECOND, size=PageSize())
    assert (below.done, below.watermark) == (True, NOON + OVERLAP)


def test_the_watermark_never_passes_what_could_not_be_read() -> None:
    held = NOON - timedelta(days=9)
    ended = advance(DONE, cursor="x", has_next=False, oldest=NOON, size=PageSize(), held=held)
    assert (ended.done, ended.watermark) == (True, held)
    later = advance(DONE, cursor="x", has_next=False, oldest=NOON, size=PageSize(), held=NOON + OVERLAP)
    assert later.watermark == NOON


def test_what_is_ahead_is_estimated_from_what_is_lacking() -> None:
    ahead = estimate([22_000, 33_000])
    assert (ahead.items, ahead.requests, ahead.points) == (55_000, 2420, 2420)
    assert 6000 < ahead.seconds < 7200
    assert estimate([-3]).requests == 0


def test_an_empty_page_keeps_the_cursor() -> None:
    assert advance(DONE, cursor=None, has_next=False, oldest=None, size=PageSize()).cursor == "c"


def test_page_sizes_halve_down_to_one_item_with_few_events() -> None:
    size, seen = PageSize(), []
    while not size.smallest:
        size = size.smaller()
        seen.append((size.items, size.events))
    assert seen == [(12, 100), (6, 100), (3, 100), (1, 100), (1, 50), (1, 25), (1, 12), (1, 10)]


@given(st.lists(st.floats(0, 30), max_size=200))
def test_page_sizes_stay_within_one_point(durations: list[float]) -> None:
    size = PageSize()
    for seconds in durations:
        size = size.after(seconds)
        assert 1 <= size.items <= 74
        assert 10 <= size.events <= 100


def test_page_sizes_grow_slowly_while_all_is_calm_and_shrink_when_slow() -> None:
    size = PageSize()
    for _ in range(4):
        size = size.after(1.0)
    assert size.items == 31
    for _ in range(40):
        size = size.after(1.0)
    assert size.items == 74
    assert size.after(6.5).items == 37


@given(
    changes=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3000)), max_size=40),
    page=st.integers(1, 4),
    read_every=st.integers(1, 60),
)
def test_no_change_is_lost_whatever_is_edited_while_pages_are_read(
    changes: list[tuple[int, int]], page: int, read_every: int
) -> None:
    """Ten pull requests, listed newest change first, touched while they are read: two passes later all is known."""
    changes = sorted(changes, key=lambda change: change[1])

    def updated(second: int) -> dict[int, int]:
        return dict.fromkeys(range(10), 0) | {n: at for n, at in changes if at <= second}

    known: dict[int, int] = {}
    second, position = 0, Position("pull_requests", "crawl", started_at=NOON, page_size=page)
    position = advance(position, cursor=None, has_next=False, oldest=None, size=PageSize(page))
    known = updated(0)
    while True:
        run_started = NOON + second * SECOND
        step = next_pass({"pull_requests": position}, ("pull_requests",), run_started, run_started)
        assert step is not None
        after: tuple[int, int] | None = None
        while not step.done:
            second += read_every
            listed = sorted(((at, n) for n, at in updated(second).items()), reverse=True)
            rest = [row for row in listed if after is None or row < after]
            for at, n in rest[:page]:
                known[n] = at
            after = rest[:page][-1] if rest else after
            oldest = NOON + min((at for at, _ in rest[:page]), default=0) * SECOND
            step = advance(step, cursor="c", has_next=len(rest) > page, oldest=oldest, size=PageSize(page))
        position = step
        if run_started > NOON + 3000 * SECOND:
            break
        second += 1
    assert known == updated(10_000)
