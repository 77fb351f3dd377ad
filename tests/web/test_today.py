"""The first page, over a real archive."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

import monitor.charts as charts_package
from monitor.model import (
    AlarmKind,
    AlertKind,
    Block,
    DeliveryState,
    EventKind,
    Plan,
    Reason,
    Rejected,
    Settlement,
    SourceUpdate,
)
from monitor.model.coverage import Alarm
from monitor.web.asked import NAMES
from monitor.web.happenings import phrase_of
from monitor.web.speech import load_speeches
from tests.cli.story import CONFIG
from tests.store.desk import MINUTE, NOW, opened
from tests.store.test_contract_health import BREAKAGE, TOLD, update
from tests.web.over import reading


async def test_today_tells_what_was_told_and_what_cannot_be_seen(reader: httpx.AsyncClient):
    page = await reader.get("/")

    assert page.status_code == 200
    assert ">Vakunov</mark> &lt;b&gt;meets&lt;/b&gt; the ambassador" in page.text
    assert 'title="visa">visas</mark>.' in page.text
    assert "Every source is seen." in page.text
    assert 'lang="en"' in page.text


async def test_today_speaks_the_language_of_its_reader(reader: httpx.AsyncClient):
    page = await reader.get("/", headers={"Accept-Language": "fr, ru;q=0.8, en;q=0.5"})
    chosen = await reader.get("/?lang=ky", headers={"Accept-Language": "ru"})

    assert "<h1>Сегодня</h1>" in page.text
    assert "<h1>Бүгүн</h1>" in chosen.text


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    path = tmp_path / "monitor.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


async def test_what_is_blind_is_named(toml: Path):
    async with opened(toml.parent / "monitor.db") as desk:
        await desk.adopt()
        await desk.poll(health=update(breakage=BREAKAGE, alerts=(TOLD,)))
        alarm = Alarm(kind=AlarmKind.SILENT, since=NOW, expected=7.6, found=1)
        await desk.poll(source=SourceUpdate(alarm=alarm, polled_at=NOW))
        target = await desk.claim_article()
        gone = replace(desk.next(), reason=Reason.TIMEOUT, detail="slow")
        await desk.store.commit(Plan(target=target, next=gone))
        delivery, *_ = await desk.store.claim_deliveries(
            NOW, limit=9, lease=MINUTE, per_sink={"log": 1}
        )
        outcome = Rejected(reason=Reason.GONE, at=NOW, took=MINUTE, status=410)
        settled = Settlement(
            delivery=delivery,
            outcome=outcome,
            state=DeliveryState.PENDING,
            due_at=NOW,
            disables_sink=True,
        )
        await desk.store.settle(settled)
    async with reading(toml, NOW + MINUTE) as client:
        page = (await client.get("/")).text
        later = (await client.get("/?lang=ru")).text

    assert "silent · since" in page
    assert "1 articles where about 8 are usual" in page
    assert "its pages give no more: " in page
    assert "its receiver is gone since" in page
    assert "when they were asked last, in 24 hours: 1" in page
    assert "Every source is seen." not in page
    assert "молчит" in later


async def test_nothing_is_told_of_an_empty_archive_but_that(toml: Path):
    async with opened(toml.parent / "monitor.db"):
        pass
    async with reading(toml, NOW) as client:
        page = (await client.get("/")).text

    assert "Nothing was told yet." in page
    assert "No counter grows." in page
    assert "Newest article: –." in page
    assert "No listing was polled well yet." in page
    assert "Every source is seen." not in page


@pytest.mark.parametrize(
    ("ended_at", "said"),
    [
        (None, "The daemon gave no sign of life since 2026-11-23 02:02."),
        (NOW.isoformat(), "The daemon is stopped since 2026-11-23 02:02: nothing is looked at."),
    ],
)
async def test_a_daemon_that_is_away_is_missed(toml: Path, ended_at: str | None, said: str):
    async with opened(toml.parent / "monitor.db") as desk:
        await desk.adopt()
        await desk.poll(source=SourceUpdate(polled_at=NOW))
    run = (NOW.isoformat(), NOW.isoformat(), ended_at)
    with closing(sqlite3.connect(toml.parent / "monitor.db")) as connection:
        connection.execute("INSERT INTO run (began_at, alive_at, ended_at) VALUES (?, ?, ?)", run)
        connection.commit()
    async with reading(toml, NOW + 30 * MINUTE) as client:
        away = (await client.get("/")).text
    async with reading(toml, NOW + timedelta(days=3)) as client:
        long_away = (await client.get("/")).text

    assert said in away
    assert "Every source is seen." not in away
    assert "No listing was polled well since 2026-11-23 02:02." in long_away
    assert "No listing was polled well" not in away


async def test_what_was_told_yesterday_is_not_told_today(toml: Path):
    async with opened(toml.parent / "monitor.db") as desk:
        target = await desk.claim_article()
        plan = desk.wording(target, 1, matches=(desk.match(),), alerts=(desk.alert(),))
        await desk.store.commit(plan)
    async with reading(toml, NOW + timedelta(hours=30)) as client:
        page = (await client.get("/")).text

    assert "Nothing was told today." in page
    assert "<details open>" in page
    assert "Visa 1" in page.partition("Before today")[2]


CHARTED = re.compile(r'\b(?:say|words)\(\s*["\']([^"\']+)')


@pytest.mark.parametrize("code", ["ru", "ky"])
def test_every_word_that_is_no_phrase_of_a_template_is_there_too(code: str):
    kinds = [kind.value for kinds in (AlertKind, EventKind, AlarmKind, Block) for kind in kinds]
    charts = Path(charts_package.__file__).parent.glob("*.py")
    charted = {phrase for path in charts for phrase in CHARTED.findall(path.read_text("utf-8"))}
    phrases = {phrase_of(kind) for kind in kinds} | set(NAMES.values()) | charted

    assert len(charted) > 5
    assert sorted(phrases - set(load_speeches()[code].phrases)) == []
