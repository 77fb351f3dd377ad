"""Stages, and ways out that may reach them and nothing else on loopback."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.egress import Answer, Egress, Request, Resolve, Unanswered
from monitor.model import FetchLimits
from tests.egress.stage import Play, RealClock, Stage, everyday_context

Ask = Callable[..., Awaitable[Answer | Unanswered]]


@pytest.fixture
async def set_stage() -> AsyncIterator[Callable[..., Awaitable[Stage]]]:
    stages: list[Stage] = []

    async def start(plays: dict[str, Play], **options) -> Stage:
        stage = Stage(plays, **options)
        await stage.open()
        stages.append(stage)
        return stage

    yield start
    for stage in stages:
        await stage.close()


@pytest.fixture
async def open_egress() -> AsyncIterator[Callable[..., Egress]]:
    opened: list[Egress] = []

    def make(
        *stages: Stage,
        resolve: Resolve | None = None,
        context: ssl.SSLContext | None = None,
        **limits,
    ) -> Egress:
        limits.setdefault("allow_addresses", frozenset(stage.address for stage in stages))
        bounds = FetchLimits(**limits)
        egress = Egress(bounds, RealClock(), resolve=resolve, context=context or everyday_context())
        opened.append(egress)
        return egress

    yield make
    for egress in opened:
        await egress.aclose()
    await asyncio.sleep(0)


@pytest.fixture
def ask(open_egress) -> Ask:
    """Ask a stage for a path over a way out of its own."""

    async def send(stage: Stage, path: str = "/", **options) -> Answer | Unanswered:
        request = {"max_bytes": 1_000_000, "timeout": timedelta(seconds=5), **options}
        return await open_egress(stage).send(Request(url=stage.url(path), **request))

    return send


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh key and self-signed certificate for "stage.test", in one PEM file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command")
    folder = tmp_path_factory.mktemp("tls")
    key, cert, both = folder / "key.pem", folder / "cert.pem", folder / "both.pem"
    subprocess.run(
        [
            openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-subj", "/CN=stage.test", "-addext", "subjectAltName=DNS:stage.test",
            "-keyout", str(key), "-out", str(cert),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    both.write_bytes(key.read_bytes() + cert.read_bytes())
    return both


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusting_tls(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))
