"""The pages of sources, over a real archive: how each fares, how it is asked, when it posts, what was proven."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from monitor.config import Config
from monitor.core.health.remedies import tell_healing
from monitor.core.silence.coverage import coverage_of
from monitor.model import (
    NO_RHYTHM,
    Alarm,
    AlarmKind,
    Breakage,
    Rhythm,
    SourceHour,
    SourceId,
)
from monitor.model.healing import Healing, Remedy
from monitor.model.report import HoleReport, SourceReport
from monitor.store.reading import open_archive
from monitor.web.source_hours import heat_of, hours_of
from monitor.web.sources import state_of
from tests.store.desk import Desk, opened

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
BISHKEK = ZoneInfo("Asia/Bishkek")
GOOD = SourceReport(
    id="a",
    site="s",
    listing="https://s.example/",
    language=None,
    is_configured=True,
    articles=1,
    seeded_at=NOW,
    polled_at=NOW,
    next_due_at=None,
    failures=0,
    reason=None,
    detail="",
    opened_at=None,
    probe_at=None,
    quiet_until=None,
    limit=None,
    alarm=None,
    hole_count=0,
    holes=(),
    problems=(),
)
BROKEN = Breakage(since=NOW, fields=())


async def test_the_list_shows_how_each_fares(reader: httpx.AsyncClient):
    page = await reader.get("/sources")

    assert page.status_code == 200
    assert '<a href="/sources/24kg-en">24kg-en</a>' in page.text
    assert page.text.count('class="state is-good"') == 2
    assert 'scope="col"' in page.text


async def test_a_source_tells_of_its_pages_its_host_and_its_hours(reader: httpx.AsyncClient):
    page = await reader.get("/sources/24kg-en")

    assert page.status_code == 200
    for words in (
        "published",
        "100 %",
        "budget 240",
        "Requests today",
        "127.0.0.1",
        "When it posts",
    ):
        assert words in page.text
    assert "Vakunov &lt;b&gt;meets&lt;/b&gt; the ambassador" in page.text
    assert " style=" not in page.text


async def test_a_source_shows_what_was_looked_for_after_it_broke(folder, reader):
    sure = Remedy(field="body", selectors=(".<b>",), right=5, asked=5, is_sure=True)
    healing = Healing(
        since=NOW, at=NOW, sought=("title", "body"), remedies=(sure,), file="a.toml", undo="rm a"
    )
    source = Desk.source(SourceId("24kg-en"))
    async with opened(folder / "state" / "monitor.db") as desk:
        await desk.store.tell([tell_healing(source, healing, ())], NOW, source=source.id)

    page = await reader.get("/sources/24kg-en", headers={"accept-language": "ru"})

    for words in ("Что искали заново", ".&lt;b&gt;", "5 из 5", "селектор надёжен", "<code>rm a"):
        assert words in page.text


async def test_what_fallbacks_filled_is_shown_with_its_articles(folder, reader):
    gave = '{"title": "fallback: ::ld(headline)", "author": ".by @old"}'
    with closing(sqlite3.connect(folder / "state" / "monitor.db")) as connection, connection:
        (id_,) = connection.execute(
            "UPDATE article SET gave = ? WHERE id = (SELECT max(id) FROM article) RETURNING id",
            (gave,),
        ).fetchone()
        (source,) = connection.execute(
            "INSERT INTO harvest SELECT source, 'article', max(day), 'title', 'fallback', 'hit', '::ld(headline)', 3, "
            "max(last_at), max(last_at), 'https://24.kg/1/' FROM harvest "
            "WHERE source = (SELECT source FROM article WHERE id = ?) RETURNING source", (id_,)
        ).fetchone()  # fmt: skip

    page = await reader.get(f"/sources/{source}")
    article = await reader.get(f"/articles/{id_}")
    told = (await reader.get(f"/api/v1/sources/{source}/health")).json()

    assert "What fallbacks filled" in page.text
    assert "<code>::ld(headline)</code>" in page.text
    assert "Articles that were filled, the newest: 1" in page.text
    assert "a fallback filled them: title." in article.text
    assert "an older layout" in article.text
    assert [each["id"] for each in told["filled"]] == [id_]
    assert [day["count"] for day in told["days"] if day["basis"] == "fallback"] == [3]


@pytest.mark.parametrize("name", ["nobody", "canary", "%3Cb%3E"])
async def test_a_source_that_never_was(reader: httpx.AsyncClient, name: str):
    assert (await reader.get(f"/sources/{name}")).status_code == 404


def test_what_waits_at_a_host_is_what_attention_says(config: Config):
    now = datetime.now(UTC) + timedelta(days=1)
    with open_archive(config.database) as archive:
        (host,) = archive.attention(now)
        queue = archive.host_queue(host.host, now)

        assert archive.host_queue("nobody.example", now) is None
    assert queue is not None
    assert (queue.requests_today, queue.bytes_today) == (host.requests_today, host.bytes_today)
    assert (queue.listings, queue.articles, queue.overdue, queue.longest_overdue) == (
        host.listings,
        host.articles,
        host.overdue,
        host.longest_overdue,
    )


@pytest.mark.parametrize(
    ("report", "breakage", "state"),
    [
        (GOOD, None, "good"),
        (GOOD, BROKEN, "broken"),
        (replace(GOOD, failures=1), BROKEN, "failing"),
        (replace(GOOD, opened_at=NOW), None, "failing"),
        (replace(GOOD, alarm=Alarm(kind=AlarmKind.SILENT, since=NOW)), None, "silent"),
        (replace(GOOD, seeded_at=None), None, "unseeded"),
        (replace(GOOD, is_configured=False), None, "gone"),
    ],
)
def test_the_worst_is_said_of_a_source(report, breakage, state):
    assert state_of(report, breakage) == state


def test_a_week_is_shaded_by_its_busiest_hour():
    posts = [0.0] * 168
    posts[24 * 2 + 9] = 80.0
    heat = heat_of(Rhythm(posts=tuple(posts), hours=(8.0,) * 168))

    assert heat is not None
    assert heat.busiest == ("Wed", 9)
    assert heat.days[2][1][9].shade == 4
    assert heat.days[6][1][3].shade == 0
    assert heat_of(NO_RHYTHM) is None


def test_hours_that_are_not_proven_say_why():
    began = NOW.replace(minute=0) - 4 * HOUR
    held = [
        SourceHour(hour_at=began, proven=HOUR, polls=4, longest_wait=HOUR / 4),
        SourceHour(hour_at=began + HOUR, failed=3),
        SourceHour(hour_at=began + 3 * HOUR, proven=HOUR, polls=1, longest_wait=3 * HOUR),
    ]
    hole = HoleReport(
        noticed_at=began + 3 * HOUR,
        pages=20,
        after=began + 2 * HOUR + HOUR / 4,
        before=began + 2 * HOUR + HOUR / 2,
    )
    coverage = coverage_of("a", began, held, [hole], (began, NOW))
    hours = hours_of(coverage, NOW, BISHKEK)

    assert [(each.state.value, each.phrase.split(":")[0]) for each in hours.stretches] == [
        ("open", "polls that failed"),
        ("hole", "articles may be missed"),
        ("late", "proven by a poll {wait} after the one before"),
    ]
    assert (hours.complete, hours.total) == (2, 4)
    ((day, states),) = hours.days
    assert day.isoformat() == "2026-11-25"
    assert [state.value if state else None for state in states[13:20]] == [
        None, "complete", "open", "hole", "late", "open", None,
    ]  # fmt: skip
