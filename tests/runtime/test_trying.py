"""A site's selectors tried on saved pages whose content is known."""

import json
import shutil
from pathlib import Path

import pytest

from monitor.config.sites import load_site, shipped_folder
from monitor.errors import MonitorError
from monitor.model.correction import FieldChange
from monitor.runtime.trying import try_on_saved

PAGES = Path(__file__).parent.parent / "pages" / "24.kg"
SELECTORS = load_site(shipped_folder() / "24.kg.toml")


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(shutil.copytree(PAGES, tmp_path / "24.kg"))


def test_saved_articles_say_what_is_known_of_them_and_listings_are_left_out():
    tried = list(try_on_saved(PAGES, SELECTORS))

    assert [page.name for page in tried] == ["article-en", "article-ky", "article-ru"]
    assert [page.changes for page in tried] == [(), (), ()]
    assert all(page.extraction.hits["title"] == "h1.newsTitle" for page in tried)


def test_what_is_read_otherwise_is_told_field_by_field(folder):
    place = folder / "article-en.json"
    known = json.loads(place.read_text("utf-8"))
    known["expected"] |= {"section": "Sports", "views": 1}
    place.write_text(json.dumps(known), "utf-8")

    (first, *_) = try_on_saved(folder, SELECTORS)

    assert first.changes == (
        FieldChange(field="section", before="Sports", after="News"),
        FieldChange(field="views", before="1", after="146"),
    )


@pytest.mark.parametrize("text", ["no json", "[]", "{}"])
def test_a_file_that_does_not_say_what_a_page_says_is_refused(folder, text):
    (folder / "article-en.json").write_text(text, "utf-8")

    with pytest.raises(MonitorError, match=r"article-en\.json does not say"):
        list(try_on_saved(folder, SELECTORS))
