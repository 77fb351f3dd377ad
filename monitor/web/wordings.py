"""Two wordings of an article side by side, as its reader chose them."""

from zoneinfo import ZoneInfo

from monitor.core.difference import DiffLine, changes, compare, lines, trimmed
from monitor.model import WORDING_EVENTS, EventKind
from monitor.model.report import ArticleReport, EventReport, RevisionReport
from monitor.noun import dataclass
from monitor.web.happenings import Happening, happening_of

# Unchanged sentences around a change.
_CONTEXT = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What one wording changed in another. None among the lines stands for some that are left out.

    There are no `happenings` where one follows the other: the list of wordings has them as they were told.
    """

    before: RevisionReport
    after: RevisionReport
    happenings: list[Happening]
    lines: list[DiffLine | None]


def compared(
    report: ArticleReport, before: str | None, after: str | None, zone: ZoneInfo
) -> Comparison | None:
    """Return the comparison of two wordings by their numbers; None if there are no two.

    Where no wording has the number, it is the last one and the one before.
    """
    by_number = {str(revision.number): revision for revision in report.revisions}
    if len(by_number) < 2:
        return None
    to = by_number.get(after or "", report.revisions[-1])
    default = by_number.get(str(to.number - 1), report.revisions[0])
    from_ = by_number.get(before or "", default)
    texts = (from_.title, from_.body, to.title, to.body)
    is_next = to.number == from_.number + 1
    found = () if is_next else changes(compare(*texts), language=report.line.language)
    return Comparison(
        before=from_,
        after=to,
        happenings=[
            happening_of(
                EventReport(
                    kind=change.kind,
                    at=to.seen_at,
                    revision=to.number,
                    before=change.before,
                    after=change.after,
                    words=change.words,
                ),
                zone,
            )
            for change in found
        ],
        lines=list(trimmed(lines(*texts), _CONTEXT)),
    )


def is_of_wording(event: EventReport) -> bool:
    """Say whether a wording brought an event, the bare edit left out."""
    return event.kind in WORDING_EVENTS and event.kind is not EventKind.EDITED
