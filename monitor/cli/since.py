"""`--since` of several commands: a duration before now, or a day."""

import re
from datetime import UTC, datetime

import click

from monitor.config import parse_duration
from monitor.runtime.clock import SystemClock

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Since(click.ParamType[datetime]):
    """A time in the past, as "30d", "12h" or "2026-11-01" (midnight in UTC)."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the time, aware, in UTC."""
        if isinstance(value, datetime):
            return value
        text = str(value)
        if (length := parse_duration(text)) is not None:
            return SystemClock().now() - length
        try:
            day = datetime.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            self.fail(f'{text} is neither a duration ("30d") nor a day ("2026-11-01")', param, ctx)
        return day.replace(tzinfo=UTC)
