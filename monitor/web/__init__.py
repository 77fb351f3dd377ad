"""What the daemon shows people in a browser. Reads and writes nothing itself: it is given a desk that does."""

from monitor.web.app import app_of
from monitor.web.desk import Desk, Notice

__all__ = ["Desk", "Notice", "app_of"]
