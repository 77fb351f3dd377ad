"""Every outside thing the program needs, as a Protocol. Owns the contracts; implements none."""

from monitor.ports.archive import Archive
from monitor.ports.engine import Clock, Fetcher, Sink, Store, Tell

__all__ = ["Archive", "Clock", "Fetcher", "Sink", "Store", "Tell"]
