"""The API over a real archive: what is asked, what is told of errors, what is said of alerts."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

API = "/api/v1"
PROBLEM = "application/problem+json"
SOON = (datetime.now(UTC) + timedelta(days=1)).isoformat()


async def every(reader: httpx.AsyncClient, path: str, **asked: object) -> list[dict]:
    """Return the items of every part of a long list, by its links."""
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


async def items(reader: httpx.AsyncClient, path: str, **asked: object) -> list[dict]:
    """Return what is in one answer."""
    answer = await reader.get(f"{API}{path}", params=asked)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    return told["items"] if isinstance(told, dict) else told


def problem_of(answer: httpx.Response) -> dict:
    """Return the problem that an answer tells of, in the form of RFC 9457."""
    assert answer.headers["content-type"] == PROBLEM
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"].endswith(".")
    return told


@pytest.mark.parametrize("path", ["/articles", "/alerts", "/deliveries"])
async def test_a_long_list_comes_in_parts_that_make_a_whole(reader: httpx.AsyncClient, path: str):
    whole = await items(reader, path, limit=200)

    assert len(whole) > 10
    assert await every(reader, path, limit=7) == whole


async def test_lists_are_narrowed(reader: httpx.AsyncClient):
    russian = await every(reader, "/articles", source="24kg-ru")
    found = await items(reader, "/articles", text="ambassador Vakunov")
    told = await items(reader, "/alerts", rule="vakunov", is_acknowledged="false")
    later = await items(reader, "/articles", since="2100-01-01T00:00:00+06:00")

    assert {each["language"] for each in russian} == {"ru"}
    assert [each["title"] for each in found] == ["Vakunov <b>meets</b> the ambassador"]
    assert {each["rule"] for each in told} == {"vakunov"}
    assert later == []


async def test_an_article_has_many_names(reader: httpx.AsyncClient):
    (line,) = await items(reader, "/articles", text="ambassador Vakunov")
    never_seen = f"{line['url']}?utm_source=x"
    names = [str(line["id"]), line["name"].replace("#", "%23"), f"by-link?link={line['url']}"]
    answers = [await reader.get(f"{API}/articles/{name}") for name in names]
    answers.append(await reader.get(f"{API}/articles/by-link", params={"link": never_seen}))
    article = answers[0].json()

    assert [answer.json()["line"]["name"] for answer in answers] == [line["name"]] * 4
    for part in ("observations", "revisions", "events"):
        assert await every(reader, f"/articles/{line['id']}/{part}", limit=1) == article[part]
    assert article["revisions"][0]["body"] == "On visas."


async def test_times_are_in_utc(reader: httpx.AsyncClient):
    (first, *_) = await items(reader, "/articles")

    assert first["first_seen_at"].endswith("Z")
    assert datetime.fromisoformat(first["first_seen_at"]).utcoffset() == timedelta()


async def test_who_has_it_already_is_told_so(reader: httpx.AsyncClient):
    first = await reader.get(f"{API}/sources")
    again = await reader.get(f"{API}/sources", headers={"If-None-Match": first.headers["etag"]})
    other = await reader.get(f"{API}/sources", headers={"If-None-Match": '"other"'})

    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
    assert again.content == b""
    assert first.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/articles?limit=0", "limit"),
        ("/articles?limit=201", "limit"),
        ("/articles?limit=ten", "limit"),
        ("/articles?limit=1&limit=2", "limit"),
        ("/articles?since=yesterday", "since"),
        ("/articles?since=2026-11-01T00:00:00", "since"),
        ("/articles?after=nonsense", "after"),
        ("/articles?sorce=24kg-en", "sorce"),
        ("/articles?source=", "source"),
        ("/alerts?kind=article.burnt", "kind"),
        ("/alerts?is_acknowledged=perhaps", "is_acknowledged"),
        ("/latency", "since"),
        ("/rules/try?query=visa%20AND", "query"),
        ("/sinks?limit=1", "limit"),
    ],
)
async def test_what_does_not_fit_is_named_with_its_remedy(
    reader: httpx.AsyncClient, path: str, parameter: str
):
    answer = await reader.get(f"{API}{path}")

    assert answer.status_code == 422
    assert problem_of(answer)["parameter"] == parameter
    assert problem_of(answer)["remedy"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/articles/999999", 404),
        ("GET", "/articles/nobody/revisions", 404),
        ("GET", "/alerts/msg_", 404),
        ("GET", "/sources/none", 404),
        ("GET", "/sources/none/health", 404),
        ("GET", "/rules/none/days", 404),
        ("GET", "/stories/none", 404),
        ("GET", "/none", 404),
        ("GET", "/articles/", 404),
        ("PUT", "/articles", 405),
    ],
)
async def test_what_is_not_there_is_a_problem(
    reader: httpx.AsyncClient, method: str, path: str, status: int
):
    answer = await reader.request(method, f"{API}{path}", headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == status
    problem_of(answer)


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v2/articles"])
async def test_so_is_what_never_was(reader: httpx.AsyncClient, path: str):
    answer = await reader.get(path, follow_redirects=True)

    assert answer.status_code == 404
    problem_of(answer)


async def test_what_cannot_be_done_says_what_can(reader: httpx.AsyncClient):
    ours = {"Sec-Fetch-Site": "same-origin"}
    answer = await reader.put(f"{API}/silences", headers=ours)

    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


async def test_who_is_not_known_is_told_in_the_same_form(stranger: httpx.AsyncClient):
    unknown = await stranger.get(f"{API}/articles")
    misnamed = await stranger.get(f"{API}/articles", headers={"Host": "evil.example"})

    assert unknown.status_code == 401
    assert "monitor access token" in problem_of(unknown)["remedy"]
    assert "Bearer" in unknown.headers["www-authenticate"]
    assert misnamed.status_code == 421
    problem_of(misnamed)


async def test_a_rule_is_tried_before_it_is_armed(reader: httpx.AsyncClient):
    answer = await reader.get(f"{API}/rules/try", params={"query": "~Vakunov", "samples": 1})
    tried = answer.json()

    assert answer.status_code == 200
    assert tried["matches"] >= 1
    assert tried["articles"] == len(await every(reader, "/articles"))
    assert sum(each["matches"] for each in tried["days"]) == tried["matches"]
    assert {"rule": "vakunov", "matches": tried["matches"]} in tried["overlap"]
    (sample,) = tried["samples"]
    (hit, *_) = sample["hits"]
    assert sample[hit["field"]][hit["start"] : hit["end"]] == hit["words"]


async def test_an_alert_is_acknowledged_once(reader: httpx.AsyncClient):
    (alert, *_) = await items(reader, "/alerts")
    path = f"{API}/alerts/{alert['id']}/acknowledge"
    ours = {"Sec-Fetch-Site": "same-origin"}
    nobody = await reader.post(path, json={}, headers=ours)
    first = await reader.post(path, json={"author": "Aida", "note": "calling"}, headers=ours)
    second = await reader.post(path, json={"author": "Bakyt"}, headers=ours)

    assert problem_of(nobody)["parameter"] == "author"
    assert (first.json()["author"], first.json()["note"]) == ("Aida", "calling")
    assert second.json() == first.json()
    life = (await reader.get(f"{API}/alerts/{alert['id']}")).json()
    assert life["acknowledged"] == first.json()


async def test_an_alert_is_sent_anew(reader: httpx.AsyncClient):
    (alert, *_) = await items(reader, "/alerts", state="sent")
    path = f"{API}/alerts/{alert['id']}/replay"
    ours = {"Sec-Fetch-Site": "same-origin"}
    dead = await reader.post(path, headers=ours)
    sent = await reader.post(path, json={"state": "sent"}, headers=ours)

    assert (dead.status_code, dead.json()["deliveries"]) == (202, 0)
    assert sent.json()["deliveries"] == 1


async def test_a_silence_begins_and_ends(reader: httpx.AsyncClient):
    ours = {"Sec-Fetch-Site": "same-origin"}
    said = {"matchers": ["rule=visa"], "reason": "elections", "author": "Aida", "ends_at": SOON}
    made = await reader.post(f"{API}/silences", json=said, headers=ours)
    listed = await items(reader, "/silences")
    ended = await reader.delete(f"{API}/silences/{made.json()['id']}", headers=ours)
    again = await reader.delete(f"{API}/silences/{made.json()['id']}", headers=ours)

    assert made.status_code == 201
    assert listed == [made.json()]
    assert ended.json()["ends_at"] < made.json()["ends_at"]
    assert again.status_code == 409
    assert await items(reader, "/silences") == []
    assert len(await items(reader, "/silences", all="true")) == 1


@pytest.mark.parametrize(
    ("said", "parameter"),
    [
        ({}, "matchers"),
        ({"matchers": ["rule=visa"], "reason": "x"}, "ends_at"),
        ({"matchers": ["visa"], "reason": "x", "ends_at": SOON}, "matchers"),
        ({"matchers": [], "reason": "x", "ends_at": SOON}, "matchers"),
        ({"matchers": "rule=visa", "reason": "x", "ends_at": SOON}, "matchers"),
        ({"matchers": ["rule=visa"], "reason": "\ud800", "ends_at": SOON}, "reason"),
        (
            {
                "matchers": ["rule=visa"],
                "reason": "x",
                "author": "A",
                "ends_at": "2020-01-01T00:00:00Z",
            },
            "ends_at",
        ),
        ({"matchers": ["rule=visa"], "reason": "x", "ends_at": SOON, "whim": 1}, "whim"),
        ({"matchers": ["rule=visa"], "reason": "x", "ends_at": SOON}, "author"),
    ],
)
async def test_a_silence_that_says_nothing_is_none(
    reader: httpx.AsyncClient, said: dict, parameter: str
):
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
    answer = await reader.post(f"{API}/silences", content=json.dumps(said), headers=headers)

    assert answer.status_code == 422
    assert problem_of(answer)["parameter"] == parameter


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"matchers=x", "application/x-www-form-urlencoded", 415),
        (b"{", "application/json", 422),
        (b"[]", "application/json; charset=utf-8", 422),
        (b"[" * 15_000, "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b'{"reason": "' + b"x" * 20_000 + b'"}', "application/json", 413),
    ],
)
async def test_a_body_is_json_of_an_honest_size(
    reader: httpx.AsyncClient, body: bytes, media: str, status: int
):
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": media}
    answer = await reader.post(f"{API}/silences", content=body, headers=headers)

    assert answer.status_code == status
    problem_of(answer)


async def test_an_archive_that_cannot_be_read_is_a_problem(reader: httpx.AsyncClient, folder):
    (folder / "state" / "monitor.db").rename(folder / "state" / "elsewhere.db")
    answer = await reader.get(f"{API}/articles")

    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert str(folder) not in answer.text
    problem_of(answer)


async def test_no_answer_holds_the_key_of_an_alert(reader: httpx.AsyncClient):
    told = await reader.get(f"{API}/alerts")
    (alert, *_) = told.json()["items"]
    life = await reader.get(f"{API}/alerts/{alert['id']}")
    article = await reader.get(f"{API}/articles/{alert['article']}")

    for answer in (told, life, article):
        assert "/ack/" not in answer.text
    assert json.loads(alert["payload"])["data"]["alert"] == alert["id"]
