"""A sync from a server whose schema is older: what it does not know is left out, and said once."""

from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from tests.e2e.conftest import BIRTH, REPOSITORY, Silent, rows, small_history

from hansard.github.client import GitHub
from hansard.github.endpoint import Endpoint
from hansard.sandbox import Sandbox, serving
from hansard.sync.run import RequestLog, sync
from hansard.warehouse.store import Store

LATER = BIRTH + timedelta(days=3)
UNKNOWN = (
    "IssueTypeAddedEvent",
    "IssueTypeChangedEvent",
    "BlockedByAddedEvent",
    "ConvertedFromDraftEvent",
    "Issue.fullDatabaseId",
    "PullRequest.fullDatabaseId",
    "IssueComment.fullDatabaseId",
    "PullRequestReview.fullDatabaseId",
    "PullRequestReview.isMinimized",
    "PullRequestReview.minimizedReason",
    "Issue.stateReason",
    "PullRequest.files",
    "Repository.discussion",
)


async def test_an_older_server_is_archived_without_what_it_does_not_know(tmp_path: Path) -> None:
    notes: list[str] = []
    log = RequestLog()
    async with serving(Sandbox(small_history(12), LATER, without=UNKNOWN)) as url:
        with Store.open(tmp_path) as store:
            endpoint = Endpoint(url, SecretStr("sandbox"))
            async with GitHub(endpoint, on_request=log.add, on_note=notes.append) as github:
                summary = await sync(github, store, REPOSITORY, Silent(), log, full_check=True)
    assert (summary.complete, summary.items_new, summary.comments) == (True, 12, 18)
    assert "IssueTypeAddedEvent" in notes[0]
    assert len(" ".join(notes).split("IssueTypeAddedEvent")) == 2, "each is said once"
    asked = rows(tmp_path, "select operation, count(*) as n from api_request group by 1 order by 1")
    assert {row["operation"]: row["n"] for row in asked}["introspection"] == 1
    assert rows(tmp_path, "select read_at is null as failed from depth where what = 'files' group by 1") == [
        {"failed": False}
    ]
    assert rows(tmp_path, "select * from history_gaps where column_name in ('state', 'labels')") == []
