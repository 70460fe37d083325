"""People, labels, items and their files, as GitHub shows them."""

from typing import Any

from tests.sandbox.conftest import START, Client, hour

from hansard.sandbox import History, Sandbox


def test_accounts_have_their_own_types(history: History) -> None:
    history.declare("mannie", kind="Mannequin", association="MANNEQUIN")
    history.declare("corp", kind="Organization")
    for place, who in enumerate(("ann", "ben", "robot", "mannie", "corp", None)):
        history.add(type="comment", number=1, at=hour(2 + place), actor=who, body="Hi")
    client = Client(Sandbox(history, hour(100)))
    text = "comments(first: 9) { nodes { authorAssociation author { __typename login ... on Node { id } } } }"
    nodes = client.issue(1, text)["comments"]["nodes"]
    assert [(node["author"] or {}).get("__typename") for node in nodes] == [
        "User", "User", "Bot", "Mannequin", "Organization", None
    ]  # fmt: skip
    assert [node["authorAssociation"] for node in nodes] == ["MEMBER", "NONE", "NONE", "MANNEQUIN", "NONE", "NONE"]
    assert nodes[0]["author"]["id"].startswith("U_kgDO")
    assert nodes[2]["author"]["login"] == "robot"


def test_a_user_can_be_renamed_promoted_and_deleted(history: History) -> None:
    history.add(type="rename_user", at=hour(10), user="ben", login="benedict")
    history.add(type="set_association", at=hour(20), user="ben", association="CONTRIBUTOR")
    history.add(type="delete_user", at=hour(30), user="ben")
    sandbox = Sandbox(history, START)
    client = Client(sandbox)
    seen = []
    for moment in (5, 15, 25, 35):
        sandbox.now = hour(moment)
        node = client.issue(1, "authorAssociation author { login ... on Node { id } }")
        seen.append((node["author"] and node["author"]["login"], node["authorAssociation"]))
    assert seen == [("ben", "NONE"), ("benedict", "NONE"), ("benedict", "CONTRIBUTOR"), (None, "CONTRIBUTOR")]


def test_labels_come_in_the_order_of_their_creation(history: History, client: Client) -> None:
    for label in ("amd", "bug"):
        history.add(type="label", number=1, at=hour(3), actor=None, label=label)
    assert [node["name"] for node in client.issue(1, "labels(first: 9) { nodes { name } }")["labels"]["nodes"]] == [
        "bug",
        "amd",
    ]
    by_name = "labels(first: 1, orderBy: {field: NAME, direction: ASC}) { nodes { name } pageInfo { hasNextPage } }"
    assert client.issue(1, by_name)["labels"] == {"nodes": [{"name": "amd"}], "pageInfo": {"hasNextPage": True}}


def test_a_label_event_shows_the_label_of_today(history: History, client: Client) -> None:
    history.add(type="label", number=1, at=hour(3), actor="ann", label="bug")
    history.add(type="rename_label", at=hour(10), label="bug", name="defect")
    text = """labels(first: 9) { nodes { name } }
        timelineItems(first: 9) { nodes { ... on LabeledEvent { label { name } } } }"""
    found = client.issue(1, text)
    assert found["labels"]["nodes"] == [{"name": "defect"}]
    assert found["timelineItems"]["nodes"] == [{"label": {"name": "defect"}}]
    history.add(type="delete_label", at=hour(11), label="bug")
    found = client.issue(1, text)
    assert found["labels"]["nodes"] == []
    assert found["timelineItems"]["nodes"] == [{"label": {"name": "defect"}}]
    assert client.repository('label(name: "defect") { id } labels(first: 9) { totalCount }') == {
        "label": None,
        "labels": {"totalCount": 1},
    }


def test_a_milestone_event_keeps_the_title_of_its_day(history: History, client: Client) -> None:
    history.add(type="create_milestone", at=hour(0), milestone=4, title="Old", due_on="2025-07-01T00:00:00Z")
    history.add(type="milestone", number=1, at=hour(3), actor="ann", milestone=4)
    history.add(type="rename_milestone", at=hour(10), milestone=4, title="New")
    history.add(type="close_milestone", at=hour(12), milestone=4)
    text = """milestone { title state dueOn }
        timelineItems(first: 9) { nodes { ... on MilestonedEvent { milestoneTitle } } }"""
    assert client.issue(1, text) == {
        "milestone": {"title": "New", "state": "CLOSED", "dueOn": "2025-07-01T00:00:00Z"},
        "timelineItems": {"nodes": [{"milestoneTitle": "Old"}]},
    }
    assert client.repository("milestones(first: 9, states: [CLOSED]) { nodes { number } }") == {
        "milestones": {"nodes": [{"number": 4}]}
    }


