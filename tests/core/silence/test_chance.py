import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.silence.chance import at_least, at_most

means = st.floats(0.01, 60)
dispersions = st.floats(1.01, 6)
spreads = st.floats(0, 0.5)


@pytest.mark.parametrize(
    ("mean", "dispersion", "spread"), [(0.5, 1.5, 0.0), (12.0, 2.0, 0.3), (30.0, 6.0, 0.1)]
)
def test_the_mean_and_the_scatter_are_those_asked_for(mean, dispersion, spread):
    chances = [at_most(count, mean, dispersion, spread) for count in range(250)]
    masses = [after - before for before, after in zip([0.0, *chances], chances, strict=False)]
    first = sum(count * mass for count, mass in enumerate(masses))
    second = sum(count * count * mass for count, mass in enumerate(masses))

    assert chances[-1] == pytest.approx(1)
    assert first == pytest.approx(mean, rel=1e-3)
    assert second - first**2 == pytest.approx(dispersion * mean + (spread * mean) ** 2, rel=1e-2)


def test_without_bursts_it_is_poissons():
    assert at_most(2, 3.0, 1 + 1e-9, 0) == pytest.approx(math.exp(-3) * (1 + 3 + 4.5))


@given(st.integers(1, 200), means, dispersions, spreads)
def test_more_and_fewer_are_everything(count, mean, dispersion, spread):
    below = at_most(count - 1, mean, dispersion, spread)
    assert below + at_least(count, mean, dispersion, spread) == pytest.approx(1)


def test_nothing_is_certain_where_nothing_is_expected():
    assert at_most(0, 0.0, 2.0, 0.3) == 1
    assert at_least(0, 0.0, 2.0, 0.3) == 1
    assert at_least(1, 0.0, 2.0, 0.3) == 0
