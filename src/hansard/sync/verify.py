"""The audit: the archive's account of items, by state, against GitHub's own totals. Reads, changes nothing."""

from dataclasses import dataclass

from hansard.github.client import GitHub

STATES = {
    ("issue", "open"): "openIssues",
    ("issue", "closed"): "closedIssues",
    ("pull_request", "open"): "openPullRequests",
    ("pull_request", "closed"): "closedPullRequests",
    ("pull_request", "merged"): "mergedPullRequests",
}


@dataclass(frozen=True, slots=True)
class Total:
    """One line of the audit."""

    kind: str
    state: str
    github: int
    archive: int

    @property
    def agrees(self) -> bool:
        return self.github == self.archive


async def totals(github: GitHub, name: str) -> dict[str, int]:
    """GitHub's counts for OWNER/NAME, under the aliases of queries/totals.graphql; one request, one point."""
    owner, _, repository = name.partition("/")
    answer = await github.execute("totals", {"owner": owner, "name": repository})
    found = answer.data["repository"]
    return {alias: int(found[alias]["totalCount"]) for alias in STATES.values()}


def compare(counted: dict[str, int], archived: list[dict[str, int | str]]) -> list[Total]:
    """GitHub's totals beside the sums of `item_account` rows."""
    return [
        Total(kind, state, counted[alias], sum(int(row[state]) for row in archived if row["kind"] == kind))
        for (kind, state), alias in STATES.items()
    ]
