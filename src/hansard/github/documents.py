"""The GraphQL documents of queries/, each operation with the fragments that it spreads."""

from functools import cache

from gql import GraphQLRequest
from graphql import (
    DefinitionNode,
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    Visitor,
    parse,
    visit,
)

from hansard import assets


def operations() -> list[str]:
    """The name of each operation, which is its file's name without the ending."""
    return sorted(name for name, node in _definitions().items() if isinstance(node, OperationDefinitionNode))


@cache
def document(operation: str) -> DocumentNode:
    """The operation in queries/<operation>.graphql and every fragment that it needs, however deep."""
    definitions = _definitions()
    fragments = {node.name.value: node for node in definitions.values() if isinstance(node, FragmentDefinitionNode)}
    needed: dict[str, DefinitionNode] = {}
    waiting = [definitions[operation]]
    while waiting:
        for name in _spreads(waiting.pop()):
            if name not in needed:
                needed[name] = fragments[name]
                waiting.append(fragments[name])
    return DocumentNode(definitions=(definitions[operation], *(needed[name] for name in sorted(needed))))


def request(operation: str, variables: dict[str, object]) -> GraphQLRequest:
    """An operation ready to be sent. A variable that is None is left out: absent and null differ to GitHub."""
    given = {name: value for name, value in variables.items() if value is not None}
    return GraphQLRequest(document(operation), variable_values=given)


@cache
def _definitions() -> dict[str, OperationDefinitionNode | FragmentDefinitionNode]:
    """The one definition of each file, by the file's name."""
    found: dict[str, OperationDefinitionNode | FragmentDefinitionNode] = {}
    for path in sorted(assets.folder("queries").glob("*.graphql")):
        (node,) = parse(path.read_text("utf-8"), no_location=True).definitions
        if not isinstance(node, OperationDefinitionNode | FragmentDefinitionNode):
            raise TypeError(f"{path}: neither an operation nor a fragment")
        found[path.stem] = node
    return found


def _spreads(node: DefinitionNode) -> set[str]:
    names: set[str] = set()

    class Collector(Visitor):
        def enter_fragment_spread(self, spread: FragmentSpreadNode, *_: object) -> None:
            names.add(spread.name.value)

    visit(node, Collector())
    return names
