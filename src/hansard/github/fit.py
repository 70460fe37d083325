"""Makes a document fit a server that knows less than github.com does. Pure: no socket, no clock.

What such a server does not know it cannot have: events of later types, fields of later versions. Those are left out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from graphql import (
    ArgumentNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    NamedTypeNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    Visitor,
    do_types_overlap,
    get_named_type,
    is_composite_type,
    is_required_argument,
    type_from_ast,
    validate,
    visit,
)

from hansard.errors import HansardError

# What makes an archive: without these there is none, or a wrong one. Their types are as necessary as they are.
_ESSENTIAL = {
    "Query": "node repository",
    "Repository": "issues nameWithOwner pullRequests",
    "Issue": "author body number state timelineItems title updatedAt",
    "PullRequest": "author body number state timelineItems title updatedAt",
    "PageInfo": "endCursor hasNextPage",
    "Node": "id",
    "Actor": "login",
    "Label": "name",
    "Labelable": "labels",
    "IssueComment": "author body updatedAt",
    "PullRequestReview": "author body state updatedAt",
    "AssignedEvent": "assignee",
    "UnassignedEvent": "assignee",
    "ClosedEvent": "actor",
    "ReopenedEvent": "actor",
    "MergedEvent": "actor",
    "LabeledEvent": "label",
    "UnlabeledEvent": "label",
    "MilestonedEvent": "milestoneTitle",
    "DemilestonedEvent": "milestoneTitle",
    "RenamedTitleEvent": "currentTitle previousTitle",
}
ESSENTIAL = frozenset(f"{kind}.{field}" for kind, fields in _ESSENTIAL.items() for field in fields.split())
ESSENTIAL_TYPES = frozenset(_ESSENTIAL)
# As necessary wherever they are asked for.
ESSENTIAL_EVERYWHERE = frozenset({"createdAt", "id", "nodes", "pageInfo", "totalCount"})
# An argument decides what is answered, so only these may go: without them comes the same, or more.
DISPENSABLE_ARGUMENTS = frozenset(
    {
        "Issue.timelineItems(itemTypes)",
        "Labelable.labels(orderBy)",
        "PullRequest.timelineItems(itemTypes)",
        "Query.repository(followRenames)",
    }
)


class Unfit(HansardError):
    """A server that lacks what a sync cannot do without; `missing` names it."""

    def __init__(self, missing: Collection[str]) -> None:
        self.missing = tuple(sorted(missing))
        super().__init__(
            f"the server does not know {', '.join(self.missing)}, without which there is no archive. "
            "Check --api-url; a GitHub Enterprise Server may be too old for hansard"
        )


@dataclass(frozen=True, slots=True)
class Fitted:
    """A document that a server understands, and the names of what was left out for that, sorted.

    A name is that of a type, of a field (Issue.stateReason), of an argument (Labelable.labels(orderBy)), of an enum's
    value, or of a type that a union lacks (Team in RequestedReviewer).
    """

    document: DocumentNode
    left_out: tuple[str, ...] = ()


def fit(schema: GraphQLSchema, document: DocumentNode) -> Fitted:
    """The document without what the schema does not know; the very same one, when it knows everything.

    Left out are fragments on unknown types, unknown fields, unknown entries of lists of enum values, and whatever has
    become empty or unused by that. Raises Unfit when what is left would make no archive.
    """
    fitting = _Fitting(schema, document)
    fitted = fitting.document()
    if fitting.missing:
        raise Unfit(fitting.missing)
    if problems := validate(schema, fitted):
        raise Unfit({f"the query ({problem.message.removesuffix('.')})" for problem in problems})
    return Fitted(fitted, tuple(sorted(fitting.left_out))) if fitting.left_out else Fitted(document)


def told(left_out: Collection[str]) -> str:
    """One sentence on what a server does not know."""
    return f"the server does not know {', '.join(sorted(left_out))}: what they tell is not archived"


class _Fitting:
    """The fitting of one document, selection by selection; notes what it leaves out and what it misses."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema, self._definitions = schema, document.definitions
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._fitted: dict[str, FragmentDefinitionNode | None] = {}
        self._typed: set[str] = set()
        self.left_out: set[str] = set()
        self.missing: set[str] = set()

    def document(self) -> DocumentNode:
        operations = [node for node in self._definitions if isinstance(node, OperationDefinitionNode)]
        fitted = [node for operation in operations if (node := self._operation(operation))]
        fragments = [self._fitted.get(name) for name in self._fragments]
        return DocumentNode(definitions=(*fitted, *(node for node in fragments if node)))

    def _operation(self, node: OperationDefinitionNode) -> OperationDefinitionNode | None:
        root = self._schema.get_root_type(node.operation)
        given = node.variable_definitions or ()
        self._typed = {one.variable.name.value for one in given if type_from_ast(self._schema, one.type)}
        selections = self._selections(root, node.selection_set) if root else None
        if selections is None:
            name = node.name.value if node.name else node.operation.value
            self.missing.add(f"anything that the query {name} asks for")
            return None
        used = _variables(selections).union(*(_variables(fragment) for fragment in self._fitted.values() if fragment))
        return OperationDefinitionNode(
            operation=node.operation,
            name=node.name,
            variable_definitions=tuple(one for one in given if one.variable.name.value in used),
            directives=node.directives,
            selection_set=selections,
        )

    def _selections(self, parent: GraphQLCompositeType, node: SelectionSetNode) -> SelectionSetNode | None:
        kept = [fitted for selection in node.selections if (fitted := self._selection(parent, selection))]
        return SelectionSetNode(selections=tuple(kept)) if kept else None

    def _selection(self, parent: GraphQLCompositeType, node: SelectionNode) -> SelectionNode | None:
        if isinstance(node, FragmentSpreadNode):
            kind = self._condition(parent, self._fragments[node.name.value].type_condition)
            return node if kind and self._fragment(node.name.value, kind) else None
        if isinstance(node, InlineFragmentNode):
            kind = self._condition(parent, node.type_condition) if node.type_condition else parent
            selections = self._selections(kind, node.selection_set) if kind else None
            if selections is None:
                return None
            return InlineFragmentNode(
                type_condition=node.type_condition, directives=node.directives, selection_set=selections
            )
        return self._field(parent, cast("FieldNode", node))

    def _fragment(self, name: str, kind: GraphQLCompositeType) -> FragmentDefinitionNode | None:
        """A fragment, fitted when it is first spread; None when nothing of it is left."""
        if name not in self._fitted:
            self._fitted[name] = None
            node = self._fragments[name]
            if selections := self._selections(kind, node.selection_set):
                self._fitted[name] = FragmentDefinitionNode(
                    name=node.name,
                    type_condition=node.type_condition,
                    directives=node.directives,
                    selection_set=selections,
                )
        return self._fitted[name]

    def _condition(self, parent: GraphQLCompositeType, node: NamedTypeNode) -> GraphQLCompositeType | None:
        """The type that a fragment is on, unless the server has none of that name or none of it here."""
        name = node.name.value
        kind = self._schema.get_type(name)
        if not is_composite_type(kind):
            self._leave_out(name, essential=name in ESSENTIAL_TYPES)
            return None
        if not do_types_overlap(self._schema, parent, kind):
            self._leave_out(f"{name} in {parent.name}")
            return None
        return kind

    def _field(self, parent: GraphQLCompositeType, node: FieldNode) -> FieldNode | None:
        name = node.name.value
        if name == "__typename":
            return node
        coordinate = f"{parent.name}.{name}"
        known: GraphQLField | None = getattr(parent, "fields", {}).get(name)
        arguments = self._arguments(coordinate, known, node) if known else None
        kind = get_named_type(known.type) if known else None
        fits = arguments is not None and is_composite_type(kind) == bool(node.selection_set)
        selections = None
        if fits and node.selection_set:
            selections = self._selections(cast("GraphQLCompositeType", kind), node.selection_set)
        if not fits or bool(selections) != bool(node.selection_set):
            self._leave_out(coordinate, essential=coordinate in ESSENTIAL or name in ESSENTIAL_EVERYWHERE)
            return None
        return FieldNode(
            alias=node.alias, name=node.name, arguments=arguments, directives=node.directives, selection_set=selections
        )

    def _arguments(self, coordinate: str, known: GraphQLField, node: FieldNode) -> tuple[ArgumentNode, ...] | None:
        """The arguments that the field takes; None when it demands one that is not among them."""
        kept = []
        for argument in node.arguments or ():
            name = argument.name.value
            value = self._value(known.args[name].type, argument.value) if name in known.args else None
            if value:
                kept.append(ArgumentNode(name=argument.name, value=value))
            else:
                of_field = f"{coordinate}({name})"
                self._leave_out(of_field, essential=of_field not in DISPENSABLE_ARGUMENTS)
        given = {argument.name.value for argument in kept}
        demanded = {name for name, argument in known.args.items() if is_required_argument(argument)}
        return tuple(kept) if demanded <= given else None

    def _value(self, kind: GraphQLInputType, node: ValueNode) -> ValueNode | None:
        """A value without the entries of lists that its type does not know; None when it does not fit."""
        if isinstance(kind, GraphQLNonNull):
            return self._value(kind.of_type, node)
        if isinstance(node, VariableNode):
            return node if node.name.value in self._typed else None
        if isinstance(node, ListValueNode) and isinstance(kind, GraphQLList):
            kept = tuple(value for entry in node.values if (value := self._value(kind.of_type, entry)))
            return ListValueNode(values=kept) if kept else None
        if isinstance(node, EnumValueNode) and isinstance(kind, GraphQLEnumType) and node.value not in kind.values:
            self._leave_out_value(kind, node.value)
            return None
        if isinstance(node, ObjectValueNode) and isinstance(kind, GraphQLInputObjectType):
            fields = [(kind.fields.get(field.name.value), field.value) for field in node.fields]
            return node if all(known and self._value(known.type, value) for known, value in fields) else None
        return node

    def _leave_out_value(self, kind: GraphQLEnumType, value: str) -> None:
        """A timeline's type of entries is told of once, by its own name, when the server has nothing of it."""
        typename = value.title().replace("_", "")
        entry = kind.name.endswith("TimelineItemsItemType")
        nameless = not entry or self._schema.get_type(typename) is not None
        self._leave_out(f"{kind.name}.{value}" if nameless else typename, essential=typename in ESSENTIAL_TYPES)

    def _leave_out(self, name: str, *, essential: bool = False) -> None:
        (self.missing if essential else self.left_out).add(name)


def _variables(node: Node) -> set[str]:
    found: set[str] = set()

    class Collector(Visitor):
        def enter_variable(self, variable: VariableNode, *_: object) -> None:
            found.add(variable.name.value)

    visit(node, Collector())
    return found
