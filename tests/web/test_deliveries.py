"""The pages of deliveries: what is on its way, what was given up, and how it is sent again."""

import re
import sqlite3
from contextlib import closing

import httpx
import pytest

from monitor.config import Config
from monitor.model import DeliveryState
from monitor.model.report import DeliveryFilter
from monitor.store.reading import open_archive

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def dead(config: Config) -> str:
    """The alert of a delivery that was given up; there is a second one of the same sink."""
    with closing(sqlite3.connect(config.database)) as connection, connection:
        rows = connection.execute("SELECT id, alert FROM delivery ORDER BY id LIMIT 2").fetchall()
        for row, _ in rows:
            connection.execute("UPDATE delivery SET state = 'dead' WHERE id = ?", (row,))
            connection.execute(
                "UPDATE attempt SET outcome = 'rejected', reason = 'http_4xx', detail = '<b>no' "
                "WHERE delivery = ?",
                (row,),
            )
    return str(rows[0][1])


def left(config: Config, state: DeliveryState = DeliveryState.DEAD) -> int:
    with open_archive(config.database) as archive:
        return len(archive.delivery_leaf(DeliveryFilter(state=state)).items)


async def test_the_list_shows_sinks_and_what_was_given_up(reader: httpx.AsyncClient, dead: str):
    page = await reader.get("/deliveries")
    given_up = await reader.get("/deliveries?state=dead&sink=log")

    assert page.status_code == 200
    assert 'href="/deliveries/replay?sink=log&amp;state=dead"' in page.text
    assert f'href="/deliveries/replay?alert={dead}&amp;sink=log&amp;state=dead"' in given_up.text
    assert "&lt;b&gt;no" in given_up.text
    assert "<b>no" not in given_up.text
    assert given_up.text.count('<article class="line">') == 2


@pytest.mark.parametrize("query", ["state=muted", "sink=nobody", "rule=nobody"])
async def test_the_list_is_filtered(reader: httpx.AsyncClient, query: str):
    page = await reader.get(f"/deliveries?{query}")

    assert "No delivery fits." in page.text


async def test_a_later_leaf_shows_deliveries_only(reader: httpx.AsyncClient):
    page = await reader.get("/deliveries?after=WzFd")

    assert page.status_code == 200
    assert 'id="sinks"' not in page.text


@pytest.mark.parametrize("with_alert", [True, False])
async def test_the_dead_are_sent_again_after_a_question(
    reader: httpx.AsyncClient, dead: str, config: Config, with_alert: bool
):
    which = {"sink": "log", "state": "dead"} | ({"alert": dead} if with_alert else {})
    asked = await reader.get("/deliveries/replay", params=which)
    before = left(config)
    key = re.search(r'name="key" value="([^"]+)"', asked.text)
    assert key
    done = await reader.post("/deliveries/replay", data=which | {"key": key[1]}, headers=OURS)
    shown = await reader.get(done.headers["location"])

    assert f"Send {1 if with_alert else 2} again" in asked.text
    assert before == 2
    assert done.status_code == 303
    assert "They are on their way again." in shown.text
    assert left(config) == (1 if with_alert else 0)


async def test_nothing_is_sent_for_a_form_from_elsewhere(
    reader: httpx.AsyncClient, dead: str, config: Config
):
    said = {"key": "made up", "sink": "log", "state": "dead"}
    answer = await reader.post("/deliveries/replay", data=said, headers=OURS)

    assert answer.status_code == 403
    assert left(config) == 2


@pytest.mark.parametrize("query", ["", "state=dead", "sink=log&state=pending"])
async def test_nobody_sends_everything_again_by_accident(reader: httpx.AsyncClient, query: str):
    answer = await reader.get(f"/deliveries/replay?{query}")

    assert answer.headers["location"] == "/deliveries"


async def test_where_nothing_is_left_there_is_no_button(reader: httpx.AsyncClient):
    page = await reader.get("/deliveries/replay?sink=%3Cb%3E")

    assert "Nothing is left to send again." in page.text
    assert "<button>" not in page.text.partition("<main")[2]
    assert "<b>" not in page.text
