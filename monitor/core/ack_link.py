"""The link by which whoever was told says that they took note: made and proven. Knows no page behind it."""

import base64
import hmac
from hashlib import sha256
from urllib.parse import quote

from monitor.model import Secret, Web

# As much as nobody can guess: 128 bits.
_BYTES = 16


def ack_link(alert: str, web: Web) -> str:
    """Return the URL that belongs to one alert and to nobody who was not told it."""
    return f"{web.url}/ack/{quote(alert)}?key={_key(alert, web.secrets[0])}"


def is_genuine(alert: str, key: str, web: Web) -> bool:
    """Say whether `key` is the one in the link of `alert`, by any of the secrets."""
    given = key.encode()
    return any(hmac.compare_digest(given, _key(alert, secret).encode()) for secret in web.secrets)


def _key(alert: str, secret: Secret) -> str:
    """Return HMAC-SHA256 (RFC 2104) of the alert's id, in base64 for URLs (RFC 4648 §5)."""
    key = base64.b64decode(secret.reveal().removeprefix("whsec_"), validate=True)
    digest = hmac.digest(key, f"acknowledge {alert}".encode(), sha256)[:_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
