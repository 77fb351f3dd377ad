"""The vanguard of a command that crawls: sent ahead first of all, while the process holds nothing yet."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from monitor.runtime.loading import collector_at_rest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.fetch import Vanguard


@contextmanager
def sent_ahead() -> Iterator[Vanguard | None]:
    """Yield a vanguard for as long as the block runs; None where there can be none."""
    with collector_at_rest():
        from monitor.fetch.vanguard import send_ahead  # noqa: PLC0415 - heavy
        from monitor.runtime.scout import serve  # noqa: PLC0415 - heavy

    vanguard = send_ahead(serve)
    try:
        yield vanguard
    finally:
        if vanguard is not None:
            vanguard.dismiss()
