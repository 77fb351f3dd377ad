"""Formats of tables that leave the program: CSV, JSON Lines, Parquet. Knows neither SQL nor where rows come from.

`monitor.export.parquet` is loaded apart, because it needs a library that is optional.
"""

from monitor.export.lines import write_csv, write_jsonl
from monitor.export.place import InTheWay, new_file
from monitor.export.table import Columns, Row

__all__ = ["Columns", "InTheWay", "Row", "new_file", "write_csv", "write_jsonl"]
