"""The API over a real archive."""

import httpx

API = "/api/v1"


async def every(reader: httpx.AsyncClient, path: str, **asked: object) -> list[dict]:
    """Return the items of every part of a long list."""
    found, address = [], f"{API}{path}"
    params: dict | None = asked
    while True:
        answer = await reader.get(address, params=params)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if "next" not in answer.links:
            assert answer.json()["after"] == ""
            return found
        assert answer.json()["after"] in answer.links["next"]["url"]
        address, params = answer.links["next"]["url"], None


async def test_articles_come_in_parts_that_make_a_whole(reader: httpx.AsyncClient):
    whole = (await reader.get(f"{API}/articles", params={"limit": 200})).json()["items"]
    parts = await every(reader, "/articles", limit=7)

    assert len(whole) > 20
    assert parts == whole
    assert whole[0]["first_seen_at"].endswith("Z")
