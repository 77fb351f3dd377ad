"""The socket at which people are answered, and where it really is."""

import os
import socket
from dataclasses import replace

import pytest

from monitor.errors import MonitorError
from monitor.model import Web
from monitor.runtime import listening
from monitor.runtime.listening import is_taken, listen, listener_of
from monitor.web import is_private

WEB = Web(listen="127.0.0.1:0", url="http://127.0.0.1:8787", secrets=())


def test_without_a_manager_it_is_where_the_configuration_says():
    listener, web = listener_of(WEB, {})
    listener.close()

    assert web == WEB


@pytest.mark.parametrize(
    ("family", "place", "shown", "private"),
    [
        (socket.AF_INET, ("127.0.0.1", 0), "127.0.0.1:{port}", True),
        (socket.AF_INET, ("0.0.0.0", 0), "0.0.0.0:{port}", False),
        (socket.AF_INET6, ("::1", 0), "[::1]:{port}", True),
        (socket.AF_UNIX, "web.sock", "web.sock:0", False),
    ],
    ids=["loopback", "every address", "IPv6", "file"],
)
def test_the_socket_of_a_manager_may_be_elsewhere(
    tmp_path, monkeypatch, family, place, shown, private
):
    """Whoever is let in without a login is judged by where people really come in."""
    monkeypatch.chdir(tmp_path)
    theirs = socket.socket(family)
    theirs.bind(place)
    # The manager's first socket is file 3, which somebody else has here.
    monkeypatch.setattr(listening, "inherited", lambda _: theirs.dup())

    listener, web = listener_of(WEB, {"LISTEN_PID": str(os.getpid())})
    name = theirs.getsockname()
    listener.close()
    theirs.close()

    assert web.listen == shown.format(port=name[1])
    assert is_private(web) is private


def test_an_address_is_taken_or_free_or_not_to_be_had():
    taken = listen(WEB)
    taken.listen()
    there = replace(WEB, listen=f"127.0.0.1:{taken.getsockname()[1]}")

    assert is_taken(there)
    taken.close()
    assert not is_taken(there)
    with pytest.raises(MonitorError, match=r"cannot listen at 192\.0\.2\.1"):
        is_taken(replace(WEB, listen="192.0.2.1:8787"))
