"""What stands beside the bands of a picture: it fits there in every language."""

import pytest
from matplotlib.figure import Figure

from monitor.charts.happenings import size_of_names
from monitor.charts.lettering import Ruler
from monitor.charts.sheet import LEFT
from monitor.model import Block
from monitor.web.speech import load_speeches


@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_the_names_of_blocks_fit_beside_the_axes(language: str):
    figure = Figure(dpi=100)
    speech = load_speeches()[language]
    names = [speech(block.value) for block in Block]
    ruler = Ruler(figure, size=size_of_names(figure, names))

    assert max(map(ruler.width, names)) < LEFT - 4


def test_a_name_that_fits_nowhere_is_as_small_as_may_be():
    assert size_of_names(Figure(dpi=100), ["a name that is wider than any margin could be"]) == 6.0
