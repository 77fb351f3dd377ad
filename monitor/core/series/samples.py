"""What a reading teaches of the usual: its cells, and what it adds to them."""

from datetime import datetime, timedelta, tzinfo
from math import log1p

from monitor.core.series.appraisal import Appraisal
from monitor.core.series.steps import age_step, daypart, pace_step
from monitor.model import NormKey, NormSample

# A first reading's pace is the mean since publication: of a young article only is that its pace.
_YOUNG = timedelta(hours=1)


def norm_keys(
    *, section: str | None, published_at: datetime, at: datetime, zone: tzinfo
) -> tuple[NormKey, NormKey]:
    """Return the cells of an article at a time: of its section and the part of the day it was published in, and of
    the whole source."""
    age = age_step(at - published_at)
    return (
        NormKey(section=section or "", daypart=daypart(published_at, zone), age=age),
        NormKey(section="", daypart=-1, age=age),
    )


def samples(
    appraisal: Appraisal, *, section: str | None, published_at: datetime | None, zone: tzinfo
) -> tuple[NormSample, ...]:
    """Return what the newest reading adds to the cells of its age, once for an article and an age.

    Nothing of a reading that is not to be believed, and nothing where the time of publication is not known.
    """
    if published_at is None or not appraisal.is_sound:
        return ()
    *earlier, newest = appraisal.readings
    step = age_step(newest.at - published_at)
    if newest.at < published_at or (earlier and age_step(earlier[-1].at - published_at) >= step):
        return ()
    is_paced = bool(earlier) or newest.at - published_at < _YOUNG
    pace = appraisal.views_per_hour if is_paced else None
    keys = norm_keys(section=section, published_at=published_at, at=newest.at, zone=zone)
    return tuple(
        NormSample(
            key=key,
            log_views=log1p(newest.views),
            pace=None if pace is None else pace_step(pace),
        )
        for key in keys
    )