def test_a_merge_closes_and_can_close_an_issue(history: History, client: Client) -> None:
    history.add(type="cross_reference", number=1, at=hour(2), actor="ann", source=2, will_close=True)
    assert client.issue(1, "closedByPullRequestsReferences(first: 5) { nodes { number } }") == {
        "closedByPullRequestsReferences": {"nodes": [{"number": 2}]}
    }
    assert client.pull(2, "closingIssuesReferences(first: 5) { nodes { number } }") == {
        "closingIssuesReferences": {"nodes": [{"number": 1}]}
    }
    history.add(type="merge", number=2, at=hour(5), actor="ann", commit={"oid": "f" * 40, "message": "Second (#2)"})
    history.add(type="close", number=1, at=hour(5), actor="ann", closer=2)
    text = """state merged mergedBy { login } mergeCommit { messageHeadline }
        timelineItems(first: 9) { nodes { __typename } }"""
    found = client.pull(2, text)
    assert (found["state"], found["merged"], found["mergedBy"]["login"]) == ("MERGED", True, "ann")
    assert found["mergeCommit"] == {"messageHeadline": "Second (#2)"}
    assert [node["__typename"] for node in found["timelineItems"]["nodes"]] == ["MergedEvent", "ClosedEvent"]
    shown = "nodes { ... on ClosedEvent { stateReason closer { ... on PullRequest { number } } } }"
    closing = client.issue(1, f"timelineItems(first: 9, itemTypes: [CLOSED_EVENT]) {{ {shown} }}")
    assert closing["timelineItems"]["nodes"] == [{"stateReason": "COMPLETED", "closer": {"number": 2}}]
    assert client.issue(1, "closedByPullRequestsReferences(first: 5) { totalCount }") == {
        "closedByPullRequestsReferences": {"totalCount": 0}
    }
    assert client.issue(1, "closedByPullRequestsReferences(first: 5, includeClosedPrs: true) { totalCount }") == {
        "closedByPullRequestsReferences": {"totalCount": 1}
    }


def review(history: History, moment: float, **event: Any) -> None:
    history.add(number=2, at=hour(moment), **event)


def test_drafts_branches_and_commits(history: History, client: Client) -> None:
    review(history, 2, type="draft", actor="ann")
    review(history, 3, type="push", actor="ann", additions=9, commits=[{"oid": "a" * 40, "message": "One"}, "b" * 40])
    review(history, 4, type="force_push", actor="ann", before="b" * 40, after="c" * 40)
    review(history, 5, type="change_base", actor="ann", base="release")
    text = "isDraft additions baseRefName headRefOid commits(first: 9) { nodes { commit { oid messageHeadline } } }"
    found = client.pull(2, text)
    assert (found["isDraft"], found["additions"], found["baseRefName"]) == (True, 9, "release")
    assert found["headRefOid"] == "c" * 40
    assert [node["commit"]["messageHeadline"] for node in found["commits"]["nodes"]] == ["One", "Commit bbbbbbb"]
    review(history, 6, type="ready", actor="ann")
    assert client.pull(2, "isDraft") == {"isDraft": False}


def test_reactions_come_in_all_their_kinds(history: History, client: Client) -> None:
    for who in ("ann", "ben", "robot"):
        history.add(type="react", number=1, at=hour(3), actor=who, content="THUMBS_UP")
    history.add(type="unreact", number=1, at=hour(4), actor="ben", content="THUMBS_UP")
    groups = client.issue(1, "reactionGroups { content createdAt reactors(first: 9) { totalCount } }")["reactionGroups"]
    assert [group["reactors"]["totalCount"] for group in groups] == [2, 0, 0, 0, 0, 0, 0, 0]
    assert [group["createdAt"] for group in groups[:2]] == ["2025-06-01T03:00:00Z", None]


def test_assignees_of_every_sort_and_participants(history: History, client: Client) -> None:
    for who in ("robot", "ben", "ann"):
        history.add(type="assign", number=1, at=hour(3), actor="ann", assignee=who)
    history.add(type="unassign", number=1, at=hour(4), actor="ann", assignee="ben")
    history.add(type="comment", number=1, at=hour(5), actor="ann", body="Hi")
    text = """assignees(first: 9) { nodes { login } } participants { totalCount }
        assignedActors(first: 9) { nodes { ... on Actor { login } } }"""
    assert client.issue(1, text) == {
        "assignees": {"nodes": [{"login": "ann"}]},
        "assignedActors": {"nodes": [{"login": "robot"}, {"login": "ann"}]},
        "participants": {"totalCount": 2},
    }


