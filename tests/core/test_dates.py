from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.core.dates import NEVER, read_moment, read_row_moment

BISHKEK = ZoneInfo("Asia/Bishkek")
NEW_YEAR = datetime(2025, 12, 31, 20, 0, tzinfo=UTC)  # 02:00 on 1 January in Bishkek
RUSSIAN = [
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
]  # fmt: skip
ENGLISH = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
KYRGYZ = [
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
    "декабрь",
]  # fmt: skip
TRADITIONAL = [
    "үчтүн айы", "бирдин айы", "жалган куран", "чын куран", "бугу", "кулжа", "теке", "баш оона", "аяк оона",
    "тогуздун айы", "жетинин айы", "бештин айы",
]  # fmt: skip


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BISHKEK).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10:14, 20 января 2021", local(2021, 1, 20, 10, 14)),
        ("11:29, 13 April 2021, Bishkek - 24.kg news agency", local(2021, 4, 13, 11, 29)),
        ("12:01, 18 января 2021 г.", local(2021, 1, 18, 12, 1)),
        ("Опубликовано 20 января 2021 года в 10:14", local(2021, 1, 20, 10, 14)),
        ("2024-жылдын 8-сентябры, 06:34", local(2024, 9, 8, 6, 34)),
        ("8-Сентябрь, 2024-жыл", local(2024, 9, 8)),
        ("April 13, 2021 3:05 PM", local(2021, 4, 13, 15, 5)),
        ("Sept. 5th, 2024, 12:00 am", local(2024, 9, 5)),
        ("26-05-2023 10:48", local(2023, 5, 26, 10, 48)),
        ("10:48 26.05.2023", local(2023, 5, 26, 10, 48)),
        ("5/26/2023", local(2023, 5, 26)),
        ("Бишкек, 01.01.24. /Кабар/", local(2024, 1, 1)),
        ("2021-01-20", local(2021, 1, 20)),
        ("2021-01-20T10:14:05+06:00", local(2021, 1, 20, 10, 14, 5)),
        ("2021-01-20T10:14:05.123456+0600", local(2021, 1, 20, 10, 14, 5)),
        ("2021-01-20T10:14+06", local(2021, 1, 20, 10, 14)),
        ("2021-01-20 04:14:00Z", local(2021, 1, 20, 10, 14)),
        ("2021-01-20T10:14", local(2021, 1, 20, 10, 14)),
        ("2021-01-20T10:14-09:30", datetime(2021, 1, 20, 19, 44, tzinfo=UTC)),
        ("Sun, 20 Aug 2017 00:23:49 +0600", local(2017, 8, 20, 0, 23, 49)),
        ("Sun, 20 Aug 2017 00:23:49 GMT", datetime(2017, 8, 20, 0, 23, 49, tzinfo=UTC)),
        ("Sun, 20 Aug 2017 00:23:49 EST", datetime(2017, 8, 20, 5, 23, 49, tzinfo=UTC)),
        ("1611116040", local(2021, 1, 20, 10, 14)),
        ("1611116040000", local(2021, 1, 20, 10, 14)),
    ],
)
def test_a_date_reads_in_every_spelling(text, expected):
    assert read_moment(text, BISHKEK) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10:14",
        "20 января",
        "2021-01-20\\",
        "31 февраля 2021",
        "2021-13-01",
        "99.99.2021",
        "0000000000",
        "v1.2.2021.3",
        "20 маркета 2021",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_what_is_no_date_reads_as_none(text):
    assert read_moment(text, BISHKEK) is None


@pytest.mark.parametrize(
    "text", ["0001-01-01 00:00:00Z", "1970-01-01T00:00:00+06:00", "1 января 1970"]
)
def test_a_year_before_the_web_means_no_date(text):
    assert read_moment(text, BISHKEK) is NEVER


@pytest.mark.parametrize("months", [RUSSIAN, ENGLISH, KYRGYZ, TRADITIONAL])
def test_every_month_is_known_by_every_name(months):
    read = [read_moment(f"06:34, 15 {month} 2024", BISHKEK) for month in months]
    capital = [read_moment(f"15-{month.title()}, 2024-жыл, 06:34", BISHKEK) for month in months]

    assert read == [local(2024, month, 15, 6, 34) for month in range(1, 13)]
    assert capital == read


