"""Recognise the same article under every spelling of its link.

Owns canonical forms and identity keys. Never fetches, never follows a redirect, never asks the store.
"""

from monitor.core.identity.article import belongs, identify, key_of
from monitor.core.identity.url import canonicalise

__all__ = ["belongs", "canonicalise", "identify", "key_of"]
