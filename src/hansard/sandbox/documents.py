"""Parses, validates and prices documents; each text once. What is wrong with one is said as GitHub says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    parse,
    print_ast,
    specified_rules,
    validate,
    value_from_ast_untyped,
)
from graphql.execution.values import get_variable_values

from hansard.sandbox.cost import MOST_NODES, Price, price
from hansard.sandbox.problems import problem
from hansard.sandbox.schema import load_schema

# What GitHub calls the errors of a validation rule.
_CODES = {
    "FieldsOnCorrectTypeRule": "undefinedField",
    "KnownArgumentNamesRule": "argumentNotAccepted",
    "KnownDirectivesRule": "undefinedDirective",
    "KnownFragmentNamesRule": "useAndDefineFragment",
    "KnownTypeNamesRule": "undefinedType",
    "LoneAnonymousOperationRule": "uniquelyNamedOperations",
    "NoFragmentCyclesRule": "infiniteLoop",
    "NoUndefinedVariablesRule": "variableNotDefined",
    "NoUnusedFragmentsRule": "useAndDefineFragment",
    "NoUnusedVariablesRule": "variableNotUsed",
    "OverlappingFieldsCanBeMergedRule": "fieldConflict",
    "PossibleFragmentSpreadsRule": "cannotSpreadFragment",
    "ProvidedRequiredArgumentsRule": "missingRequiredArguments",
    "ScalarLeafsRule": "selectionMismatch",
    "UniqueOperationNamesRule": "uniquelyNamedOperations",
    "ValuesOfCorrectTypeRule": "argumentLiteralsIncompatible",
    "VariablesInAllowedPositionRule": "variableMismatch",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What one request wants executed. Nothing, when there are problems."""

    document: DocumentNode
    name: str | None
    variables: dict[str, Any]
    price: Price
    problems: list[dict[str, Any]]
    dry_run: bool = False


@cache
def load_documents(unknown_types: frozenset[str] = frozenset(), without: frozenset[str] = frozenset()) -> Documents:
    """The documents read so far against one schema, shared by all sandboxes: checking one takes a while."""
    return Documents(load_schema(unknown_types, without))


class Documents:
    """Documents by their text."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._read: dict[str, tuple[DocumentNode, list[dict[str, Any]]]] = {}

    def plan(self, text: str, name: str | None, variables: dict[str, Any]) -> Plan:
        """Parse, validate and price a request; each text is read once."""
        if text not in self._read:
            self._read[text] = self._check(text)
        document, problems = self._read[text]
        operation = _operation(document, name)
        if operation is None:
            missing = {"message": "An operation name is required"}
            return Plan(document, name, variables, Price(), problems or [missing])
        name = operation.name.value if operation.name else None
        if problems:
            return Plan(document, name, variables, Price(), problems)
        coerced = get_variable_values(self.schema, operation.variable_definitions or (), variables)
        if isinstance(coerced, list):
            return Plan(document, name, variables, Price(), [_variable_problem(error, variables) for error in coerced])
        bill = price(self.schema, document, operation, coerced)
        if bill.nodes > MOST_NODES:
            message = f"This query requests up to {bill.nodes:,} possible nodes which exceeds the maximum limit of"
            too_many = problem("MAX_NODE_LIMIT_EXCEEDED", f"{message} {MOST_NODES:,}.")
            return Plan(document, name, variables, bill, [too_many])
        trimmed = _dry_run(document, operation, variables)
        return Plan(trimmed or document, name, variables, bill, [], trimmed is not None)

    def _check(self, text: str) -> tuple[DocumentNode, list[dict[str, Any]]]:
        try:
            document = parse(text)
        except GraphQLSyntaxError as error:
            message = "Parse error on " + error.message.removeprefix("Syntax Error: ")
            return DocumentNode(definitions=()), [_shape(error, message)]
        if not validate(self.schema, document):
            return document, []
        # Once more, rule by rule: an error does not say which rule it comes from.
        return document, [
            _refused(document, rule.__name__, error)
            for rule in specified_rules
            for error in validate(self.schema, document, [rule])
        ]


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """The operation to execute; None when the name does not single one out."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if name:
        operations = [node for node in operations if node.name and node.name.value == name]
    return operations[0] if len(operations) == 1 else None


def _dry_run(
    document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> DocumentNode | None:
    """The part of a document that a dry run answers: `rateLimit` alone. None when it is not a dry run."""
    asked = [node for node in operation.selection_set.selections if _asks_dry_run(node, variables)]
    if not asked:
        return None
    trimmed = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=operation.directives,
        selection_set=SelectionSetNode(selections=tuple(asked)),
    )
    fragments = (node for node in document.definitions if isinstance(node, FragmentDefinitionNode))
    return DocumentNode(definitions=(trimmed, *fragments))


def _asks_dry_run(node: SelectionNode, variables: Mapping[str, Any]) -> bool:
    if not isinstance(node, FieldNode) or node.name.value != "rateLimit":
        return False
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    return bool("dryRun" in given and value_from_ast_untyped(given["dryRun"], dict(variables)))


def _variable_problem(error: GraphQLError, variables: Mapping[str, Any]) -> dict[str, Any]:
    places = [{"line": place.line, "column": place.column} for place in error.locations or ()]
    node = error.nodes[0] if error.nodes else None
    if not isinstance(node, VariableDefinitionNode):
        return {"locations": places, "message": error.message}
    name = node.variable.name.value
    problems = [{"path": [], "explanation": error.message}]
    message = f"Variable ${name} of type {print_ast(node.type)} was provided invalid value"
    return {
        "extensions": {"value": variables.get(name), "problems": problems},
        "locations": places,
        "message": message,
    }


def _refused(document: DocumentNode, rule: str, error: GraphQLError) -> dict[str, Any]:
    node = error.nodes[0] if error.nodes else None
    extensions: dict[str, Any] = {"code": _CODES.get(rule, rule)}
    message = error.message
    parents = _ancestors(document, node) if node else []
    if rule == "FieldsOnCorrectTypeRule" and isinstance(node, FieldNode):
        name, kind = node.name.value, error.message.split("'")[3]
        extensions |= {"typeName": kind, "fieldName": name}
        message = f"Field '{name}' doesn't exist on type '{kind}'"
    return {"path": _path(parents, node), "extensions": extensions, **_shape(error, message)}


def _shape(error: GraphQLError, message: str) -> dict[str, Any]:
    places = [{"line": place.line, "column": place.column} for place in error.locations or ()]
    return {"locations": places, "message": message}


def _ancestors(document: DocumentNode, wanted: Node) -> list[Node]:
    """The nodes above this one, outermost first."""

    def down(node: Node, above: list[Node]) -> list[Node] | None:
        if node is wanted:
            return above
        for key in node.keys:
            below = getattr(node, key, None)
            for child in below if isinstance(below, Sequence) and not isinstance(below, str) else [below]:
                if isinstance(child, Node) and (found := down(child, [*above, node])) is not None:
                    return found
        return None

    return down(document, []) or []


def _path(parents: list[Node], node: Node | None) -> list[str]:
    path = []
    for step in [*parents, node]:
        match step:
            case OperationDefinitionNode():
                path.append(f"{step.operation.value}{f' {step.name.value}' if step.name else ''}")
            case FragmentDefinitionNode():
                path.append(f"fragment {step.name.value}")
            case InlineFragmentNode():
                path.append(f"... on {step.type_condition.name.value}" if step.type_condition else "...")
            case FieldNode():
                path.append(step.alias.value if step.alias else step.name.value)
    return path
