"""Rows in each format: aligned, quoted, whole, whatever they hold."""

import csv
import io
import json

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from hansard.cli.formats import NARROWEST, Format, Written, _fitted, unique, write
from hansard.warehouse.answer import NOT_PARQUET, ask

VALUES = {
    "12::hugeint": ("12", 12),
    "170141183460469231731687303715884105727::hugeint": (str(2**127 - 1), 2**127 - 1),
    "340282366920938463463374607431768211455::uhugeint": (str(2**128 - 1), str(2**128 - 1)),
    "18446744073709551615::ubigint": (str(2**64 - 1), 2**64 - 1),
    "1.50::decimal(5,2)": ("1.50", 1.5),
    "0.0000001::decimal(38,7)": ("0.0000001", 1e-07),
    "12345678901234567890.12::decimal(38,2)": ("12345678901234567890.12", "12345678901234567890.12"),
    "1e300": ("1e+300", 1e300),
    "'nan'::double": ("nan", None),
    "'-inf'::float": ("-inf", None),
    "true": ("true", True),
    "null": ("", None),
    "timestamptz '2025-12-10 20:00:00+08'": ("2025-12-10T12:00:00Z", "2025-12-10T12:00:00Z"),
    "timestamptz '2025-12-10 00:00:00.25+00'": ("2025-12-10T00:00:00.25Z", "2025-12-10T00:00:00.25Z"),
    "timestamp '1969-12-31 23:59:59'": ("1969-12-31T23:59:59", "1969-12-31T23:59:59"),
    "'2025-01-01 00:00:00.000000001'::timestamp_ns": ("2025-01-01T00:00:00.000000001",) * 2,
    "'infinity'::timestamptz": ("infinity", "infinity"),
    "'20000-03-15'::timestamptz": ("+20000-03-15T00:00:00Z", "+20000-03-15T00:00:00Z"),
    "'-infinity'::date": ("-infinity", "-infinity"),
    "date '0004-02-29'": ("0004-02-29", "0004-02-29"),
    "date '44-03-15 (BC)'": ("-0043-03-15", "-0043-03-15"),
    "time '12:00:01'": ("12:00:01", "12:00:01"),
    "'12:00:01+08'::timetz": ("12:00:01+08", "12:00:01+08"),
    "interval '14 months -2 days 03:04:05.5'": ("1 year 2 months -2 days 03:04:05.5",) * 2,
    "interval 0 day": ("00:00:00", "00:00:00"),
    "'\\xAA\\x00a'::blob": ("\\xAA\\x00a",) * 2,
    "'101'::bit": ("101", "101"),
    "['a', null, 'b c']": ('["a", null, "b c"]', ["a", None, "b c"]),
    "[]::int[]": ("[]", []),
    "{'a': 1, 't': timestamptz '2025-12-10 00:00:00+00'}": (
        '{"a": 1, "t": "2025-12-10T00:00:00Z"}',
        {"a": 1, "t": "2025-12-10T00:00:00Z"},
    ),
    "map {1: 'x', 2: null}": ('{"1": "x", "2": null}', {"1": "x", "2": None}),
    "['infinity'::date, null]": ('["infinity", null]', ["infinity", None]),
    "['nan'::double]": ("[null]", [None]),
    "[interval 1 day]": ('["1 day"]', ["1 day"]),
    "[[1.5::decimal(3,1)]]": ("[[1.5]]", [[1.5]]),
    "array_value(1, 2)": ("[1, 2]", [1, 2]),
    "'{\"b\": [1, 2.50]}'::json": ('{"b": [1, 2.5]}', {"b": [1, 2.5]}),
    "union_value(n := 2)": ("2", 2),
    "'b'::enum('a', 'b')": ("b", "b"),
    "'2cbf1b9c-2b7b-4d4e-a0ea-2d7c34d5a3a1'::uuid": ("2cbf1b9c-2b7b-4d4e-a0ea-2d7c34d5a3a1",) * 2,
    "'a' || chr(0) || 'b'": ("a\0b", "a\0b"),
    "'中文 🎉'": ("中文 🎉", "中文 🎉"),
}


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("set timezone = 'UTC'")
    return con


def printed(
    con: duckdb.DuckDBPyConnection, query: str, form: Format, limit: int | None = None, width: int | None = None
) -> tuple[bytes, Written]:
    parts: list[bytes] = []
    answer = ask(con, query, {}, as_text=NOT_PARQUET if form is Format.PARQUET else ())
    written = write(answer, form, parts.append, limit=limit, width=width)
    return b"".join(parts), written


@pytest.mark.parametrize(("sql", "shown"), VALUES.items())
def test_every_type_comes_out_sensibly(sql: str, shown: tuple[str, object], con: duckdb.DuckDBPyConnection) -> None:
    as_text, as_json = shown
    (_, (cell,)) = (
        csv.reader(io.StringIO(printed(con, f"select {sql} as v", Format.CSV)[0].decode(), newline=""))
        if (as_text)
        else ((), ("",))
    )
    assert cell == as_text
    assert json.loads(printed(con, f"select {sql} as v", Format.NDJSON)[0]) == {"v": as_json}
    assert json.loads(printed(con, f"select {sql} as v", Format.JSON)[0]) == [{"v": as_json}]
    for form in (Format.TABLE, Format.MD):
        assert printed(con, f"select {sql} as v", form)[1] == Written(1, 1)
    table = pq.read_table(io.BytesIO(printed(con, f"select {sql} as v", Format.PARQUET)[0]))
    assert (table.column_names, table.num_rows) == (["v"], 1)


