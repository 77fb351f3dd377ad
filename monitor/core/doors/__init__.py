"""Listings that are no HTML: RSS, Atom and JSON Feed, sitemaps and their indexes. Pure; a broken one raises nothing.

Which of them a document is, it says itself: neither its address nor the type it is sent with is asked.
Reading an article's page is not done here, nor writing feeds (`core/feed/`).
"""

from monitor.core.doors.kind import Door, door_of
from monitor.core.doors.listing import read_door

__all__ = ["Door", "door_of", "read_door"]
