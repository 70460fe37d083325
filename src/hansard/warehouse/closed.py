"""What a reader's connection may not do: reach files, the network, extensions or settings, or fill the machine."""

import duckdb

# Of the memory that DuckDB would take by itself, which is 80 per cent of the machine's or the container's.
MEMORY_SHARE = 0.5

_SETTINGS = (
    # What does not fit into memory fails: a reader writes nothing anywhere.
    "temp_directory = ''",
    "http_proxy = ''",
    "http_proxy_username = ''",
    "http_proxy_password = ''",
    "python_enable_replacements = false",
    "autoload_known_extensions = false",
    "autoinstall_known_extensions = false",
    "allow_community_extensions = false",
    "allow_persistent_secrets = false",
    "enable_external_access = false",
    "lock_configuration = true",
)


def close_off(con: duckdb.DuckDBPyConnection, readers: int = 1) -> None:
    """Shut every way out of an open database, for as long as the connection lives; it gets one part for a reader."""
    con.execute(f"set memory_limit = '{_share(memory_limit(con), readers)}'")
    if readers > 1:
        con.execute(f"set threads = {max(1, _threads(con) // readers)}")
    for setting in _SETTINGS:
        con.execute(f"set {setting}")


def memory_limit(con: duckdb.DuckDBPyConnection) -> str:
    """How much memory the connection's queries may take, such as 9.4 GiB."""
    row = con.execute("select current_setting('memory_limit')").fetchone()
    return str(row[0]) if row else ""


def _threads(con: duckdb.DuckDBPyConnection) -> int:
    row = con.execute("select current_setting('threads')").fetchone()
    return int(row[0]) if row else 1


def _share(limit: str, readers: int) -> str:
    number, unit = limit.split()
    return f"{float(number) * MEMORY_SHARE / readers:.3f}{unit}"
