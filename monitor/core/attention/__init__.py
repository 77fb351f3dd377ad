"""How the requests of a host are spent: on what, at any moment, waiting would cost most.

Owns the rhythm of a source and the turns of targets. Never sends a request, and never sees another target
of the host but in the sum of what they all ask.
"""

from monitor.core.attention.article import Interest, recheck_turn
from monitor.core.attention.estimate import rates
from monitor.core.attention.listing import poll_turn
from monitor.core.attention.rhythm import learn, taught
from monitor.core.attention.staleness import ArticleWait, Staleness, worst_staleness

__all__ = [
    "ArticleWait",
    "Interest",
    "Staleness",
    "learn",
    "poll_turn",
    "rates",
    "recheck_turn",
    "taught",
    "worst_staleness",
]
