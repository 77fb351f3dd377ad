"""The console sink."""

import asyncio
import io
import json

from monitor.deliver import ConsoleSink
from monitor.model import Deferred, Reason, Sent
from monitor.runtime.clock import SystemClock
from tests.deliver.test_webhook import delivery


async def test_an_alert_is_one_json_line():
    stream = io.StringIO()

    outcome = await ConsoleSink(stream, SystemClock()).send(delivery())

    assert isinstance(outcome, Sent)
    assert json.loads(stream.getvalue())["type"] == "article.matched"
    assert stream.getvalue().count("\n") == 1


async def test_alerts_told_at_once_do_not_mix():
    stream = io.StringIO()
    sink = ConsoleSink(stream, SystemClock())

    await asyncio.gather(*(sink.send(delivery(id=number)) for number in range(50)))

    assert len([json.loads(line) for line in stream.getvalue().splitlines()]) == 50


async def test_a_reader_that_has_gone_is_no_delivery(tmp_path):
    stream = (tmp_path / "pipe").open("w")
    stream.close()

    outcome = await ConsoleSink(stream, SystemClock()).send(delivery())

    assert isinstance(outcome, Deferred)
    assert outcome.reason is Reason.CONNECT
