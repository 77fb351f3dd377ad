"""What is usual for a source at an age, and how an article compares with it."""

from math import exp, log1p, sqrt
from statistics import NormalDist

from monitor.core.series.steps import pace_of, pace_place
from monitor.model import Norm
from monitor.noun import dataclass

# A percentile of fewer says little.
RANKED_FROM = 30
_EXPECTED_FROM = 10
# So many articles of its own weigh as much for a section as the whole source does.
_PRIOR = 10
# No section's articles are more alike than this: it keeps a few equal ones from making all others wonders.
_LEAST_SPREAD = 0.25
_STANDARD = NormalDist()


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """The views to expect: `views` is a geometric mean, `spread` one standard deviation of log(views + 1)."""

    views: float
    spread: float
    articles: float


def expected(specific: Norm | None, wide: Norm | None) -> Expectation | None:
    """Return what to expect of an article in the cell, None below ten articles.

    The fewer articles the section has, the more it is drawn towards the whole source (shrinkage, as if ten articles
    of the section had been like the source's).
    """
    own, all_ = specific or Norm(), wide or Norm()
    if max(own.articles, all_.articles) < _EXPECTED_FROM:
        return None
    prior = min(all_.articles, _PRIOR)
    articles = own.articles + prior
    weight = prior / all_.articles if prior else 0.0
    mean = (own.log_sum + weight * all_.log_sum) / articles
    squares = (own.log_squares + weight * all_.log_squares) / articles
    spread = sqrt(max(squares - mean * mean, _LEAST_SPREAD**2) * (1 + 1 / articles))
    return Expectation(views=exp(mean) - 1, spread=spread, articles=articles)


def residual(views: float, expectation: Expectation) -> float:
    """Return how many times the expected views these are: 2.0 is twice as many."""
    return (views + 1) / (expectation.views + 1)


def z_score(views: float, expectation: Expectation) -> float:
    """Return how many standard deviations the views lie above the expected, on the scale of logarithms."""
    return (log1p(views) - log1p(expectation.views)) / expectation.spread


def views_rank(views: float, specific: Norm | None, wide: Norm | None) -> float | None:
    """Return the percentile (0 to 100) of these views in the cell, None below 30 articles.

    Views of articles are spread log-normally, near enough.
    """
    expectation = expected(specific, wide)
    if expectation is None or max(_articles(specific), _articles(wide)) < RANKED_FROM:
        return None
    return 100 * _STANDARD.cdf(z_score(views, expectation))


def rank(pace: float, specific: Norm | None, wide: Norm | None) -> float | None:
    """Return the percentile (0 to 100) of a pace among those of the section at that age, else of the whole source.

    The pace is in views an hour. None where neither knows the paces of 30 articles.
    """
    norm = _known(specific, wide, RANKED_FROM)
    if norm is None:
        return None
    place = pace_place(pace)
    # Within a step the paces are spread evenly.
    slower = sum(count * min(place - step, 1.0) for step, count in norm.paces if step < place)
    return 100 * slower / _paces(norm)


def usual_pace(specific: Norm | None, wide: Norm | None) -> float | None:
    """Return the median pace in views an hour, of the section or else of the source; None below ten articles."""
    norm = _known(specific, wide, _EXPECTED_FROM)
    if norm is None:
        return None
    left = _paces(norm) / 2
    for step, count in sorted(norm.paces):
        left -= count
        if left <= 0:
            return pace_of(step)
    return None


def share(views_per_hour: float | None, total: float | None) -> float | None:
    """Return which part of a source's views of late go to the article, None where it cannot be told."""
    if views_per_hour is None or not total or total < 0:
        return None
    return min(views_per_hour / total, 1.0)


def _known(specific: Norm | None, wide: Norm | None, least: float) -> Norm | None:
    """Return the narrower norm that knows the paces of enough articles."""
    return next((norm for norm in (specific, wide) if norm and _paces(norm) >= least), None)


def _paces(norm: Norm) -> float:
    return sum(count for _, count in norm.paces)


def _articles(norm: Norm | None) -> float:
    return norm.articles if norm else 0.0
