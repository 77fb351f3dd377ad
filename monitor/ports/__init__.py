"""Every outside thing the program needs, as a Protocol. Owns the contracts; implements none."""

from monitor.ports.archive import Archive
from monitor.ports.store import LookCloser, Store, Tell
from monitor.ports.world import Clock, Fetcher, Sink

__all__ = ["Archive", "Clock", "Fetcher", "LookCloser", "Sink", "Store", "Tell"]
