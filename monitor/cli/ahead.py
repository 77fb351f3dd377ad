"""The vanguard of a command that crawls: sent ahead first of all, while the process holds nothing yet.

What is loaded when, at a start: what the program and a scout both need, before the fork, so that it is there once;
after it, at the same time, what only reads pages by the scout, and all the rest by the program.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from monitor.runtime.loading import collector_at_rest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.fetch.vanguard import Serve, Vanguard


@contextmanager
def sent_ahead() -> Iterator[Vanguard | None]:
    """Yield a vanguard for as long as the block runs; None where there can be none."""
    with collector_at_rest():
        from monitor.fetch.vanguard import send_ahead  # noqa: PLC0415 - heavy: the whole way out

        vanguard = send_ahead(_scout)
    try:
        yield vanguard
    finally:
        if vanguard is not None:
            vanguard.dismiss()


def _scout() -> Serve:
    from monitor.runtime.scout import serve  # noqa: PLC0415 - heavy: all that reads pages

    return serve
