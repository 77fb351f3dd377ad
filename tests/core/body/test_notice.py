"""What alerts tell people, whatever their type."""

from monitor.core.body import in_words
from monitor.core.body.notice import MOST_LINES, Piece, notice_of
from tests.core.body.conftest import (
    alarm,
    digest,
    disabled,
    edited,
    foreign,
    matched,
    resumed,
    whole,
)


def words(line):
    return "".join(piece.text for piece in line)


def test_a_match_is_told_with_its_words_strong():
    notice = notice_of(matched(acknowledge="https://desk/ack/msg?key=a"))

    assert notice.headline == "Article matched: Ambassador Vakunov arrives"
    assert notice.url == "https://24.kg/english/363188_Title/"
    assert notice.acknowledge == "https://desk/ack/msg?key=a"
    (line,) = notice.lines
    assert line == (
        Piece(text="Ambassador "),
        Piece(text="Vakunov", is_strong=True),
        Piece(text=" arrives"),
    )
    assert notice.facts == (
        "rule vakunov",
        "24kg-en",
        "published 2026-11-22 11:58 UTC",
        "views 12",
        "alert msg_5d41402abc4b2a76b9719d911017c592",
    )


def test_what_is_late_says_so_and_why():
    plain = notice_of(matched(late=True))
    reasoned = notice_of(matched(late={"why": "outage", "since": None, "until": None}))

    assert plain.label == reasoned.label == "Article matched (late)"
    assert "late: outage" in reasoned.facts
    assert not any(fact.startswith("late") for fact in plain.facts)


def test_an_event_is_told_with_what_was_and_what_is():
    (line,) = notice_of(edited()).lines
    (added,) = notice_of(edited(before=None)).lines

    assert words(line) == "Headline changed: Old headline → New headline: Vakunov"
    assert words(added) == "Headline changed: New headline: Vakunov"
    assert line[-1].is_strong


def test_an_alarm_tells_its_facts():
    notice = notice_of(alarm())

    assert notice.headline == "Source silent: 24kg-en"
    assert [words(line) for line in notice.lines] == [
        "alarm: kind silent, since 2026-11-22 12:00 UTC, expected 12.4, found 0"
    ]


def test_a_disabled_sink_is_named():
    assert notice_of(disabled()).headline == "Sink disabled: sink desk"


def test_a_digest_tells_twenty_and_counts_the_rest():
    notice = notice_of(digest(250))

    assert notice.headline == "Monitor digest: 250 alerts"
    assert len(notice.lines) == MOST_LINES
    assert notice.more == 250 - MOST_LINES
    assert (
        words(notice.lines[0]) == "Title 0 · vakunov · 24kg-en · 2026-11-22 12:00 UTC · take note"
    )
    assert notice.lines[0][0].url == "https://24.kg/english/0_Title/"
    assert notice.lines[0][-1].url.startswith("https://desk.example.org/ack/msg_0")
    assert "why: flood" in notice.facts


def test_a_digest_names_what_its_alerts_have_in_common():
    told = {"alerts": [], "count": 0, "group": {"rule": "vakunov"}}

    assert notice_of(whole("monitor.digest", told)).title == "0 alerts, rule vakunov"


def test_a_type_that_nobody_knows_is_told_by_its_facts():
    notice = notice_of(foreign())

    assert notice.headline == "Monitor eclipsed: 2026-11-22 11:58 UTC"
    assert [words(line) for line in notice.lines] == [
        "since: 2026-11-22 11:58 UTC",
        "sun: seen no",
        "sun parts: 3, 4.5",
    ]


def test_a_downtime_is_told_by_its_sources():
    notice = notice_of(resumed())

    assert notice.headline == "Monitor resumed: 2026-11-22 11:00 UTC – 2026-11-22 12:00 UTC"
    assert [words(line) for line in notice.lines][2:] == [
        "ended: killed",
        "articles: 3",
        "alerts: 2",
        "holes: 0",
        "sources: id 24kg-en, polled yes, articles 3, alerts 2, holes 0",
        "sources: id 24kg-ru, polled no, articles 3, alerts 2, holes 0",
    ]


def test_every_payload_has_a_title(payload):
    notice = notice_of(payload)

    assert notice.label
    assert notice.title


def test_a_text_of_a_page_is_one_line_in_one_direction():
    notice = notice_of(matched(title="A\n\tB \u202etxet\u0000C\u2028D"))

    assert notice.title == "A B txet C D"


def test_an_address_that_is_no_web_address_is_no_link():
    for url in ("javascript:alert(1)", "ftp://x/", None, 7, "https://x/" + "a" * 2_000):
        assert notice_of(matched(url=url)).url == ""


def test_nothing_in_an_address_can_end_a_link():
    url = notice_of(matched(url="https://x/a b)|<>[](`\"'@here\\\n")).url

    assert url == "https://x/a%20b%29%7C%3C%3E%5B%5D%28%60%22%27%40here%5C"


def test_plain_words_hold_title_text_and_link():
    title, text = in_words(matched())

    assert title == "Article matched: Ambassador Vakunov arrives"
    assert text.splitlines()[:2] == [
        "Ambassador Vakunov arrives",
        "https://24.kg/english/363188_Title/",
    ]


def test_plain_words_wake_nobody_and_stay_short():
    cry = "@everyone <@123> <!channel> <#1> a@example.org "
    title, text = in_words(matched(title=cry * 20, snippet=(cry, "@here", cry * 20)))

    for each in (title, text):
        for mention in ("@everyone", "<@", "<!", "<#", "@here"):
            assert mention not in each
    assert len(title) <= 250
    assert len(in_words(digest(200, title="T" * 490 + "{}"))[1]) <= 3_500


def test_a_message_is_never_empty(payload):
    title, text = in_words(payload)

    assert title
    assert text


def test_broken_selectors_are_told_a_line_a_field():
    broken = {"page": "article", "field": "body", "gain": "missing", "selectors": ["div.cont"]}
    told = {"source": {"id": "24kg-en"}, "broken": [broken | {"before": 0.98, "now": 0.0}]}

    (line,) = notice_of(whole("source.broken", told)).lines

    assert words(line) == "article body missing: div.cont (98% → 0%)"


def test_what_was_found_again_is_told_a_line_a_field():
    remedy = {"field": "body", "selectors": [".prose"], "right": 5, "asked": 5}
    told = {"source": {"id": "24kg-en"}, "remedies": [remedy, {**remedy, "doubt": "tags alone"}]}

    lines = notice_of(whole("source.remedy", told)).lines

    assert words(lines[0]) == "body: .prose (5 of 5, sure)"
    assert words(lines[1]) == "body: .prose (5 of 5, tags alone)"
