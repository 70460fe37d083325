"""The schema of an older server: GitHub's without some of its types and fields."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from graphql import (
    REMOVE,
    DocumentNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    InputValueDefinitionNode,
    NamedTypeNode,
    Node,
    TypeDefinitionNode,
    Visitor,
    parse,
    visit,
)


def older(text: str, without: Collection[str]) -> DocumentNode:
    """The schema `text` without some names, each a Type, Type.field, Enum.VALUE, Input.field or Type.field.argument.

    With a type goes whatever is of that type, and the value that asks for it in a timeline. Raises ValueError for a
    name that is not in the schema.
    """
    if not without:
        return _parsed(text)
    cut = _Cut(frozenset(without))
    document: DocumentNode = visit(_parsed(text), cut)
    if unknown := sorted(name for name in cut.without - cut.found if not _inside(name, cut.without)):
        raise ValueError(f"not in the sandbox's schema: {', '.join(unknown)}")
    return document


@cache
def _parsed(text: str) -> DocumentNode:
    return parse(text, no_location=True)


class _Cut(Visitor):
    def __init__(self, without: frozenset[str]) -> None:
        super().__init__()
        self.without, self.found = without, set[str]()
        self._types = {name.lower() for name in without if "." not in name}
        self._place: list[str] = []

    def enter(self, node: Node, *_: Any) -> Any:
        if isinstance(node, TypeDefinitionNode | FieldDefinitionNode | InputValueDefinitionNode):
            self._place.append(node.name.value)
            return self._remove(".".join(self._place), getattr(node, "type", None))
        if isinstance(node, EnumValueDefinitionNode):
            value = node.name.value
            asks_for = value.replace("_", "").lower() if self._place[0].endswith("ItemType") else ""
            return REMOVE if asks_for in self._types else self._is_out(f"{self._place[0]}.{value}")
        return self._is_out(node.name.value) if isinstance(node, NamedTypeNode) else None

    def leave(self, node: Node, *_: Any) -> None:
        if isinstance(node, TypeDefinitionNode | FieldDefinitionNode | InputValueDefinitionNode):
            self._place.pop()

    def _remove(self, name: str, kind: Any) -> Any:
        while kind is not None and not isinstance(kind, NamedTypeNode):
            kind = kind.type
        removed = self._is_out(name) or (kind and self._is_out(kind.name.value))
        if removed:
            self._place.pop()
        return removed

    def _is_out(self, name: str) -> Any:
        if name not in self.without:
            return None
        self.found.add(name)
        return REMOVE


def _inside(name: str, without: Collection[str]) -> bool:
    """Whether something goes already with what it belongs to."""
    owner = name.rpartition(".")[0]
    return bool(owner) and (owner in without or _inside(owner, without))
