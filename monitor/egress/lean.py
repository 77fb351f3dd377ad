"""httpx, loaded when it is wanted, and without its command line. Nothing else is done to it.

httpx imports click, rich and pygments with itself, if they are there, for a command of its own that nobody here
calls; that is a third of what a scout takes to start. Told that there is none, it goes on without.
"""

import sys
from types import ModuleType


def load_httpx() -> ModuleType:
    """Return httpx."""
    # What stands in `sys.modules` as None is a module that cannot be imported (the import system, §5.3.1).
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # typeshed knows modules only
    import httpx  # noqa: PLC0415 - heavy, and most of what it is made of is for others

    return httpx
