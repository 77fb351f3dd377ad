"""An alert in a list, with where its deliveries stand. Pure."""

from zoneinfo import ZoneInfo

from monitor.model import DeliveryState
from monitor.model.report import AlertReport
from monitor.noun import dataclass
from monitor.web.told import Told, told_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An alert as it was told, and how many of its deliveries are in each state that any is in, the worst first."""

    told: Told
    states: tuple[tuple[DeliveryState, int], ...]


def standing_of(alert: AlertReport, zone: ZoneInfo) -> Standing:
    """Return an alert and where its deliveries stand. Times stand in `zone`."""
    counts = {
        DeliveryState.DEAD: alert.dead,
        DeliveryState.PENDING: alert.pending,
        DeliveryState.SENT: alert.sent,
        DeliveryState.GATHERED: alert.gathered,
        DeliveryState.MUTED: alert.muted,
    }
    return Standing(
        told=told_of(alert, zone),
        states=tuple((state, count) for state, count in counts.items() if count),
    )
