"""How a query's faults are told: where, what, and what to write instead. Knows no grammar."""

from monitor.errors import RuleError


def fault(message: str, *, query: str, column: int, hint: str = "") -> RuleError:
    """Return the error for a fault at `column` (from 1) of `query`, to be raised."""
    return RuleError(f"column {column}: {message}", query=query, column=column, hint=hint)
