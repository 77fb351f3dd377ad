"""What a table is to the formats: rows by column, and what each column holds. No behaviour."""

from collections.abc import Mapping, Sequence
from datetime import datetime

# Of a column: text, a whole number, a number, yes or no, an aware time, or a list of texts.
ColumnType = (
    type[str] | type[int] | type[float] | type[bool] | type[datetime] | type[tuple[str, ...]]
)
# In the order in which they are written; None in a cell is "unknown" in every type.
Columns = Mapping[str, ColumnType]
Value = str | int | float | bool | datetime | Sequence[str] | None
Row = Mapping[str, Value]
