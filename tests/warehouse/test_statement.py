"""What somebody types at `hansard sql`: run when it reads the warehouse, refused when it reaches for anything else."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from hansard.errors import HansardError, Stopped
from hansard.warehouse import closed
from hansard.warehouse.answer import TimedOut, _Run
from hansard.warehouse.connection import open_reader
from hansard.warehouse.query import Archive
from hansard.warehouse.statement import QueryError, TooMuchMemory, checked
from hansard.warehouse.store import Store

ENDLESS = "select count(*) from range(1000000000000)"
FILES = [
    "from read_csv('BAIT.csv')",
    "from read_csv_auto('BAIT.csv')",
    "from 'BAIT.csv'",
    "from 'BAIT.parquet'",
    'from "BAIT.csv"',
    "from read_parquet('BAIT.parquet')",
    "from parquet_scan(['BAIT.parquet'])",
    "from parquet_metadata('BAIT.parquet')",
    "from read_json('BAIT.csv')",
    "from read_ndjson_objects('BAIT.csv')",
    "from read_text('BAIT.csv')",
    "from read_blob('BAIT.csv')",
    "from glob('BAIT*')",
    "from sniff_csv('BAIT.csv')",
    "from read_duckdb('BAIT.duckdb', table_name := 'bait')",
    "from query_table('BAIT.csv')",
    "from query('from ''BAIT.csv''')",
    "with a as (from read_text('BAIT.csv')) from a",
    "select (select any_value(content) from read_text('BAIT.csv'))",
    "describe from read_csv('BAIT.csv')",
    "explain analyze from read_csv('BAIT.csv')",
    "copy item to 'BAIT.out'",
    "copy (select 1) to 'BAIT.out' (format parquet)",
    "copy item from 'BAIT.csv'",
    "explain analyze copy item to 'BAIT.out'",
    "export database 'BAIT.out'",
    "import database 'BAIT.out'",
    "attach 'BAIT.duckdb' as bait",
    "attach ':memory:' as other",
]
NETWORK = [
    "from read_text('https://example.com')",
    "from 'https://example.com/a.parquet'",
    "from read_parquet('s3://bucket/a.parquet')",
    "attach 'https://example.com/a.duckdb'",
]
EXTENSIONS = [
    "install httpfs",
    "force install httpfs from community",
    "load httpfs",
    "load 'BAIT.duckdb_extension'",
    "update extensions",
    "from sql_auto_complete('se')",
    "from st_read('BAIT.csv')",
]
SETTINGS = [
    "set enable_external_access = true",
    "set lock_configuration = false",
    "set global threads = 1",
    "set variable a = 1",
    "set timezone = 'Asia/Tokyo'",
    "reset memory_limit",
    "pragma threads = 8",
    "pragma enable_profiling",
    "pragma memory_limit = '1TB'",
    "call enable_logging()",
    "from enable_logging(storage = 'file', storage_config = {'path': 'BAIT.out'})",
    "from enable_profiling()",
    "select write_log('x')",
    "use system",
]
PROCESS = [
    "select getenv('HOME')",
    "select current_setting('http_proxy')",
    "from duckdb_settings()",
    "from duckdb_secrets()",
    "from which_secret('s3://a', 's3')",
    "create secret s (type http, bearer_token 'x')",
    "from frame",
    "from arrow_scan(1, 2, 3)",
    "from pandas_scan(1)",
    "from python_map_function(1)",
    "from json_execute_serialized_sql(json_serialize_sql('from duckdb_settings()'))",
    "from duckdb_temporary_files()",
]
WRITES = [
    "delete from item",
    "insert into item select * from item",
    "update item set title = 'x'",
    "truncate item",
    "drop table item",
    "alter table item add column x int",
    "comment on table item is 'x'",
    "create table mine (a int)",
    "create temp table mine as select 1",
    "create temp macro mine() as 1",
    "create or replace view issues as select 1",
    "begin",
    "checkpoint",
    "force checkpoint",
    "vacuum",
    "analyze",
    "prepare p as select 1",
    "execute p",
    "detach hansard",
    "call pragma_version()",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty warehouse, and files beside it that no query may read."""
    place = tmp_path_factory.mktemp("place")
    Store.open(place / "warehouse").close()
    (place / "bait.csv").write_text("a\n1\n")
    with duckdb.connect(place / "bait.duckdb") as con:
        con.execute("create table bait as select 1 as a")
        con.execute(f"copy bait to '{place}/bait.parquet'")
    return place


