"""The one way out to the network: guarded, bounded, and the only place that knows httpx.

Serves pages, robots.txt and webhooks alike. It judges nothing but addresses, sizes and times: what an
answer means is the caller's to say.
"""

from monitor.egress.client import Egress
from monitor.egress.dial import Resolve
from monitor.egress.exchange import Answer, Request, Unanswered
from monitor.egress.guard import Guard, is_public
from monitor.egress.url import Url, join_url, parse_url

__all__ = [
    "Answer",
    "Egress",
    "Guard",
    "Request",
    "Resolve",
    "Unanswered",
    "Url",
    "is_public",
    "join_url",
    "parse_url",
]
