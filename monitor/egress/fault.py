"""What went wrong in an exchange, as a reason and a sentence. Owns the one map from exceptions to reasons.

A sentence is made here from what is known to be harmless; the text of a foreign exception may quote a URL
or a header and is never passed on.
"""

import os
import ssl

import httpcore
import httpx

from monitor.model import Reason


class Stopped(Exception):
    """We end the exchange ourselves, for this reason."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


# Everything that an exchange may raise. What is not here is a bug of ours.
FAULTS = (
    Stopped,
    OSError,  # TimeoutError and ssl.SSLError are among them
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    httpx.HTTPError,
    httpx.InvalidURL,
)

# The first line that fits counts.
_REASONS: tuple[tuple[tuple[type[Exception], ...], Reason, str], ...] = (
    (
        (httpcore.ConnectTimeout, httpx.ConnectTimeout),
        Reason.TIMEOUT,
        "no connection within the connect timeout",
    ),
    (
        (httpcore.TimeoutException, httpx.TimeoutException),
        Reason.TIMEOUT,
        "silent for longer than the read timeout",
    ),
    ((TimeoutError,), Reason.TIMEOUT, "not finished by the deadline"),
    ((ssl.SSLError,), Reason.TLS, "the TLS session broke"),
    (
        (httpcore.ConnectError, httpx.ConnectError),
        Reason.CONNECT,
        "no connection",
    ),
    (
        (httpcore.NetworkError, httpx.NetworkError, OSError),
        Reason.CONNECT,
        "the connection broke",
    ),
    (
        (httpcore.LocalProtocolError, httpx.LocalProtocolError),
        Reason.PROTOCOL,
        "the request cannot be put into HTTP",
    ),
    (
        (httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol, httpx.InvalidURL),
        Reason.BAD_URL,
        "not an http(s) URL",
    ),
)


def explain(error: Exception) -> tuple[Reason, str]:
    """Return why the exchange failed. `error` is one of `FAULTS`."""
    if isinstance(error, Stopped):
        return error.reason, error.detail
    if isinstance(error, httpcore.ProxyError):
        return Reason.CONNECT, f"the proxy opens no way there: status {str(error)[:3]}"
    for kinds, reason, sentence in _REASONS:
        if isinstance(error, kinds):
            return reason, _with_cause(sentence, error)
    return Reason.PROTOCOL, _protocol_sentence(str(error))


def tls_sentence(error: OSError) -> str:
    """Return what is wrong with the handshake, in OpenSSL's or the system's own words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    if isinstance(error, ssl.SSLError) and error.reason:
        return f"handshake: {error.reason.lower().replace('_', ' ')}"
    return "handshake: the connection broke"


def _with_cause(sentence: str, error: BaseException) -> str:
    """Name the system's error, if one lies beneath: its number says all and its text quotes nothing."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and not isinstance(cause, (ssl.SSLError, TimeoutError)):
            return f"{sentence}: {os.strerror(cause.errno).lower()}" if cause.errno else sentence
        cause = cause.__cause__
    return sentence


def _protocol_sentence(text: str) -> str:
    if text.startswith("peer closed connection"):
        return "the answer ended too early"
    if text.startswith("Server disconnected"):
        return "the server hung up without an answer"
    return "what came is not HTTP"
