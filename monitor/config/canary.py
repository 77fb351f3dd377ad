"""From the [canary] table to the canary: who is told, and that nothing else bears its name. Writes no page."""

from monitor.config.draft import Draft
from monitor.config.faults import Report
from monitor.config.rules import check_sinks
from monitor.config.schema import CanaryTable
from monitor.core.canary import SOURCE
from monitor.model import Canary


def build_canary(draft: Draft, report: Report) -> Canary | None:
    """Return the canary; None if the file has no [canary]. Without `sinks` every sink is told."""
    entry = draft.canary
    if not any(map(entry.gives, CanaryTable.readers)):
        return None
    known = draft.ids["sink"]
    check_sinks(entry.table.sinks, known, entry.place.key("sinks"), report)
    for kind in ("source", "rule"):
        if SOURCE in draft.ids[kind]:
            what = f'the id "{SOURCE}" is that of the [canary]'
            report.fault(draft.ids[kind][SOURCE].named(SOURCE).key("id"), what, "take another")
    return Canary(every=entry.table.every, sinks=tuple(entry.table.sinks or known))
