"""The newsroom: a simulated 24.kg-style site, and a webhook receiver, both real servers on loopback.

They serve the demo, the tests and the benchmarks. Nothing here is used to watch a real site.
"""

from monitor.demo.acts import Act, ActKind, Expected
from monitor.demo.article import Article, Mention, Wording
from monitor.demo.churn import ChurnKind
from monitor.demo.faults import REDESIGN, Bomb, Charset, Fault, Redirect, Rewrite, Status
from monitor.demo.ledger import Exchange, Ledger
from monitor.demo.newsroom import Newsroom
from monitor.demo.receiver import Received, Receiver
from monitor.demo.wire_faults import (
    Chunked,
    Garbage,
    Hangup,
    Huge,
    Informational,
    Slow,
    Stall,
    Truncated,
)

__all__ = [
    "REDESIGN",
    "Act",
    "ActKind",
    "Article",
    "Bomb",
    "Charset",
    "Chunked",
    "ChurnKind",
    "Exchange",
    "Expected",
    "Fault",
    "Garbage",
    "Hangup",
    "Huge",
    "Informational",
    "Ledger",
    "Mention",
    "Newsroom",
    "Received",
    "Receiver",
    "Redirect",
    "Rewrite",
    "Slow",
    "Stall",
    "Status",
    "Truncated",
    "Wording",
]
