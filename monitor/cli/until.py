"""`--for` and `--until`: a time to come, as a duration from now or as a clock shows it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from monitor.config import parse_duration


class Until(click.ParamType[timedelta | datetime]):
    """A duration ("2h"), or a time in the zone of the configuration ("2026-11-24 08:00")."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta | datetime:
        """Return the duration, or the time, which is naive unless it names its offset."""
        if isinstance(value, timedelta | datetime):
            return value
        text = str(value)
        if (wait := parse_duration(text)) is not None:
            return wait
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            self.fail(
                f'{text} is neither a duration ("2h") nor a time ("2026-11-24 08:00")', param, ctx
            )


def moment(until: timedelta | datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the time that was meant, in UTC."""
    if isinstance(until, timedelta):
        return now + until
    aware = until if until.tzinfo else until.replace(tzinfo=zone)
    return aware.astimezone(now.tzinfo)
