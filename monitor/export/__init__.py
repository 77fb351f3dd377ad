"""Formats of what leaves the program: CSV, JSON Lines, Parquet, WARC. Knows neither SQL nor where rows come from.

`monitor.export.parquet` is loaded apart, because it needs a library that is optional.
"""

from monitor.export.lines import write_csv, write_jsonl
from monitor.export.place import InTheWay, new_file
from monitor.export.table import Columns, Row
from monitor.export.warc import Exchanged, write_warc

__all__ = [
    "Columns",
    "Exchanged",
    "InTheWay",
    "Row",
    "new_file",
    "write_csv",
    "write_jsonl",
    "write_warc",
]
