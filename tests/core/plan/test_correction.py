"""What a kept page corrects of its article, and what is told for that."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.evidence import Packer, packed, page_id
from monitor.core.fingerprint import fingerprint
from monitor.core.payload import alert_id
from monitor.core.plan import correct, may_correct, target_of
from monitor.core.reading import read
from monitor.model import AlertKind, HeldRevision, LateWhy, Page, Reason, Rule
from monitor.model.correction import FieldChange, Subject
from monitor.model.evidence import KeptPage
from monitor.model.plan import Cause
from monitor.model.selectors import ArticleSelectors, Field, Pick
from tests.factories import NOW, held, selectors, watch

URL = "https://24.kg/english/363188_a/"
TAKEN = NOW - timedelta(days=2)
HTML = "<h1>Right title</h1><h2>Wrong title</h2><p>A visa for all.</p><i>Author</i>"
RULE = Rule(id="visa", query="visa", sinks=("log",))


def field(css: str) -> Field:
    return Field(picks=(Pick(source=css, css=css),))


MENDED = selectors(
    article=ArticleSelectors(
        fields={"title": field("h1"), "body": field("p"), "author": field("i")}
    )
)
WATCH = watch(RULE, selectors=MENDED)


def kept(html: str = HTML, reason: Reason | None = None, at=TAKEN) -> KeptPage:
    capture = packed(
        Packer(None),
        None,
        url=URL,
        final_url=URL,
        at=at,
        status=200,
        head=b"GET / HTTP/1.1\r\n\r\nHTTP/1.1 200 \r\ncontent-type: text/html\r\n\r\n",
        body=html.encode(),
    )
    page = KeptPage(id=page_id(capture), source="24kg-en", site="24.kg", article=1, capture=capture)
    return replace(page, reason=reason)


def subject(
    page: KeptPage | None, title: str = "Wrong title", body: str = "", **changes
) -> Subject:
    newest = HeldRevision(number=1, fingerprint=fingerprint(title, body), title=title, body=body)
    article = held(id=1, title=title, revision=newest if page else None)
    plain = Subject(
        article=replace(article, **{k: v for k, v in changes.items() if hasattr(article, k)}),
        author=None,
        short_url=None,
        images=(),
        modified_at=None,
        page=page.id if page else None,
        seen_at=page.capture.at if page else None,
        is_first=True,
        read_at=None,
        gave={"title": "h2"},
    )
    return replace(plain, **{k: v for k, v in changes.items() if not hasattr(article, k)})


def corrected(page: KeptPage, of: Subject, html: str = HTML, by=WATCH):
    came = Page(url=URL, final_url=URL, body=html.encode(), content_type="text/html")
    reading = read(target_of(page), came, by.selectors, page.capture.at)
    return correct(page, of, reading, by, NOW)


def test_what_was_read_wrong_becomes_a_wording_of_its_own_that_says_why():
    page = kept()

    correction = corrected(page, subject(page))

    assert correction.changes == (
        FieldChange(field="title", before="Wrong title", after="Right title"),
        FieldChange(field="body", before="", after="A visa for all."),
        FieldChange(field="author", before="", after="Author"),
    )
    assert (correction.expects, correction.page) == (1, page.id)
    revision = correction.revision
    assert (revision.number, revision.cause, revision.seen_at) == (2, Cause.REREAD, TAKEN)
    assert revision.fingerprint == fingerprint("Right title", "A visa for all.")
    assert correction.update.gave["title"] == "h1"


def test_what_was_owed_is_told_late_under_its_own_id():
    page = kept()

    (alert,) = corrected(page, subject(page)).late.alerts

    assert alert.id == alert_id(held().identity.name, "visa", AlertKind.MATCHED)
    assert json.loads(alert.payload)["data"]["late"] == {
        "why": LateWhy.REREAD,
        "since": "2026-11-20T12:00:00.000Z",
        "until": "2026-11-22T12:00:00.000Z",
    }


def test_what_was_told_before_and_a_backlog_are_not_told():
    page = kept()

    told = corrected(page, subject(page, matched=frozenset({"visa"})))
    backlog = corrected(page, subject(page, seeded=True))
    edited = corrected(page, subject(page, seeded=True, is_first=False))

    assert [match.rule for match in told.late.matches] == ["visa"]
    assert told.late.alerts == ()
    assert backlog.late.alerts == ()
    assert len(edited.late.alerts) == 1


def test_a_page_that_says_what_is_held_corrects_nothing():
    page = kept()
    same = subject(page, title="Right title", body="A visa for all.", author="Author")

    assert corrected(page, same) is None


def test_another_field_alone_makes_no_wording():
    page = kept()
    same = subject(page, title="Right title", body="A visa for all.", author="Somebody")

    correction = corrected(page, same)

    assert [change.field for change in correction.changes] == ["author"]
    assert correction.revision is None
    assert correction.late.revision == 1


def test_what_the_site_may_have_changed_since_is_left_as_it_was_read_last():
    page = kept()
    later = NOW - timedelta(hours=1)
    same = subject(page, title="Right title", body="A visa for all.", author="New author")

    by_the_same = replace(same, read_at=later, gave={"author": "i"})
    by_another = replace(same, read_at=later, gave={"author": "b"})
    never_given = replace(same, read_at=later, author=None)

    assert corrected(page, by_the_same) is None
    for lacking in (by_another, never_given):
        assert corrected(page, lacking).update.author == "Author"
        assert corrected(page, lacking).update.title is None


def test_a_page_that_could_not_be_read_becomes_the_first_wording():
    page = kept(reason=Reason.UNREADABLE)

    correction = corrected(page, subject(None))

    assert (correction.expects, correction.revision.number) == (0, 1)
    assert len(correction.late.alerts) == 1


@pytest.mark.parametrize(
    "html",
    ["<h2>No title</h2>", "<h1>404 Not Found</h1>"],
)
def test_a_page_that_is_not_the_article_corrects_nothing(html):
    page = kept(html, reason=Reason.UNREADABLE)

    assert corrected(page, subject(None), html) is None


def test_only_the_newest_page_and_later_ones_that_could_not_be_read_may_correct():
    own, later = kept(), kept(HTML + "later", Reason.UNREADABLE, TAKEN + timedelta(hours=1))
    of = subject(own)

    assert may_correct(own, of)
    assert may_correct(later, of)
    assert not may_correct(replace(later, reason=None), of)
    assert not may_correct(replace(later, reason=Reason.BLOCKED), of)
    assert not may_correct(own, subject(later))
    assert may_correct(replace(own, reason=Reason.UNREADABLE), subject(None))
    assert not may_correct(own, subject(None))
