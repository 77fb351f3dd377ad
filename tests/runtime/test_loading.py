"""What stays is not walked by the garbage collector."""

import gc

from monitor.runtime.loading import collector_at_rest, pass_by_what_is_there


def test_the_collector_rests_while_much_is_loaded_and_goes_on_after_it():
    with collector_at_rest():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_the_collector_passes_by_what_is_there_and_not_what_comes_after_it():
    held = [[number] for number in range(1000)]
    try:
        pass_by_what_is_there()
        walked = gc.get_objects()
        assert gc.get_freeze_count() > len(held)
        assert not any(each is held for each in walked)
        later = [held]
        assert any(each is later for each in gc.get_objects())
    finally:
        gc.unfreeze()
