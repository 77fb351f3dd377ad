"""The page by which somebody takes note, over HTTP as a browser speaks it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.responses import Response

from benchmarks.torture.alert_desk import WEB, AlertDesk
from monitor.core.ack_link import ack_link
from monitor.model import Acknowledgement, AlertKind
from monitor.model.report import AcknowledgementReport, AlertLife, AlertReport
from monitor.model.wish import Noted
from monitor.web import Facts, app_of
from monitor.web.app import sealed

EVIL = '<script>alert(1)</script> & "Vakunov"'
NOW = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
ALERT = AlertReport(
    id="msg_1",
    kind=AlertKind.MATCHED,
    rule="vakunov",
    source="24kg-en",
    created_at=NOW,
    article=1,
    title="Another by now",
    url='https://24.kg/english/1_"onclick="x/',
    payload=json.dumps({"data": {"article": {"title": EVIL}}}),
    pending=0,
    sent=1,
    gathered=0,
    muted=0,
    dead=0,
    acknowledged_at=None,
)
LIFE = AlertLife(alert=ALERT, source="24kg-en", published_at=None, first_seen_at=NOW, deliveries=())


class OneAlert:
    """An archive that holds one alert."""

    def __init__(self, life: AlertLife) -> None:
        self._life = life

    def alert_lives(self, prefix: str) -> list[AlertLife]:
        return [self._life] if self._life.alert.id.startswith(prefix) else []


class Desk(AlertDesk):
    """Knows one alert, and remembers what it was told."""

    def __init__(self) -> None:
        self.notes: list[Acknowledgement] = []
        self.trouble = ""
        self.told = LIFE

    def now(self) -> datetime:
        return NOW

    def facts(self) -> Facts:
        return replace(super().facts(), zone=ZoneInfo("Asia/Bishkek"))

    async def ask(self, question):
        noted = None
        if self.notes:
            (note,) = self.notes
            noted = AcknowledgementReport(at=NOW, author=note.author, note=note.note)
        return question(OneAlert(replace(self.told, acknowledged=noted)))

    async def grant(self, wish: Acknowledgement) -> Noted:
        if not self.trouble:
            self.notes.append(wish)
        return Noted(trouble=self.trouble)


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
async def browser(desk):
    transport = httpx.ASGITransport(app_of(desk))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8787") as client:
        yield client


LINK = ack_link("msg_1", WEB)


async def test_looking_takes_no_note(browser, desk):
    page = await browser.get(LINK)

    assert page.status_code == 200
    assert desk.notes == []
    assert '<form method="post">' in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_what_a_site_says_is_text(browser):
    page = await browser.get(LINK)

    assert "<script" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;Vakunov&#34;" in page.text
    assert 'href="https://24.kg/english/1_&#34;onclick=&#34;x/"' in page.text


async def test_a_link_that_is_no_web_address_is_no_link(browser, desk):
    desk.told = replace(LIFE, alert=replace(ALERT, url="javascript:alert(1)"))

    assert "javascript:" not in (await browser.get(LINK)).text


async def test_a_note_is_taken_once_and_then_shown(browser, desk):
    said = {"author": " Aida ", "note": "calling"}
    posted = await browser.post(LINK, data=said)
    shown = await browser.get(f"/ack/msg_1{posted.headers['location']}")
    again = await browser.post(LINK, data={"author": "Bakyt"})

    assert (posted.status_code, again.status_code) == (303, 303)
    assert desk.notes == [Acknowledgement(alert="msg_1", author="Aida", note="calling")]
    assert "<strong>Aida</strong> took note at 2026-11-23 14:05" in shown.text
    assert "<form" not in shown.text


@pytest.mark.parametrize("body", [b"", b"author=+&note=x", b"author=A&note=" + b"x" * 9_000])
async def test_who_does_not_say_who_they_are_is_asked_again(browser, desk, body):
    answer = await browser.post(LINK, content=body)

    assert answer.status_code == 422
    assert "Please say who you are." in answer.text
    assert desk.notes == []


async def test_what_went_wrong_is_said(browser, desk):
    desk.trouble = "the disk is full: please try again"
    answer = await browser.post(LINK, data={"author": "Aida"})

    assert answer.status_code == 409
    assert desk.trouble in answer.text


@pytest.mark.parametrize(
    "address", ["/ack/msg_1", "/ack/msg_1?key=x", ack_link("msg_2", WEB), "/ack/"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_whoever_was_not_told_learns_nothing(browser, desk, address, method):
    answer = await browser.request(method, address, content=b"author=A")

    assert answer.status_code == 404
    assert "This link is not good" in answer.text
    assert desk.notes == []


async def test_the_style_is_one_file(browser):
    answer = await browser.get("/static/style.css")

    assert answer.headers["content-type"].startswith("text/css")
    assert "color-scheme" in answer.text


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", LINK, 200),
        ("GET", "/static/style.css", 200),
        ("PUT", LINK, 405),
        ("GET", "/nothing", 404),
    ],
)
async def test_every_response_forbids_what_is_not_ours(browser, method, address, status):
    answer = await browser.request(method, address)

    assert answer.status_code == status
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_response_to_a_fault_of_ours_forbids_it_too():
    async def broken(scope, receive, send):
        await Response("oops", 500)(scope, receive, send)

    transport = httpx.ASGITransport(sealed(broken))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8787") as client:
        answer = await client.get("/")

    assert "content-security-policy" in answer.headers
