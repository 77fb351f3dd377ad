"""The pages of alerts, over a real archive: what was told, what became of it, and what people do about it."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from monitor.config import Config
from monitor.store.reading import open_archive

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def alert(config: Config) -> str:
    """The alert about the article that somebody wrote markup into."""
    with open_archive(config.database) as archive:
        return next(each.id for each in archive.alerts(rule="vakunov") if "<b>" in each.title)


def key_of(page: httpx.Response) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.text)
    assert found
    return found[1]


async def test_the_list_shows_what_was_told_with_the_words_that_hit(reader: httpx.AsyncClient):
    page = await reader.get("/alerts")

    assert page.status_code == 200
    assert re.search(r"<mark[^>]*>Vakunov</mark> &lt;b&gt;meets&lt;/b&gt; the ambass", page.text)
    assert "<b>meets" not in page.text
    assert 'class="state is-sent"' in page.text


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("rule=vakunov", True),
        ("rule=nobody", False),
        ("source=24kg-en&sink=log&state=sent&kind=article.matched&noted=no", True),
        ("source=24kg-ru", False),
        ("state=dead", False),
        ("noted=yes", False),
        ("since=2000-01-01", True),
        ("until=2000-01-01", False),
        ("since=0001-01-01&until=9999-12-31&state=x&kind=x&noted=x&after=x", True),
    ],
)
async def test_the_list_is_filtered(reader: httpx.AsyncClient, query: str, is_there: bool):
    page = await reader.get(f"/alerts?{query}")

    assert page.status_code == 200
    assert ("the ambassador" in page.text) is is_there


async def test_an_alert_tells_its_whole_life(reader: httpx.AsyncClient, alert: str):
    page = await reader.get(f"/alerts/{alert}")

    for words in ("seen first", "matched and stored", "attempt 1: taken", "Exactly what is sent"):
        assert words in page.text
    assert "&#34;type&#34;: &#34;article.matched&#34;" in page.text
    assert "<b>meets" not in page.text


@pytest.mark.parametrize("alert", ["msg_0", "msg_", "x", "%00"])
async def test_an_alert_that_is_not_there(reader: httpx.AsyncClient, alert: str):
    assert (await reader.get(f"/alerts/{alert}")).status_code == 404


async def test_a_note_is_taken_and_shown(reader: httpx.AsyncClient, alert: str):
    page = await reader.get(f"/alerts/{alert}")
    said = {"key": key_of(page), "author": "Aida <i>", "note": "calling"}
    posted = await reader.post(f"/alerts/{alert}/note", data=said, headers=OURS)
    shown = await reader.get(posted.headers["location"])
    listed = await reader.get("/alerts?noted=yes")

    assert posted.status_code == 303
    assert "Your note is taken." in shown.text
    assert "<strong>Aida &lt;i&gt;</strong>" in shown.text
    assert "Aida &lt;i&gt; took note" in listed.text


@pytest.mark.parametrize("form", ["note", "replay", "silence"])
async def test_a_form_from_elsewhere_does_nothing(reader: httpx.AsyncClient, alert: str, form: str):
    said = {"key": "made up", "author": "Eve", "state": "sent"}
    answer = await reader.post(f"/alerts/{alert}/{form}", data=said, headers=OURS)

    assert answer.status_code == 403


async def test_it_is_sent_again(reader: httpx.AsyncClient, alert: str, config: Config):
    page = await reader.get(f"/alerts/{alert}")
    said = {"key": key_of(page), "state": "sent"}
    posted = await reader.post(f"/alerts/{alert}/replay", data=said, headers=OURS)
    again = await reader.post(
        f"/alerts/{alert}/replay", data={**said, "state": "pending"}, headers=OURS
    )
    shown = await reader.get(posted.headers["location"])

    assert (posted.status_code, again.status_code) == (303, 422)
    assert "It is on its way again." in shown.text
    assert "sent again by hand (1)" in shown.text


async def test_its_like_is_silenced(reader: httpx.AsyncClient, alert: str, config: Config):
    page = await reader.get(f"/alerts/{alert}")
    until = (datetime.now(UTC) + timedelta(days=1)).astimezone(config.timezone)
    said = {
        "key": key_of(page),
        "matchers": "rule=vakunov\r\nsource=24kg-en\r\n",
        "until": f"{until:%Y-%m-%dT%H:%M}",
        "reason": "enough",
        "author": "Aida",
    }
    posted = await reader.post(f"/alerts/{alert}/silence", data=said, headers=OURS)
    with open_archive(config.database) as archive:
        (silence,) = archive.silences()

    assert posted.headers["location"] == f"/alerts/{alert}?done=silenced"
    assert silence.matchers == ("rule=vakunov", "source=24kg-en")
    assert silence.ends_at == until.replace(second=0, microsecond=0)
    assert "rule=vakunov\nsource=24kg-en\nkind=article.matched</textarea>" in page.text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"author": " "}, "Please say who you are."),
        ({"reason": ""}, "Please say why."),
        ({"matchers": "\n"}, "Please say what is to be silent."),
        ({"matchers": "rule=x\nweather=<b>"}, "One of these lines is no matcher"),
        ({"until": "tomorrow"}, "Please say until when."),
        ({"until": "0001-01-01T00:00"}, "Please say until when."),
        ({"until": "2020-01-01T00:00"}, "The silence would be over before it begins."),
    ],
)
async def test_what_is_wrong_with_a_silence_is_said_and_nothing_typed_is_lost(
    reader: httpx.AsyncClient, alert: str, config: Config, wrong: dict[str, str], words: str
):
    page = await reader.get(f"/alerts/{alert}")
    said = {
        "key": key_of(page),
        "matchers": "rule=vakunov",
        "until": "2999-01-01T00:00",
        "reason": "my <reason>",
        "author": "Aida",
    }
    answer = await reader.post(f"/alerts/{alert}/silence", data=said | wrong, headers=OURS)

    assert answer.status_code == 422
    assert words in answer.text
    assert "<b>" not in answer.text
    assert "reason" in wrong or 'value="my &lt;reason&gt;"' in answer.text
    with open_archive(config.database) as archive:
        assert archive.silences() == []
