r"""A user's regular expression at work. Owns the promise that no pattern takes more than linear time on any text.

RE2 keeps it: it tries nothing twice. What needs more (looking around, referring back) is refused when the
configuration is read, with the column and a remedy, and so is what would be too large to be quick.
"""

from collections.abc import Callable
from dataclasses import field
from typing import Any

import re2

from monitor.core.patterns.spelling import AHEAD, mark, unmark
from monitor.core.patterns.translate import translate
from monitor.errors import SelectorError
from monitor.noun import dataclass

# RE2 has no types.
_Machine = Any

_MAX_BYTES = 32 << 20
_LONGEST = 2_000
_MOST_STEPS = 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class LinearPattern:
    """A pattern that was found good: how it was written and how many groups it keeps.

    Where it was sent to, it is compiled when it is first asked.
    """

    source: str
    groups: int
    is_marked: bool
    _text: str = field(repr=False, compare=False)
    _machine: _Machine = field(repr=False, compare=False, default=None)

    def groups_in(self, text: str) -> tuple[str | None, ...] | None:
        """Return the groups of the first match in `text`, each None that took no part; None if nothing matches."""
        content = (mark(text) if self.is_marked else text).encode("utf-8", "replace")
        machine = self._machine or self._compiled()
        search = machine.match if self.is_marked else machine.search
        found = search(content)
        if found is None:
            return None
        groups = [found[number] for number in range(1, self.groups + 1)]
        texts = [None if group is None else group.decode("utf-8", "replace") for group in groups]
        if self.is_marked:
            return tuple(None if text is None else unmark(text) for text in texts)
        return tuple(texts)

    def _compiled(self) -> _Machine:
        machine = _machine_of(self._text)
        # What is remembered changes nothing of what it is.
        object.__setattr__(self, "_machine", machine)
        return machine

    def __reduce__(self) -> tuple[Callable[..., "LinearPattern"], tuple[str, int, bool, str]]:
        return _sent, (self.source, self.groups, self.is_marked, self._text)


def _sent(source: str, groups: int, is_marked: bool, text: str) -> LinearPattern:
    return LinearPattern(source=source, groups=groups, is_marked=is_marked, _text=text)


def compile_pattern(source: str) -> LinearPattern:
    """Return the pattern `source`. Raises SelectorError, with the column from 1, if it has no linear form."""
    if len(source) > _LONGEST:
        what = f"is longer than {_LONGEST:,} characters"
        raise SelectorError(what, column=_LONGEST + 1, hint="write classes in place of lists")
    plain = translate(source, is_marked=False)
    if not plain.has_border:
        return _checked(source, plain.text, plain.groups, is_marked=False)
    marked = translate(source, is_marked=True)
    return _checked(source, f"{AHEAD}(?:{marked.text})", marked.groups, is_marked=True)


def _machine_of(text: str) -> _Machine:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_BYTES
    # As bytes, so that texts are not measured a second time to count in characters.
    return re2.compile(text.encode("utf-8", "replace"), options)


def _checked(source: str, text: str, groups: int, *, is_marked: bool) -> LinearPattern:
    try:
        machine = _machine_of(text)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        shown = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise SelectorError(f"is not accepted: {shown}", column=1) from None
    if machine.programsize > _MOST_STEPS:
        hint = "write + or * in place of counts, and shorter alternatives"
        raise SelectorError("is too large to be quick on every text", column=1, hint=hint)
    return LinearPattern(
        source=source, groups=groups, is_marked=is_marked, _text=text, _machine=machine
    )
