"""What the service manager is told."""

import socket
from datetime import timedelta

import pytest

from monitor.runtime.systemd import Notifier


@pytest.fixture
def manager(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.settimeout(5)
        yield channel


def told(manager) -> str:
    return manager.recv(4096).decode()


def test_readiness_comes_with_a_status_on_one_line(manager, tmp_path):
    notifier = Notifier({"NOTIFY_SOCKET": str(tmp_path / "notify")})

    notifier.ready("watching\n3 sources")

    assert told(manager) == "READY=1\nSTATUS=watching 3 sources"


def test_a_reload_carries_the_monotonic_time(manager, tmp_path):
    notifier = Notifier({"NOTIFY_SOCKET": str(tmp_path / "notify")})

    notifier.reloading(12.5)

    assert told(manager) == "RELOADING=1\nMONOTONIC_USEC=12500000"


def test_stopping_and_signs_of_life(manager, tmp_path):
    notifier = Notifier({"NOTIFY_SOCKET": str(tmp_path / "notify")})

    notifier.alive()
    notifier.stopping()

    assert [told(manager), told(manager)] == ["WATCHDOG=1", "STOPPING=1"]


def test_a_socket_in_the_abstract_namespace_is_reached():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind("\0monitor-notify-test")
        channel.settimeout(5)
        Notifier({"NOTIFY_SOCKET": "@monitor-notify-test"}).alive()

        assert channel.recv(100) == b"WATCHDOG=1"


def test_without_a_manager_nothing_is_told_and_nothing_fails():
    Notifier({}).ready("on my own")


def test_a_manager_that_has_gone_stops_nothing(tmp_path):
    Notifier({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).alive()


def test_the_watchdog_time_is_read_and_nonsense_is_none():
    assert Notifier({"WATCHDOG_USEC": "30000000"}).watchdog == timedelta(seconds=30)
    assert Notifier({"WATCHDOG_USEC": "soon"}).watchdog is None
    assert Notifier({}).watchdog is None
