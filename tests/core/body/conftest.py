"""Payloads as the program makes them, of every type that there is."""

import json

import pytest

from monitor.core.dispatch.digest import digest_of
from monitor.core.payload import alarm_payload, disabled_payload, test_payload
from monitor.model import Alarm, AlarmKind, AlertKind, Delivery, Held, Waiting
from tests.factories import NOW, source

ARTICLE = {
    "id": "24.kg#363188",
    "title": "Ambassador Vakunov arrives",
    "url": "https://24.kg/english/363188_Title/",
    "canonical_url": "https://24.kg/english/363188_Title/",
    "short_url": None,
    "language": "en",
    "section": None,
    "author": None,
    "published_at": "2026-11-22T11:58:00.000Z",
    "first_seen_at": "2026-11-22T12:00:01.480Z",
    "views": 12,
    "views_per_hour": 240.5,
    "revision": 1,
}


def matched(kind="article.matched", *, snippet=("Ambassador ", "Vakunov", " arrives"), **changes):
    """Return the payload of a match; `changes` are of its article, but for what the alert has itself."""
    before, hit, after = snippet
    match = {
        "field": "body",
        "words": hit,
        "start": 0,
        "end": len(hit),
        "snippet": before + hit + after,
        "snippet_start": len(before),
        "snippet_end": len(before) + len(hit),
    }
    told = {
        "alert": "msg_5d41402abc4b2a76b9719d911017c592",
        "acknowledge": None,
        "late": None,
        "rule": {"id": "vakunov", "query": "Vakunov"},
        "source": {"id": "24kg-en", "site": "24.kg", "listing": "https://24.kg/english/"},
        "article": ARTICLE,
        "matches": [match],
    }
    own = {key: changes.pop(key) for key in tuple(changes) if key in told}
    told |= {"article": ARTICLE | changes} | own
    return whole(kind, told)


def whole(kind, told):
    message = {"type": kind, "timestamp": "2026-11-22T12:00:03.120Z", "data": told}
    return json.dumps(message, ensure_ascii=False)


def edited(**changes):
    event = {
        "kind": "headline_changed",
        "at": "2026-11-22T12:40:09.900Z",
        "before": "Old headline",
        "after": "New headline",
        "words": ["Vakunov"],
    }
    told = json.loads(matched())["data"]
    del told["matches"]
    return whole("article.edited", told | {"events": [event | changes]})


def digest(count, url="https://24.kg/english/{}_Title/", title="Title {}"):
    return digest_of(
        [waiting(number, url, title) for number in range(count)], {}, Held.FLOOD, NOW
    ).payload


def waiting(number, url, title):
    return Waiting(
        id=number,
        sink="desk",
        alert=f"msg_{number:032x}",
        kind=AlertKind.MATCHED,
        rule="vakunov",
        source="24kg-en",
        story=None,
        created_at=NOW,
        payload=matched(
            url=url.format(number),
            title=title.format(number),
            acknowledge=f"https://desk.example.org/ack/msg_{number:032x}?key={'k' * 22}",
        ),
    )


def alarm():
    began = Alarm(kind=AlarmKind.SILENT, since=NOW, expected=12.44, found=0)
    return alarm_payload("msg_alarm", AlertKind.SOURCE_SILENT, source(), began, NOW)


def disabled():
    delivery = Delivery(
        id=1, alert="msg_1", sink="desk", payload="{}", attempts=0, created_at=NOW, lease="x"
    )
    return disabled_payload("msg_disabled", delivery, NOW)


def foreign():
    """Return the payload of a type that nobody knew when the bodies were written."""
    return whole(
        "monitor.eclipsed",
        {
            "alert": "msg_x",
            "since": "2026-11-22T11:58:00.000Z",
            "sun": {"seen": False, "parts": [3, None, 4.5]},
        },
    )


def resumed():
    source = {"id": "24kg-en", "polled": True, "articles": 3, "alerts": 2, "holes": 0}
    told = {
        "alert": "msg_resumed",
        "since": "2026-11-22T11:00:00.000Z",
        "until": "2026-11-22T12:00:00.000Z",
        "ended": "killed",
        "articles": 3,
        "alerts": 2,
        "holes": 0,
        "sources": [source, source | {"id": "24kg-ru", "polled": False}],
    }
    return whole("monitor.resumed", told)


PAYLOADS = {
    "matched": matched(),
    "escalated": matched("article.escalated", late={"why": "outage", "since": None, "until": None}),
    "copy": matched("article.copy", copy_of={"title": "The first", "url": "https://24.kg/1/"}),
    "edited": edited(),
    "alarm": alarm(),
    "resumed": resumed(),
    "disabled": disabled(),
    "test": test_payload("msg_test", "desk", NOW),
    "digest": digest(3),
    "foreign": foreign(),
    "bare": '{"type": "x", "data": {}}',
}


@pytest.fixture(params=PAYLOADS)
def payload(request):
    """One payload of each type."""
    return PAYLOADS[request.param]
