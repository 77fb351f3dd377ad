"""What commands that read the archive share: opening it, naming an article or a source, common options."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import click

from monitor.cli.options import load_config
from monitor.config import Config
from monitor.core.identity import identify
from monitor.core.series.view_series import ViewSeries, site_zone, view_series
from monitor.model.report import ArticleReport
from monitor.ports.archive import Archive
from monitor.runtime.clock import SystemClock
from monitor.store.reading import open_archive

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
limit_option = click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="So many at most."
)
source_option = click.option("--source", metavar="ID", help="Only of this source.")


@contextmanager
def archive_of(ctx: click.Context) -> Iterator[tuple[Archive, Config]]:
    """Yield the archive that the configuration names, and the configuration. Raises what either raises."""
    config = load_config(ctx, show_warnings=False)
    with open_archive(config.database) as archive:
        yield archive, config


def article_named(archive: Archive, config: Config, name: str) -> ArticleReport:
    """Return all that is held of the article `name`: its id ("24.kg#363188") or any spelling of its link.

    Raises `click.ClickException` if nobody knows it.
    """
    # A spelling that was never seen names its article too.
    identities = (identify(name, selectors) for selectors in config.selectors_by_site.values())
    keys = [identity.key for identity in identities if identity is not None]
    report = archive.article(name, keys)
    if report is None:
        raise click.ClickException(f"no article is known as {name}")
    return report


def series_of(archive: Archive, config: Config, report: ArticleReport) -> ViewSeries:
    """Return the series of an article's counter. May raise `StoreUnavailable`."""
    source = report.line.source
    zone = site_zone(source, config.sources, config.selectors_by_site, config.timezone)
    return view_series(report, zone, lambda keys: archive.norms(source, keys))


def hours_ago(hours: float) -> datetime:
    """Return the time so many hours before now."""
    return SystemClock().now() - timedelta(hours=hours)