def test_references_from_elsewhere(history: History, client: Client) -> None:
    foreign = {"repository": "other/place", "number": 77, "kind": "pull_request", "title": "Theirs"}
    history.add(type="cross_reference", number=1, at=hour(2), actor="ann", source=foreign)
    text = """timelineItems(first: 9) { nodes { ... on CrossReferencedEvent { isCrossRepository willCloseTarget source {
        ... on PullRequest { id number url repository { nameWithOwner } } } } } }"""
    (node,) = client.issue(1, text)["timelineItems"]["nodes"]
    assert node["isCrossRepository"] is True
    assert node["source"]["repository"] == {"nameWithOwner": "other/place"}
    assert node["source"]["url"] == "https://github.com/other/place/pull/77"


def test_items_leave_and_return(history: History, client: Client) -> None:
    leaving: list[dict[str, Any]] = [
        {"type": "delete_item"},
        {"type": "transfer", "to": {"repository": "a/b", "number": 4}},
    ]
    for moment, event in zip((5, 7), leaving, strict=True):
        found = client.issue(1, "id")["id"]
        history.add(event, number=1, at=hour(moment))
        assert client.repository("issues { totalCount }")["issues"]["totalCount"] == 0
        text = '{ repository(owner: "vllm-project", name: "vllm") { issueOrPullRequest(number: 1) { __typename } } }'
        assert client.error(text)["message"] == "Could not resolve to an issue or pull request with the number of 1."
        assert client.error(f'{{ node(id: "{found}") {{ id }} }}')["type"] == "NOT_FOUND"
        history.add(type="restore_item", number=1, at=hour(moment + 1))
        assert client.issue(1, "id")["id"] == found


def test_an_issue_becomes_a_discussion_and_stays_or_goes(history: History, client: Client) -> None:
    history.add(type="convert_to_discussion", number=1, at=hour(5), actor="ann", discussion=50, keep=True)
    text = (
        "state locked timelineItems(first: 9) { nodes { ... on ConvertedToDiscussionEvent { discussion { number } } } }"
    )
    found = client.issue(1, text)
    assert (found["state"], found["locked"]) == ("CLOSED", True)
    assert found["timelineItems"]["nodes"] == [{"discussion": {"number": 50}}]
    assert client.repository("discussion(number: 50) { title }")["discussion"] == {"title": "First"}
    history.add(type="convert_to_discussion", number=1, at=hour(6), actor="ann", discussion=50)
    assert client.repository("issues { totalCount }")["issues"]["totalCount"] == 0


def test_the_repository_is_renamed_hidden_and_replaced(history: History, client: Client) -> None:
    asked = """query($n: String!, $f: Boolean!) {
        repository(owner: "vllm-project", name: $n, followRenames: $f) { id nameWithOwner }
    }"""
    before = client.data(asked, n="vllm", f=False)["repository"]["id"]
    history.add(type="rename_repository", at=hour(5), name="vllm-project/engine")
    assert client.data(asked, n="vllm", f=True)["repository"] == {
        "id": before,
        "nameWithOwner": "vllm-project/engine",
    }
    assert client.error(asked, n="vllm", f=False)["type"] == "NOT_FOUND"
    assert client.data(asked, n="ENGINE", f=False)["repository"]["id"] == before
    history.add(type="replace_repository", at=hour(6), database_id=5_000_000)
    assert client.data(asked, n="engine", f=False)["repository"]["id"] != before
    history.add(type="hide_repository", at=hour(7))
    assert client.error(asked, n="engine", f=True)["type"] == "NOT_FOUND"


