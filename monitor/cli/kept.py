"""What commands share that look at kept pages: opening them, naming one, unpacking it, and what became of one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from monitor.cli.screen import when
from monitor.config import Config
from monitor.core.evidence import Packer, Unkept, unpacked_body, unpacked_head
from monitor.core.http_head import parse_head
from monitor.errors import StoreError
from monitor.export import Exchanged
from monitor.model.evidence import KeptPage
from monitor.store import is_url
from monitor.store.evidence.opening import pages_path
from monitor.store.evidence.reading import PageArchive, needed, open_pages

# Each takes half a megabyte.
_MOST_DICTIONARIES = 32

Unpack = Callable[[KeptPage], Exchanged]


@contextmanager
def pages_of(config: Config) -> Iterator[tuple[PageArchive, Unpack]]:
    """Yield the kept pages of a configuration, and what unpacks one of them. Raises `StoreUnavailable`.

    What unpacks raises `Unkept` for a page that is not what it was.
    """
    with open_pages(config.database) as pages:
        yield pages, _unpacking(pages)


def page_named(pages: PageArchive, prefix: str) -> KeptPage:
    """Return the one page whose id is or begins with `prefix`. Raises `click.ClickException` if it is not one."""
    found = pages.named(prefix)
    if not found:
        kept = pages.keeping()
        dropped = f"; those until {kept.dropped_until} were dropped" if kept.dropped_until else ""
        raise click.ClickException(
            f"no page is kept as {prefix}: see `monitor show pages`{dropped}"
        )
    if len(found) > 1:
        raise click.ClickException(f"more than one page begins with {prefix}: write more of its id")
    return found[0]


def fate_of(config: Config, id_: str | None, at: datetime | None = None) -> str | None:
    """Return the id of a page (None: there was none) and, if it is not kept any more, what became of it.

    With the time `at` at which it was taken that is known; else it is only said that it is not there.
    """
    if id_ is None:
        return None
    database = config.database
    if not is_url(database) and not pages_path(Path(database)).exists():
        return f"{id_} (the file of the pages is not there)"
    try:
        with open_pages(database) as pages:
            if pages.named(id_, 1):
                return id_
            until = pages.keeping().dropped_until
    except StoreError as error:
        return f"{id_} ({error})"
    if at is None or (until is not None and at <= until):
        until_when = when(until, config.timezone) or "now"
        return f"{id_} (not kept any more: pages until {until_when} were dropped)"
    return f"{id_} (missing)"


def _unpacking(pages: PageArchive) -> Unpack:
    packers: dict[int | None, Packer] = {None: Packer(None)}

    def packer(page: KeptPage, number: int | None) -> Packer:
        if number not in packers:
            if len(packers) > _MOST_DICTIONARIES:
                packers.clear()
                packers[None] = Packer(None)
            packers.update((each.id, Packer(each)) for each in pages.dictionaries(needed(page)))
        if number not in packers:
            raise Unkept("the dictionary that it was packed with is gone")
        return packers[number]

    def unpack(page: KeptPage) -> Exchanged:
        capture = page.capture
        try:
            head = parse_head(unpacked_head(packer(page, capture.dictionary), capture))
            body = unpacked_body(packer(page, page.body_dictionary), capture)
        except ValueError as error:
            raise Unkept(f"page {page.id}: {error}") from error
        return Exchanged(page=page, head=head, body=body)

    return unpack
