"""The cut-down schema says nothing that GitHub's does not say, and every field of it can be asked for."""

from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    is_leaf_type,
    is_specified_scalar_type,
    parse,
    print_ast,
    validate,
    validate_schema,
)
from graphql.utilities import get_introspection_query
from tests.sandbox.conftest import QUERIES, Client, document, hour
from tests.sandbox.tools.cut_schema import cut

from hansard.sandbox import History, Sandbox
from hansard.sandbox.schema import load_schema

OPERATIONS = sorted(path.stem for path in QUERIES.glob("*.graphql") if "\nquery " in path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def full(github_schema_path: Path) -> GraphQLSchema:
    text = github_schema_path.read_text(encoding="utf-8")
    return build_schema(text, assume_valid=True, assume_valid_sdl=True)


def described(kind: GraphQLNamedType) -> dict[str, Any]:
    """What a type says of itself, name by name."""
    match kind:
        case GraphQLEnumType():
            return dict.fromkeys(kind.values, True)
        case GraphQLUnionType():
            return {member.name: True for member in kind.types}
        case GraphQLInputObjectType():
            return {name: str(field.type) for name, field in kind.fields.items()}
        case GraphQLObjectType() | GraphQLInterfaceType():
            interfaces = {f"implements {interface.name}": True for interface in kind.interfaces}
            arguments = {
                f"{name}({key}:)": (str(argument.type), default(argument))
                for name, field in kind.fields.items()
                for key, argument in field.args.items()
            }
            return interfaces | arguments | {name: str(field.type) for name, field in kind.fields.items()}
    return {}


def default(argument: Any) -> str | None:
    node = argument.ast_node.default_value
    return print_ast(node) if node else None


def test_every_type_field_and_argument_is_github_s(full: GraphQLSchema) -> None:
    for name, kind in load_schema().type_map.items():
        if name.startswith("__") or is_specified_scalar_type(kind):
            continue
        real = full.type_map[name]
        assert type(real) is type(kind)
        assert described(kind).items() <= described(real).items(), name


@pytest.mark.parametrize("name", ["IssueTimelineItems", "PullRequestTimelineItems"])
def test_the_timelines_keep_every_member_and_every_item_type(full: GraphQLSchema, name: str) -> None:
    assert described(load_schema().type_map[name]) == described(full.type_map[name])
    assert described(load_schema().type_map[f"{name}ItemType"]) == described(full.type_map[f"{name}ItemType"])


def test_the_schema_file_is_what_its_generator_writes(full: GraphQLSchema) -> None:
    path = Path(__file__).parents[2] / "src" / "hansard" / "sandbox" / "schema.graphql"
    assert path.read_text(encoding="utf-8") == cut(full)


def test_the_schema_is_valid_and_describes_itself(client: Client) -> None:
    assert validate_schema(load_schema()) == []
    assert len(client.data(get_introspection_query())["__schema"]["types"]) > 100


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_program_s_documents_fit(name: str) -> None:
    assert validate(load_schema(), parse(document(name))) == []


def selection(kind: Any, *, depth: int) -> str:
    """Everything that can be selected on a type, that far down."""
    if isinstance(kind, GraphQLUnionType):
        return "__typename " + " ".join(f"... on {member.name} {{ __typename }}" for member in kind.types)
    found = ["__typename"]
    for name, field in kind.fields.items():
        inner: Any = field.type
        while hasattr(inner, "of_type"):
            inner = inner.of_type
        if any(str(argument.type).endswith("!") for argument in field.args.values()):
            continue
        paging = "(first: 3)" if "first" in field.args else ""
        if is_leaf_type(inner):
            found.append(f"{kind.name}_{name}: {name}{paging}")
        elif depth > 0:
            found.append(f"{kind.name}_{name}: {name}{paging} {{ {selection(inner, depth=depth - 1)} }}")
    return " ".join(found)


@pytest.mark.parametrize("number", [1, 2])
def test_every_field_of_an_item_and_of_what_it_leads_to_can_be_read(history: History, number: int) -> None:
    for event in everything(number):
        history.add(event)
    client = Client(Sandbox(history, hour(100)))
    kind = "Issue" if number == 1 else "PullRequest"
    fields = selection(load_schema().type_map[kind], depth=4)
    found = client.data(
        f"query($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {fields} }} }} }}", id=item_id(client, number)
    )
    assert found["node"][f"{kind}_comments"]["IssueCommentConnection_totalCount"] == 1


def item_id(client: Client, number: int) -> str:
    selected = "... on Issue { id } ... on PullRequest { id }"
    found: str = client.repository(f"issueOrPullRequest(number: {number}) {{ {selected} }}")["issueOrPullRequest"]["id"]
    return found


def everything(number: int) -> list[dict[str, Any]]:
    """A bit of each sort of event."""
    common: list[dict[str, Any]] = [
        {"type": "comment", "comment": "c", "body": "Hello"},
        {"type": "edit_comment", "comment": "c", "body": "Hello!"},
        {"type": "react", "comment": "c", "content": "HEART"},
        {"type": "edit_body", "body": "changed"},
        {"type": "label", "label": "bug"},
        {"type": "assign", "assignee": "ben"},
        {"type": "lock", "reason": "SPAM"},
        {"type": "timeline", "typename": "TransferredEvent", "fields": {"fromRepository": {"repository": "other/one"}}},
        {"type": "cross_reference", "source": {"repository": "other/one", "number": 5, "kind": "pull_request"}},
    ]
    issue: list[dict[str, Any]] = [
        {"type": "cross_reference", "source": 2, "will_close": True},
        {"type": "close", "closer": 2, "reason": "DUPLICATE", "duplicate_of": 1},
        {"type": "timeline", "typename": "IssueTypeAddedEvent", "fields": {"issueType": {"issue_type": "Bug"}}},
    ]
    pull: list[dict[str, Any]] = [
        {"type": "push", "commits": [{"oid": "a" * 40, "message": "One\n\nmore"}]},
        {"type": "request_review", "reviewer": "ben"},
        {"type": "request_review", "team": "core team"},
        {"type": "review", "state": "APPROVED", "review": "r", "comments": [{"path": "x", "line": 1, "body": "nit"}]},
        {"type": "review_comment", "review": "r", "reply_to": "r.1", "body": "done", "path": "x"},
        {"type": "resolve_thread", "comment": "r.1"},
        {"type": "dismiss_review", "review": "r"},
        {"type": "merge"},
    ]
    events = common + (issue if number == 1 else pull)
    return [{"number": number, "actor": "ann", "at": hour(2 + place), **event} for place, event in enumerate(events)]


def test_every_type_of_event_can_be_read_with_all_its_fields(history: History) -> None:
    """Even when the history says nothing but its type."""
    for number, name in ((1, "IssueTimelineItems"), (2, "PullRequestTimelineItems")):
        union = load_schema().type_map[name]
        assert isinstance(union, GraphQLUnionType)
        silent = {"IssueComment", "PullRequestReview", "PullRequestReviewThread"}
        members = [member for member in union.types if member.name not in silent]
        needs = {
            "CrossReferencedEvent": {"source": {"item": 2}, "referencedAt": "2025-06-01T00:00:00Z"},
            "ConnectedEvent": {"source": {"item": 1}},
            "DisconnectedEvent": {"source": {"item": 1}},
            "LabeledEvent": {"label": {"label": "bug"}},
            "UnlabeledEvent": {"label": {"label": "bug"}},
            "PullRequestRevisionMarker": {"lastSeenCommit": {"commit": "b" * 40}},
            "PullRequestCommit": {"commit": {"commit": "b" * 40}},
            "PullRequestCommitCommentThread": {"commit": {"commit": "b" * 40}},
        }
        for place, member in enumerate(members):
            fields = needs.get(member.name, {})
            if "issueType" in member.fields:
                fields = {"issueType": {"issue_type": "Bug"}}
            history.add(type="timeline", number=number, at=hour(2 + place), typename=member.name, fields=fields)
        client = Client(Sandbox(history, hour(500)))
        fragments = " ".join(f"... on {member.name} {{ {selection(member, depth=1)} }}" for member in members)
        item = "issue" if number == 1 else "pullRequest"
        text = f"{item}(number: {number}) {{ timelineItems(first: 100) {{ nodes {{ __typename {fragments} }} }} }}"
        shown = client.repository(text)[item]["timelineItems"]["nodes"]
        assert [node["__typename"] for node in shown] == [member.name for member in members]
