"""What the daemon and `monitor selectors heal` share: which articles are looked at again, and the site's file anew.

Owns where the file is written, and that what was before stays beside it. Which selectors are sure, says the core.
"""

import shlex
from collections.abc import Sequence
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from monitor.config import Config, load_site, shipped_folder
from monitor.config.document import read_source
from monitor.config.healed import healed_text
from monitor.core.learning.relisting import on_listing
from monitor.errors import MonitorError
from monitor.export import new_file
from monitor.model import ArticleSelectors, Breakage, SourceId
from monitor.model.healing import Lineup, Remedy, Stood
from monitor.model.report import ArticleFilter, ArticleReport
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.store.reading import open_archive

# So many articles are looked at again, of so many that are held.
VISITED = 5
_AMONG = 40
# So many articles beside those who stood on a listing may be told from news.
_OTHERS = 400
_RELOAD = "systemctl reload monitor"
_VERSIONED = (".git", ".hg", ".svn", ".jj")


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A selectors file with remedies in it, and the command that takes them back."""

    file: Path
    undo: str


def breakages(config: Config, now: datetime) -> dict[SourceId, Breakage]:
    """Return what is broken at each source. May raise `StoreUnavailable`."""
    with open_archive(config.database) as archive:
        reports = ((source.id, archive.health(source.id, now)) for source in config.sources)
        return {id_: report.breakage for id_, report in reports if report and report.breakage}


def held_before(archive: Archive, source: str, since: datetime) -> list[ArticleReport]:
    """Return articles that were read before the redesign, the newest first."""
    found = []
    for line in archive.articles(ArticleFilter(source=source), _AMONG):
        if line.withdrawn_at is not None or not line.revisions:
            continue
        report = archive.article(str(line.id))
        if report is not None and report.revisions and report.revisions[0].seen_at <= since:
            found.append(report)
        if len(found) == VISITED:
            break
    return found


def values_of(report: ArticleReport) -> dict[str, str]:
    """Return what was read of an article last, by field."""
    newest = report.revisions[-1]
    published = report.line.published_at
    said = {
        "title": newest.title,
        "body": newest.body,
        "author": report.author,
        "section": report.section,
        "published": published.isoformat() if published is not None else None,
        "views": str(report.line.views) if report.line.views is not None else None,
    }
    return {name: text for name, text in said.items() if text}


def lineup_of(archive: Archive, source: str, since: datetime) -> Lineup:
    """Return who stood on a source's listing before the redesign, and who else of its articles was known."""
    standing = archive.standing(source, since)
    stood = tuple(
        Stood(
            names=(each.line.name, *(name for name in each.names if name != each.line.name)),
            url=each.line.url,
            title=each.line.title,
            published_at=each.line.published_at,
        )
        for each in standing
    )
    lines = archive.articles(ArticleFilter(source=source), _OTHERS)
    return Lineup(
        stood=stood, others=tuple(line.name for line in lines if line.first_seen_at <= since)
    )


def write_remedies(
    config: Config, site: str, sure: Sequence[Remedy], since: datetime, *, is_asked: bool
) -> Written:
    """Write the site's file anew into the folder of the user's own, whole or not at all.

    What was before is an older layout in it, and the former file stays beside it. Where nobody asks for it
    (`is_asked`), nothing is written under version control, nor over what the daemon has not loaded. Raises
    `MonitorError`.
    """
    own = config.selectors_folder / f"{site}.toml"
    former = own if own.is_file() else shipped_folder() / f"{site}.toml"
    if not is_asked:
        _look_out(config, former, site, sure)
    source = read_source(former, former.name)
    moment = since.astimezone(config.selectors_by_site[site].timezone).replace(microsecond=0)
    text = healed_text(source, site, sure, moment)
    undo = f"rm {shlex.quote(str(own))}"
    try:
        own.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MonitorError(f"{own.parent} cannot be made ({error.strerror})") from error
    if own.is_file():
        kept = _beside(own, moment)
        with new_file(kept, force=False) as file:
            file.write(source.encode())
        undo = f"mv {shlex.quote(str(kept))} {shlex.quote(str(own))}"
    with new_file(own, force=True) as file:
        file.write(text.encode())
    return Written(file=own, undo=f"{undo} && {_RELOAD}")


def _look_out(config: Config, former: Path, site: str, sure: Sequence[Remedy]) -> None:
    """Raise `MonitorError` if the file is not the daemon's to write."""
    folder = config.selectors_folder.resolve()
    versioned = [each for each in (folder, *folder.parents) if _is_versioned(each)]
    if versioned:
        raise MonitorError(f"{folder} is under version control ({versioned[0]})")
    loaded, there = config.selectors_by_site[site], load_site(former)
    names = {remedy.field for remedy in sure}
    is_changed = any(_picks(loaded.article, name) != _picks(there.article, name) for name in names)
    if is_changed or (on_listing(sure) and loaded.listing != there.listing):
        raise MonitorError(f"{former.name} was changed since it was loaded: reload")


def _is_versioned(folder: Path) -> bool:
    return any((folder / name).exists() for name in _VERSIONED)


def _picks(article: ArticleSelectors, name: str) -> object:
    return article.fields[name].picks if name in article.fields else None


def _beside(own: Path, moment: datetime) -> Path:
    """Return where the former file stays: what was kept of an earlier time is not overwritten."""
    first = own.with_name(f"{own.name}.before-{moment:%Y-%m-%d}")
    numbers = (first.with_name(f"{first.name}-{number}") for number in count(2))
    return next(place for place in chain((first,), numbers) if not place.exists())
