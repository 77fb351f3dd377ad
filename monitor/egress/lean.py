"""httpx without its command line. Imported before httpx is, and never for anything but that.

httpx imports click, rich and pygments with itself, if they are there, for a command of its own that nobody here
calls; that is a third of what a scout takes to start. Told that there is none, it goes on without.
"""

import sys

# What stands in `sys.modules` as None is a module that cannot be imported (the import system, §5.3.1).
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # typeshed knows modules only
