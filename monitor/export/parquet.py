"""Tables as Parquet: typed columns in row groups, compressed by Zstandard. The only module that knows pyarrow."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

import pyarrow
from pyarrow import parquet

from monitor.export.table import Columns, ColumnType, Row

# A row group is held in memory until it is full: by rows, or by characters where the texts are long.
_GROUP_ROWS = 20_000
_GROUP_CHARACTERS = 16_000_000


def write_parquet(
    rows: Iterable[Row], columns: Columns, into: BinaryIO, *, group_rows: int = _GROUP_ROWS
) -> int:
    """Write `rows` as one Parquet file, and return how many there were.

    Times are timestamps of microseconds in UTC, whole numbers 64 bits wide, lists lists of strings; every column
    may be null. No more than `group_rows` rows are in memory at once.
    """
    schema = pyarrow.schema([(name, _type(kind)) for name, kind in columns.items()])
    count = 0
    with parquet.ParquetWriter(into, schema, compression="zstd") as writer:
        for group in _groups(rows, group_rows):
            writer.write_batch(pyarrow.RecordBatch.from_pylist(group, schema=schema))
            count += len(group)
    return count


def _type(kind: ColumnType) -> pyarrow.DataType:
    if kind is str:
        return pyarrow.string()
    if kind is bool:
        return pyarrow.bool_()
    if kind is int:
        return pyarrow.int64()
    if kind is float:
        return pyarrow.float64()
    if kind is datetime:
        return pyarrow.timestamp("us", tz="UTC")
    return pyarrow.list_(pyarrow.string())


def _groups(rows: Iterable[Row], most: int) -> Iterator[list[Row]]:
    group: list[Row] = []
    characters = 0
    for row in rows:
        group.append(row)
        characters += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(group) >= most or characters >= _GROUP_CHARACTERS:
            yield group
            group, characters = [], 0
    if group:
        yield group
