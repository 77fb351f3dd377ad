"""Rules as people are shown them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleDay:
    """So many articles that a rule matched for the first time on a day (UTC)."""

    rule: str
    day: date
    articles: int
