"""The GraphQL documents of queries/, each operation with the fragments that it spreads."""

from collections.abc import Sequence
from functools import cache

from gql import GraphQLRequest
from graphql import (
    DefinitionNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    parse,
    visit,
)

from hansard import assets

Definition = OperationDefinitionNode | FragmentDefinitionNode


def operations() -> list[str]:
    """The name of each operation, which is its file's name without the ending."""
    return sorted(name for name, node in _definitions().items() if isinstance(node, OperationDefinitionNode))


@cache
def document(operation: str) -> DocumentNode:
    """The operation in queries/<operation>.graphql and every fragment that it needs, however deep."""
    return _with_fragments(_definitions()[operation])


@cache
def batch(operation: str, size: int) -> DocumentNode:
    """`size` runs of an operation as one: its field under the aliases i0, i1, ..., its variables numbered alike.

    A fragment that uses a variable cannot serve several runs, so those are written out in place.
    """
    whole = document(operation)
    root = next(node for node in whole.definitions if isinstance(node, OperationDefinitionNode))
    fragments = {node.name.value: node for node in whole.definitions if isinstance(node, FragmentDefinitionNode)}
    varied = {name for name, node in fragments.items() if _mentions_variable(node)}
    inlined = visit(root, _Inline({name: fragments[name] for name in varied}))
    (shared,) = (field for field in inlined.selection_set.selections if field.name.value == "rateLimit")
    (node,) = (field for field in inlined.selection_set.selections if field.name.value != "rateLimit")
    runs = [visit(_alias(node, f"i{index}"), _Number(str(index))) for index in range(size)]
    variables = [
        visit(variable, _Number(str(index))) for index in range(size) for variable in root.variable_definitions or ()
    ]
    operation_node = OperationDefinitionNode(
        operation=root.operation,
        name=root.name,
        variable_definitions=tuple(variables),
        selection_set=SelectionSetNode(selections=(shared, *runs)),
    )
    kept = [node for name, node in sorted(fragments.items()) if name not in varied]
    return DocumentNode(definitions=(operation_node, *kept))


def request(operation: str, variables: dict[str, object]) -> GraphQLRequest:
    """An operation ready to be sent. A variable that is None is left out: absent and null differ to GitHub."""
    return GraphQLRequest(document(operation), variable_values=_given(variables))


def batch_request(operation: str, runs: Sequence[dict[str, object]]) -> GraphQLRequest:
    """Several runs of an operation as one request, each with its own variables; answers come as i0, i1, ..."""
    numbered = {f"{name}{index}": value for index, run in enumerate(runs) for name, value in run.items()}
    return GraphQLRequest(batch(operation, len(runs)), variable_values=_given(numbered))


def _given(variables: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in variables.items() if value is not None}


@cache
def _definitions() -> dict[str, Definition]:
    """The one definition of each file, by the file's name."""
    found: dict[str, Definition] = {}
    for path in sorted(assets.folder("queries").glob("*.graphql")):
        (node,) = parse(path.read_text("utf-8"), no_location=True).definitions
        if not isinstance(node, Definition):
            raise TypeError(f"{path}: neither an operation nor a fragment")
        found[path.stem] = node
    return found


def _with_fragments(root: Definition) -> DocumentNode:
    fragments = {node.name.value: node for node in _definitions().values() if isinstance(node, FragmentDefinitionNode)}
    needed: dict[str, DefinitionNode] = {}
    waiting: list[DefinitionNode] = [root]
    while waiting:
        for name in _spreads(waiting.pop()):
            if name not in needed:
                needed[name] = fragments[name]
                waiting.append(fragments[name])
    return DocumentNode(definitions=(root, *(needed[name] for name in sorted(needed))))


def _spreads(node: DefinitionNode) -> set[str]:
    names: set[str] = set()

    class Collector(Visitor):
        def enter_fragment_spread(self, spread: FragmentSpreadNode, *_: object) -> None:
            names.add(spread.name.value)

    visit(node, Collector())
    return names


def _mentions_variable(node: DefinitionNode) -> bool:
    found: list[str] = []

    class Finder(Visitor):
        def enter_variable(self, variable: VariableNode, *_: object) -> None:
            found.append(variable.name.value)

    visit(node, Finder())
    return bool(found)


def _alias(field: FieldNode, alias: str) -> FieldNode:
    return FieldNode(
        alias=NameNode(value=alias), name=field.name, arguments=field.arguments, selection_set=field.selection_set
    )


class _Number(Visitor):
    """Puts a number behind the name of every variable."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self._number = number

    def leave_variable(self, variable: VariableNode, *_: object) -> VariableNode:
        return VariableNode(name=NameNode(value=variable.name.value + self._number))


class _Inline(Visitor):
    """Replaces the spread of a fragment by the fragment's own selections."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        super().__init__()
        self._fragments = fragments

    def leave_selection_set(self, node: SelectionSetNode, *_: object) -> SelectionSetNode:
        selections: list[SelectionNode] = []
        for selection in node.selections:
            if isinstance(selection, FragmentSpreadNode) and selection.name.value in self._fragments:
                selections += self._fragments[selection.name.value].selection_set.selections
            else:
                selections.append(selection)
        return SelectionSetNode(selections=tuple(selections))
