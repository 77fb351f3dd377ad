"""What the pages need of the rest of the program: what there is to say of an alert, and where a note goes."""

from dataclasses import dataclass
from typing import Protocol

from monitor.model import Acknowledgement


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What a page says of an alert. `url` is the article's, "" if it has none; times are as people read them.

    Who took note of it, and when, is "" while nobody did.
    """

    alert: str
    title: str
    rule: str
    source: str
    url: str
    made_at: str
    noted_at: str = ""
    noted_by: str = ""
    note: str = ""


class Desk(Protocol):
    """Whoever knows the alerts and writes notes down."""

    async def notice(self, alert: str) -> Notice | None:
        """Return what there is to say of an alert; None if nobody knows it."""

    async def take_note(self, note: Acknowledgement) -> str:
        """Write down who took note and return "", or return in a sentence why it was not done."""
