"""What psycopg raises, in the words that operations understand."""

import psycopg

from monitor.store.connection import Contradicted, Refused, Unfit


def refused(error: psycopg.Error) -> Refused:
    """Return what is to be raised from `error`."""
    said = str(error).strip()
    if isinstance(error, psycopg.IntegrityError):
        return Contradicted(said)
    if isinstance(error, psycopg.DataError | psycopg.errors.ProgramLimitExceeded):
        return Unfit(said)
    return Refused(said)
