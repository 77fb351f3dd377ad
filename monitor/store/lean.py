"""sqlite-utils without numpy and pandas. Imported before it is, and never for anything but that.

It loads both where they are installed, to take their numbers and tables: ten times its own time, and twenty megabytes,
for what no migration holds. Told that there are none, it goes on without; who else wants them gets them afterwards.
"""

import sys

_HEAVY = [name for name in ("numpy", "pandas") if name not in sys.modules]
for _name in _HEAVY:
    # What stands in `sys.modules` as None is a module that cannot be imported (the import system, §5.3.1).
    sys.modules[_name] = None  # type: ignore[assignment]  # typeshed knows modules only

import sqlite_utils  # noqa: E402, F401

for _name in _HEAVY:
    del sys.modules[_name]
