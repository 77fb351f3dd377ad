"""What one check says of its source's selectors, and what follows from that for everything else."""

import json
from dataclasses import replace
from datetime import timedelta

from monitor.core.plan import decide
from monitor.model import (
    AlarmKind,
    AlertKind,
    ArticleSelectors,
    Basis,
    Breakage,
    BrokenField,
    Failed,
    Field,
    Gain,
    Glance,
    Listing,
    ListingReading,
    PageHealth,
    Past,
    Pick,
    Reason,
    TargetKind,
)
from tests.core.health.pages import bad, good, past
from tests.factories import (
    NOW,
    article_reading,
    article_target,
    fetched,
    held,
    held_revision,
    known,
    listing_reading,
    listing_target,
    selectors,
    watch,
)

BODY = "The ambassador was met at the airport by officials of the foreign ministry. " * 4
MENU = "Politics. Society. Economy. Sports. Business. Weather. Advertising. Subscriptions."
FIELDS = {
    name: Field(picks=tuple(Pick(source=css, css=css) for css in picks))
    for name, picks in {"title": ["h1", "h2"], "body": ["div.cont", "div"], "author": ["b"]}.items()
}
SITE = selectors(article=ArticleSelectors(fields=FIELDS))
WATCH = watch(selectors=SITE, alarms=("desk",))
HITS = {"title": "h1", "body": "div.cont"}
EMPTY = ListingReading(listing=Listing(candidates=()), named=())
NO_ROW = BrokenField(
    page=TargetKind.LISTING,
    field="row",
    gain=Gain.MISSING,
    selectors=(".one",),
    before=1.0,
    now=0.0,
    since=NOW - timedelta(minutes=9),
    lost_at=NOW,
    witnesses=(0,),
)
BROKEN = Breakage(since=NO_ROW.since, fields=(NO_ROW,))


def polls(*lost: str) -> PageHealth:
    glances = tuple(
        Glance(
            page=TargetKind.LISTING,
            subject=0,
            at=NOW - timedelta(minutes=2),
            hit=frozenset(),
            lost=frozenset({field}),
        )
        for field in lost
    )
    return PageHealth(
        glances=glances, past={("row", Basis.HELD): Past(hits=50, selectors={".one": 50})}
    )


def poll(health, reading=EMPTY, *, failures=0, state=None):
    held_now = replace(known(), health=health)
    if state:
        held_now = replace(held_now, source=replace(held_now.source, **state))
    return decide(
        listing_target(failures=failures), fetched(), reading, held_now, WATCH, now=NOW, jitter=0.5
    )


def visit(reading, subject, *glances, target=None, **changes):
    health = PageHealth(**({"glances": glances, "past": past()} | changes))
    held_now = replace(known(subject), health=health)
    outcome = fetched(article_target().url)
    return decide(
        target or article_target(), outcome, reading, held_now, WATCH, now=NOW, jitter=0.5
    )


def article(**changes):
    facts = {"revision": held_revision("Title of the day", BODY), "gave": HITS}
    return held(**(facts | changes))


def page(title="Title of the day", body=BODY, **fields):
    return article_reading(**({"title": title, "body": body, "hits": HITS} | fields))


def test_the_second_poll_without_a_row_is_told_with_the_selector_that_stopped():
    assert poll(polls()).health.alerts == ()

    (alert,) = poll(polls("row")).health.alerts

    data = json.loads(alert.payload)["data"]
    assert (alert.kind, alert.sinks) == (AlertKind.SOURCE_BROKEN, ("desk",))
    assert data["alarm"]["kind"] == "broken"
    assert [(b["page"], b["field"], b["selectors"]) for b in data["broken"]] == [
        ("listing", "row", [".one"])
    ]
    assert data["page"] == listing_target().url


def test_a_breakage_is_told_once_under_one_id():
    first = poll(polls("row")).health
    again = poll(replace(polls("row", "row"), breakage=first.breakage)).health

    assert again.breakage.since == first.breakage.since
    assert again.alerts == ()


def test_of_a_broken_listing_no_other_alarm_is_told():
    made = poll(replace(polls("row", "row"), breakage=BROKEN), failures=9)

    assert made.source.alarm is None
    assert made.alerts == ()