@pytest.mark.parametrize(
    ("text", "header", "expected"),
    [
        ("00:30", "1 января, четверг", local(2026, 1, 1, 0, 30)),
        ("23:50", "31 декабря, среда", local(2025, 12, 31, 23, 50)),
        ("23:50", "31 December, Wednesday", local(2025, 12, 31, 23, 50)),
        ("23:50", "Wednesday, December 31", local(2025, 12, 31, 23, 50)),
        ("23:50", "31-декабрь, шаршемби", local(2025, 12, 31, 23, 50)),
        ("23:50", "31 Бештин айы", local(2025, 12, 31, 23, 50)),
        ("09:00", "2 января", local(2026, 1, 2, 9, 0)),
        ("09:00", "3 января", local(2025, 1, 3, 9, 0)),
        ("09:00", "29 февраля", local(2024, 2, 29, 9, 0)),
        ("09:00", "20 января 2021", local(2021, 1, 20, 9, 0)),
        ("01:15", "Сегодня", local(2026, 1, 1, 1, 15)),
        ("01:15", "Today", local(2026, 1, 1, 1, 15)),
        ("01:15", "бүгүн", local(2026, 1, 1, 1, 15)),
        ("14:05", "Кечээ", local(2025, 12, 31, 14, 5)),
        ("14:05", "Yesterday", local(2025, 12, 31, 14, 5)),
        ("Вчера, 14:05", None, local(2025, 12, 31, 14, 5)),
        ("01:50", None, local(2026, 1, 1, 1, 50)),
        ("02:50", None, local(2026, 1, 1, 2, 50)),
        ("23:50", None, local(2025, 12, 31, 23, 50)),
        ("18 января, 12:01", None, local(2025, 1, 18, 12, 1)),
        ("12:01, 18 января 2021", "31 декабря", local(2021, 1, 18, 12, 1)),
        ("12 минут назад", None, NEW_YEAR - timedelta(minutes=12)),
        ("час назад", None, NEW_YEAR - timedelta(hours=1)),
        ("an hour ago", None, NEW_YEAR - timedelta(hours=1)),
        ("3 days ago", None, NEW_YEAR - timedelta(days=3)),
        ("2 саат мурун", None, NEW_YEAR - timedelta(hours=2)),
        ("только что", None, NEW_YEAR),
        ("09:00", "Реклама", None),
        ("31 декабря", None, None),
        ("", "31 декабря", None),
        ("0001-01-01", None, None),
    ],
)
def test_a_row_s_time_is_of_the_day_above_it(text, header, expected):
    assert read_row_moment(text, header, zone=BISHKEK, now=NEW_YEAR) == expected


@given(st.integers(631_238_400, 7_258_118_400), st.integers(-840, 840))
def test_what_isoformat_writes_is_read_back(seconds, minutes):
    moment = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes)))

    assert read_moment(moment.isoformat(), BISHKEK) == moment


@given(st.dates(date(2024, 11, 24), date(2025, 11, 23)))
def test_a_header_within_the_year_past_is_of_that_day(day):
    now = datetime(2025, 11, 22, 12, 0, tzinfo=UTC)
    header = f"{day.day} {RUSSIAN[day.month - 1]}"

    assert read_row_moment("00:00", header, zone=BISHKEK, now=now) == local(
        day.year, day.month, day.day
    )


PIECES = [
    *"0123456789:.,-+/ tTzZgm",
    "января",
    "may",
    "жыл",
    "чын куран",
    "ago",
    "час",
    "вчера",
    "назад",
]
DATELIKE = st.lists(st.sampled_from(PIECES)).map("".join)


@given(st.text() | DATELIKE, st.none() | st.text() | DATELIKE)
@example("9999-12-31T23:59:59-14:00", "31 декабря 9999")
def test_no_text_raises(text, header):
    moment = read_moment(text, BISHKEK)
    row = read_row_moment(text, header, zone=BISHKEK, now=NEW_YEAR)

    assert all(found is None or found.tzinfo is UTC for found in (moment, row))


@given(
    st.from_regex(
        r"(19[89]|20[0-9]|9999)[0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z|[+-][01][0-9]:[0-6][0-9])",
        fullmatch=True,
    )
)
@example("9998-12-31T23:59:59-13:59")
@example("9999-12-31T23:59:59-13:00")
@example("1990-01-01T00:00:00+13:00")
@example("2026-02-30T10:00:00Z")
@example("2026-02-20T24:00:00Z")
@example("2026-02-20T10:00:60Z")
def test_a_date_of_the_usual_form_reads_as_it_does_the_long_way(text):
    # A blank behind it is nothing to a reader, and keeps it from the short way.
    assert read_moment(text, BISHKEK) == read_moment(f"{text} ", BISHKEK)