@pytest.fixture
def archive(place: Path) -> Iterator[Archive]:
    with Archive.open(place / "warehouse") as archive:
        yield archive


def rows(archive: Archive, query: str, /, timeout: float | None = None, **params: str) -> list[dict[str, Any]]:
    answer = archive.ask(query, params, timeout=timeout)
    return [row for batch in answer.batches for row in batch.to_pylist()]


def names(place: Path) -> set[Path]:
    return set(place.rglob("*"))


@pytest.mark.parametrize("query", FILES + NETWORK + EXTENSIONS + SETTINGS + PROCESS + WRITES)
def test_no_query_leads_out_or_changes_anything(query: str, archive: Archive, place: Path) -> None:
    frame = pa.table({"a": [1]})
    before, stored = names(place), (place / "warehouse" / "hansard.duckdb").read_bytes()
    with pytest.raises(HansardError) as told:
        rows(archive, query.replace("BAIT", str(place / "bait")))
    assert "INSTALL" not in str(told.value).replace(query.upper(), "") or query.startswith(("install", "force"))
    assert names(place) == before
    assert (place / "warehouse" / "hansard.duckdb").read_bytes() == stored
    assert frame.num_rows == 1


@pytest.mark.parametrize("query", FILES + NETWORK + EXTENSIONS)
def test_the_connection_alone_holds_as_well(query: str, place: Path) -> None:
    con = open_reader(place / "warehouse")
    before = names(place)
    with pytest.raises(duckdb.Error):
        con.execute(query.replace("BAIT", str(place / "bait"))).fetchall()
    assert names(place) == before
    con.close()


@pytest.mark.parametrize(
    "query",
    [
        "select 1;",
        "-- a word\nselect 1 -- and another",
        "from items_at(now())",
        "with a as (from range(3)) from a",
        "values (1)",
        "table item",
        "describe item",
        "summarize item",
        "show tables",
        "explain select 1",
        "explain (format json) select 1",
        "explain analyze select 1",
        "pivot item on state in ('OPEN', 'CLOSED') using count(*)",
        "select unnest(['a']), (select count(*) from json_each('[1]'))",
        "from duckdb_columns() limit 1",
        "select table_name from information_schema.tables",
    ],
)
def test_what_reads_the_warehouse_runs(query: str, archive: Archive) -> None:
    rows(archive, query)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "empty"),
        ("-- nothing", "empty"),
        (";", "empty"),
        ("select 1; select 2", "2 statements"),
        ("select 1; drop table item", "2 statements"),
        ("pivot item on state using count(*)", "a pivot needs its values"),
        ("selec 1", "LINE 1: selec 1\n        ^"),
        ("select numbr\nfrom issues", '"number"'),
        ("select 1\nfrom isues", 'Did you mean "issues"?'),
        ("from items_at", "items_at is a macro: write items_at(t)"),
        ("from issues()", "issues is no macro: write it without brackets"),
        ("from item_at(now())", 'Did you mean "items_at"?'),
        ("from items_at(1, 2)", "items_at(t)"),
        ("select nowhere(1)", "Did you mean"),
        ("select issues.numbr from issues", "`hansard schema NAME`"),
        ("from nothing_like_it", "`hansard schema` lists"),
    ],
)
def test_a_mistake_is_pointed_at(query: str, told: str, archive: Archive) -> None:
    with pytest.raises(QueryError) as error:
        rows(archive, query)
    assert told in str(error.value)


