"""`monitor doctor`: whatever is the matter, it is a line with a remedy."""

import asyncio
import json
import socket
import sqlite3
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.torture.desk import NOW, body_of, prepare, wording
from monitor.cli import cli
from monitor.store import open_store
from monitor.store.packing import pack

CONFIG = """\
[monitor]
database = "state/monitor.db"

[fetch]
agent = "desk (+https://desk.example; desk@desk.example)"

[[source]]
id = "24kg-en"
site = "24.kg"
listing = "https://24.kg/english/"
language = "en"

[[rule]]
id = "visa-free"
query = "visa-free"
sinks = ["screen"]

[[sink]]
id = "screen"
kind = "console"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "monitor.toml"
    path.write_text(CONFIG)
    path.chmod(0o600)
    return path


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "state" / "monitor.db"

    async def fill() -> None:
        path.parent.mkdir()
        store = await open_store(path, NOW)
        for target in await prepare(store, 30):
            await store.commit(wording(target))
        await store.close()

    asyncio.run(fill())
    return path


def doctor(config: Path, *words: str) -> Result:
    result = CliRunner().invoke(cli, ["doctor", "--config", str(config), *words])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def found(config: Path, *words: str) -> dict[str, dict[str, str]]:
    lines = doctor(config, "--json", *words).output.splitlines()
    return {line["what"]: line for line in map(json.loads, lines)}


def test_what_is_well_ends_with_0(config: Path, database: Path):
    result = doctor(config)

    assert result.exit_code == 0, result.output
    assert "quick_check" in result.output


def test_no_database_is_a_line_and_an_exit_code(config: Path):
    result = doctor(config)

    assert result.exit_code == 3
    assert "there is no database" in result.output


def test_faults_of_the_configuration_hide_nothing_of_the_database(config: Path, database: Path):
    config.write_text(CONFIG.replace("[[rule]]", "[[rule]]\nnonsense = 1"))
    seen = found(config)

    assert doctor(config).exit_code == 2
    assert [what for what in seen if "nonsense" in what]
    assert seen["quick_check"]["health"] == "good"


@pytest.mark.parametrize("damage", ["zeros", "text", "empty", "cut"])
def test_a_damaged_database_is_a_line_and_an_exit_code(config: Path, database: Path, damage: str):
    content = database.read_bytes()
    damaged = {
        "zeros": content[:8192] + bytes(40_960) + content[49_152:],
        "text": b"Dear diary, " * 900,
        "empty": b"",
        "cut": content[: len(content) // 2],
    }[damage]
    database.write_bytes(damaged)
    result = doctor(config, "--deep")

    assert result.exit_code == 6, result.output
    assert "restore" in result.output
    assert database.read_bytes() == damaged


def test_deep_sees_a_text_that_was_changed_beneath_us(config: Path, database: Path):
    content = database.read_bytes()
    database.write_bytes(
        content.replace(body_of(7)[:60].encode(), body_of(7)[:60].swapcase().encode(), 1)
    )
    seen = found(config, "--deep")

    assert seen["wordings that are not as they were stored"]["detail"] == "1 wrong"
    assert seen["integrity_check"]["health"] == "good"


def test_deep_sees_a_pack_that_lacks_a_reading(config: Path, database: Path):
    readings = [(1_795_000_000 + n, n) for n in range(5)]
    with closing(sqlite3.connect(database)) as connection, connection:
        for article, packed in ((7, pack(readings)), (8, pack(readings)[:-1])):
            row = (article, len(readings), packed)
            connection.execute("INSERT OR REPLACE INTO observation_packed VALUES (?, ?, ?)", row)

    assert found(config, "--deep")["packed readings that are not all there"]["detail"] == "1 wrong"


def test_a_secret_that_others_can_read_and_a_foreign_hand_on_the_configuration(
    config: Path, database: Path
):
    secret = config.with_name("desk.secret")
    secret.write_text("whsec_" + "YSBrZXkgdGhhdCBub2JvZHkgZWxzZSBoYXMsIDMyIGI=")
    secret.chmod(0o644)
    sink = '[[sink]]\nid = "desk"\nkind = "webhook"\nurl = "https://desk.example/"\n'
    config.write_text(
        CONFIG.replace('["screen"]', '["screen", "desk"]') + sink + 'secret_file = "desk.secret"\n'
    )
    config.chmod(0o666)
    seen = found(config)
    result = doctor(config)

    assert "can be read by others" in seen["warning"]["detail"]
    assert "chmod go-w" in result.output
    assert result.exit_code == 4


WEB = """
[web]
listen = "127.0.0.1:{port}"
secret_file = "web.secret"
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def published(config: Path, database: Path, port: int) -> Path:
    """Return a configuration with pages."""
    secret = config.with_name("web.secret")
    secret.write_text("whsec_" + "YSBrZXkgdGhhdCBub2JvZHkgZWxzZSBoYXMsIDMyIGI=")
    secret.chmod(0o600)
    config.write_text(CONFIG + WEB.format(port=port))
    return config


