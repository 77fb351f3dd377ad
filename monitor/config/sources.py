"""From [[source]] tables to sources, and the selectors files of their sites. Fetches nothing."""

from collections.abc import Mapping
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from monitor.config.draft import Draft, Entry
from monitor.config.faults import Report, nearest, quote, show
from monitor.config.schema import SourceTable
from monitor.config.sites import load_site, shipped_folder
from monitor.errors import ConfigError
from monitor.model import FetchLimits, FirstRun, Selectors, Source, SourceId, TargetKind
from monitor.noun import replace


def build_sources(draft: Draft, report: Report) -> tuple[Source, ...]:
    """Return the sources. Defects go to `report`."""
    fetch = draft.fetch
    if fetch.table.agent == FetchLimits().agent and not all(map(_is_loopback, draft.sources)):
        report.warn(
            fetch.place.key("agent"),
            "is the example; put an address in it that a site's owner can write to",
        )
    return tuple(_build(entry, report) for entry in draft.sources)


def _build(entry: Entry[SourceTable], report: Report) -> Source:
    table = entry.table
    steps = None if table.recheck is None else tuple(table.recheck)
    ages = [step.younger_than for step in steps or ()]
    if any(later <= earlier for earlier, later in pairwise(ages)):
        report.fault(entry.place.key("recheck"), "its steps must go by rising age")
    return Source(
        id=SourceId(table.id),
        site=table.site,
        listing=table.listing,
        language=table.language,
        every=table.every,
        slowest=table.slowest,
        first_run=FirstRun(table.first_run),
        pages=table.pages,
        recheck=steps,
        recheck_until=table.recheck_until,
        render=_rendered(table.render),
    )


def _rendered(said: bool | str) -> frozenset[TargetKind]:
    """Return the kinds of pages that are rendered."""
    if isinstance(said, str):
        return frozenset({TargetKind(said)})
    return frozenset(TargetKind) if said else frozenset()


def load_selectors(draft: Draft, folder: Path, report: Report) -> Mapping[str, Selectors]:
    """Return the selectors of every site that a source names, with the hosts of its listings added.

    A site's file is looked for in `folder`, then among those that ship with the program.
    Defects of the files go to `report`.
    """
    path_by_site = {**_site_files(shipped_folder()), **_own_files(draft, folder, report)}
    selectors_by_site: dict[str, Selectors | None] = {}
    for entry in draft.sources:
        site = entry.table.site
        if not entry.says("site"):
            continue
        if site not in selectors_by_site:
            selectors_by_site[site] = _load(entry, path_by_site, report)
        selectors = selectors_by_site[site]
        if selectors is not None:
            selectors_by_site[site] = _with_host(selectors, entry.table.listing)
    return {site: selectors for site, selectors in selectors_by_site.items() if selectors}


def _own_files(draft: Draft, folder: Path, report: Report) -> dict[str, Path]:
    try:
        return _site_files(folder)
    except OSError as error:
        if draft.monitor.says("selectors"):
            what = (
                f"{quote(str(folder))} cannot be used ({error.strerror}); the sites that ship are"
            )
            report.warn(draft.monitor.place.key("selectors"), what)
    return {}


def _site_files(folder: Path) -> dict[str, Path]:
    return {file.stem: file for file in folder.iterdir() if file.suffix == ".toml"}


def _load(
    entry: Entry[SourceTable], path_by_site: Mapping[str, Path], report: Report
) -> Selectors | None:
    site = entry.table.site
    if site not in path_by_site:
        what = f"there is no selectors file {show(f'{site}.toml')}"
        report.fault(entry.place.key("site"), what, nearest(site, path_by_site))
        return None
    try:
        return load_site(path_by_site[site])
    except ConfigError as error:
        report.faults.extend(error.faults)
        return None


def _with_host(selectors: Selectors, listing: str) -> Selectors:
    host = urlsplit(listing).hostname or ""
    return replace(selectors, hosts=selectors.hosts | {f"[{host}]" if ":" in host else host})


def _is_loopback(entry: Entry[SourceTable]) -> bool:
    host = urlsplit(entry.table.listing).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
