"""What psycopg raises, in the words that operations understand."""

import psycopg

from monitor.store.connection import Contradicted, Refused, Unfit

_UNFIT = (
    psycopg.DataError,
    psycopg.errors.ProgramLimitExceeded,
    # Two rows of one statement are the same to the database.
    psycopg.errors.CardinalityViolation,
)


def refused(error: psycopg.Error) -> Refused:
    """Return what is to be raised from `error`."""
    said = str(error).strip()
    if isinstance(error, psycopg.IntegrityError):
        return Contradicted(said)
    if isinstance(error, _UNFIT):
        return Unfit(said)
    return Refused(said)
