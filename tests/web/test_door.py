"""Who is let in: nobody from the world without a password or a token, and no foreign page in somebody's name."""

import httpx
import pytest
from click.testing import CliRunner

from monitor.cli import cli
from monitor.config import Config
from monitor.core.access import hashed
from monitor.model.access import Access, User
from monitor.runtime.access import AccessFile

PASSWORD = "correct horse battery"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def access(config: Config) -> AccessFile:
    assert config.web is not None
    return AccessFile(config.path.parent / config.web.access)


@pytest.fixture
def aida(access: AccessFile) -> None:
    access.write(Access(users=(User(name="aida", password=hashed(PASSWORD, b"0" * 16)),)))


def made(config: Config, *words: str, said: str | None = None) -> str:
    """Run `monitor access` and return what it prints."""
    result = CliRunner().invoke(cli, ["--config", str(config.path), "access", *words], input=said)
    assert result.exit_code == 0, result.output
    return result.output.strip()


async def test_whoever_sits_at_the_machine_is_let_in(reader: httpx.AsyncClient):
    assert (await reader.get("/")).status_code == 200


async def test_not_even_they_once_there_is_a_password(reader: httpx.AsyncClient, aida: None):
    assert (await reader.get("/")).headers["location"] == "/login?next=/"


@pytest.mark.parametrize("path", ["/", "/articles?rule=visa", "/nothing"])
async def test_a_stranger_is_asked_who_they_are(stranger: httpx.AsyncClient, path: str):
    answer = await stranger.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=/")
    assert "monitor access user NAME" in (await stranger.get("/login")).text


async def test_who_logs_in_is_led_where_they_were_going(stranger: httpx.AsyncClient, aida: None):
    said = {"name": "aida", "password": PASSWORD}
    answer = await stranger.post("/login?next=/%3Flang=ru", data=said, headers=OURS)
    cookie = answer.headers["set-cookie"].lower()
    page = await stranger.get("/")

    assert answer.headers["location"] == "/?lang=ru"
    assert all(word in cookie for word in ("httponly", "samesite=lax", "secure"))
    assert page.status_code == 200
    assert "Log out aida" in page.text


@pytest.mark.parametrize(
    "place", ["//evil.example", "https://evil.example", "/\\evil.example", "x"]
)
async def test_nobody_is_led_away(stranger: httpx.AsyncClient, aida: None, place: str):
    said = {"name": "aida", "password": PASSWORD}
    answer = await stranger.post("/login", params={"next": place}, data=said, headers=OURS)

    assert answer.headers["location"] == "/"


async def test_another_password_ends_a_session(
    stranger: httpx.AsyncClient, aida: None, access: AccessFile
):
    said = {"name": "aida", "password": PASSWORD}
    await stranger.post("/login", data=said, headers=OURS)
    before = await stranger.get("/")
    access.write(Access(users=(User(name="aida", password=hashed("another one", b"1" * 16)),)))

    assert before.status_code == 200
    assert (await stranger.get("/")).status_code == 303


async def test_guessing_takes_longer_and_longer(stranger: httpx.AsyncClient):
    said = {"name": "aida", "password": "guess"}
    tried = [(await stranger.post("/login", data=said, headers=OURS)) for _ in range(6)]

    assert [answer.status_code for answer in tried] == [401] * 5 + [429]
    assert int(tried[-1].headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_foreign_page_does_nothing_in_anybodys_name(
    reader: httpx.AsyncClient, headers: dict[str, str]
):
    assert (await reader.post("/logout", headers=headers)).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 404),
        (OURS, 404),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
    ],
)
async def test_a_token_that_a_browser_remembers_is_no_leave_for_foreign_pages(
    stranger: httpx.AsyncClient, config: Config, headers: dict[str, str], status: int
):
    token = made(config, "token", "clerk", "--scope", "read", "--scope", "write")
    answer = await stranger.post("/api/v1/alerts/x/replay", headers=headers, auth=("x", token))

    assert answer.status_code == status


async def test_a_foreign_name_that_leads_here_is_not_answered(reader: httpx.AsyncClient):
    assert (await reader.get("/", headers={"Host": "evil.example"})).status_code == 421


async def test_a_token_is_shown_once_and_kept_as_a_hash(config: Config, access: AccessFile):
    token = made(config, "token", "grafana")
    path = config.path.parent / "state" / "access.json"

    assert token not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o600
    assert made(config, "list") == "token  grafana  read"


async def test_a_token_lets_programs_in_until_it_is_revoked(
    stranger: httpx.AsyncClient, config: Config
):
    token = made(config, "token", "grafana")
    shown = {"Authorization": f"Bearer {token}"}
    before = await stranger.get("/", headers=shown)
    writing = await stranger.post("/logout", headers=shown)
    made(config, "revoke", "grafana")

    assert (before.status_code, writing.status_code) == (200, 403)
    assert (await stranger.get("/", headers=shown)).status_code == 303
    assert (await stranger.get("/api/v1/articles", headers=shown)).status_code == 401


async def test_a_password_is_given_on_the_command_line(stranger: httpx.AsyncClient, config: Config):
    made(config, "user", "bakyt", "--password-stdin", said=f"{PASSWORD}\n")
    said = {"name": "bakyt", "password": PASSWORD}

    assert (await stranger.post("/login", data=said, headers=OURS)).status_code == 303
