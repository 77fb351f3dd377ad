"""Secrets are put wherever a configuration has room for one; then everything is driven, and nothing may say them."""

import asyncio
import socket
import traceback
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import cli
from monitor.config import load
from monitor.demo import Status
from monitor.errors import ConfigError

WEBHOOK = "whsec_" + "Q0FOQVJZLXdlYmhvb2stc2VjcmV0LW9mLWEtdGVzdCE="
WEB = "whsec_" + "Q0FOQVJZLXdlYi1zZWNyZXQtb2YtYS10ZXN0LWhlcmU="
IN_URL, IN_QUERY, IN_HEARTBEAT = "CANARY-path-t0ken", "CANARY-query-t0ken", "CANARY-heartbeat-t0ken"
PASSWORD, IN_BODY = "CANARY-apprise-passw0rd", "CANARY-body-t0ken"
# A token in the path of a receiver, in its query, in the heartbeat, in a body of one's own.
CANARIES = (WEBHOOK, WEBHOOK[6:], WEB, WEB[6:], IN_URL, IN_QUERY, IN_HEARTBEAT, PASSWORD, IN_BODY)
MORE = """
[[sink]]
id = "hook"
kind = "webhook"
url = "http://{receiver}/services/{path}?token={query}"
secret_file = "hook.secret"
retry = ["1s"]
[[sink]]
id = "own"
kind = "webhook"
url = "http://{receiver}/own/{path}"
body_file = "own.json"
retry = ["1s"]
[[sink]]
id = "mail"
kind = "apprise"
secret_file = "mail.apprise"
retry = ["1s"]
[[sink]]
id = "nowhere"
kind = "webhook"
url = "http://{closed}/services/{path}?token={query}"
secret_file = "hook.secret"
retry = ["1s"]
[web]
listen = "{listen}"
secret_file = "web.secret"
"""

RETRIED = 'sinks = ["hook", "own", "mail", "nowhere"]'
COMMANDS = (
    ("check", "config"),
    ("show", "sources"),
    ("show", "sinks"),
    ("show", "sinks", "--json"),
    ("show", "alerts", "--json"),
    ("show", "deliveries"),
    ("show", "deliveries", "--json"),
    ("export", "alerts", "--format", "jsonl"),
    ("sink", "test", "hook"),
    ("sink", "test", "own", "--json"),
    ("sink", "test", "mail"),
    ("sink", "test", "nowhere"),
    ("replay", "--sink", "hook"),
)
# Each breaks the configuration in a place where a secret stands, or beside one.
FAULTS = (
    ('"http://{receiver}/services', '"ftp://{receiver}/services'),
    ('"http://{receiver}/own', '"http://user:{token}@{receiver}/own'),
    ('secret_file = "hook.secret"', 'secret_file = "mail.apprise"'),
    ('secret_file = "mail.apprise"', 'secret_file = "own.json"'),
    ('secret_file = "web.secret"', 'secret = "{webhook}"'),
    ('body_file = "own.json"', 'body_file = "hook.secret"'),
    ('heartbeat = "http://', 'heartbeat = "gopher://'),
    ('kind = "apprise"', 'kind = "apprise'),
)


def free() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def configure(program) -> dict[str, str]:
    program.configure(first_run="alert")
    places = {
        "receiver": program.receiver.address,
        "closed": free(),
        "listen": free(),
        "path": IN_URL,
        "query": IN_QUERY,
        "webhook": WEBHOOK,
        "token": IN_QUERY,
    }
    text = program.path.read_text()
    beat = (
        f'heartbeat = "http://{program.receiver.address}/{IN_HEARTBEAT}"\nheartbeat_every = "1s"\n'
    )
    text = text.replace("[fetch]", beat + "[fetch]").replace('sinks = ["desk"]', RETRIED)
    text = text.replace(
        program.receiver.address + '"]', f'{program.receiver.address}", "{places["closed"]}"]'
    )
    program.path.write_text(text + MORE.format(**places))
    for name, content in (
        ("hook.secret", WEBHOOK),
        ("web.secret", WEB),
        ("own.json", f'{{"token": "{IN_BODY}", "text": "{{title}}"}}'),
        (
            "mail.apprise",
            f"json://user:{PASSWORD}@{program.receiver.address}/{IN_URL}?+X-Key={IN_QUERY}",
        ),
    ):
        path = program.folder / name
        path.write_text(content)
        path.chmod(0o600)
    return places


def spoken(config: Path, *words: str) -> str:
    """Return what a command prints, and what it raises."""
    result = CliRunner().invoke(cli, ["--config", str(config), *words])
    trouble = "".join(traceback.format_exception(result.exception)) if result.exception else ""
    return result.output + trouble


def faults_of(config: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(config, {})
    return "".join(traceback.format_exception(caught.value))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def said_in(name: str, content: str | bytes) -> list[str]:
    found = content.encode() if isinstance(content, str) else content
    return [f"{canary} in {name}" for canary in CANARIES if canary.encode() in found]


@pytest.fixture
def driven(program):
    """Drive everything, and return what was said by the name of who said it."""

    async def drive() -> dict[str, str]:
        places = configure(program)
        program.receiver.script(Status(code=500))
        said = {"crawl": "".join(map(str, await program.run("crawl")))}
        before = len(program.receiver.received)
        async with program.service():
            await program.receiver.wait_until(lambda: len(program.receiver.received) > before)
        for words in COMMANDS:
            said[" ".join(words)] = await asyncio.to_thread(spoken, program.path, *words)
        text = program.path.read_text()
        for old, new in FAULTS:
            before, after = old.format(**places), new.format(**places)
            assert before in text
            program.path.write_text(text.replace(before, after, 1))
            said[f"fault {new}"] = faults_of(program.path)
        return said

    return drive


async def test_nothing_that_is_said_or_stored_holds_a_secret(program, driven):
    said = await driven()
    stored = files(program.folder / "state")

    assert "not taken: http_5xx" in said["sink test hook"]
    assert {"monitor.db"} <= set(stored)
    assert program.receiver.received != []
    assert [
        line
        for name, text in {**said, "log": program.log, **stored}.items()
        for line in said_in(name, text)
    ] == []


def test_a_secret_that_is_said_is_found():
    assert said_in("log", f"sent to /services/{IN_URL}") == [f"{IN_URL} in log"]
