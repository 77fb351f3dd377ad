"""What `monitor doctor` finds of the pages: where they answer, and who may come in. Mends nothing."""

import asyncio
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from monitor.config import Config
from monitor.egress import Answer, Egress, Request, Unanswered
from monitor.errors import MonitorError
from monitor.model import FetchLimits, Finding, Health, Part, Web
from monitor.runtime.access import AccessFile
from monitor.runtime.clock import SystemClock
from monitor.runtime.listening import is_taken
from monitor.web import is_private

_TIMEOUT = timedelta(seconds=5)
_MAX_ANSWER = 1_000


def look_at_pages(config: Config) -> Iterator[Finding]:
    """Yield what there is to say of [web]; nothing without one. Raises nothing."""
    if config.web is None:
        return
    yield _address(config.web)
    yield _access(config.path.parent / config.web.access, config.web)


def _address(web: Web) -> Finding:
    health, detail, hint = Health.GOOD, f"{web.listen} is free", ""
    try:
        if is_taken(web):
            detail = f"monitor answers at {web.listen}"
            answer = asyncio.run(_healthz(web))
            if not isinstance(answer, Answer):
                health, detail = Health.DOUBTFUL, f"nobody answers at {web.listen}: {answer.detail}"
                hint = "if that is not monitor, name another address in [web] listen"
            elif answer.body != b"alive\n":
                health, detail = Health.BAD, f"somebody else answers at {web.listen}"
                hint = "name another address in [web] listen, or end that program"
    except MonitorError as error:
        health, detail, hint = Health.BAD, str(error), error.hint
    return Finding(part=Part.MACHINE, what="web listen", health=health, detail=detail, hint=hint)


async def _healthz(web: Web) -> Answer | Unanswered:
    """Return what whoever listens at our address says to what we ask."""
    place = web.listen.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]")  # noqa: S104 - asks itself
    limits = FetchLimits(allow_addresses=frozenset({place}))
    request = Request(
        url=f"http://{place}/healthz", max_bytes=_MAX_ANSWER, timeout=_TIMEOUT, truncate=True
    )
    async with Egress(limits, SystemClock()) as egress:
        return await egress.send(request)


def _access(path: Path, web: Web) -> Finding:
    what = "web access"
    try:
        held = AccessFile(path).read()
        mode = path.stat().st_mode & 0o777 if path.exists() else None
    except (MonitorError, OSError) as error:
        hint = "`monitor access` writes it; it belongs to the user that the program runs as"
        return Finding(
            part=Part.CONFIGURATION, what=what, health=Health.BAD, detail=str(error), hint=hint
        )
    health, hint = Health.GOOD, ""
    detail = f"{len(held.users)} users, {len(held.tokens)} tokens"
    if mode is not None and mode & (stat.S_IRWXG | stat.S_IRWXO):
        health, hint = Health.DOUBTFUL, f"chmod 600 {path}"
        detail += f"; {path.name} is {mode:04o}: others see it"
    elif mode is not None and not os.access(path, os.R_OK):
        health, hint = Health.BAD, f"give {path} to the user that the program runs as"
    elif not held.users and not is_private(web):
        health, hint = Health.DOUBTFUL, "`monitor access user NAME` lets somebody in"
        detail += "; the pages ask for a login, and nobody has one"
    elif not held.users:
        detail += "; whoever is on this machine is let in"
    return Finding(part=Part.CONFIGURATION, what=what, health=health, detail=detail, hint=hint)
