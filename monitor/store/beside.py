"""A look into a database past its two ports, beside whoever writes it. It takes no lock and writes nothing."""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path

from monitor.model.correction import Subject
from monitor.store import faults
from monitor.store.choosing import Database, is_url, postgres
from monitor.store.connection import Connection
from monitor.store.corrections import read_subjects
from monitor.store.opening import open_reader

# A context in which the errors of the connection become `StoreUnavailable`.
Explained = Callable[[], AbstractContextManager[None]]


@contextmanager
def open_beside(database: Database) -> Iterator[tuple[Connection, Explained]]:
    """Yield a connection to `database`, and what explains its errors. Raises `StoreUnavailable`."""
    if is_url(database):
        with postgres().open_beside(database) as opened:
            yield opened
        return
    path = Path(database)
    with closing(open_reader(path)) as connection:
        yield connection, partial(faults.explained, path)


@contextmanager
def open_subjects(
    database: Database,
) -> Iterator[Callable[[Collection[int]], dict[int, Subject]]]:
    """Yield what reads how articles stand. Raises `StoreUnavailable`."""
    with open_beside(database) as (connection, explained):

        def subjects(articles: Collection[int]) -> dict[int, Subject]:
            with explained():
                return read_subjects(connection, articles)

        yield subjects
