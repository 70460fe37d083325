"""A query that somebody typed: one statement that only reads, its parameters, and what to tell when it is wrong."""

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from hansard.errors import HansardError, UsageError
from hansard.warehouse.closed import memory_limit

# Of DuckDB's own table functions those that look at nothing but their arguments and the catalogue. The others open
# files, run text as SQL, follow pointers or show how this process was set up.
_TABLE_FUNCTIONS = {
    *("range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree", "summary"),
    *("duckdb_columns", "duckdb_constraints", "duckdb_functions", "duckdb_keywords", "duckdb_tables", "duckdb_types"),
    *("duckdb_views", "pragma_table_info", "pragma_show", "pragma_version", "icu_calendar_names", "pg_timezone_names"),
}
_FORBIDDEN_SCALARS = {"current_setting", "getenv", "write_log"}
_EXPLAIN = re.compile(r"\s*explain\b(?:\s+analyze\b)?(?:\s*\([^)]*\))?", re.IGNORECASE)
# Advice of DuckDB's that cannot be followed here.
_ADVICE = re.compile(
    r"\n+(?:Please try installing|Possible solutions|See also|Launch the database|Database is launched).*", re.DOTALL
)


class QueryError(UsageError):
    """A query that cannot be run; the sentence is DuckDB's own, with the line, a caret and the nearest names."""


class TooMuchMemory(HansardError):
    """A query that does not fit into the memory that a reader may take."""

    def __init__(self, limit: str) -> None:
        super().__init__(
            f"the query needs more than {limit} of memory, half of what there is. Ask for less: "
            "fewer columns, a shorter window, or an aggregate"
        )


def checked(con: duckdb.DuckDBPyConnection, text: str) -> duckdb.Statement:
    """The one statement of the text, which only reads.

    Raises QueryError for no statement, several, one that is not a query, and functions that lead out of the warehouse.
    """
    try:
        statements = con.extract_statements(text)
    except duckdb.Error as error:
        raise QueryError(str(error)) from None
    if not statements:
        raise QueryError("the query is empty: give one query as text, by --file FILE, or on stdin")
    if re.match(r"\s*pivot\b", text, re.IGNORECASE) and len(statements) > 1 and not statements[-1].query:
        raise QueryError("a pivot needs its values here: pivot issues on state in ('OPEN', 'CLOSED') using count(*)")
    if len(statements) > 1:
        raise QueryError(f"these are {len(statements)} statements: give one at a time")
    (statement,) = statements
    query = statement.query
    if statement.type == duckdb.StatementType.EXPLAIN and (found := _EXPLAIN.match(query)):
        checked(con, query[found.end() :])
    elif statement.type == duckdb.StatementType.SELECT:
        _refuse_ways_out(con, query)
    else:
        raise QueryError(f"{statement.type.name} is not for a reader: hansard sql only queries, and changes nothing")
    return statement


def bound(statement: duckdb.Statement, given: Mapping[str, str]) -> dict[str, str]:
    """The values for the statement's parameters. Raises QueryError for one that lacks and for one it does not have."""
    wanted = statement.named_parameters
    for name in given:
        if name not in wanted:
            near = difflib.get_close_matches(name, wanted, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; it has {_listed(wanted)}" if wanted else ""
            raise QueryError(f"the query has no parameter ${name}{hint}")
    for name in sorted(wanted):
        if name not in given:
            raise QueryError(f"the query's parameter ${name} has no value: give it by -p {name}=VALUE")
    return dict(given)


def explained(con: duckdb.DuckDBPyConnection, error: duckdb.Error, statement: duckdb.Statement | None) -> HansardError:
    """What to tell of an error that DuckDB raised: its own words, without advice that cannot be followed here."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return TooMuchMemory(memory_limit(con))
    told = _ADVICE.sub("", str(error)).strip()
    if isinstance(error, duckdb.IOException | duckdb.InternalException | duckdb.FatalException):
        return HansardError(told)
    return QueryError("\n".join([told, *_hints(con, told, statement)]))


def _hints(con: duckdb.DuckDBPyConnection, told: str, statement: duckdb.Statement | None) -> Iterator[str]:
    """What DuckDB does not say: it takes macros and tables for two worlds, and does not know where our list is."""
    if missing := re.search(
        r"Table(?: Function)? with name \"?(\w+)\"? (?:does not exist|is not in the catalog)", told
    ):
        kinds = _relations(con)
        name = missing[1].lower()
        if name in kinds:
            call = kinds[name]
            yield f"{name} is a macro: write {call}" if call else f"{name} is no macro: write it without brackets"
        elif (near := difflib.get_close_matches(name, kinds, n=3)) and "Did you mean" not in told:
            yield f"Nearest: {_listed(near)}"
        yield "`hansard schema` lists tables, views and macros"
    elif "not found in FROM clause" in told or "does not have a column" in told:
        yield "`hansard schema NAME` lists the columns of a table, view or macro"
    elif statement and statement.named_parameters and "explicit type casts" in told:
        yield f"Parameters are text: write ${min(statement.named_parameters)}::bigint for a number"


def _relations(con: duckdb.DuckDBPyConnection) -> dict[str, str | None]:
    """Each table and view, and each macro with the way to call it."""
    return dict(
        con.execute(
            "select table_name, null from duckdb_tables() where not internal union all "
            "select view_name, null from duckdb_views() where not internal union all "
            "select function_name, function_name || '(' || array_to_string(parameters, ', ') || ')' "
            "from duckdb_functions() where function_type = 'table_macro' and not internal"
        ).fetchall()
    )


def _refuse_ways_out(con: duckdb.DuckDBPyConnection, query: str) -> None:
    row = con.execute("select json_serialize_sql($query::varchar)", {"query": query}).fetchone()
    tree = json.loads(row[0]) if row else {"error": True}
    if tree["error"]:
        raise QueryError(f"this cannot be read as a query: {tree.get('error_message', 'unknown form')}")
    called = set(_functions(tree))
    ways_out = {name for kind, name in called if kind == "value"} & _FORBIDDEN_SCALARS
    if tables := {name for kind, name in called if kind == "table"} - _TABLE_FUNCTIONS:
        # Our own macros are not internal; what nobody knows, DuckDB itself refuses, with the nearest name.
        found = con.execute(
            "select distinct function_name from duckdb_functions() "
            "where internal and function_type in ('table', 'table_macro') and list_contains($names, function_name)",
            {"names": sorted(tables)},
        )
        ways_out |= {row[0] for row in found.fetchall()}
    for name in sorted(ways_out):
        raise QueryError(f"{name} is not available: a query here reads the warehouse and nothing else")


def _functions(node: Any) -> Iterator[tuple[str, str]]:
    """Every function that a parsed query calls, and whether as a table or as a value."""
    if isinstance(node, dict):
        if node.get("type") == "TABLE_FUNCTION":
            yield "table", str(node["function"]["function_name"]).lower()
        elif node.get("class") == "FUNCTION":
            yield "value", str(node["function_name"]).lower()
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from _functions(part)


def _listed(names: Any) -> str:
    return ", ".join(sorted(names))
