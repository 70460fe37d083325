"""The cut-down schema, with a resolver on every field."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    SelectionSetNode,
    build_ast_schema,
    get_named_type,
)

from hansard.sandbox.older import older
from hansard.sandbox.paging import Page
from hansard.sandbox.views.repository import RepositoryView
from hansard.sandbox.views.timeline import EventView

_PAGING = frozenset({"first", "last", "after", "before", "skip"})
# Fields of events that name the item in whose timeline the event stands.
_ABOUT_ITEM = frozenset(
    {"assignable", "closable", "labelable", "lockable", "pullRequest", "subject", "subscribable", "target"}
)
_ZEROS = {"Boolean": False, "String": "", "Int": 0}

Resolver = Callable[..., Any]


@cache
def load_schema(unknown_types: frozenset[str] = frozenset(), without: frozenset[str] = frozenset()) -> GraphQLSchema:
    """Build the schema; `unknown_types` join the timelines with nothing but an id, as types of the future do.

    `without` are names that it lacks, as the schema of an older server does.
    """
    text = (files("hansard.sandbox") / "schema.graphql").read_text(encoding="utf-8")
    for name in sorted(unknown_types):
        text += f"\ntype {name} implements Node {{ id: ID! }}\n"
        text = re.sub(r"^(union \w+TimelineItems =)", rf"\1\n  | {name}", text, flags=re.MULTILINE)
    schema = build_ast_schema(older(text, without), assume_valid=True)
    events = _event_types(schema)
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = _typename
        elif isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                field.resolve = _event_resolver(name, field) if kind.name in events else _resolver(name, field)
                for key, argument in field.args.items():
                    argument.out_name = snake(key)
    return schema


def snake(name: str) -> str:
    """What a GraphQL name is called here: `closedByPullRequestsReferences` is closed_by_pull_requests_references."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _event_types(schema: GraphQLSchema) -> set[str]:
    unions = (schema.type_map[name] for name in ("IssueTimelineItems", "PullRequestTimelineItems"))
    members = {member.name for union in unions if isinstance(union, GraphQLUnionType) for member in union.types}
    return members - {"IssueComment", "PullRequestReview", "PullRequestReviewThread"}


def _typename(value: Any, _info: GraphQLResolveInfo[Any], _kind: GraphQLAbstractType) -> str:
    typename: str = value.typename
    return typename


def _resolver(name: str, field: GraphQLField) -> Resolver:
    attribute, kind = snake(name), get_named_type(field.type).name
    if kind == "Repository" and not field.args:
        return lambda source, _info: RepositoryView(source.world, getattr(source, "foreign", None))
    if kind.endswith("Connection"):
        return _connection_resolver(name, attribute)
    if field.args:
        return lambda source, _info, **arguments: getattr(source, attribute)(**arguments)
    return lambda source, _info: getattr(source, attribute)


def _connection_resolver(name: str, attribute: str) -> Resolver:
    def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        paging = {key: arguments.pop(key) for key in _PAGING & arguments.keys()}
        page = Page(name, **{key: value for key, value in paging.items() if value is not None})
        page.check()
        if page.first is None and page.last is None and _lists_rows(info):
            raise page.missing_boundaries()
        return getattr(source, attribute)(page, **arguments)

    return resolve


def _lists_rows(info: GraphQLResolveInfo[Any]) -> bool:
    """Whether the query wants rows of the connection, not only their number."""

    def names(selections: SelectionSetNode | None) -> set[str]:
        found: set[str] = set()
        for selection in selections.selections if selections else ():
            if isinstance(selection, FieldNode):
                found.add(selection.name.value)
            elif isinstance(selection, FragmentSpreadNode):
                found |= names(info.fragments[selection.name.value].selection_set)
            else:
                found |= names(getattr(selection, "selection_set", None))
        return found

    return any(names(node.selection_set) & {"nodes", "edges"} for node in info.field_nodes)


def _event_resolver(name: str, field: GraphQLField) -> Resolver:
    """Fields of timeline events: what every event has, else what this one said, else the item it is about."""
    attribute, kind = snake(name), get_named_type(field.type)
    required = isinstance(field.type, GraphQLNonNull)
    if attribute in ("id", "created_at", "actor", "url", "resource_path"):
        return lambda source, _info: getattr(source, attribute)
    if kind.name == "Repository":

        def repository(source: EventView, _info: GraphQLResolveInfo[Any]) -> Any:
            foreign = source.foreign_repository(name)
            return RepositoryView(source.world, foreign) if foreign or required else None

        return repository
    default = None
    if required:
        default = next(iter(kind.values)) if isinstance(kind, GraphQLEnumType) else _ZEROS.get(kind.name)
    about_item = name in _ABOUT_ITEM and kind.name != "User"

    def resolve(source: EventView, _info: GraphQLResolveInfo[Any]) -> Any:
        return source.told(name, source.item if about_item else default)

    return resolve
