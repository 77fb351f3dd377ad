"""Trouble with the database is said once when it begins and once when it ends."""

import logging

from monitor.errors import StoreUnavailable
from monitor.model import LITTLE_ROOM, LONG_LOG, Burden
from monitor.runtime.reporting import Weighed
from monitor.runtime.standing import Standing


def test_the_same_trouble_is_said_once_until_it_is_over(caplog):
    caplog.set_level(logging.INFO)
    told: list[str] = []
    standing = Standing(told.append)
    standing.well()
    for sentence in ("full", "full", "torn", "full"):
        standing.failed(StoreUnavailable(sentence))
    standing.well()
    standing.failed(StoreUnavailable("full"))

    assert told == ["full", "torn", "", "full"]
    assert [record.message for record in caplog.records].count("trouble") == 3


def test_a_long_log_and_little_room_are_warned_of_once(caplog):
    weighed = Weighed()
    well = Burden(log_bytes=0, is_held=False, free_bytes=LITTLE_ROOM * 9)
    ill = Burden(log_bytes=LONG_LOG + 1, is_held=True, free_bytes=1)
    for burden in (well, ill, ill, well, ill):
        weighed.report(burden)

    said = [record.message for record in caplog.records]
    assert said == ["log long", "little room"] * 2
