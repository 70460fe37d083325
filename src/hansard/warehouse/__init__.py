"""The DuckDB warehouse: the only package that speaks to DuckDB."""
