"""What people are shown in a browser. Reads and writes nothing itself: it is given a desk that does."""

from monitor.web.app import app_of
from monitor.web.desk import Desk, Facts, Paper, RatesPicture, ViewsPicture

__all__ = ["Desk", "Facts", "Paper", "RatesPicture", "ViewsPicture", "app_of"]
