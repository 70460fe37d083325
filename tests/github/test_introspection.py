"""Which errors call for a look at the server's schema, and what is no schema."""

from typing import Any

import pytest
from graphql import parse
from tests.sandbox.conftest import Client, hour

from hansard.github.introspection import INTROSPECTION, NoSchema, needs_fit, schema_of
from hansard.sandbox import History, Sandbox


@pytest.mark.parametrize(
    "error",
    [
        {"extensions": {"code": "undefinedField"}, "message": "Field 'x' doesn't exist on type 'Issue'"},
        {"extensions": {"code": "undefinedType"}, "message": "anything"},
        {"extensions": {"code": "argumentNotAccepted"}, "message": "anything"},
        {"message": "Field 'stateReason' doesn't exist on type 'Issue'", "locations": []},
        {"message": "No such type IssueTypeAddedEvent, so it can't be a fragment condition"},
        {"message": "IssueFilters isn't a defined input type (on $filterBy)"},
        {"message": "Field 'repository' doesn't accept argument 'followRenames'"},
        {"message": "InputObject 'IssueFilters' doesn't accept argument 'since'"},
        {"message": "Argument 'itemTypes' on Field 'timelineItems' has an invalid value ([A])."},
        {"message": "Fragment on Bot can't be spread inside RequestedReviewer"},
        {"message": "Cannot query field 'stateReason' on type 'Issue'. Did you mean 'state'?"},
        {"message": "Unknown type 'IssueTypeAddedEvent'."},
        {"message": "Unknown argument 'followRenames' on field 'Query.repository'."},
        {"message": "Value 'PINNED_EVENT' does not exist in 'IssueTimelineItemsItemType' enum."},
        {"message": "Field 'since' is not defined by type 'IssueFilters'."},
        {"message": "Fragment cannot be spread here as objects of type 'A' can never be of type 'B'."},
    ],
)
def test_something_unknown_is_recognised(error: dict[str, Any]) -> None:
    assert needs_fit(error)


@pytest.mark.parametrize(
    "error",
    [
        {},
        {"message": None, "extensions": None},
        {"type": "NOT_FOUND", "path": ["repository"], "message": "Could not resolve to a Repository."},
        {"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1."},
        {"type": "FORBIDDEN", "extensions": {"saml_failure": True}, "message": "Resource protected"},
        {"message": "Something went wrong while executing your query."},
        {"extensions": {"code": "missingRequiredArguments"}, "message": "Field 'node' is missing required arguments"},
        {"extensions": {"code": ["a", "list"]}, "message": "odd"},
    ],
)
def test_other_trouble_is_left_alone(error: dict[str, Any]) -> None:
    assert not needs_fit(error)


@pytest.mark.parametrize(
    "query",
    [
        '{ repository(owner: "a", name: "b") { issue(number: 1) { stateReason } } }',
        "{ node(id: 1) { ... on IssueTypeAddedEvent { id } } }",
        '{ repository(owner: "a", name: "b", followRenames: true) { id } }',
        "{ node(id: 1) { ... on Issue { timelineItems(first: 1, itemTypes: [PINNED_EVENT]) { totalCount } } } }",
        "query Q($type: IssueTypeColor) { node(id: 1) { id } }",
    ],
)
def test_every_refusal_of_an_older_server_is_recognised(query: str) -> None:
    without = ("Issue.stateReason", "IssueTypeAddedEvent", "Query.repository.followRenames", "PinnedEvent")
    client = Client(Sandbox(History(), hour(1), without=(*without, "IssueTypeColor")))
    errors = client.ask(query)["errors"]
    assert any(needs_fit(error) for error in errors)


def test_the_question_is_answered_with_a_schema() -> None:
    client = Client(Sandbox(History(), hour(1), without=["IssueTypeAddedEvent"]))
    types = schema_of(client.data(INTROSPECTION)).type_map
    assert "SubIssueAddedEvent" in types
    assert "IssueTypeAddedEvent" not in types
    assert "description" not in INTROSPECTION
    parse(INTROSPECTION)


@pytest.mark.parametrize("data", [{}, {"__schema": None}, {"__schema": {}}, {"__schema": {"types": 3}}, {"viewer": 1}])
def test_what_is_no_schema_is_said_so(data: dict[str, Any]) -> None:
    with pytest.raises(NoSchema, match="cannot be read"):
        schema_of(data)