def test_pages_whose_address_is_free_are_well(published: Path, port: int):
    seen = found(published)

    assert seen["web listen"]["health"] == "good"
    assert seen["web listen"]["detail"] == f"127.0.0.1:{port} is free"
    assert seen["web access"]["health"] == "good"
    assert "whoever is on this machine is let in" in seen["web access"]["detail"]


@pytest.mark.parametrize(
    ("path", "health", "detail"),
    [("/healthz", "good", "monitor answers at"), ("/else", "bad", "somebody else answers at")],
)
def test_an_address_that_is_taken_is_ours_or_somebody_elses(
    published: Path, port: int, path: str, health: str, detail: str
):
    class Alive(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == path else 404)
            self.end_headers()
            self.wfile.write(b"alive\n" if self.path == path else b"")

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", port), Alive) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            seen = found(published)
        finally:
            server.shutdown()
            serving.join()

    assert seen["web listen"]["health"] == health
    assert seen["web listen"]["detail"].startswith(detail)


def test_an_address_of_another_machine_is_named(published: Path, port: int):
    published.write_text(CONFIG + WEB.format(port=port).replace("127.0.0.1", "192.0.2.1"))
    seen = found(published)

    assert seen["web listen"]["health"] == "bad"
    assert "cannot listen at 192.0.2.1" in seen["web listen"]["detail"]
    # The pages would ask for a login that nobody has.
    assert seen["web access"]["health"] == "doubtful"
    assert "monitor access user" in seen["web access"]["hint"]


@pytest.mark.parametrize(
    ("content", "mode", "health", "words"),
    [
        ('{"users": [], "tokens": []}', 0o644, "doubtful", "is 0644: others see it"),
        ("{", 0o600, "bad", "cannot be read"),
    ],
)
def test_the_file_of_those_who_may_come_in_is_looked_at(
    published: Path, content: str, mode: int, health: str, words: str
):
    access = published.parent / "state" / "access.json"
    access.write_text(content)
    access.chmod(mode)
    seen = found(published)

    assert seen["web access"]["health"] == health
    assert words in seen["web access"]["detail"]


def test_a_secret_of_the_pages_that_is_not_there_is_a_fault(published: Path):
    published.with_name("web.secret").unlink()
    seen = found(published)

    (fault,) = [each for what, each in seen.items() if "secret_file" in what]
    assert "cannot be read" in fault["detail"]
    assert fault["health"] == "bad"


def test_an_address_at_which_nobody_says_anything_is_doubtful(published: Path, port: int):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", port))
        mute.listen()

        def hang_up() -> None:
            mute.accept()[0].close()

        hanging_up = threading.Thread(target=hang_up)
        hanging_up.start()
        seen = found(published)
        hanging_up.join()

    assert seen["web listen"]["health"] == "doubtful"
    assert seen["web listen"]["detail"].startswith(f"nobody answers at 127.0.0.1:{port}")
