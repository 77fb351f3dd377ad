"""The Apprise sink: a title and plain text to whatever Apprise reaches. Shows no URL, and does not know them apart."""

from datetime import timedelta

from monitor.core.body import in_words
from monitor.model import Deferred, Delivery, Reason, SendOutcome, Sent, SinkSettings
from monitor.ports import Clock
from monitor.relay import Permits, Relay, Relayed


class AppriseSink:
    """Tells all URLs of its settings. What one of them does not take is told to all of them anew."""

    def __init__(self, settings: SinkSettings, *, permits: Permits, clock: Clock) -> None:
        """Raises `ModuleNotFoundError` without Apprise. `permits` says which addresses may be reached."""
        urls = [url.reveal() for url in settings.apprise_urls]
        self._relay = Relay(urls, settings.timeout, permits)
        self._clock = clock

    async def send(self, delivery: Delivery) -> SendOutcome:
        """Return `Sent` if every one took it, else `Deferred`: Apprise does not say whether asking again can help."""
        at, began = self._clock.now(), self._clock.monotonic()
        relayed = await self._relay.tell(*in_words(delivery.payload))
        took = timedelta(seconds=self._clock.monotonic() - began)
        if relayed.is_taken:
            return Sent(at=at, took=took)
        return Deferred(reason=_reason(relayed), at=at, took=took, detail=relayed.detail)


def _reason(relayed: Relayed) -> Reason:
    if relayed.is_forbidden:
        return Reason.FORBIDDEN_ADDRESS
    return Reason.TIMEOUT if relayed.is_timed_out else Reason.NOT_TAKEN