def test_nothing_of_the_environment_shows(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://user:s3cret@localhost:1")
    with Archive.open(place / "warehouse") as archive:
        assert rows(archive, "from pg_catalog.pg_settings")
        assert rows(archive, "from pg_catalog.pg_settings where setting like '%s3cret%'") == []


def test_parameters_are_bound_as_text_and_cast_where_they_are_used(archive: Archive) -> None:
    assert rows(archive, "select $a as a", a="1; drop table item") == [{"a": "1; drop table item"}]
    assert rows(archive, "select range as n from range(5) where range = $n", n="3") == [{"n": 3}]
    assert rows(archive, "select range as n from range($n::bigint)", n="1") == [{"n": 0}]
    assert rows(archive, "select epoch($t::timestamptz) as t", t="1970-01-01 08:00:00+08:00") == [{"t": 0.0}]
    assert rows(archive, "select $t::date::varchar as d", t="2025-12-10 00:00:00+08:00") == [{"d": "2025-12-10"}]
    assert rows(archive, "select count(*) as n from items_at($t)", t="2025-12-10 00:00:00+08:00") == [{"n": 0}]


@pytest.mark.parametrize(
    ("query", "params", "told"),
    [
        ("select $from", {}, "give it by -p from=VALUE"),
        ("select $from", {"form": "1"}, "did you mean from?"),
        ("select 1", {"a": "1"}, "no parameter $a"),
        ("select ?", {}, "-p 1=VALUE"),
        ("select $n + 1", {"n": "1"}, "$n::bigint"),
    ],
)
def test_parameters_that_lack_or_are_too_many(query: str, params: dict[str, str], told: str, archive: Archive) -> None:
    with pytest.raises(QueryError) as error:
        archive.ask(query, params)
    assert told in str(error.value)


def test_a_query_that_takes_too_long_is_cancelled_and_the_next_one_runs(archive: Archive) -> None:
    with pytest.raises(TimedOut, match=r"0\.2 s"):
        rows(archive, ENDLESS, timeout=0.2)
    assert rows(archive, "select 1 as a", timeout=60) == [{"a": 1}]


def test_time_runs_while_rows_are_read(archive: Archive) -> None:
    answer = archive.ask("select range from range(1000000000000)", {}, timeout=0.2)
    with pytest.raises(TimedOut):
        for _ in answer.batches:
            pass


def test_ctrl_c_cancels_a_query(archive: Archive) -> None:
    timer = Timer(1, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(Stopped):
        rows(archive, ENDLESS)
    timer.join()
    assert rows(archive, "select 1 as a") == [{"a": 1}]


def test_a_query_cannot_fill_the_machine(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closed, "MEMORY_SHARE", 0.01)
    with Archive.open(place / "warehouse") as archive, pytest.raises(TooMuchMemory, match="iB of memory"):
        rows(archive, "select string_agg(repeat('x', 10000)) as a from range(1000000)")
    assert not list((place / "warehouse").glob("*.tmp"))


def test_rows_stream(archive: Archive) -> None:
    answer = archive.ask("select range from range(1000000000000)", {})
    assert next(answer.batches).num_rows > 0


def test_an_error_in_a_later_row_is_told_like_one_in_the_first(archive: Archive) -> None:
    answer = archive.ask("select case when range = 500000 then error('boo') end from range(1000000)", {})
    with pytest.raises(QueryError, match="boo"):
        for _ in answer.batches:
            pass


def interrupted() -> None:
    """What DuckDB raises in the threads beside the one that fails, and sometimes tells instead of the failure."""
    raise duckdb.InterruptException("INTERRUPT Error: Interrupted!")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("select case when range = 500000 then error('boo') end from range(1000000)", "boo"),
        ("select error('boo')", "boo"),
        ("select 1", "Run it again"),
    ],
)
def test_an_interruption_that_nobody_asked_for_is_looked_into(archive: Archive, query: str, told: str) -> None:
    run = _Run(archive._con, checked(archive._con, query), {}, None)
    with pytest.raises(HansardError, match=told):
        run(interrupted)
    assert rows(archive, "select 1 as a") == [{"a": 1}]
