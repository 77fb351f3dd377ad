"""What went wrong in an exchange, as a reason and a sentence. Owns the one map from exceptions to reasons.

A sentence is made here from what is known to be harmless; the text of a foreign exception may quote a URL
or a header and is never passed on.
"""

import os
import ssl

from monitor.model import Reason


class Stopped(Exception):
    """The exchange is over without an answer, for this reason."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


# Everything that an exchange may raise. What is not here is a bug of ours.
FAULTS = (Stopped, TimeoutError)


def explain(error: Exception) -> tuple[Reason, str]:
    """Return why the exchange failed. `error` is one of `FAULTS`."""
    if isinstance(error, Stopped):
        return error.reason, error.detail
    return Reason.TIMEOUT, "not finished by the deadline"


def cut_off(error: Exception) -> Stopped:
    """Return what it means that `error` ended a connection."""
    if isinstance(error, ssl.SSLError):
        return Stopped(Reason.TLS, "the TLS session broke")
    return Stopped(Reason.CONNECT, broken("the connection broke", error))


def broken(sentence: str, error: Exception) -> str:
    """Return the sentence with the system's own word for the error: its number says all and its text quotes nothing."""
    if not isinstance(error, OSError) or not error.errno:
        return sentence
    return f"{sentence}: {os.strerror(error.errno).lower()}"


def tls_sentence(error: OSError) -> str:
    """Return what is wrong with the handshake, in OpenSSL's or the system's own words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    if isinstance(error, ssl.SSLError) and error.reason:
        return f"handshake: {error.reason.lower().replace('_', ' ')}"
    return "handshake: the connection broke"
