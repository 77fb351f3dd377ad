"""Silence that can be trusted: which hours are proven, and when a source says less or more than it should."""

from monitor.core.silence.alarm import FAILING_AFTER, next_alarm
from monitor.core.silence.hours import HourState, covered, judge_hour, with_hours
from monitor.core.silence.verdict import Volume, volume

__all__ = [
    "FAILING_AFTER",
    "HourState",
    "Volume",
    "covered",
    "judge_hour",
    "next_alarm",
    "volume",
    "with_hours",
]
