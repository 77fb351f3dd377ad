"""Sinks made from their settings, for the engine and for a test of one. Sends nothing by itself but that test."""

from typing import TextIO

from monitor.config import Config
from monitor.core.payload import alert_id, test_payload
from monitor.deliver import AppriseSink, ConsoleSink, SpacedSink, WebhookSink
from monitor.egress import Egress
from monitor.model import AlertKind, Delivery, SendOutcome, SinkKind, SinkSettings
from monitor.ports import Clock, Sink


def sink_of(
    settings: SinkSettings, *, egress: Egress, agent: str, clock: Clock, console: TextIO
) -> Sink:
    """Return the sink at work."""
    sink: Sink
    match settings.kind:
        case SinkKind.CONSOLE:
            sink = ConsoleSink(console, clock)
        case SinkKind.WEBHOOK:
            sink = WebhookSink(settings, egress=egress, agent=agent, clock=clock)
        case SinkKind.APPRISE:
            sink = AppriseSink(settings, permits=egress.permits, clock=clock)
    return SpacedSink(sink, delay=settings.delay, clock=clock) if settings.delay else sink


def at_once(settings: SinkSettings) -> int:
    """Return how many deliveries to the sink may be under way: one where they are spaced."""
    return 1 if settings.delay else settings.concurrency


async def try_sink(
    config: Config, settings: SinkSettings, *, clock: Clock, console: TextIO
) -> SendOutcome:
    """Return what sending a test to the sink came to: signed and guarded like every delivery, and in no ledger."""
    now = clock.now()
    id_ = alert_id(settings.id, "", AlertKind.TEST, now.isoformat())
    delivery = Delivery(
        id=0,
        alert=id_,
        sink=settings.id,
        payload=test_payload(id_, settings.id, now),
        attempts=0,
        created_at=now,
        lease="",
    )
    async with Egress(config.limits, clock) as egress:
        agent = config.limits.agent
        sink = sink_of(settings, egress=egress, agent=agent, clock=clock, console=console)
        return await sink.send(delivery)
