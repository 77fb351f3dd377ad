"""What becomes of a delivery before it may go out: released, held, gathered into a digest, or muted. Sends nothing."""

from monitor.core.dispatch.judge import FLOODED, Desk, group_of, judge
from monitor.core.dispatch.silences import FIELDS, is_in_force, matcher_of, written

__all__ = [
    "FIELDS",
    "FLOODED",
    "Desk",
    "group_of",
    "is_in_force",
    "judge",
    "matcher_of",
    "written",
]
