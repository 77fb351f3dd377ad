"""Dates as news sites write them, in English, Russian and Kyrgyz. Pure: `now` is always an argument."""

from monitor.core.dates.moments import NEVER, read_moment, read_row_moment

__all__ = ["NEVER", "read_moment", "read_row_moment"]