def test_an_outage_of_a_broken_source_is_told():
    outage = Failed(reason=Reason.TIMEOUT, detail="", at=NOW, took=timedelta(seconds=20))
    held_now = replace(known(), health=PageHealth(breakage=BROKEN))
    made = decide(
        listing_target(failures=9), outcome := outage, None, held_now, WATCH, now=NOW, jitter=0.5
    )

    assert outcome.reason is made.next.reason
    assert made.source.alarm.kind is AlarmKind.FAILING
    assert made.health is None


def test_a_listing_that_is_there_again_is_told_to_be_mended():
    well = Glance(
        page=TargetKind.LISTING, subject=0, at=NOW - timedelta(minutes=2), hit=frozenset({"row"})
    )
    made = poll(replace(polls("row"), glances=(well,), breakage=BROKEN), listing_reading(1, 2))

    (alert,) = made.health.alerts
    assert (alert.kind, made.health.breakage) == (AlertKind.SOURCE_RECOVERED, None)
    assert json.loads(alert.payload)["data"]["alarm"]["kind"] == "broken"


def test_what_is_no_page_has_no_field():
    wrong = Failed(reason=Reason.WRONG_TYPE, detail="json", at=NOW, took=timedelta(), status=200)
    held_now = replace(known(), health=polls("row"))
    made = decide(listing_target(), wrong, None, held_now, WATCH, now=NOW, jitter=0.5)

    assert [field.field for field in made.health.breakage.fields] == ["row"]


def test_nobody_vanishes_from_a_listing_that_is_not_read_well():
    reading = listing_reading(1)
    bare = replace(reading, listing=replace(reading.listing, rows=30))
    past_ = {("link", Basis.ROWS): Past(hits=300)}

    assert poll(PageHealth(past=past_), bare).fronts == ()
    assert len(poll(PageHealth(past=past_), reading).fronts) == 1


def test_the_second_article_that_lost_its_text_is_told():
    made = visit(page(body=None, hits={"title": "h1"}), article(), good(5, 1), bad(6, 2))

    (alert,) = made.health.alerts
    assert (made.revision, made.next.reason) == (None, Reason.UNREADABLE)
    assert [b["field"] for b in json.loads(alert.payload)["data"]["broken"]] == ["body"]


def test_an_optional_field_that_vanished_changes_nothing_of_the_article():
    subject = article(gave={**HITS, "author": "b"}, section="News")
    made = visit(page(), subject)

    assert made.health.glance.lost == {"author"}
    assert (made.revision, made.events, made.article.author) == (None, (), None)
    assert made.article.images is None


def test_words_that_are_hardly_the_articles_are_no_edit():
    made = visit(page(body=MENU), article())

    assert (made.revision, made.events) == (None, ())
    assert made.next.reason is Reason.UNREADABLE
    assert made.next.detail == "the body on the page is hardly the article's"
    assert made.health.glance.lost == {"body"}


def test_an_edit_that_leaves_nothing_is_told_at_the_second_look():
    subject = article()
    made = visit(
        page(body=MENU),
        subject,
        bad(subject.id, -9),
        good(5, -8),
        target=article_target(failures=1),
    )

    assert made.revision.body == MENU
    assert made.health.glance.lost == frozenset()


def test_words_from_another_selector_are_no_edit_and_the_counter_is_read():
    other = {"title": "h2", "body": "div.cont"}
    made = visit(page(title="Title of the day | News", hits=other, views=99), article())

    assert (made.revision, made.events, made.article.title) == (None, (), None)
    assert made.observation.views == 99
    assert made.article.gave == HITS


def test_the_same_words_from_another_selector_are_taken_from_there():
    other = {"title": "h2", "body": "div.cont"}

    assert visit(page(hits=other), article()).article.gave == other


def test_a_new_page_is_not_believed_while_its_selector_is_known_to_mislead():
    wrong = replace(NO_ROW, page=TargetKind.ARTICLE, field="body", gain=Gain.STRANGE)
    unread = held(title="Title of the day")
    made = visit(page(), unread, breakage=Breakage(since=NOW, fields=(wrong,)))

    assert (made.revision, made.next.reason) == (None, Reason.UNREADABLE)
