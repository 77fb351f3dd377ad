"""The documents, held to what the program is."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from benchmarks.fleet.__main__ import HARNESSES as FLEET
from benchmarks.torture.__main__ import HARNESSES
from monitor.cli import cli
from monitor.deliver import WebhookSink
from monitor.egress import Egress
from monitor.model import FetchLimits, Reason, Secret, Sent, SinkKind, SinkSettings
from monitor.runtime.clock import SystemClock
from tests.deliver.test_webhook import SECRET, delivery

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(text: str, language: str, having: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return next(found for found in blocks if having in found)


def test_the_readme_shows_the_configuration_that_stands_in_the_root():
    assert block(README, "toml", "[monitor]") == (ROOT / "monitor.toml").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme():
    context = click.Context(cli)
    commands = [name for name in cli.list_commands(context) if f"monitor {name}" not in README]

    assert commands == []


@pytest.mark.parametrize(
    "document", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name
)
def test_every_document_is_linked_from_the_readme(document):
    assert f"docs/{document.name}" in README


def test_every_link_of_every_document_leads_somewhere():
    broken = [
        f"{document.name}: {link}"
        for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8"))
        if "://" not in link and not (document.parent / link).exists()
    ]

    assert broken == []


def test_every_harness_and_what_it_found_has_a_place_of_its_own():
    for page, harnesses in (("torture.md", HARNESSES), ("fleet-measured.md", FLEET)):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")

        assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == list(harnesses)


def test_every_reason_is_described_and_no_other():
    text = (ROOT / "docs" / "reasons.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| `(\w+)`", text, re.MULTILINE) == [reason.value for reason in Reason]


async def test_the_receiver_of_the_readme_verifies_what_we_send(tmp_path):
    code = block(README, "python", "HTTPServer").replace("9000", "0")
    code = code.replace(
        'HTTPServer(("127.0.0.1", 0), Desk).serve_forever()',
        'server = HTTPServer(("127.0.0.1", 0), Desk)\nprint(server.server_port, flush=True)\nserver.handle_request()',
    )
    (tmp_path / "desk.secret").write_text(SECRET)
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert program.stdout is not None
    async with asyncio.timeout(20):
        port = int(await program.stdout.readline())
        settings = SinkSettings(
            id="desk",
            kind=SinkKind.WEBHOOK,
            url=f"http://127.0.0.1:{port}/",
            secrets=(Secret(SECRET),),
        )
        payload = '{"data": {"rule": {"id": "vakunov"}, "article": {"title": "Vakunov speaks"}}}'
        limits = FetchLimits(allow_addresses=frozenset({f"127.0.0.1:{port}"}))
        async with Egress(limits, SystemClock()) as egress:
            sink = WebhookSink(settings, egress=egress, agent="monitor-test", clock=SystemClock())
            outcome = await sink.send(delivery(payload=payload))
        said = (await program.communicate())[0].decode()

    assert isinstance(outcome, Sent)
    assert said.strip() == "vakunov Vakunov speaks"
