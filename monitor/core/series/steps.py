"""Ages, parts of the day and paces as numbered steps, so that articles can be counted in cells."""

from datetime import datetime, timedelta, tzinfo
from math import floor, log2

_FIRST_AGE = timedelta(minutes=15)
_LAST_AGE = timedelta(days=30)
_AGES_AN_OCTAVE = 2
_PARTS_A_DAY = 4
_SLOWEST = 1 / 16
_FASTEST = 100
_PACES_AN_OCTAVE = 4


def age_step(age: timedelta) -> int:
    """Return the step of an age: 0 below 15 minutes, then two to an octave up to 24 from 30 days on."""
    if age < _FIRST_AGE:
        return 0
    return 1 + floor(_AGES_AN_OCTAVE * log2(min(age, _LAST_AGE) / _FIRST_AGE))


def daypart(at: datetime, zone: tzinfo) -> int:
    """Return the part of the local day: 0 from midnight, 1 from six, 2 from noon, 3 from eighteen o'clock."""
    return at.astimezone(zone).hour * _PARTS_A_DAY // 24


def pace_place(views_per_hour: float) -> float:
    """Return where a pace lies on the scale of steps: 3.5 is in the middle of step 3.

    Step 0 is below one view in 16 hours; then there are four to an octave, up to 100 (2 million an hour).
    """
    if views_per_hour < _SLOWEST:
        return 0.5
    return min(1 + _PACES_AN_OCTAVE * log2(views_per_hour / _SLOWEST), _FASTEST + 0.5)


def pace_step(views_per_hour: float) -> int:
    """Return the step of a pace, from 0 to 100."""
    return floor(pace_place(views_per_hour))


def pace_of(step: int) -> float:
    """Return the views an hour in the middle of a step; none for step 0."""
    return 0.0 if step < 1 else float(_SLOWEST * 2 ** ((step - 0.5) / _PACES_AN_OCTAVE))
