"""Silence that can be trusted: which hours are proven, and when a source says less or more than it should."""

from monitor.core.silence.alarm import FAILING_AFTER, next_alarm
from monitor.core.silence.coverage import (
    Coverage,
    JudgedHour,
    by_place,
    coverage_of,
    holes_in,
    stretches,
)
from monitor.core.silence.hours import HourState, covered, judge_hour, with_hours
from monitor.core.silence.verdict import Volume, volume

__all__ = [
    "FAILING_AFTER",
    "Coverage",
    "HourState",
    "JudgedHour",
    "Volume",
    "by_place",
    "coverage_of",
    "covered",
    "holes_in",
    "judge_hour",
    "next_alarm",
    "stretches",
    "volume",
    "with_hours",
]
