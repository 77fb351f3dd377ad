"""The first page, over a real archive."""

import httpx


async def test_today_tells_what_was_told_and_what_cannot_be_seen(reader: httpx.AsyncClient):
    page = await reader.get("/")

    assert page.status_code == 200
    assert "Vakunov &lt;b&gt;meets&lt;/b&gt; the ambassador" in page.text
    assert "Every source is seen." in page.text
    assert 'lang="en"' in page.text


async def test_today_speaks_the_language_of_its_reader(reader: httpx.AsyncClient):
    page = await reader.get("/", headers={"Accept-Language": "fr, ru;q=0.8, en;q=0.5"})
    chosen = await reader.get("/?lang=ky", headers={"Accept-Language": "ru"})

    assert "<h1>Сегодня</h1>" in page.text
    assert "<h1>Бүгүн</h1>" in chosen.text
