"""An older server: it knows less, shows nothing of what it does not know, and serves what fits it."""

from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLUnionType, build_ast_schema, print_ast, validate_schema
from tests.sandbox.conftest import Client, hour

from hansard.github.documents import document
from hansard.github.fit import fit
from hansard.sandbox import History, Sandbox
from hansard.sandbox.older import older
from hansard.sandbox.schema import load_schema

TEXT = """
type Query { door(colour: Colour, filter: Filter): Door things: [Thing!]! }
interface Named { name: String }
type Door implements Named { name: String colour: Colour wall: Wall! }
type Wall implements Named { name: String doors(of: Colour): [Door] }
union Thing = Door | Wall
enum Colour { RED GREEN }
enum ThingTimelineItemsItemType { DOOR WALL }
input Filter { colour: Colour name: String }
"""


def cut(*names: str) -> dict[str, Any]:
    schema = build_ast_schema(older(TEXT, names))
    assert validate_schema(schema) == []
    return dict(schema.type_map)


def test_a_type_goes_with_all_that_is_of_it() -> None:
    types = cut("Wall")
    assert "Wall" not in types
    assert list(types["Door"].fields) == ["name", "colour"]
    assert [member.name for member in types["Thing"].types] == ["Door"]
    assert list(types["ThingTimelineItemsItemType"].values) == ["DOOR"]


def test_an_enum_goes_with_fields_arguments_and_inputs() -> None:
    types = cut("Colour")
    assert list(types["Query"].fields["door"].args) == ["filter"]
    assert list(types["Wall"].fields["doors"].args) == []
    assert list(types["Filter"].fields) == ["name"]


def test_an_interface_goes_from_what_implemented_it() -> None:
    assert cut("Named")["Door"].interfaces == ()


def test_fields_values_inputs_and_arguments_go_alone() -> None:
    types = cut("Door.colour", "Colour.GREEN", "Filter.name", "Query.door.filter", "ThingTimelineItemsItemType.DOOR")
    assert list(types["Door"].fields) == ["name", "wall"]
    assert list(types["Colour"].values) == ["RED"]
    assert list(types["Filter"].fields) == ["colour"]
    assert list(types["Query"].fields["door"].args) == ["colour"]
    assert list(types["ThingTimelineItemsItemType"].values) == ["WALL"]


def test_a_name_inside_another_goes_with_it() -> None:
    assert "Wall" not in cut("Wall", "Wall.name", "Wall.doors.of")


@pytest.mark.parametrize("name", ["Gate", "Door.weight", "Colour.BLUE", "Query.door.size", "Door.colour.x"])
def test_a_name_that_is_not_there_is_a_mistake(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        older(TEXT, [name])


def test_a_sandbox_of_an_older_server_has_nothing_of_what_it_does_not_know(history: History) -> None:
    history.add(type="lock", number=1, actor="ann", at=hour(2))
    history.add(type="pin", number=1, actor="ann", at=hour(3))
    without = ["PinnedEvent", "Issue.stateReason"]
    schema = load_schema(without=frozenset(without))
    union, issue = schema.type_map["IssueTimelineItems"], schema.type_map["Issue"]
    values = schema.type_map["IssueTimelineItemsItemType"]
    assert isinstance(union, GraphQLUnionType)
    assert isinstance(issue, GraphQLObjectType)
    assert isinstance(values, GraphQLEnumType)
    assert "PinnedEvent" not in {member.name for member in union.types}
    assert "PINNED_EVENT" not in values.values
    assert "stateReason" not in issue.fields
    shown = "timelineItems(first: 9) { totalCount nodes { __typename } }"
    known = Client(Sandbox(history, hour(9))).issue(1, shown)["timelineItems"]
    seen = Client(Sandbox(history, hour(9), without=without)).issue(1, shown)["timelineItems"]
    assert [node["__typename"] for node in known["nodes"]] == ["LockedEvent", "PinnedEvent"]
    assert [node["__typename"] for node in seen["nodes"]] == ["LockedEvent"]


@pytest.mark.parametrize("operation", ["issues", "pull_requests"])
def test_what_fits_an_older_server_is_answered_and_what_does_not_is_refused(operation: str) -> None:
    without = (
        "IssueTypeAddedEvent",
        "IssueType",
        "SubIssueAddedEvent",
        "Issue.stateReason",
        "Issue.fullDatabaseId",
        "PullRequest.fullDatabaseId",
        "ClosedEvent.duplicateOf",
        "PullRequestReview.isMinimized",
    )
    client = Client(Sandbox(History.bundled(), hour(10_000), without=without))
    owner = {"owner": "vllm-project", "name": "vllm"}
    asked = {**owner, "first": 5, "events": 50, "orderBy": {"field": "CREATED_AT", "direction": "ASC"}}
    assert client.ask(print_ast(document(operation)), **asked)["errors"]
    fitted = fit(load_schema(without=frozenset(without)), document(operation)).document
    page = client.data(print_ast(fitted), **asked)["repository"]["page"]
    assert len(page["nodes"]) == 5
    assert "stateReason" not in page["nodes"][0]


def test_headers_of_ones_own_go_with_every_answer_to_a_known_token(history: History) -> None:
    client = Client(Sandbox(history, hour(1), headers={"X-OAuth-Scopes": "repo, gist"}))
    assert client.answer("{ viewer { login } }").headers["X-OAuth-Scopes"] == "repo, gist"
    assert client.answer("{ nonsense }").headers["X-OAuth-Scopes"] == "repo, gist"
    assert "X-OAuth-Scopes" not in client.answer("{ viewer { login } }", "bearer wrong").headers
