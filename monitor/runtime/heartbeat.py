"""The outgoing heartbeat: a sign of life to a watcher elsewhere, who raises the alarm when it stays away."""

from datetime import timedelta

from monitor.egress import Answer, Egress, Request

_TIMEOUT = timedelta(seconds=10)
_MAX_ANSWER = 64_000


async def beat(egress: Egress, url: str, agent: str) -> str:
    """Ask for `url` once and return why nobody heard it; nothing if somebody answered with a 2xx."""
    answer = await egress.send(
        Request(
            url=url,
            headers={"user-agent": agent},
            max_bytes=_MAX_ANSWER,
            timeout=_TIMEOUT,
            truncate=True,
        )
    )
    if not isinstance(answer, Answer):
        return f"{answer.reason}: {answer.detail}"
    return "" if 200 <= answer.status < 300 else f"status {answer.status}"
