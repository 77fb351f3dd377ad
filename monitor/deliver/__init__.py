"""Sinks: how each kind of place is told. Decides neither what is told nor when it is tried again."""

from monitor.deliver.apprise import AppriseSink
from monitor.deliver.console import ConsoleSink
from monitor.deliver.spaced import SpacedSink
from monitor.deliver.webhook import WebhookSink

__all__ = ["AppriseSink", "ConsoleSink", "SpacedSink", "WebhookSink"]
