"""Nothing can be left out of a page, and nothing told in another order, without the checker's noticing it."""

import re
from collections.abc import Iterator

import pytest
from tests.report.checker import Checker
from tests.report.checking.phrases import PHRASES
from tests.report.test_true_reports import REPOSITORY, SHANGHAI

from hansard.report.facts import gather
from hansard.report.produce import text_of
from hansard.report.window import between
from hansard.settings import AMD
from hansard.warehouse.query import Archive

WINDOWS = {
    "hour": ("demo", "2025-12-10 19:35", "2025-12-10 20:35"),
    "week": ("demo", "2025-12-08", "2025-12-15"),
    "month": ("synthetic", "2025-10-04", "2025-11-01"),
    "busy": ("grown", "2025-06-10", "2025-06-13"),
}
BLOCK = re.compile(r"(?:^\d+\. .*\n(?:   - .*\n)*)", re.MULTILINE)


def less(page: str) -> Iterator[str]:
    """The page without each of its lines that say something, its blocks and its sections' bodies."""
    end = page.index("\n<!-- hansard")
    for line in re.finditer(r"^.*\S.*\n", page[:end], re.MULTILINE):
        if not re.match(r"---|#|\|---", line[0]):
            yield page[: line.start()] + page[line.end() :]
    for block in re.finditer(r"(?:^.+\n){2,}", page[:end], re.MULTILINE):
        yield page[: block.start()] + page[block.end() :]
    for block in BLOCK.finditer(page):
        # The places below count up again.
        before, after = page[: block.start()], page[block.end() :]
        rest, stop, others = after.partition("\n\n")
        moved = re.sub(r"^(\d+)\.", lambda found: f"{int(found[1]) - 1}.", rest, flags=re.MULTILINE)
        yield before + moved + stop + others


def swapped(page: str) -> Iterator[str]:
    """The page with each two items that follow one another in each other's place."""
    for first, second in zip(blocks := list(BLOCK.finditer(page)), blocks[1:], strict=False):
        if first.end() == second.start():
            place, other = (re.match(r"\d+", one[0])[0] for one in (first, second))  # type: ignore[index]
            yield (
                page[: first.start()] + re.sub(r"^\d+", place, second[0]) + re.sub(r"^\d+", other, first[0])
                + page[second.end() :]
            )  # fmt: skip
    for line in re.finditer(r"^(- \[#.*\n)(- \[#.*\n)", page.split("\n\n---\n\n")[1], re.MULTILINE):
        yield page.replace(line[0], line[2] + line[1])


@pytest.mark.parametrize("name", WINDOWS)
def test_nothing_can_be_left_out_or_swapped(request: pytest.FixtureRequest, name: str) -> None:
    history, start, end = WINDOWS[name]
    archive: Archive = request.getfixturevalue(history)
    window = between(start, end, SHANGHAI)
    page = text_of(gather(archive, REPOSITORY, window, [AMD]), "en", "md")
    checker = Checker(archive._con, window.start, window.end, SHANGHAI)
    assert checker.problems(page, "en") == []
    for corrupted in (*less(page), *swapped(page)):
        assert next(checker.found(corrupted, "en"), None), corrupted


def test_the_pages_hold_every_kind_of_line(request: pytest.FixtureRequest) -> None:
    pages = ""
    for history, start, end in WINDOWS.values():
        archive: Archive = request.getfixturevalue(history)
        pages += text_of(gather(archive, REPOSITORY, between(start, end, SHANGHAI), [AMD]), "en", "md")
    for kind in ("follow_ups", "waiting_head", "elsewhere", "table", "effects_head", "in_review"):
        assert re.search(rf"^(?:{PHRASES['en'][kind]})$", pages, re.MULTILINE), kind
