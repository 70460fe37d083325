"""Documents for servers that know less: whatever optional thing is missing, what is left is valid and makes sense."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_ast_schema,
    build_schema,
    introspection_from_schema,
    parse,
    print_ast,
    validate,
    visit,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from hansard.github.documents import batch, document, operations
from hansard.github.fit import ESSENTIAL, ESSENTIAL_EVERYWHERE, ESSENTIAL_TYPES, Unfit, fit, told
from hansard.github.introspection import schema_of
from hansard.sandbox.older import older

TEXT = (files("hansard.sandbox") / "schema.graphql").read_text("utf-8")
DOCUMENTS = {name: document(name) for name in operations()} | {"timeline of three": batch("timeline", 3)}
TEXTS = {name: print_ast(each) for name, each in DOCUMENTS.items()}


@lru_cache(maxsize=3)
def server(*without: str) -> GraphQLSchema:
    return build_ast_schema(older(TEXT, without), assume_valid=True)


def named(documents: dict[str, DocumentNode]) -> tuple[set[str], set[str]]:
    """The fields that the documents ask for, and the types of timeline entries that they know."""
    info, fields, types = TypeInfo(server()), set[str](), set[str]()

    class Names(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent = info.get_parent_type()
            if parent and not node.name.value.startswith("__"):
                fields.add(f"{parent.name}.{node.name.value}")

        def enter_inline_fragment(self, node: Any, *_: Any) -> None:
            types.add(node.type_condition.name.value)

    for found in documents.values():
        visit(found, TypeInfoVisitor(info, Names()))
    return fields, types


FIELDS, TYPES = named(DOCUMENTS)
OPTIONAL_TYPES = sorted(name for name in TYPES - ESSENTIAL_TYPES if name.endswith("Event") or name == "Team")
OPTIONAL_FIELDS = sorted(
    name for name in FIELDS - ESSENTIAL if name.partition(".")[2] not in ESSENTIAL_EVERYWHERE and "." in name
)
SMALL = build_schema(
    """
    type Query { repository(name: String!): Repository node(id: ID!): Thing labels(first: Int!): Int }
    type Repository { id: ID! name: String! things(of: [Kind!], after: String): [Thing!]! size(unit: String!): Int }
    interface Thing { id: ID! }
    type Door implements Thing { id: ID! colour: String }
    type Wall implements Thing { id: ID! }
    enum Kind { DOOR WALL }
    """
)


def fitted(text: str, schema: GraphQLSchema = SMALL) -> tuple[str, tuple[str, ...]]:
    """A small document, fitted, on one line; and what was left out."""
    result = fit(schema, parse(text, no_location=True))
    assert validate(schema, result.document) == []
    return " ".join(print_ast(result.document).split()), result.left_out


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_server_that_knows_everything_gets_the_very_same_document(name: str) -> None:
    result = fit(server(), DOCUMENTS[name])
    assert result.document is DOCUMENTS[name]
    assert result.left_out == ()


def all_fitted(without: set[str], *names: str) -> set[str]:
    """What is left out for a server without these, having seen that the rest is valid."""
    schema = build_ast_schema(older(TEXT, without), assume_valid=True)
    left_out = set()
    for name in names:
        result = fit(schema, DOCUMENTS[name])
        assert validate(schema, result.document) == []
        assert list(result.left_out) == sorted(result.left_out)
        left_out |= set(result.left_out)
    assert not left_out & (ESSENTIAL | ESSENTIAL_TYPES)
    return left_out


@settings(max_examples=15)
@given(st.sets(st.sampled_from(OPTIONAL_TYPES), min_size=1))
def test_without_any_optional_types_the_documents_are_valid(without: set[str]) -> None:
    left_out = all_fitted(without, "item", "timeline of three")
    assert {name for name in left_out if "." not in name} == without


@settings(max_examples=15)
@given(st.sets(st.sampled_from(OPTIONAL_FIELDS + OPTIONAL_TYPES), min_size=1))
def test_without_any_optional_fields_the_documents_are_valid(without: set[str]) -> None:
    all_fitted(without, "item", "repository", "labels")


def test_without_all_that_is_optional_every_document_is_valid() -> None:
    optional = set(OPTIONAL_FIELDS + OPTIONAL_TYPES)
    all_fitted(optional, *(DOCUMENTS.keys() - {"search_count"}))
    with pytest.raises(Unfit, match="SearchCount"):  # an audit does without it: see by_month
        all_fitted(optional, "search_count")
    left_out = all_fitted(set(OPTIONAL_TYPES), *DOCUMENTS)
    # With the requests for reviews goes what asks for teams.
    assert {name for name in left_out if "." not in name} == set(OPTIONAL_TYPES) - {"Team"}


@pytest.mark.parametrize("name", sorted(ESSENTIAL | ESSENTIAL_TYPES - {"Query"}))
def test_what_a_sync_cannot_do_without_is_named(name: str) -> None:
    missing = set()
    for document_name in sorted(TEXTS, key=lambda each: (name.rpartition(".")[2] not in TEXTS[each], len(TEXTS[each]))):
        try:
            fit(server(name), DOCUMENTS[document_name])
        except Unfit as error:
            missing |= set(error.missing)
        if name in missing:
            return
    # Without a type there may be no way left to it: then the way is what is missing.
    assert "." not in name
    assert missing


def test_the_essential_is_asked_for() -> None:
    assert FIELDS >= ESSENTIAL


def test_a_schema_by_introspection_fits_as_the_one_in_words_does() -> None:
    schema = server("SubIssueAddedEvent", "Issue.stateReason", "Query.repository.followRenames")
    known = schema_of(introspection_from_schema(schema, descriptions=False))
    for found in DOCUMENTS.values():
        assert fit(known, found) == fit(schema, found)


def test_an_older_server_is_told_of_in_names_that_people_know() -> None:
    without = ("IssueTypeAddedEvent", "IssueType", "Issue.stateReason", "IssueTimelineItemsItemType.PINNED_EVENT")
    left_out = fit(server(*without), document("issues")).left_out
    assert left_out == (
        "Issue.stateReason",
        "IssueTimelineItemsItemType.PINNED_EVENT",
        "IssueTypeAddedEvent",
        "IssueTypeChangedEvent.issueType",
        "IssueTypeChangedEvent.prevIssueType",
        "IssueTypeRemovedEvent.issueType",
    )
    assert "Issue.stateReason" in told(left_out)


def test_types_of_entries_go_with_their_fragment_and_their_place_in_the_list() -> None:
    text = print_ast(fit(server("SubIssueAddedEvent"), document("issues")).document)
    assert "SubIssueAddedEvent" not in text
    assert "SUB_ISSUE_ADDED_EVENT" not in text
    assert "SubIssueRemovedEvent" in text


def test_unknown_fields_go_and_empty_selections_with_them() -> None:
    text = 'query Q { repository(name: "x") { id age things { id ...D } } } fragment D on Door { weight { kg } }'
    assert fitted(text) == (
        'query Q { repository(name: "x") { id things { id } } }',
        ("Door.weight", "Repository.age"),
    )


def test_fragments_that_nothing_is_left_of_go_with_their_spreads() -> None:
    text = "{ node(id: 1) { id ...A } } fragment A on Thing { ... on Gate { id } ...B } fragment B on Gate { id }"
    assert fitted(text) == ("{ node(id: 1) { id } }", ("Gate",))


def test_a_type_that_cannot_stand_there_goes() -> None:
    text = "{ node(id: 1) { id ... on Repository { name } ... on Door { colour } } }"
    assert fitted(text) == ("{ node(id: 1) { id ... on Door { colour } } }", ("Repository in Thing",))


def test_a_field_that_became_a_thing_or_was_one_goes() -> None:
    text = '{ repository(name: "x") { id name { full } things } }'
    assert fitted(text)[1] == ("Repository.name", "Repository.things")


def test_variables_go_with_what_used_them() -> None:
    text = (
        'query Q($unit: String!, $kind: Sort, $after: String) { repository(name: "x") '
        "{ id things(after: $after) { id } weight(unit: $unit) sorted(by: $kind) } }"
    )
    expected = 'query Q($after: String) { repository(name: "x") { id things(after: $after) { id } } }'
    assert fitted(text) == (expected, ("Repository.sorted", "Repository.weight"))


def test_an_unknown_entry_of_a_list_goes_alone() -> None:
    text = '{ repository(name: "x") { id things(of: [DOOR, GATE]) { id } } }'
    assert fitted(text) == ('{ repository(name: "x") { id things(of: [DOOR]) { id } } }', ("Kind.GATE",))


@pytest.mark.parametrize(
    "text",
    [
        '{ repository(name: "x") { things(of: [GATE]) { id } } }',
        '{ repository(name: "x") { things(of: GATE) { id } } }',
        '{ repository(name: "x") { things(of: [DOOR], since: 1) { id } } }',
        'query Q($kind: [Sort!]) { repository(name: "x") { things(of: $kind) { id } } }',
        '{ repository(name: "x") { things(of: {kind: DOOR}) { id } } }',
        "{ labels(first: $many) }",
        "{ issues { id } }",
        "subscription { repository { id } }",
    ],
)
def test_an_argument_that_decides_what_is_answered_is_never_left_out(text: str) -> None:
    with pytest.raises(Unfit) as caught:
        fit(SMALL, parse(text, no_location=True))
    assert caught.value.missing


def test_harmless_arguments_go() -> None:
    schema = server("Query.repository.followRenames", "Labelable.labels.orderBy", "Issue.timelineItems.itemTypes")
    left_out = fit(schema, document("issues")).left_out
    assert left_out == (
        "Issue.timelineItems(itemTypes)",
        "Labelable.labels(orderBy)",
        "Query.repository(followRenames)",
    )


@pytest.mark.parametrize(
    "argument", ["Repository.issues.filterBy", "Repository.issues.orderBy", "Repository.issues.first"]
)
def test_paging_and_filters_are_no_harmless_arguments(argument: str) -> None:
    with pytest.raises(Unfit, match=r"Repository\.issues\(\w+\)"):
        fit(server(argument), document("issues"))


def test_another_kind_of_server_is_refused_by_name() -> None:
    with pytest.raises(Unfit, match=r"Query\.repository"):
        fit(build_schema("type Query { hello: String }"), document("repository"))
