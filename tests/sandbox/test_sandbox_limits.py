"""What GitHub refuses: tokens, pages, ids, prices, points, documents that do not fit."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.sandbox.conftest import Client, document, hour

from hansard.sandbox import History, Sandbox
from hansard.sandbox.documents import load_documents


def test_a_request_needs_a_token(client: Client) -> None:
    answer = client.answer("{ viewer { login } }", None)
    assert answer.status == 401
    assert json.loads(answer.body)["message"] == "This endpoint requires you to be authenticated."
    assert "X-RateLimit-Limit" not in answer.headers


@pytest.mark.parametrize("scheme", ["bearer", "Bearer", "token"])
def test_the_right_token_opens_the_wrong_one_does_not(client: Client, scheme: str) -> None:
    assert client.answer("{ viewer { login } }", f"{scheme} sandbox").status == 200
    wrong = client.answer("{ viewer { login } }", f"{scheme} other")
    assert (wrong.status, json.loads(wrong.body)["message"]) == (401, "Bad credentials")


def test_a_sandbox_without_a_token_takes_any(history: History) -> None:
    client = Client(Sandbox(history, hour(5), token=None))
    assert client.answer("{ viewer { login } }", "bearer whatever").status == 200


@pytest.mark.parametrize("body", [b'{"variables": {}}', b"[]", b'{"query": 5}'])
def test_a_query_must_be_a_string(sandbox: Sandbox, body: bytes) -> None:
    answer = sandbox.answer("bearer sandbox", body)
    assert b"A query attribute must be specified and must be a string." in answer.body


def test_a_body_must_be_json(sandbox: Sandbox) -> None:
    assert sandbox.answer("bearer sandbox", b"{").status == 400


# Pages


def page(arguments: str, selection: str = "nodes { id }") -> str:
    return f'{{ repository(owner: "vllm-project", name: "vllm") {{ issues{arguments} {{ {selection} }} }} }}'


def test_a_page_has_at_most_a_hundred_rows(client: Client) -> None:
    error = client.error(page("(first: 101)"))
    assert error["type"] == "EXCESSIVE_PAGINATION"
    assert error["path"] == ["repository", "issues"]
    assert error["message"] == (
        "Requesting 101 records on the `issues` connection exceeds the `first` limit of 100 records."
    )
    assert client.error(page("(last: 200)"))["message"].endswith("the `last` limit of 100 records.")


@pytest.mark.parametrize("size", [0, -1])
def test_a_page_has_at_least_one_row(client: Client, size: int) -> None:
    assert client.error(page(f"(first: {size})"))["path"] == ["repository", "issues"]


@pytest.mark.parametrize("selection", ["nodes { id }", "edges { cursor }", "...F"])
def test_rows_need_a_page_size(client: Client, selection: str) -> None:
    error = client.error(page("", selection) + "fragment F on IssueConnection { nodes { id } }" * (selection == "...F"))
    assert error["type"] == "MISSING_PAGINATION_BOUNDARIES"
    assert error["path"] == ["repository", "issues"]


def test_the_number_of_rows_alone_needs_no_page_size(client: Client) -> None:
    assert client.data(page("", "totalCount"))["repository"]["issues"]["totalCount"] == 1


@pytest.mark.parametrize("cursor", ["nonsense", "Y3Vyc29yOnYyOlsxLCAyXQ==", "Y3Vyc29yOnYxOltd", "\u00e9"])
def test_a_cursor_must_be_one(client: Client, cursor: str) -> None:
    error = client.error(page(f'(first: 1, after: "{cursor}")'))
    assert error["type"] == "INVALID_CURSOR_ARGUMENTS"
    assert error["message"] == f"`{cursor}` does not appear to be a valid cursor."


def test_a_cursor_must_be_one_for_an_empty_list_too(client: Client) -> None:
    text = '{ repository(owner: "vllm-project", name: "vllm") { milestones(first: 1, after: "x") { nodes { id } } } }'
    assert client.error(text)["type"] == "INVALID_CURSOR_ARGUMENTS"


def test_a_page_of_timelines_is_refused_at_its_own_path(client: Client) -> None:
    error = client.error(page("(first: 1)", "nodes { timelineItems(first: 500) { totalCount } }"))
    assert error["path"] == ["repository", "issues", "nodes", 0, "timelineItems"]


# Nodes


def test_nodes_takes_a_hundred_ids(client: Client) -> None:
    text = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    error = client.error(text, ids=["x"] * 101)
    assert error["type"] == "ARGUMENT_LIMIT"
    assert error["message"] == "You may not provide more than 100 node ids; you provided 101."


def test_a_missing_node_is_an_error_at_its_place_and_spares_the_others(client: Client) -> None:
    found = client.issue(1, "id")["id"]
    answer = client.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[found, "I_kwDOgone", found])
    assert answer["data"]["nodes"] == [{"id": found}, None, {"id": found}]
    (error,) = answer["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", ["nodes", 1])
    assert error["message"] == "Could not resolve to a node with the global id of 'I_kwDOgone'."


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("issue(number: 2)", "Could not resolve to an Issue with the number of 2."),
        ("pullRequest(number: 1)", "Could not resolve to a PullRequest with the number of 1."),
        ("discussion(number: 7)", "Could not resolve to a Discussion with the number of 7."),
    ],
)
def test_an_item_of_the_other_kind_is_not_found(client: Client, field: str, message: str) -> None:
    error = client.error(f'{{ repository(owner: "vllm-project", name: "vllm") {{ {field} {{ id }} }} }}')
    assert (error["type"], error["message"]) == ("NOT_FOUND", message)


def test_another_repository_is_not_found(client: Client) -> None:
    answer = client.ask('{ repository(owner: "vllm-project", name: "other") { id } }')
    assert answer["data"] == {"repository": None}
    assert answer["errors"][0]["message"] == ("Could not resolve to a Repository with the name 'vllm-project/other'.")


# Prices


def bill(text: str, **variables: Any) -> tuple[int, int]:
    """Points and nodes of a document of one operation."""
    plan = load_documents().plan(text, None, variables)
    assert not plan.problems, plan.problems
    return plan.price.points, plan.price.nodes


def test_the_documented_example_costs_what_it_does() -> None:
    """A hundred repositories of fifty issues with sixty labels each: 5,101 requests, 51 points."""
    text = """{ nodes(ids: []) { id } repository(owner: "a", name: "b") {
        issues(first: 100) { nodes { comments(first: 50) { nodes { userContentEdits(first: 60) { nodes { id } } } } } }
    } }"""
    assert bill(text) == (51, 100 + 100 * 50 + 100 * 50 * 60)


@pytest.mark.parametrize(("size", "points"), [(25, 1), (50, 1), (74, 1), (75, 2), (100, 2)])
def test_a_page_of_the_sync_costs_by_its_connections(client: Client, size: int, points: int) -> None:
    """Labels and timeline on every item: 1 + 2 requests an item."""
    order = {"field": "CREATED_AT", "direction": "ASC"}
    about = {"owner": "vllm-project", "name": "vllm", "orderBy": order, "events": 100}
    for name in ("issues", "pull_requests"):
        told = client.data(document(name), **about, first=size)["rateLimit"]
        assert (told["cost"], told["nodeCount"]) == (points, size + size * 200)


def test_a_nested_connection_is_what_costs() -> None:
    text = """{ repository(owner: "a", name: "b") { pullRequests(first: 25) { nodes {
        labels(first: 100) { nodes { id } }
        timelineItems(first: 100) { nodes { ... on PullRequestReview { comments(first: 100) { nodes { id } } } } }
    } } } }"""
    assert bill(text) == (26, 25 + 2500 + 2500 + 250_000)  # 1 + 25 + 25 + 2,500 requests


def test_fields_that_merge_count_once_and_aliases_each() -> None:
    issues = "issues(first: 100) { nodes { labels(first: 9) { totalCount } } }"
    once = f'{{ repository(owner: "a", name: "b") {{ ...A ...A {issues} }} }}'
    fragment = " fragment A on Repository { issues(first: 100) { nodes { labels(first: 9) { nodes { id } } } } }"
    assert bill(once + fragment) == (1, 1000)
    twice = once.replace("...A ...A", f"other: {issues}")
    assert bill(twice) == (2, 2000)


def test_what_is_skipped_costs_nothing() -> None:
    text = """query($more: Boolean!) { repository(owner: "a", name: "b") { issues(first: 100) @include(if: $more) {
        nodes { comments(first: 100) @skip(if: true) { totalCount } } } } }"""
    assert [bill(text, more=more)[1] for more in (True, False)] == [100, 0]


def test_ids_multiply_what_is_below_them(client: Client) -> None:
    text = (
        "query($ids: [ID!]!) { nodes(ids: $ids) { ... on PullRequestReview { comments(first: 100) { totalCount } } } }"
    )
    client.ask(text, ids=["x"] * 100)
    request = client.sandbox.requests[-1]
    assert (request.cost, request.node_count) == (1, 100 + 100 * 100)


def test_half_a_million_nodes_are_the_most(client: Client) -> None:
    text = """query($p: Int!) { repository(owner: "vllm-project", name: "vllm") { pullRequests(first: $p) { nodes {
        reviewThreads(first: 100) { nodes { comments(first: 100) { nodes { id } } } } } } } }"""
    assert client.data(text, p=25)
    error = client.error(text, p=50)
    assert error["type"] == "MAX_NODE_LIMIT_EXCEEDED"
    assert error["message"] == (
        "This query requests up to 505,050 possible nodes which exceeds the maximum limit of 500,000."
    )
    assert client.sandbox.budget.used > 0
    assert client.sandbox.requests[-1].cost == 0


# Points

LIMIT = "{ rateLimit { cost limit nodeCount remaining resetAt used } }"


def test_the_headers_and_the_field_tell_the_same(history: History) -> None:
    client = Client(Sandbox(history, hour(5), points=10))
    answer = client.answer(LIMIT)
    told = json.loads(answer.body)["data"]["rateLimit"]
    assert told == {
        "cost": 1,
        "limit": 10,
        "nodeCount": 0,
        "remaining": 9,
        "resetAt": "2025-06-01T06:00:00Z",
        "used": 1,
    }
    assert answer.headers["X-RateLimit-Limit"] == "10"
    assert answer.headers["X-RateLimit-Remaining"] == "9"
    assert answer.headers["X-RateLimit-Used"] == "1"
    assert answer.headers["X-RateLimit-Resource"] == "graphql"
    assert abs(int(answer.headers["X-RateLimit-Reset"]) - hour(6).timestamp()) <= 2
    assert answer.headers["Date"] == "Sun, 01 Jun 2025 05:00:00 GMT"
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-GitHub-Request-Id"]


def test_the_last_points_buy_a_good_answer_then_it_is_over_until_the_reset(history: History) -> None:
    sandbox = Sandbox(history, hour(5), points=2)
    client = Client(sandbox)
    assert [client.data(LIMIT)["rateLimit"]["remaining"] for _ in range(2)] == [1, 0]
    refused = client.answer(LIMIT)
    assert refused.status == 200
    assert json.loads(refused.body)["errors"][0]["type"] == "RATE_LIMITED"
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    sandbox.now = hour(5) + timedelta(seconds=3600)
    assert client.data(LIMIT)["rateLimit"]["remaining"] == 1


def test_the_hour_can_be_shorter_and_real_time_counts_too(history: History) -> None:
    client = Client(Sandbox(history, hour(5), points=1, hour=0.0))
    assert [client.data(LIMIT)["rateLimit"]["remaining"] for _ in range(3)] == [0, 0, 0]


def test_a_dry_run_costs_nothing_and_evaluates_nothing(history: History) -> None:
    client = Client(Sandbox(history, hour(5), points=7))
    text = """query($dry: Boolean!, $size: Int!) {
        rateLimit(dryRun: $dry) { cost nodeCount remaining }
        repository(owner: "nobody", name: "nothing") {
            issues(first: $size) { nodes { labels(first: 5) { totalCount } } }
        }
    }"""
    assert client.data(text, dry=True, size=100) == {"rateLimit": {"cost": 1, "nodeCount": 600, "remaining": 7}}
    assert client.ask(text, dry=False, size=100)["data"]["rateLimit"]["remaining"] == 6


def test_every_request_is_logged(client: Client) -> None:
    client.data(document("repository"), owner="vllm-project", name="vllm")
    (request,) = client.sandbox.requests
    assert (request.operation, request.status, request.cost, request.errors) == ("Repository", 200, 1, 0)
    assert request.variables == {"owner": "vllm-project", "name": "vllm"}
    assert isinstance(request.at, datetime)


# Documents


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{ viewer { shoeSize } }", "undefinedField"),
        ("{ viewer(loud: true) { login } }", "argumentNotAccepted"),
        ('{ repository(owner: "a") { id } }', "missingRequiredArguments"),
        ("{ viewer { ... on Martian { login } } }", "undefinedType"),
        ("{ viewer { ...Nowhere } }", "useAndDefineFragment"),
        ("{ viewer }", "selectionMismatch"),
        ("query($x: Int) { viewer { login } }", "variableNotUsed"),
        ("{ node(id: $x) { id } }", "variableNotDefined"),
        ("{ viewer { ... on Bot { login } } }", "cannotSpreadFragment"),
        ("query($x: Int!) { node(id: $x) { id } }", "variableMismatch"),
        ("{ viewer { login @shout } }", "undefinedDirective"),
        ("{ viewer { a: login a: url } }", "fieldConflict"),
    ],
)
def test_a_document_that_does_not_fit_is_refused_whole(client: Client, text: str, code: str) -> None:
    answer = client.ask(text)
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["code"] == code
    assert answer["errors"][0]["locations"]


def test_an_unknown_field_is_named_as_github_names_it(client: Client) -> None:
    error = client.error('query Q { repository(owner: "a", name: "b") { ... on Repository { shoeSize } } }')
    assert error == {
        "path": ["query Q", "repository", "... on Repository", "shoeSize"],
        "extensions": {"code": "undefinedField", "typeName": "Repository", "fieldName": "shoeSize"},
        "locations": [{"line": 1, "column": 67}],
        "message": "Field 'shoeSize' doesn't exist on type 'Repository'",
    }


def test_what_does_not_parse_is_said(client: Client) -> None:
    assert client.error("{ viewer {")["message"].startswith("Parse error on ")


def test_a_missing_variable_is_named(client: Client) -> None:
    error = client.error("query($id: ID!) { node(id: $id) { id } }")
    assert error["message"] == "Variable $id of type ID! was provided invalid value"
    assert error["extensions"]["value"] is None


def test_several_operations_need_a_name(sandbox: Sandbox) -> None:
    text = "query A { viewer { login } } query B { viewer { login } }"
    assert "operation name" in Client(sandbox).error(text)["message"]
    named = sandbox.answer("bearer sandbox", json.dumps({"query": text, "operationName": "B"}).encode())
    assert b"sandbox-viewer" in named.body
    assert sandbox.requests[-1].operation == "B"
