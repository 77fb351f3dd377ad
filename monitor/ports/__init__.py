"""Every outside thing the program needs, as a Protocol. Owns the contracts; implements none.

What people ask of what is held is in `monitor.ports.archive`: who only works needs no report.
"""

from monitor.ports.store import LookCloser, Store, Tell
from monitor.ports.world import Clock, Evidence, Fetcher, Sink

__all__ = ["Clock", "Evidence", "Fetcher", "LookCloser", "Sink", "Store", "Tell"]
