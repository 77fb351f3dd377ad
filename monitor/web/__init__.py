"""What people are shown in a browser. Reads and writes nothing itself: it is given a desk that does."""

from monitor.web.app import app_of
from monitor.web.desk import Desk, Facts, Paper, RatesPicture, ViewsPicture, Vitals
from monitor.web.door import is_private
from monitor.web.metrics import Meters

__all__ = [
    "Desk",
    "Facts",
    "Meters",
    "Paper",
    "RatesPicture",
    "ViewsPicture",
    "Vitals",
    "app_of",
    "is_private",
]
