from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.silence import FAILING_AFTER, Volume, next_alarm
from monitor.model import Alarm, AlarmKind

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AGO = NOW - timedelta(hours=3)
SILENT = Volume(verdict=AlarmKind.SILENT, since=AGO, expected=20.0)
SLOW = Volume(verdict=AlarmKind.SLOW, since=AGO, expected=60.0, found=9)
WELL = Volume(over=frozenset({AlarmKind.SILENT, AlarmKind.SLOW, AlarmKind.FLOOD}))
FAILING = Alarm(kind=AlarmKind.FAILING, since=AGO)


def step(held=None, volume=WELL, failures=0, failing_since=AGO):
    return next_alarm(held, failures=failures, failing_since=failing_since, volume=volume, now=NOW)


def test_a_verdict_is_an_alarm_with_its_figures():
    assert step(volume=SILENT) == Alarm(kind=AlarmKind.SILENT, since=AGO, expected=20.0, found=0)


def test_five_failures_in_a_row_are_an_alarm_and_four_are_none():
    assert step(failures=FAILING_AFTER - 1) is None
    assert step(failures=FAILING_AFTER) == FAILING
    assert step(failures=FAILING_AFTER, failing_since=None) == Alarm(
        kind=AlarmKind.FAILING, since=NOW
    )


def test_a_failing_source_stays_so_until_a_poll_is_good():
    held = step(FAILING, failures=99, failing_since=NOW)
    assert held == FAILING
    assert step(FAILING, failures=1) == FAILING
    assert step(FAILING) is None


@pytest.mark.parametrize("failures", [1, FAILING_AFTER])
def test_who_is_blind_does_not_call_the_source_silent(failures):
    alarm = step(volume=SILENT, failures=failures)
    assert alarm is None or alarm.kind is AlarmKind.FAILING


def test_a_source_that_failed_may_turn_out_to_have_been_silent():
    assert step(FAILING, SILENT).kind is AlarmKind.SILENT


def test_a_failed_poll_neither_ends_nor_changes_an_alarm():
    held = step(volume=SILENT)
    assert step(held, WELL, failures=1) == held
    assert step(held, SLOW, failures=2) == held


def test_an_alarm_keeps_its_beginning_and_follows_the_figures():
    held = Alarm(kind=AlarmKind.SLOW, since=AGO - timedelta(days=1), expected=1.0, found=1)

    assert step(held, SLOW) == Alarm(kind=AlarmKind.SLOW, since=held.since, expected=60.0, found=9)


@pytest.mark.parametrize("kind", [AlarmKind.SILENT, AlarmKind.SLOW, AlarmKind.FLOOD])
def test_an_alarm_ends_by_a_good_sign_of_its_own_and_by_nothing_else(kind):
    held = Alarm(kind=kind, since=AGO)

    assert step(held, Volume()) == held
    assert step(held, Volume(over=WELL.over - {kind})) == held
    assert step(held, Volume(over=frozenset({kind}))) is None


def test_another_kind_begins_when_it_begins():
    held = Alarm(kind=AlarmKind.SLOW, since=AGO - timedelta(days=1))

    assert step(held, SILENT).since == AGO
