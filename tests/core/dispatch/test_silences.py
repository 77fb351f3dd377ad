"""What silences are about."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.dispatch import is_in_force, matcher_of, written
from monitor.core.dispatch.silences import facts_of, silence_on
from monitor.errors import SilenceError
from monitor.model import AlertKind, Matcher, Silence, Waiting

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PAYLOAD = {
    "type": "article.matched",
    "data": {
        "source": {"id": "24kg-en", "site": "24.kg"},
        "article": {"title": "Visa-free regime [draft]", "section": None, "language": "en"},
    },
}
WAITING = Waiting(
    id=1,
    sink="desk",
    alert="msg_1",
    kind=AlertKind.MATCHED,
    rule="visa-free",
    source="24kg-en",
    story=7,
    created_at=NOW,
    payload=json.dumps(PAYLOAD),
)


def silence(*matchers: str) -> Silence:
    return Silence(
        id="sil_1",
        matchers=tuple(map(matcher_of, matchers)),
        author="anna",
        reason="known",
        begins_at=NOW,
        ends_at=NOW + timedelta(hours=1),
    )


@pytest.mark.parametrize(
    ("matchers", "is_muted"),
    [
        (["rule=visa-free"], True),
        (["rule=visa"], False),
        (["rule=visa*"], True),
        (["rule=VISA-FREE"], True),
        (["source=24kg-*", "sink=desk"], True),
        (["source=24kg-*", "sink=log"], False),
        (["sink!=log"], True),
        (["sink!=desk"], False),
        (["title=*regime [draft]"], True),
        (["title=*regime [d]"], False),
        (["title=visa?free*"], False),
        (["section=*"], True),
        (["section=politics"], False),
        (["kind=article.matched", "site=24.kg", "language=en"], True),
    ],
)
def test_every_matcher_must_hold(matchers: list[str], is_muted: bool):
    assert silence_on(facts_of(WAITING), [silence(*matchers)]) == ("sil_1" if is_muted else None)


def test_what_is_about_no_article_has_empty_fields():
    alarm = Waiting(
        id=2,
        sink="desk",
        alert="msg_2",
        kind=AlertKind.SINK_DISABLED,
        rule="",
        source="",
        story=None,
        created_at=NOW,
        payload='{"type": "sink.disabled", "data": {"sink": {"id": "log"}}}',
    )

    assert silence_on(facts_of(alarm), [silence("rule=*visa*")]) is None
    assert silence_on(facts_of(alarm), [silence("kind=sink.*")]) == "sil_1"


def test_a_matcher_is_written_as_it_is_read():
    assert matcher_of("title = a=b ") == Matcher(field="title", pattern="a=b")
    assert matcher_of("rule!=x") == Matcher(field="rule", pattern="x", is_negated=True)
    assert [written(matcher_of(text)) for text in ("rule!=x", "title=a=b")] == [
        "rule!=x",
        "title=a=b",
    ]


@pytest.mark.parametrize("text", ["", "rule", "rule=", "rule= ", "colour=red", "=x", "!=x"])
def test_what_is_no_matcher_is_refused(text: str):
    with pytest.raises(SilenceError, match="is no matcher"):
        matcher_of(text)


def test_a_silence_is_in_force_from_its_beginning_until_its_end():
    whole = silence("rule=*")

    assert is_in_force(whole, NOW)
    assert is_in_force(whole, NOW + timedelta(minutes=59))
    assert not is_in_force(whole, NOW + timedelta(hours=1))
    assert not is_in_force(whole, NOW - timedelta(milliseconds=1))
