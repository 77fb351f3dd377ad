"""What a page gave, said twice: as signs, and as the selectors that are kept with the article."""

import pytest

from monitor.core.health import article_signs, given
from monitor.model import (
    ArticleSelectors,
    Extraction,
    Field,
    Gain,
    Pick,
    Problem,
    ProblemKind,
)
from tests.factories import selectors

FIELDS = {name: Field(picks=(Pick(source=name, css=name),)) for name in ("title", "body", "views")}
HITS = {"title": "h1", "views": ".views", "unknown": "x"}
BOX = Problem(field="within", kind=ProblemKind.DOUBTFUL)


@pytest.mark.parametrize("within", [None, "main"])
@pytest.mark.parametrize(
    "problems", [(), (BOX,), (Problem(field="body", kind=ProblemKind.MISSING),)]
)
@pytest.mark.parametrize("hits", [{}, HITS])
def test_a_page_gave_what_its_signs_say_it_hit(within, problems, hits):
    site = selectors(article=ArticleSelectors(fields=FIELDS, within=within))
    extraction = Extraction(hits=hits, problems=problems)

    signs = article_signs(extraction, site)

    hit = {name: sign.selector for name, sign in signs.items() if sign.gain is Gain.HIT}
    assert given(extraction, site) == hit
