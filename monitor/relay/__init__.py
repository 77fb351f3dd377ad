"""The other way out to the network, which Apprise takes by itself; its sockets are watched. Shows no URL."""

from monitor.relay.client import Relay, Relayed, defect_of, is_installed, mask_of
from monitor.relay.sentry import Permits, posted

__all__ = ["Permits", "Relay", "Relayed", "defect_of", "is_installed", "mask_of", "posted"]
