"""Every outside thing the program needs, as a Protocol. Owns the contracts; implements none."""

from monitor.ports.archive import Archive
from monitor.ports.store import Store, Tell
from monitor.ports.world import Clock, Evidence, Fetcher, Sink

__all__ = ["Archive", "Clock", "Evidence", "Fetcher", "Sink", "Store", "Tell"]
