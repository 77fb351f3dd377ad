"""Who somebody is: passwords, tokens, sessions and the keys of forms, proven. Keeps nothing and draws no chance."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from monitor.model import Secret
from monitor.model.access import Access, Scope, Token, User

# The parameters of scrypt (RFC 7914) that OWASP recommends: 64 MiB and some 0.2 s a password.
_N, _R, _P = 1 << 16, 8, 1
_MEMORY = 128 * _N * _R * 2
EVERYTHING = frozenset(Scope)


def hashed(password: str, salt: bytes) -> str:
    """Return the hash of a password as it is kept. `salt` are 16 bytes of chance."""
    key = hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=_MEMORY, dklen=32)
    return f"scrypt:{_N}:{_R}:{_P}:{salt.hex()}:{key.hex()}"


def is_password(password: str, kept: str) -> bool:
    """Say whether `password` is the one whose hash is `kept`."""
    try:
        scheme, n, r, p, salt, key = kept.split(":")
        given = hashlib.scrypt(
            password.encode(),
            salt=bytes.fromhex(salt),
            n=int(n),
            r=int(r),
            p=int(p),
            maxmem=_MEMORY,
            dklen=32,
        )
        return scheme == "scrypt" and hmac.compare_digest(given, bytes.fromhex(key))
    except ValueError:
        return False


def digest_of(token: str) -> str:
    """Return the hash of a token as it is kept: plain SHA-256, as a token is nothing that could be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(given: str, access: Access) -> Token | None:
    """Return the token that somebody showed; None if nobody gave it out."""
    digest = digest_of(given)
    found = None
    # All are compared, so that the time says nothing of which.
    for token in access.tokens:
        if hmac.compare_digest(token.digest, digest):
            found = token
    return found


def session_of(user: User, ends_at: datetime, secret: Secret) -> str:
    """Return what proves until `ends_at` that this user has logged in. A new password ends it."""
    said = f"{user.name}:{int(ends_at.timestamp())}"
    named = base64.urlsafe_b64encode(said.encode()).decode()
    return f"{named}.{_signed(secret, 'session', said, user.password)}"


def user_of(
    session: str, now: datetime, access: Access, secrets: tuple[Secret, ...]
) -> User | None:
    """Return who is logged in by a session; None if it is over, or not one of ours."""
    named, _, signature = session.partition(".")
    try:
        said = base64.urlsafe_b64decode(named).decode()
        name, _, ends = said.rpartition(":")
        ends_at = datetime.fromtimestamp(int(ends), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    user = next((each for each in access.users if each.name == name), None)
    if user is None or now >= ends_at:
        return None
    is_ours = any(
        hmac.compare_digest(
            signature.encode(), _signed(secret, "session", said, user.password).encode()
        )
        for secret in secrets
    )
    return user if is_ours else None


def form_key(session: str, secret: Secret) -> str:
    """Return the key by which a form shows that it came from our own page, for this session."""
    return _signed(secret, "form", session)


def is_form_key(key: str, session: str, secrets: tuple[Secret, ...]) -> bool:
    """Say whether a form showed the key of this session."""
    return any(
        hmac.compare_digest(key.encode(), form_key(session, secret).encode()) for secret in secrets
    )


def _signed(secret: Secret, *said: str) -> str:
    """Return HMAC-SHA256 (RFC 2104) of what is said, in base64 for URLs (RFC 4648 §5)."""
    key = base64.b64decode(secret.reveal().removeprefix("whsec_"), validate=True)
    digest = hmac.digest(key, "\0".join(said).encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
