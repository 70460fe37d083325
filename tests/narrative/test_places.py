"""Each item in one place."""

from hypothesis import given
from hypothesis import strategies as st

from hansard.narrative.places import settle

RANKED = st.dictionaries(st.sampled_from("abcd"), st.lists(st.integers(1, 30), unique=True, max_size=12))


def test_the_best_rank_wins() -> None:
    assert settle({"a": [1, 2], "b": [2, 1]}) == {1: "a", 2: "b"}


def test_the_section_named_first_wins_between_equal_ranks() -> None:
    assert settle({"b": [7], "a": [7]}) == {7: "b"}


@given(RANKED)
def test_every_item_has_a_section_that_ranks_it_best(ranked: dict[str, list[int]]) -> None:
    places = settle(ranked)
    assert set(places) == {number for numbers in ranked.values() for number in numbers}
    for number, section in places.items():
        mine = ranked[section].index(number)
        assert all(mine <= numbers.index(number) for numbers in ranked.values() if number in numbers)
