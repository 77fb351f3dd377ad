"""A file of SQLite that becomes a database on a server: all of it, once, wherever it was cut off."""

from contextlib import closing

import pytest

from monitor.errors import MonitorError, StoreInUse, StoreUnavailable
from monitor.model import Observation, Plan
from monitor.model.evidence import Retention
from monitor.model.report import ArticleFilter
from monitor.store import migrate
from monitor.store.evidence.reading import open_pages
from monitor.store.evidence.store import open_page_store
from monitor.store.postgres import migrating, open_postgres
from monitor.store.reading import open_archive
from tests.postgres import Server
from tests.store.desk import EN, MINUTE, NOW, Desk, opened
from tests.store.looking import rows
from tests.store.test_contract_pages import kept, packed_with


@pytest.fixture
def url(server: Server) -> str:
    return server.empty()


@pytest.fixture
async def file(path):
    """Return a file that holds a little of much."""
    async with opened(path) as desk:
        targets = await desk.claim_articles(*map(desk.new, range(1, 8)))
        for number, target in enumerate(targets):
            told = (desk.alert(f"msg_{9 - number}"),) if number % 2 else ()
            matches = (desk.match(),) if told else ()
            body = f"Виза \x00 {number}"
            await desk.store.commit(desk.wording(target, 1, body, alerts=told, matches=matches))
        run = await desk.store.begin_run(NOW)
        await desk.store.end_run(run, NOW + MINUTE)
        await desk.store.tend(NOW)
    return path


async def test_all_that_a_file_holds_arrives_and_is_worked_on(file, url: str):
    copied = {each.table: each.rows for each in migrating.migrate(file, url)}

    assert list(copied) == list(migrating.TABLES)
    assert (copied["article"], copied["revision"], copied["alert"]) == (7, 7, 3)
    with open_archive(file) as one, open_archive(url) as other:
        assert one.articles() == other.articles()
        assert [each.id for each in one.alerts()] == [each.id for each in other.alerts()]
        assert other.alert_number() == 3
        assert len(other.articles(ArticleFilter(text="виза"))) == 7
    # What counts as rows are written is at work again.
    assert rows(url, "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'O'") == []
    async with opened(url) as desk:
        await desk.store.wish([EN], NOW, 1)
        await desk.poll(found=(desk.new(99),))
        (target,) = [t for t in await desk.claim(now=NOW + 9 * MINUTE) if t.article == 8]
        seen = Observation(article=8, at=NOW, views=1)
        await desk.store.commit(Plan(target=target, next=desk.next(), observation=seen))


async def test_kept_pages_are_copied_too(file, url: str):
    pages = [kept(number) for number in (1, 2)]
    store = await open_page_store(file, Retention())
    old = await store.add_dictionary("24.kg", b"words", NOW)
    for page in pages:
        await store.keep(packed_with(old.id, page))
    await store.close()
    copied = {each.table: each.rows for each in migrating.migrate(file, url)}

    assert [copied[table] for table in migrating.PAGE_TABLES] == [1, 2, 2]
    with open_pages(file) as one, open_pages(url) as other:
        assert [*one.pages()] == [*other.pages()]
        assert one.keeping().began_at == other.keeping().began_at
        assert other.keeping().bytes > 800
    on_server = await open_page_store(url, Retention())
    await on_server.keep(kept(3))
    await on_server.close()


@pytest.mark.parametrize("steps", [1, 9, 25])
async def test_a_copy_that_was_cut_off_goes_on_where_it_ended(
    file, url: str, monkeypatch, steps: int
):
    monkeypatch.setattr(migrating, "BATCH", 2)
    left = iter(range(steps))

    def copy_in(self, *asked, whole=migrating.PostgresConnection.copy_in):
        if next(left, None) is None:
            raise Cut
        whole(self, *asked)

    with monkeypatch.context() as cut:
        cut.setattr(migrating.PostgresConnection, "copy_in", copy_in)
        with pytest.raises(Cut):
            list_of(file, url)
    with pytest.raises(StoreUnavailable, match="was cut off"):
        await open_postgres(url, NOW)
    before = rows(url, "SELECT count(*) FROM source")

    assert before == [(1,)]
    assert len(list_of(file, url)) == len(migrating.TABLES)
    async with opened(url) as desk:
        assert isinstance(desk, Desk)


async def test_what_holds_something_already_takes_nothing(file, url: str):
    list_of(file, url)
    with pytest.raises(MonitorError, match="holds something already"):
        list_of(file, url)


async def test_nothing_is_copied_while_a_monitor_runs(file, url: str):
    async with opened(file):
        with pytest.raises(StoreInUse):
            list_of(file, url)


async def test_what_did_not_arrive_as_it_was_sent_is_told(file, url: str, monkeypatch):
    def copy_in(self, table, columns, some, whole=migrating.PostgresConnection.copy_in):
        whole(self, table, columns, some[1:] if table == "alias" else some)

    monkeypatch.setattr(migrating.PostgresConnection, "copy_in", copy_in)

    with pytest.raises(MonitorError, match="the table alias did not arrive"):
        list_of(file, url)
    with pytest.raises(StoreUnavailable, match="was cut off"):
        await open_postgres(url, NOW)


class Cut(Exception):
    """The process is killed here."""


def list_of(file, url: str) -> list[str]:
    with closing(migrating.migrate(file, url)) as copying:
        return [each.table for each in copying]


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path, url: str):
    file = tmp_path / "state" / "monitor.db"

    with pytest.raises(StoreUnavailable, match=r"there is no database .* to move"):
        next(migrate(file, url))
    assert not file.parent.exists()
