"""Which holes make an answer unfit."""

from typing import Any

import pytest

from hansard.github.answers import Answer
from hansard.github.budget import Rate
from hansard.sync.whole import PageIncomplete, check_whole


def answer(data: dict[str, Any], *refused: dict[str, Any]) -> Answer:
    return Answer(data, refused, Rate(), None, None)


def page(*nodes: Any) -> dict[str, Any]:
    return {"repository": {"page": {"nodes": list(nodes)}}}


def test_a_null_without_a_reason_makes_a_page_unfit() -> None:
    with pytest.raises(PageIncomplete, match=r"repository\.page\.nodes\.1"):
        check_whole(answer(page({"id": "I_1"}, None)))
    with pytest.raises(PageIncomplete, match="timelineItems"):
        check_whole(answer(page({"id": "I_1", "timelineItems": {"nodes": None}})))


@pytest.mark.parametrize(
    "data",
    [
        {"repository": None},
        {"repository": {"page": None}},
        {"repository": {"page": {"nodes": [{"id": "I_1", "timelineItems": None}]}}},
        {"repository": {"page": {"nodes": [], "pageInfo": None}}},
        {"node": None},
    ],
)
def test_nothing_at_all_is_not_taken_for_an_empty_page(data: dict[str, Any]) -> None:
    with pytest.raises(PageIncomplete):
        check_whole(answer(data))


def test_a_null_that_an_error_explains_is_taken() -> None:
    deep = {"type": "FORBIDDEN", "path": ["repository", "page", "nodes", 1, "timelineItems", "nodes", 0, "source"]}
    check_whole(answer(page({"id": "I_1"}, None), deep))
    check_whole(answer({"node": None}, {"type": "NOT_FOUND", "path": ["node"]}))


def test_the_error_of_another_node_explains_nothing() -> None:
    with pytest.raises(PageIncomplete):
        check_whole(answer(page(None, None), {"type": "FORBIDDEN", "path": ["repository", "page", "nodes", 1]}))


def test_plain_null_fields_are_no_holes() -> None:
    check_whole(answer(page({"id": "I_1", "author": None, "labels": None, "closer": {"repository": {"x": None}}})))
