"""The webhook sink: a signed POST of JSON after the Standard Webhooks specification 1.0.0.

Sends once, the payload or a body made of it; what is signed is what is sent. It never follows a redirect, and never
shows its URL's query, its secret or its headers.
"""

from datetime import datetime, timedelta

from monitor.core.body import render
from monitor.core.payload import sign
from monitor.core.retry_after import parse_retry_after
from monitor.core.status import reason_of
from monitor.egress import Answer, Egress, Request
from monitor.model import (
    Deferred,
    Delivery,
    Reason,
    Rejected,
    SendOutcome,
    Sent,
    SinkSettings,
)
from monitor.ports import Clock

# Of the receiver's answer we need its status, and a glimpse of what it says went wrong.
MAX_ANSWER = 64_000
GLIMPSE = 200
# Asking again cannot help: the endpoint says it is gone for good, or our own guard forbids it.
_FINAL = frozenset({Reason.GONE, Reason.BAD_URL})


class WebhookSink:
    """Posts each delivery to one URL; every attempt carries the alert's id and a signature of its own."""

    def __init__(self, settings: SinkSettings, *, egress: Egress, agent: str, clock: Clock) -> None:
        self._settings = settings
        self._egress = egress
        self._agent = agent
        self._clock = clock

    async def send(self, delivery: Delivery) -> SendOutcome:
        """Return `Sent` for a 2xx answer, `Rejected` where asking again cannot help, else `Deferred`."""
        at = self._clock.now()
        answer = await self._egress.send(self._request(delivery, at))
        if not isinstance(answer, Answer):
            return _refusal(answer.reason, at, answer.took, detail=answer.detail)
        if 200 <= answer.status < 300:
            return Sent(at=at, took=answer.took, status=answer.status)
        return _refusal(
            reason_of(answer.status),
            at,
            answer.took,
            status=answer.status,
            detail=_glimpse(answer.body),
            retry_after=parse_retry_after(answer.header("retry-after"), at),
        )

    def _request(self, delivery: Delivery, at: datetime) -> Request:
        body = render(self._settings.body, delivery.payload).encode()
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": self._agent,
            "webhook-id": delivery.alert,
            "webhook-timestamp": str(int(at.timestamp())),
        }
        if secrets := self._settings.secrets:
            signatures = (sign(secret, delivery.alert, at, body) for secret in secrets)
            headers["webhook-signature"] = " ".join(signatures)
        return Request(
            method="POST",
            url=self._settings.url,
            headers=headers,
            body=body,
            max_bytes=MAX_ANSWER,
            timeout=self._settings.timeout,
            truncate=True,
        )


def _refusal(
    reason: Reason,
    at: datetime,
    took: timedelta,
    *,
    status: int | None = None,
    detail: str = "",
    retry_after: timedelta | None = None,
) -> Deferred | Rejected:
    if reason in _FINAL:
        return Rejected(reason=reason, at=at, took=took, status=status, detail=detail)
    return Deferred(
        reason=reason, at=at, took=took, status=status, detail=detail, retry_after=retry_after
    )


def _glimpse(body: bytes) -> str:
    text = body[: GLIMPSE * 4].decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:GLIMPSE]
