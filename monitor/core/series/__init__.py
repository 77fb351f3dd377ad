"""A view counter as a series: which readings to believe, how fast it grows, and how that compares with the usual.

Pure. Keeps nothing: readings and norms are arguments.
"""

from monitor.core.series.appraisal import Appraisal, appraise
from monitor.core.series.growth import Growth, promoted
from monitor.core.series.norms import (
    Expectation,
    expected,
    rank,
    residual,
    share,
    usual_pace,
    views_rank,
    z_score,
)
from monitor.core.series.samples import norm_keys, samples
from monitor.core.series.steps import age_step, daypart, pace_of, pace_step

__all__ = [
    "Appraisal",
    "Expectation",
    "Growth",
    "age_step",
    "appraise",
    "daypart",
    "expected",
    "norm_keys",
    "pace_of",
    "pace_step",
    "promoted",
    "rank",
    "residual",
    "samples",
    "share",
    "usual_pace",
    "views_rank",
    "z_score",
]
