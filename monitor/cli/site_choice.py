"""Which site's selectors read a page: the one that is named, else the one whose hosts own its address."""

import click

from monitor.config import Config, load_site, shipped_folder
from monitor.core.identity import belongs
from monitor.model import Selectors


def choose_selectors(config: Config, address: str, site: str | None) -> Selectors:
    """Return the selectors for the page at `address` ("" for a file of unknown origin).

    A site that is named may be one that ships and no source has yet.
    Raises `click.UsageError` if no configured site is meant, or several could be.
    """
    by_site = config.selectors_by_site
    known = ", ".join(sorted(by_site)) or "none"
    if site is not None:
        if site not in by_site:
            shipped = {path.stem: path for path in shipped_folder().glob("*.toml")}
            if site in shipped:
                return load_site(shipped[site])
            raise click.BadParameter(
                f"no source has the site {site} (sites: {known})", param_hint="--site"
            )
        return by_site[site]
    owners = [each for each in by_site.values() if address and belongs(address, each.hosts)]
    if not owners and not address and len(by_site) == 1:
        owners = list(by_site.values())
    if not owners:
        raise click.UsageError(
            f"no configured site owns {address or 'the file'}: name one with --site ({known})"
        )
    return owners[0]
