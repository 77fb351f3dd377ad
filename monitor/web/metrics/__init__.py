"""What Prometheus is told, under names that stay. Knows no page, and keeps no registry but its own."""

from monitor.web.metrics.family import Family, Kind
from monitor.web.metrics.held import held
from monitor.web.metrics.meters import Meters
from monitor.web.metrics.names import COUNTED, EVERY_FAMILY, HELD, STATED
from monitor.web.metrics.stated import stated

__all__ = [
    "COUNTED",
    "EVERY_FAMILY",
    "HELD",
    "STATED",
    "Family",
    "Kind",
    "Meters",
    "held",
    "stated",
]
