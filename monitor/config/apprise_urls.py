"""The file of an Apprise sink: one URL a line, each a secret as a whole. Tells nobody, and repeats none of them."""

from collections.abc import Mapping
from pathlib import Path

from monitor import relay
from monitor.config.faults import Place, Report, quote
from monitor.config.secret import read_private
from monitor.model import Secret

_MOST_URLS = 20


def read_apprise_urls(
    path: Path, environ: Mapping[str, str], place: Place, report: Report
) -> tuple[Secret, ...]:
    """Return the URLs in the file `path`; empty lines and those that begin with # are none.

    One that Apprise cannot read is a fault, named by its line; so is an Apprise that is not there.
    """
    content = read_private(path, environ, place, report)
    if content is None:
        return ()
    if not relay.is_installed():
        hint = "pip install '.[apprise]' in the folder of monitor's source, or pip install apprise"
        report.fault(place, 'kind "apprise" needs apprise, which is not installed', hint)
        return ()
    lines = enumerate(content.decode("utf-8", "replace").splitlines(), 1)
    urls = {number: line.strip() for number, line in lines if line.strip()}
    urls = {number: url for number, url in urls.items() if not url.startswith("#")}
    for number, url in urls.items():
        if defect := relay.defect_of(url):
            report.fault(place, f"{quote(str(path))}, line {number}, {defect}")
    if not 1 <= len(urls) <= _MOST_URLS:
        hint = f"it holds 1 to {_MOST_URLS} Apprise URLs, one a line"
        report.fault(place, f"{quote(str(path))} holds {len(urls)} URLs", hint)
    return tuple(map(Secret, urls.values()))
