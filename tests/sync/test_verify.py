"""The audit by month: what is asked, what is made of the answers, and what happens without any."""

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from tests.e2e.conftest import BIRTH, small_history

from hansard.github.client import GitHub
from hansard.github.endpoint import Endpoint
from hansard.sandbox import Fault, Sandbox, serving
from hansard.sync.verify import STATES, Cell, Line, by_month, compare_months, judge, months_between, search

NOVEMBER, DECEMBER = "2025-11", "2025-12"


def total(kind: str, state: str, github: int, archive: int) -> Line:
    return Line(kind, None, state, github, archive)


EXACT = [total("issue", "open", 5, 5), total("issue", "closed", 2, 2)]
SHORT = [total("issue", "open", 5, 4), total("issue", "closed", 2, 2)]


def month(name: str, state: str, github: int, archive: int) -> Line:
    return Line("issue", name, state, github, archive)


def test_months_are_those_of_both_ends_and_between() -> None:
    first, last = datetime(2024, 11, 30, 23, tzinfo=UTC), datetime(2025, 2, 1, tzinfo=UTC)
    assert months_between(first, last) == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert months_between(last, last) == ["2025-02"]
    assert months_between(last, first) == []


def test_a_search_covers_its_month_to_the_last_second() -> None:
    assert search("o/r", "pull_request", "2024-02", "closed") == (
        "repo:o/r is:pr is:closed is:unmerged created:2024-02-01T00:00:00Z..2024-02-29T23:59:59Z"
    )


def test_a_month_that_only_one_side_has_is_compared_too() -> None:
    counted: dict[Cell, int] = {("issue", DECEMBER, "open"): 1}
    archived = [{"kind": "issue", "month": NOVEMBER, "open": 0, "closed": 3, "merged": 0, "gone": 1}]
    assert compare_months(counted, archived) == [month(NOVEMBER, "closed", 0, 3), month(DECEMBER, "open", 1, 0)]


@pytest.mark.parametrize(
    ("lines", "months", "agrees", "wrong"),
    [
        (EXACT, [month(NOVEMBER, "open", 5, 5), month(DECEMBER, "closed", 2, 2)], True, ()),
        (SHORT, [month(NOVEMBER, "open", 5, 4)], False, (("issue", NOVEMBER),)),
        (SHORT, [month(NOVEMBER, "open", 4, 4)], False, ()),
        # One item too many in one month and one too few in another: totals cannot show that.
        (
            EXACT,
            [month("2025-10", "open", 2, 3), month(NOVEMBER, "open", 3, 2)],
            False,
            (("issue", "2025-10"), ("issue", NOVEMBER)),
        ),
    ],
)
def test_the_months_say_where(lines: list[Line], months: list[Line], agrees: bool, wrong: tuple[object, ...]) -> None:
    verdict = judge(lines, months, DECEMBER)
    assert (verdict.agrees, verdict.wrong, verdict.notes) == (agrees, wrong, ())


@pytest.mark.parametrize(
    ("late", "named"),
    [
        ([month(DECEMBER, "open", 3, 5)], "issues of 2025-12"),
        ([month(NOVEMBER, "open", 3, 2), month(NOVEMBER, "closed", 1, 2)], "issues of 2025-11"),
    ],
)
def test_a_search_that_lags_is_noted_while_the_totals_agree(late: list[Line], named: str) -> None:
    verdict = judge(EXACT, late, DECEMBER)
    assert (verdict.agrees, verdict.wrong) == (True, ())
    assert named in verdict.notes[0]


@pytest.mark.parametrize("months", ["GitHub gave up", [month(NOVEMBER, "open", 0, 5)]])
def test_without_months_the_totals_decide(months: str | list[Line]) -> None:
    assert [judge(lines, months, DECEMBER).agrees for lines in (EXACT, SHORT)] == [True, False]
    assert "could not be compared" in judge(EXACT, months, DECEMBER).notes[0]


async def asked(sandbox: Sandbox, months: list[str]) -> dict[Cell, int] | str:
    async with serving(sandbox) as url, GitHub(Endpoint(url, SecretStr("sandbox"))) as github:
        return await by_month(github, "vllm-project/vllm", months)


async def test_the_counts_of_many_months_cost_few_points() -> None:
    sandbox = Sandbox(small_history(12), datetime(2026, 1, 1, tzinfo=UTC))
    months = months_between(datetime(2025, 1, 1, tzinfo=UTC), sandbox.now)
    counted = await asked(sandbox, months)
    assert isinstance(counted, dict)
    assert len(counted) == len(months) * len(STATES) == 65
    assert {cell: count for cell, count in counted.items() if count} == {
        ("issue", DECEMBER, "open"): 4,
        ("issue", DECEMBER, "closed"): 2,
        ("pull_request", DECEMBER, "open"): 2,
        ("pull_request", DECEMBER, "closed"): 2,
        ("pull_request", DECEMBER, "merged"): 2,
    }
    assert [request.cost for request in sandbox.requests] == [1, 1, 1]


async def test_a_search_too_heavy_is_asked_in_smaller_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hansard.sync.verify.SHRINK_PAUSE", 0.0)
    sandbox = Sandbox(small_history(6), BIRTH.replace(day=2))
    sandbox.faults.add(Fault("bad_gateway_html", operation="SearchCount", times=2))
    counted = await asked(sandbox, [DECEMBER])
    assert isinstance(counted, dict)
    assert sum(counted.values()) == 6
    assert len(sandbox.requests) > 3


async def test_a_search_that_always_fails_gives_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hansard.sync.verify.SHRINK_PAUSE", 0.0)
    sandbox = Sandbox(small_history(6), BIRTH.replace(day=2))
    sandbox.faults.add(Fault("timeout_json_502", operation="SearchCount", times=None))
    assert "timeout" in str(await asked(sandbox, [DECEMBER]))


@pytest.mark.parametrize("without", [("Query.search",), ("Query.search", "Query.rateLimit")])
async def test_a_server_without_search_gives_the_reason(without: tuple[str, ...]) -> None:
    sandbox = Sandbox(small_history(6), BIRTH.replace(day=2), without=without)
    assert await asked(sandbox, [DECEMBER]) == "the server does not count what a search finds"
