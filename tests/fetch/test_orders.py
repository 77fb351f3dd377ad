"""What a scout is told: all of it crosses whole, the question that it is asked for each page, too."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.egress import Request, parse_url
from monitor.fetch.letters import Ask, Begin, Cancel, Forget, Learn, Question, Rendering
from monitor.fetch.orders import load_order, pack_order
from monitor.model import FetchLimits, Reason, Round, Validators
from tests.factories import article_target, listing_target, selectors

NOW = datetime(2026, 11, 27, 4, 5, 6, 789, tzinfo=UTC)
REQUEST = Request(
    url="https://24.kg/a/",
    headers={"if-none-match": 'W/"é"'},
    body=b"\x00\xff",
    max_bytes=4_000_000,
    timeout=timedelta(seconds=20),
    pause=timedelta(microseconds=1),
)


def ask(**changes) -> Ask:
    plain = {
        "request": REQUEST,
        "url": REQUEST.url,
        "final": parse_url(REQUEST.url),
        "is_conditional": True,
        "took": timedelta(milliseconds=1),
        "target": article_target(),
    }
    return Ask(number=3, at=NOW, question=Question(**(plain | changes)), selectors=1)


@pytest.mark.parametrize(
    "letter",
    [
        ask(),
        ask(
            target=listing_target(
                round=Round(began_at=NOW, page=2, url="https://24.kg/2/"),
                reason=Reason.TIMEOUT,
                validators=Validators(etag='"é"'),
                made_at=NOW,
                worth=0.1,
            ),
            is_kept=True,
        ),
        ask(rendering=Rendering(awaited=((("h1", None), ("a", "href")),), zone="Asia/Bishkek")),
        Begin(limits=FetchLimits()),
        Learn(number=1, selectors=selectors()),
        Cancel(number=3),
        Forget(),
    ],
    ids=lambda letter: type(letter).__name__,
)
def test_a_letter_to_a_scout_crosses_whole(letter):
    assert repr(load_order(pack_order(letter))) == repr(letter)
