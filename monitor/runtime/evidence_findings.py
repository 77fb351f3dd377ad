"""What `monitor doctor` says of kept pages. Mends nothing."""

from collections.abc import Iterator
from pathlib import Path

from monitor.config import Config
from monitor.errors import StoreError
from monitor.model import Finding, Health, Part
from monitor.store import is_url
from monitor.store.evidence.checking import check_pages
from monitor.store.evidence.opening import pages_path

_WHAT = "kept pages"


def look_at_evidence(config: Config) -> Iterator[Finding]:
    """Yield how the kept pages are; nothing where none are kept, or none was yet. Raises nothing."""
    if config.archive is None:
        return
    database, where = config.database, "what is kept on the server"
    if not is_url(database):
        pages = pages_path(Path(database))
        where = pages.name
        if not pages.exists():
            return
    try:
        keeping, missing = check_pages(database)
    except StoreError as error:
        yield Finding(
            part=Part.CONTENT, what=_WHAT, health=Health.BAD, detail=str(error), hint=error.hint
        )
        return
    detail = f"{keeping.pages} in {keeping.bytes / 1e6:,.1f} MB"
    if keeping.dropped_until is not None:
        detail += f", those until {keeping.dropped_until:%Y-%m-%d} dropped"
    hint = ""
    if missing:
        detail += f"; {missing} that wordings name are missing"
        hint = f"was {where} replaced? what it held cannot be had again"
    yield Finding(
        part=Part.CONTENT,
        what=_WHAT,
        health=Health.DOUBTFUL if missing else Health.GOOD,
        detail=detail,
        hint=hint,
    )
