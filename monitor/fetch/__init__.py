"""Pages, politely: robots.txt, the per-host gate, redirects by hand, and what an answer means."""

from monitor.fetch.beside import Beside
from monitor.fetch.exchange import Exchange
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.gate import Gate
from monitor.fetch.letters import Again, Patient
from monitor.fetch.outpost import ReadingFailed
from monitor.fetch.robots import Allowed, Forbidden, Robots, Verdict
from monitor.fetch.rules import Rules, product_token
from monitor.fetch.scouts import Scouts
from monitor.fetch.shared_gate import Admission, SharedGate
from monitor.fetch.vanguard import Vanguard

__all__ = [
    "Admission",
    "Again",
    "Allowed",
    "Beside",
    "Exchange",
    "Fetcher",
    "Forbidden",
    "Gate",
    "Patient",
    "ReadingFailed",
    "Robots",
    "Rules",
    "Scouts",
    "SharedGate",
    "Vanguard",
    "Verdict",
    "product_token",
]
