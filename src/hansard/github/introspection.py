"""What a server says of its own schema: the question, the answer, and the errors that call for the question. Pure."""

import re
from collections.abc import Mapping
from typing import Any, cast

from graphql import GraphQLError, GraphQLSchema, build_client_schema, get_introspection_query

from hansard.errors import HansardError

INTROSPECTION = get_introspection_query(descriptions=False)

# GitHub's codes for a query that names something unknown, or something that is otherwise than the query takes it.
CODES = frozenset(
    {
        "argumentLiteralsIncompatible",
        "argumentNotAccepted",
        "cannotSpreadFragment",
        "selectionMismatch",
        "undefinedField",
        "undefinedType",
        "variableRequiresValidType",
    }
)
# The same without a code: in GitHub's words, then in graphql-core's.
_WORDS = re.compile(
    r"doesn't exist on type|no such type|isn't a defined input type|doesn't accept argument|has an invalid value"
    r"|can't be spread inside|cannot query field|unknown type|unknown argument|does not exist in .+ enum"
    r"|is not defined by type|can never be of type",
    re.IGNORECASE,
)


class NoSchema(HansardError):
    """A server that does not tell its schema, or tells it so that nobody understands."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the server's schema cannot be read ({why}). Check --api-url")


def schema_of(introspection: Mapping[str, Any]) -> GraphQLSchema:
    """The schema, from the `data` of an answer to INTROSPECTION. Raises NoSchema."""
    try:
        return build_client_schema(cast("Any", introspection), assume_valid=True)
    except (GraphQLError, KeyError, TypeError, ValueError) as error:
        raise NoSchema(str(error).splitlines()[0]) from None


def needs_fit(error: Mapping[str, Any]) -> bool:
    """Whether one entry of `errors` says that the server does not know something that the document names."""
    extensions = error.get("extensions")
    code = extensions.get("code") if isinstance(extensions, Mapping) else None
    return str(code) in CODES or bool(_WORDS.search(str(error.get("message") or "")))
