"""The search, as far as it counts issues and pull requests of the repository."""

import pytest
from tests.sandbox.conftest import Client, hour

from hansard.sandbox import History

SEARCH = "query($q: String!) { rateLimit { cost } search(query: $q, type: ISSUE, first: 1) { issueCount } }"


def count(client: Client, terms: str) -> int:
    found: int = client.data(SEARCH, q=f"repo:vllm-project/vllm {terms}")["search"]["issueCount"]
    return found


@pytest.fixture
def searched(history: History, client: Client) -> Client:
    """Issues 1 (open) and 3 (closed), pull requests 2 (merged), 4 (closed) and 5 (open)."""
    history.add(type="open_issue", at=hour(30), number=3, actor="ben", title="Third", body="")
    for number in (4, 5):
        history.add(type="open_pull_request", at=hour(31), number=number, actor="ann", title="More", body="")
    history.add(type="close", at=hour(40), number=3, actor="ann")
    history.add(type="close", at=hour(40), number=4, actor="ann")
    history.add(type="merge", at=hour(40), number=2, actor="ann")
    return client


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        ("", 5),
        ("is:issue", 2),
        ("is:issue is:open", 1),
        ("is:issue is:closed", 1),
        ("is:pr is:open", 1),
        ("is:pr is:closed", 2),
        ("is:pr is:closed is:unmerged", 1),
        ("is:pr is:merged", 1),
        ("created:2025-06-01..2025-06-01", 2),
        ("created:2025-06-01..2025-06-02", 5),
        ("created:2025-06-01T00:00:00Z..2025-06-01T00:59:59Z", 1),
        ("created:2025-06-01T00:00:00Z..2025-06-01T01:00:00Z", 2),
        ("repo:vllm-project/other", 0),
    ],
)
def test_a_search_counts_what_passes_every_term(searched: Client, terms: str, found: int) -> None:
    assert count(searched, terms) == found


def test_what_is_gone_is_not_found(searched: Client, history: History) -> None:
    history.add(type="delete_item", at=hour(50), number=1, actor="ann")
    assert count(searched, "is:issue") == 1


@pytest.mark.parametrize("term", ["label:bug", "crash", "is:locked", "created:>2025-01-01"])
def test_a_term_that_is_not_served_is_a_fault_of_the_test(searched: Client, term: str) -> None:
    with pytest.raises(NotImplementedError, match=term):
        count(searched, term)


def test_each_search_is_a_connection(searched: Client) -> None:
    def cost(times: int) -> int:
        runs = " ".join(f's{n}: search(query: "is:pr", type: ISSUE) {{ issueCount }}' for n in range(times))
        told: int = searched.data(f"{{ rateLimit {{ cost }} {runs} }}")["rateLimit"]["cost"]
        return told

    assert [cost(1), cost(149), cost(150)] == [1, 1, 2]
