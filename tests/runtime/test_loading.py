"""What stays is not walked by the garbage collector."""

import gc

from monitor.runtime.loading import collect_seldom, collector_at_rest


def test_the_collector_rests_while_much_is_loaded_and_goes_on_after_it():
    with collector_at_rest():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_the_collector_passes_by_what_is_there_and_not_what_comes_after_it():
    held = [[number] for number in range(1000)]
    usual = gc.get_threshold()
    try:
        collect_seldom()
        walked = gc.get_objects()
        assert gc.get_freeze_count() > len(held)
        assert not any(each is held for each in walked)
        later = [held]
        assert any(each is later for each in gc.get_objects())
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)


def test_the_collector_looks_at_what_is_new_after_some_thousand_objects():
    usual = gc.get_threshold()
    try:
        collect_seldom()
        assert gc.get_threshold() == (10_000, *usual[1:])
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
