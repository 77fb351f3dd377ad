"""Stands at every socket that code of others opens on our behalf, and judges the address before it is connected to.

The interpreter itself asks it (PEP 578), so that it does not matter which library connects, nor whether a name was
looked up twice. It judges only what a `posted` context began; a thread that was started outside of all contexts is
not seen. It knows nothing of which addresses are good: that is the guard's.
"""

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import field
from functools import cache

from monitor.noun import dataclass

Permits = Callable[[str, int], bool]

_EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Post:
    permits: Permits
    turned_away: list[str] = field(default_factory=list)


_POST: ContextVar[_Post | None] = ContextVar("monitor.relay.post", default=None)


@contextmanager
def posted(permits: Permits) -> Iterator[list[str]]:
    """Let this context, and what inherits it, reach only what `permits` says; yield what is turned away, as it comes.

    Who is turned away sees a `PermissionError`, like one from the system.
    """
    _enlist()
    post = _Post(permits=permits)
    token = _POST.set(post)
    try:
        yield post.turned_away
    finally:
        _POST.reset(token)


@cache
def _enlist() -> None:
    # A hook stays for the life of the process, so there is one, and it does nothing outside of its contexts. It
    # holds what it needs: while the interpreter ends, the names of a module are gone before its hooks are.
    events, current, judge = _EVENTS, _POST, _judge

    def hook(event: str, seen: tuple[object, ...]) -> None:
        if event in events and (post := current.get()) is not None:
            judge(post, seen[1])

    sys.addaudithook(hook)


def _judge(post: _Post, destination: object) -> None:
    """Raise `PermissionError` unless the destination is an address of the internet that may be reached."""
    if destination is None:
        # A message on a socket that was connected, which was judged then.
        return
    match destination:
        case (str() as address, int() as port, *_) if _permits(post, address, port):
            return
        case (address, *_):
            where = str(address)
        case _:
            where = "a socket of this machine"
    post.turned_away.append(where)
    raise PermissionError(errno.EACCES, "the address is not public")


def _permits(post: _Post, address: str, port: int) -> bool:
    try:
        return post.permits(address, port)
    except ValueError:
        # A name, which the system would look up after us.
        return False