@settings(max_examples=30)
@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))), min_size=2, max_size=4))
def test_csv_and_json_give_back_every_text(con: duckdb.DuckDBPyConnection, values: list[str | None]) -> None:
    given = {f"p{place}": value for place, value in enumerate(values) if value is not None}
    cells = [f"${f'p{place}'}" if value is not None else "null" for place, value in enumerate(values)]
    query = "select " + ", ".join(f"{cell} as c{place}" for place, cell in enumerate(cells))
    for form in (Format.CSV, Format.NDJSON):
        parts: list[bytes] = []
        write(ask(con, query, given), form, parts.append, limit=None, width=None)
        text = b"".join(parts).decode()
        if form is Format.CSV:
            _, row = csv.reader(io.StringIO(text, newline=""))
            assert row == [value or "" for value in values]
        else:
            assert list(json.loads(text).values()) == values


def test_csv_is_that_of_the_rfc_and_tells_null_from_nothing(con: duckdb.DuckDBPyConnection) -> None:
    out, _ = printed(con, "select 'a,b' as \"x,y\", 'q\"q' as q, 'l\nl' as l, '' as e, null as n", Format.CSV)
    assert out == b'"x,y",q,l,e,n\r\n"a,b","q""q","l\nl","",\r\n'


def test_a_table_is_aligned_by_what_a_terminal_shows(con: duckdb.DuckDBPyConnection) -> None:
    out, _ = printed(
        con, "select * from (values ('中文', 1, 'x'), ('🎉', 200, 'y'), ('é', 3, 'z')) t(a, n, b)", Format.TABLE
    )
    head, rule, *rows = out.decode().splitlines()
    assert head == "a       n  b"
    assert {cell_len(row) for row in rows} == {cell_len(rule)} == {12}
    assert [row[-1] for row in rows] == ["x", "y", "z"]


def test_long_cells_are_cut_on_a_terminal_only(con: duckdb.DuckDBPyConnection) -> None:
    query = "select 1 as n, repeat('中', 100) as long, repeat('x', 100) as longer"
    out, written = printed(con, query, Format.TABLE, width=40)
    assert written.cut
    assert all(cell_len(line) <= 40 for line in out.decode().splitlines())
    assert out.decode().splitlines()[2].count("…") == 2
    out, written = printed(con, query, Format.TABLE)
    assert not written.cut
    assert "…" not in out.decode()


@given(st.lists(st.integers(0, 300), min_size=1, max_size=12), st.integers(20, 200))
def test_columns_fit_unless_all_are_at_their_narrowest(widths: list[int], total: int) -> None:
    fitted = _fitted(widths, total)
    assert all(
        narrow <= wide and (narrow == wide or narrow >= NARROWEST) for narrow, wide in zip(fitted, widths, strict=True)
    )
    used = sum(fitted) + 2 * (len(widths) - 1)
    assert used <= total or max(fitted) <= NARROWEST
    if sum(widths) + 2 * (len(widths) - 1) <= total:
        assert fitted == widths


def test_text_from_outside_is_inert_in_a_table_and_in_markdown(con: duckdb.DuckDBPyConnection) -> None:
    query = "select chr(27) || '[31m' || chr(10) || '| <b>x</b> *s* @user [a](b)' as t"
    table = printed(con, query, Format.TABLE)[0].decode()
    assert "\x1b" not in table
    assert len(table.splitlines()) == 3
    markdown = printed(con, query, Format.MD)[0].decode().splitlines()
    assert len(markdown) == 3
    assert "\x1b" not in markdown[2]
    assert "<b>" not in markdown[2]
    assert "@user" not in markdown[2]
    assert "\\|" in markdown[2]


@pytest.mark.parametrize("form", list(Format))
def test_a_limit_is_kept_and_the_rest_is_counted(form: Format, con: duckdb.DuckDBPyConnection) -> None:
    _, written = printed(con, "from range(50000)", form, limit=7)
    assert (written.shown, written.total, written.more) == (7, 50000, False)
    _, written = printed(con, "from range(1000000000000)", form, limit=7)
    assert (written.shown, written.more) == (7, True)
    _, written = printed(con, "from range(50000)", form)
    assert (written.shown, written.total) == (50000, 50000)


@pytest.mark.parametrize("form", list(Format))
def test_no_rows_are_a_well_formed_answer(form: Format, con: duckdb.DuckDBPyConnection) -> None:
    out, written = printed(con, "select 1 as a, 'x' as b where false", form)
    assert written == Written(0, 0)
    if form is Format.JSON:
        assert json.loads(out) == []
    elif form is Format.NDJSON:
        assert out == b""
    elif form is Format.PARQUET:
        assert pq.read_table(io.BytesIO(out)).column_names == ["a", "b"]
    else:
        assert b"a" in out.splitlines()[0]


def test_two_columns_of_one_name_stay_two(con: duckdb.DuckDBPyConnection) -> None:
    assert unique(["a", "a", "a_2", "a"]) == ["a", "a_2", "a_2_2", "a_3"]
    assert json.loads(printed(con, "select 1 as a, 2 as a", Format.NDJSON)[0]) == {"a": 1, "a_2": 2}
    assert printed(con, "select 1 as a, 2 as a", Format.CSV)[0] == b"a,a\r\n1,2\r\n"
