"""The camp of a command that crawls: pitched first of all, while the process has nothing that scouts should not."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from monitor.runtime.loading import collector_at_rest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.fetch import Camp


@contextmanager
def pitched() -> Iterator[Camp | None]:
    """Yield a camp for as long as the block runs; None where there can be none."""
    with collector_at_rest():
        from monitor.fetch.camp import pitch  # noqa: PLC0415 - heavy
        from monitor.runtime.scout import serve  # noqa: PLC0415 - heavy

    camp = pitch(serve)
    try:
        yield camp
    finally:
        if camp is not None:
            camp.close()
