"""The documents of queries/: whole, valid, and without anything nested that costs."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from graphql import FieldNode, FragmentDefinitionNode, GraphQLSchema, Visitor, build_schema, print_ast, validate, visit

from hansard import assets
from hansard.github.documents import batch, batch_request, document, operations, request


@cache
def schema(path: Path) -> GraphQLSchema:
    return build_schema(path.read_text("utf-8"), assume_valid=True, assume_valid_sdl=True)


def test_every_file_is_reached_by_some_operation() -> None:
    used = operations()
    spread = {
        node.name.value
        for name in operations()
        for node in document(name).definitions[1:]
        if isinstance(node, FragmentDefinitionNode)
    }
    written = {path.stem for path in assets.folder("queries").glob("*.graphql")}
    assert len(used) + len(spread) == len(written), "a fragment that nobody spreads"


@pytest.mark.parametrize("operation", operations())
def test_each_document_fits_githubs_schema(operation: str, github_schema_path: Path) -> None:
    assert validate(schema(github_schema_path), document(operation)) == []


@cache
def sandboxs_schema() -> GraphQLSchema:
    return build_schema((files("hansard.sandbox") / "schema.graphql").read_text("utf-8"))


@pytest.mark.parametrize("operation", operations())
def test_each_document_fits_the_sandboxs_schema(operation: str) -> None:
    assert validate(sandboxs_schema(), document(operation)) == []


@pytest.mark.parametrize("operation", ["issues", "pull_requests"])
def test_an_item_has_two_connections_and_nothing_below_them(operation: str) -> None:
    paged: list[int] = []

    class Depth(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            if any(argument.name.value == "first" for argument in node.arguments or ()):
                paged.append(1)

    visit(document(operation), Depth())
    assert len(paged) == 3, "the listing itself, labels and timelineItems"


def test_a_variable_that_is_none_is_not_sent() -> None:
    assert request("labels", {"id": "I_1", "labelsAfter": None}).variable_values == {"id": "I_1"}


def test_a_batch_runs_an_operation_several_times_under_aliases(github_schema_path: Path) -> None:
    assert validate(schema(github_schema_path), batch("timeline", 3)) == []
    text = print_ast(batch("timeline", 3))
    assert "i2: node(id: $id2)" in text
    assert text.count("after: $eventsAfter2") == 2, "once for issues, once for pull requests"
    asked = batch_request("timeline", [{"id": "a", "eventsAfter": None}, {"id": "b", "eventsAfter": "c"}])
    assert asked.variable_values == {"id0": "a", "id1": "b", "eventsAfter1": "c"}


def test_fragments_come_along_once() -> None:
    text = print_ast(document("timeline"))
    assert text.count("fragment ActorFields on Actor") == 1
    assert "fragment LabelFields on Label" in text
