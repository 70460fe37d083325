"""What a query costs, counted before it is executed: GitHub's points, and the most nodes that it can return.

Each connection is one request for every parent that its outer connections can yield when they are full. Points are
these requests divided by hundred, rounded to the nearest, at least one. Nodes are the products of the page sizes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
    get_named_type,
)
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

MOST_NODES = 500_000


@dataclass(slots=True)
class Price:
    """`width` is the size of the widest page that is not inside another one: how much of a page was asked for."""

    requests: int = 0
    nodes: int = 0
    width: int = 0

    @property
    def points(self) -> int:
        return max(1, (self.requests + 50) // 100)


def price(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Any) -> Price:
    """Price one operation of a valid document; `variables` are what graphql-core made of the request's."""
    definitions = document.definitions
    fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
    root = schema.get_root_type(operation.operation)
    counter = _Counter(schema, fragments, variables, Price())
    if root is not None:
        counter.count(root, [operation.selection_set], 1, outermost=True)
    return counter.price


@dataclass(slots=True)
class _Counter:
    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    variables: Any
    price: Price

    def count(
        self, parent: GraphQLNamedType, selections: list[SelectionSetNode], times: int, *, outermost: bool
    ) -> None:
        """Add what these selections cost, for `times` parents. Fields that merge in the answer count once."""
        merged: dict[tuple[str, str], tuple[GraphQLField, list[FieldNode]]] = {}
        for selection in selections:
            for kind, node in self._fields(parent, selection):
                field = kind.fields.get(node.name.value)
                if field is not None:
                    name = node.alias.value if node.alias else node.name.value
                    merged.setdefault((kind.name, name), (field, []))[1].append(node)
        for field, nodes in merged.values():
            inner = [node.selection_set for node in nodes if node.selection_set]
            inside = get_named_type(field.type)
            arguments = get_argument_values(field, nodes[0], self.variables) if inner else {}
            size = 1
            if inside.name.endswith("Connection"):
                size = arguments.get("first") or arguments.get("last") or 0
                self.price.requests += times
                self.price.nodes += times * size
            elif nodes[0].name.value == "nodes" and "ids" in arguments:
                size = len(arguments["ids"])
                self.price.nodes += size
            else:
                self.count(inside, inner, times, outermost=outermost)
                continue
            if outermost:
                self.price.width = max(self.price.width, size)
            self.count(inside, inner, times * size, outermost=False)

    def _fields(
        self, parent: GraphQLNamedType, selections: SelectionSetNode
    ) -> Iterator[tuple[GraphQLObjectType | GraphQLInterfaceType, FieldNode]]:
        """The fields of a selection, those of its fragments included, with the type that they are selected on."""
        for node in selections.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
                    yield parent, node
            elif isinstance(node, InlineFragmentNode | FragmentSpreadNode):
                inner = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
                condition = inner.type_condition
                kind = self.schema.type_map[condition.name.value] if condition else parent
                yield from self._fields(kind, inner.selection_set)

    def _included(self, node: Any) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not (skip and skip["if"]) and not (include and not include["if"])
