"""How a database of an earlier release is brought up to date: with its rows, and with what they say of the past."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import StoreUnavailable
from monitor.model import CounterReading, Demand, FoundBy
from monitor.store.opening import open_writer
from monitor.store.reading import open_archive
from monitor.store.schema import STEPS
from tests.store.desk import EN, MINUTE, NOW, Desk, opened

SEEN = "2026-11-22T20:00:00.000+00:00"
OLD = f"""
INSERT INTO source (id, site, listing, language, seeded_at, polled_at)
VALUES ('{EN}', '24.kg', 'https://24.kg/english/', 'en', '{SEEN}', '{SEEN}');
INSERT INTO host (name) VALUES ('24.kg');
INSERT INTO article (id, source, name, key, url, title, first_seen_at) VALUES
    (1, '{EN}', '24.kg#363188', x'01', 'https://24.kg/english/363188_a/', 'Read often', '{SEEN}'),
    (2, '{EN}', '24.kg#363189', x'02', 'https://24.kg/english/363189_b/', 'Never read', '{SEEN}'),
    (3, '{EN}', 'https://24.kg/1#2', x'03', 'https://24.kg/1', 'Hash', '{SEEN}'),
    (4, '{EN}', '24.kg#12x', x'04', 'https://24.kg/2', 'Letters', '{SEEN}'),
    (5, '{EN}', '24.kg#1234567890123456789', x'05', 'https://24.kg/3', 'Long', '{SEEN}'),
    (6, '{EN}', 'https://24.kg/plain', x'06', 'https://24.kg/plain', 'Plain', '{SEEN}'),
    (7, '{EN}', '24.kg#', x'07', 'https://24.kg/4', 'Nothing', '{SEEN}');
INSERT INTO identity (key, article, name) SELECT key, id, name FROM article;
INSERT INTO target (kind, source, article, url, host, due_at) VALUES
    ('listing', '{EN}', NULL, 'https://24.kg/english/', '24.kg', '2026-11-22T20:02:00.000+00:00'),
    ('article', '{EN}', 1, 'https://24.kg/english/363188_a/', '24.kg', '2026-11-22T20:02:00.000+00:00');
INSERT INTO observation (article, seen_at, views) VALUES
    (1, 1795377600, 10), (1, 1795377660, 25), (1, 1795377720, NULL);
INSERT INTO revision (article, number, seen_at, fingerprint, title, body, author) VALUES
    (1, 1, '{SEEN}', x'11', 'First', 'Body', ''),
    (1, 2, '2026-11-22T20:01:00.000+00:00', x'12', 'Read often', 'Body', ''),
    (2, 1, '2026-11-22T20:01:00.000+00:00', x'13', 'Never read', 'Body', '');
INSERT INTO alert (id, kind, article, revision, rule, created_at, payload)
VALUES ('msg_1', 'article.matched', 1, 1, 'visa-free', '{SEEN}', '{{}}');
"""


@pytest.fixture
def old(path: Path) -> Path:
    """A database as the first release left it."""
    path.parent.mkdir()
    with closing(open_writer(path, STEPS[:1])) as connection:
        connection.executescript(OLD)
    return path


def columns(path: Path) -> dict[str, set[tuple[str, str]]]:
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return {
            table: {
                (name, kind)
                for _, name, kind, *_ in connection.execute(f'PRAGMA table_info("{table}")')
            }
            for (table,) in tables.fetchall()
        }


async def test_a_database_of_the_first_release_becomes_what_a_new_one_is(old: Path, tmp_path: Path):
    async with opened(old), opened(tmp_path / "new.db"):
        pass

    assert columns(old) == columns(tmp_path / "new.db")
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_an_archive_of_the_first_release_is_not_read_before_it_is_up_to_date(old: Path):
    with pytest.raises(StoreUnavailable, match="older monitor"), open_archive(old):
        pass


async def test_what_the_rows_say_of_the_past_is_filled_in(old: Path):
    async with opened(old) as desk:
        await desk.adopt()
        target = await of_article(desk)
        known = await desk.known([b"\x02"], target)
        numbers = await desk.store.numbers("24.kg", NOW - timedelta(days=1))
        listing = await desk.known()
    (never,) = [held for held in known.articles.values() if held.id == 2]
    (often,) = [held for held in known.articles.values() if held.id == 1]

    then = NOW.replace(minute=0, second=0, microsecond=0)
    assert numbers == [363188, 363189]
    assert (often.views, often.viewed_at, often.edited_at) == (25, then + MINUTE, then + MINUTE)
    assert often.readings == (
        CounterReading(at=then, views=10),
        CounterReading(at=then + MINUTE, views=25),
    )
    assert (never.views, never.viewed_at, never.edited_at) == (None, None, None)
    assert (never.found_by, never.suspect, never.flaws) == (FoundBy.LISTING, None, frozenset())
    assert (target.worth, target.firm) == (0.0, 0.0)
    assert (listing.host, listing.standing, listing.source.hours) == (Demand(), (), ())


async def test_an_old_database_goes_on_where_it_stood(old: Path):
    async with opened(old) as desk:
        await desk.adopt()
        target = await of_article(desk)
        await desk.store.commit(desk.wording(target, 3))
    with open_archive(old) as archive:
        report = archive.article("1")

    assert report is not None
    assert (report.line.revisions, report.line.views, report.number) == (3, 103, 363188)
    assert [alert.id for alert in report.alerts] == ["msg_1"]


async def of_article(desk: Desk):
    (target,) = [t for t in await desk.claim() if t.article is not None]
    return target
