"""Whether a site's selectors still find what they found: what pages give, what broke, what not to believe."""

from monitor.core.health.breakage import next_breakage
from monitor.core.health.judge import LEAST_COVERAGE, broken_since, coverage
from monitor.core.health.signs import (
    LISTING_FIELDS,
    Sign,
    Signs,
    article_signs,
    by_fallback,
    fallbacks_of,
    given,
    harvests_of,
    listing_signs,
    origins,
    rows_of,
)
from monitor.core.health.strange import comparable, is_proven, strange_fields, switched
from monitor.core.health.telling import tell_broken, tell_mended

__all__ = [
    "LEAST_COVERAGE",
    "LISTING_FIELDS",
    "Sign",
    "Signs",
    "article_signs",
    "broken_since",
    "by_fallback",
    "comparable",
    "coverage",
    "fallbacks_of",
    "given",
    "harvests_of",
    "is_proven",
    "listing_signs",
    "next_breakage",
    "origins",
    "rows_of",
    "strange_fields",
    "switched",
    "tell_broken",
    "tell_mended",
]
