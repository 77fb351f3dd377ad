"""A desk that holds one alert, and the page of it as a browser gets it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from starlette.types import ASGIApp

from monitor.core.ack_link import ack_link
from monitor.model import PolitenessRules, Secret, Web
from monitor.model.access import Access
from monitor.model.report import AlertLife
from monitor.model.wish import Noted
from monitor.web import Facts, app_of

_URL = "http://127.0.0.1:8787"
WEB = Web(
    listen="127.0.0.1:8787",
    url=_URL,
    secrets=(Secret("whsec_b2xkIGtleSBvZiB0aGUgZGVzaywgMzIgYnl0ZXMhIQ=="),),
)


class AlertDesk:
    """Knows one `life` of an alert at a time, and answers each note with `trouble`."""

    life: AlertLife
    trouble: str

    def now(self) -> datetime:
        return self.life.alert.created_at

    def facts(self) -> Facts:
        return Facts(
            zone=ZoneInfo("UTC"),
            web=WEB,
            politeness=PolitenessRules(),
            sources=(),
            selectors_by_site={},
            rules=(),
            compiled=(),
            sinks=(),
        )

    def access(self) -> Access:
        return Access()

    def vitals(self) -> None:
        return None

    async def picture(self, *_: object) -> None:
        return None

    async def ask(self, question: Callable[[Any], Any]) -> Any:
        return question(self)

    async def grant(self, _: object) -> Noted:
        return Noted(trouble=self.trouble)

    def alert_lives(self, _: str) -> list[AlertLife]:
        return [self.life]


def ack_page(life: AlertLife, trouble: str) -> str:
    """Return the page of an alert as it is shown, and as it is shown after a note that came to `trouble`."""
    desk, app = _opened()
    desk.life, desk.trouble = life, trouble
    return asyncio.run(_pages(app, ack_link(life.alert.id, WEB)))


@cache
def _opened() -> tuple[AlertDesk, ASGIApp]:
    desk = AlertDesk()
    return desk, app_of(desk)


async def _pages(app: ASGIApp, link: str) -> str:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=_URL) as browser:
        shown = await browser.get(link)
        said = await browser.post(link, data={"author": "somebody"})
    return shown.text + said.text
