"""Rules as people are shown them."""

from datetime import date

from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleDay:
    """So many articles that a rule matched for the first time on a day (UTC)."""

    rule: str
    day: date
    articles: int
