"""A server in TLS that answers every request with a redirect, and the certificate for it."""

import asyncio
import contextlib
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path


def self_signed(folder: str) -> Path:
    """Return a fresh key and certificate for 127.0.0.1, in one PEM file. Raises `OSError` without openssl."""
    key, cert, both = (Path(folder) / name for name in ("key.pem", "cert.pem", "both.pem"))
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=stage"
    more = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run([*command.split(), *more], check=True, capture_output=True)
    both.write_bytes(key.read_bytes() + cert.read_bytes())
    return both


class Doorman:
    """Answers in TLS that one has to go elsewhere."""

    def __init__(self, certificate: Path, elsewhere: Callable[[], str]) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._elsewhere = elsewhere

    async def __aenter__(self) -> "Doorman":
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0, ssl=self._context)
        self.address = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *error: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            place = self._elsewhere().encode("latin-1")
            writer.write(b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: %b\r\n\r\n" % place)
            await writer.drain()
            await reader.read()
        writer.close()
