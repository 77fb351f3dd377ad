"""What a crawl came to, as a person and as JSON see it."""

import json

from monitor.runtime.crawl import SourceTally, Tally


def test_the_reasons_of_failed_pages_can_be_written_as_json():
    tally = Tally(by_source={"en": SourceTally(listings=1, pages=1, failed_pages=2)})
    tally.by_source["en"].reasons["timeout"] += 2

    facts = json.loads(json.dumps(tally.facts()))

    assert facts["by_source"]["en"]["reasons"] == {"timeout": 2}
    assert facts["verdict"] == "good"
