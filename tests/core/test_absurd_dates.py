"""Dates that nobody can mean: they are told as problems, and none is believed that lies ahead."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.dates import read_row_moment
from monitor.core.extract.links import FUTURE
from monitor.model import ProblemKind
from tests.pages.snippets import NOW, article

BISHKEK = ZoneInfo("Asia/Bishkek")
KEYS = 'published = "time::attr(datetime)"'
RUSSIAN = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
ABSURD = {
    "1970-01-01T00:00:00+06:00": ProblemKind.DOUBTFUL,
    "0001-01-01": ProblemKind.DOUBTFUL,
    "1 января 1970": ProblemKind.DOUBTFUL,
    "9998-12-31T23:59:59Z": ProblemKind.DOUBTFUL,
    "9999-12-31T23:59:59Z": ProblemKind.UNREADABLE,
    "1" + "0" * 30: ProblemKind.UNREADABLE,
    "31 февраля 2026": ProblemKind.UNREADABLE,
    "2026-02-31T10:00": ProblemKind.UNREADABLE,
    "2026-13-01": ProblemKind.UNREADABLE,
    "-1": ProblemKind.UNREADABLE,
    "9999999999": ProblemKind.DOUBTFUL,
    "9999999999999": ProblemKind.DOUBTFUL,
    "1e30": ProblemKind.UNREADABLE,
    "NaN": ProblemKind.UNREADABLE,
    (NOW + timedelta(days=2)).isoformat(): ProblemKind.DOUBTFUL,
    (NOW + timedelta(days=3652)).isoformat(): ProblemKind.DOUBTFUL,
}


DIGITS = [text for text in ABSURD if any(map(str.isdecimal, text))]


@pytest.mark.parametrize("text", DIGITS)
def test_an_article_with_an_absurd_date_is_an_article(text):
    html = f'<h1>Title</h1><time datetime="{text}"></time>'
    found = article(html, 'title = "h1"\nrequired = ["title", "published"]\n' + KEYS)

    assert ProblemKind.MISSING not in {problem.kind for problem in found.problems}


def test_words_where_a_date_should_be_are_none():
    html = '<h1>Title</h1><time datetime="Share"></time>'
    found = article(html, 'title = "h1"\nrequired = ["title", "published"]\n' + KEYS)

    assert ProblemKind.MISSING in {p.kind for p in found.problems if p.field == "published"}


@pytest.mark.parametrize("text", ABSURD)
def test_an_absurd_date_is_told_and_not_believed(text):
    found = article(f'<time datetime="{text}"></time>', KEYS)

    assert found.published_at is None
    assert [p.kind for p in found.problems if p.field == "published"] == [ABSURD[text]]


def test_milliseconds_since_the_epoch_are_read():
    at = datetime(2024, 3, 5, 10, tzinfo=UTC)
    found = article(f'<time datetime="{at.timestamp() * 1000:.0f}"></time>', KEYS)

    assert found.published_at == at


def test_behind_an_absurd_date_a_sane_one_is_found():
    html = '<time datetime="1970-01-01"></time><i>2024-03-05T10:00:00Z</i>'
    found = article(html, 'published = ["time::attr(datetime)", "i"]')

    assert found.published_at == datetime(2024, 3, 5, 10, tzinfo=UTC)


ANY_DATE = (
    st.dates().map(date.isoformat)
    | st.integers(-(10**31), 10**31).map(str)
    | st.text("0123456789-:T+Z. ", max_size=30)
)


@given(ANY_DATE)
def test_no_page_is_believed_to_come_from_further_ahead_than_clocks_differ(text):
    published_at = article(f'<time datetime="{text}"></time>', KEYS).published_at

    assert published_at is None or published_at <= NOW + FUTURE
    assert published_at is None or published_at.year >= 1989


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 363), st.integers(-3, 3))
def test_a_day_header_over_new_year_is_of_the_year_that_it_was_in(hour, minute, ago, days):
    now = datetime(2027, 1, 1, hour, minute, tzinfo=UTC) + timedelta(days=days)
    day = (now.astimezone(BISHKEK) - timedelta(days=ago)).date()

    moment = read_row_moment("12:00", f"{day.day} {RUSSIAN[day.month - 1]}", zone=BISHKEK, now=now)

    assert moment == datetime(day.year, day.month, day.day, 12, tzinfo=BISHKEK)
