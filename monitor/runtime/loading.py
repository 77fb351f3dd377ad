"""What is loaded without the garbage collector walking it again and again: modules, a configuration."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# So many objects more than there were are made before the collector looks at them.
_YOUNG = 10_000


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Let the collector rest while many objects are made that all stay.

    100,000 rules are some millions of them; to walk through them at every threshold is nearly half of the time that
    building them takes, and a tenth of what loading the program does. Reference counting goes on meanwhile.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def collect_seldom() -> None:
    """Have the collector pass by all that there is by now, for good, and look at what comes after it less often.

    What is there is the program, its configuration, its rules. It stays, and to walk it takes some ten milliseconds, in
    which the whole process stands still. What a reload brings is walked, and what goes with it is freed by its
    reference counts, as is nearly all that a check makes: Python's own measure, 700 objects more than before, is met
    by every few checks, which is 4 % of what they take.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG)