def test_nodes_of_every_kind_are_found_by_their_ids(history: History, client: Client) -> None:
    history.add(type="create_milestone", at=hour(0), milestone=1, title="One")
    history.add(type="milestone", number=1, at=hour(2), actor="ann", milestone=1)
    history.add(type="label", number=1, at=hour(2), actor="ann", label="bug")
    history.add(type="comment", number=1, at=hour(3), actor="ann", body="Hi")
    inline = [{"path": "x", "line": 1, "body": "nit"}]
    history.add(type="review", number=2, at=hour(3), actor="ben", state="APPROVED", commit="a" * 40, comments=inline)
    issue = client.issue(1, """id author { ... on Node { id } } labels(first: 1) { nodes { id } } milestone { id }
        repository { id } timelineItems(first: 9) { nodes { ... on Node { id } } }""")  # fmt: skip
    pull = client.pull(2, """id reviewThreads(first: 1) { nodes { id comments(first: 1) { nodes { id } } } }
        reviews(first: 1) { nodes { id commit { id } } }""")  # fmt: skip
    ids = sorted(set(strings(issue) + strings(pull)))
    assert len(ids) == 13
    found = client.data("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids)["nodes"]
    assert [node["id"] for node in found] == ids
    assert len({node["__typename"] for node in found}) == 13


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value
    return [found for one in inner for found in strings(one)]


def test_two_servers_over_one_history_agree_on_ids() -> None:
    first, second = (Client(Sandbox(History.bundled(), hour(10_000))) for _ in range(2))
    text = "pullRequests(last: 50) { nodes { id author { ... on Node { id } } reviews(first: 9) { nodes { id } } } }"
    assert first.repository(text) == second.repository(text)


def test_texts_arrive_as_they_were_written(history: History, client: Client) -> None:
    odd = 'NUL \x00, CRLF \r\n, emoji 🚀, 中文, lone \ud83d, quote " and \\'
    history.add(type="edit_body", number=1, at=hour(5), actor="ann", body=odd)
    assert client.issue(1, "body") == {"body": odd}


def test_types_of_the_future_appear_only_when_asked_for(history: History) -> None:
    history.add(type="timeline", number=1, at=hour(2), actor="ann", typename="FutureThingEvent")
    history.add(type="lock", number=1, at=hour(3), actor="ann")
    text = "timelineItems(first: 9, itemTypes: [LOCKED_EVENT]) { totalCount nodes { __typename ... on Node { id } } }"
    today = Client(Sandbox(history, hour(9))).issue(1, text)["timelineItems"]
    assert [node["__typename"] for node in today["nodes"]] == ["LockedEvent"]
    client = Client(Sandbox(history, hour(9), unknown_types=True))
    future = client.issue(1, text)["timelineItems"]
    assert [node["__typename"] for node in future["nodes"]] == ["FutureThingEvent", "LockedEvent"]
    assert client.data(f'{{ node(id: "{future["nodes"][0]["id"]}") {{ __typename }} }}')["node"]
    history.add(type="timeline", number=1, at=hour(4), actor="ann", typename="LaterThingEvent")
    assert client.issue(1, text)["timelineItems"]["nodes"][-1]["__typename"] == "LaterThingEvent"


def test_a_pull_request_has_the_files_that_the_history_names(history: History, client: Client) -> None:
    files = [
        {"path": "vllm/b.py", "additions": 3, "deletions": 2},
        {"path": "docs/a.md", "additions": 1, "change_type": "ADDED"},
    ]
    history.add(type="push", number=2, at=hour(2), actor="ann", commits=["0" * 40], files=files)
    text = """additions deletions changedFiles files(first: 1) {
        totalCount nodes { path additions deletions changeType } pageInfo { hasNextPage endCursor } }"""
    found = client.pull(2, text)
    assert (found["changedFiles"], found["additions"], found["deletions"]) == (2, 4, 2)
    page = found["files"]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (2, True)
    assert page["nodes"] == [{"path": "docs/a.md", "additions": 1, "deletions": 0, "changeType": "ADDED"}]
    after = page["pageInfo"]["endCursor"]
    (node,) = client.pull(2, f'files(first: 9, after: "{after}") {{ nodes {{ path }} }}')["files"]["nodes"]
    assert node == {"path": "vllm/b.py"}


def test_files_that_nobody_names_are_made_up_to_fit(history: History, client: Client) -> None:
    text = "additions deletions changedFiles files(first: 100) { totalCount nodes { path additions deletions } }"
    assert client.pull(2, text)["files"] == {"totalCount": 0, "nodes": []}
    size = {"additions": 340, "deletions": 20, "changed_files": 7}
    history.add(type="push", number=2, at=hour(2), actor="ann", commits=["0" * 40], **size)
    found = client.pull(2, text)
    files = found["files"]["nodes"]
    assert found["files"]["totalCount"] == len({file["path"] for file in files}) == found["changedFiles"] == 7
    assert sum(file["additions"] for file in files) == 340
    assert sum(file["deletions"] for file in files) == 20
    assert client.pull(2, text) == found
