"""What an engine says of itself: before its crews looked for work, while they work, and while they drain."""

from types import SimpleNamespace

import pytest

from monitor.runtime.clock import SystemClock
from monitor.runtime.vitals import vitals_of
from monitor.web import Meters
from tests.runtime.test_crew import Bench


@pytest.mark.parametrize(
    ("looked", "stopped", "said"),
    [
        ((), (), (True, False)),
        (("checks",), (), (True, False)),
        (("checks", "deliveries"), (), (False, False)),
        (("checks", "deliveries"), ("deliveries",), (False, True)),
    ],
)
async def test_an_engine_starts_until_every_crew_has_looked_and_drains_once_one_stops(
    looked, stopped, said
):
    crews = {name: Bench().crew(1) for name in ("checks", "deliveries")}
    for name in looked:
        crews[name].finish()
        await crews[name].work()
    for name in stopped:
        crews[name].stop()
    engine = SimpleNamespace(
        **crews,
        crews=SimpleNamespace(in_hand={"checks": 0, "deliveries": 0}),
        standing=SimpleNamespace(trouble=""),
        scouts=0,
    )
    vitals = vitals_of(engine, Meters(), SystemClock())

    assert (vitals.is_starting, vitals.is_draining) == said
