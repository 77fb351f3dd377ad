"""Foreign text made fit to store and to show. Owns white space and control characters; never changes a word.

Soft hyphens and zero-width characters stay, because they are part of how a word was written (the rules and the
fingerprint look through them). What goes is what no reader can see and a database, a terminal or a JSON reader
may choke on: control characters, lone surrogates, noncharacters, byte order marks, and the bidirectional
overrides, which make a line show other than it is.
"""

import re

_UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
# XML 1.0 §2.2: what no document may hold, not even escaped.
_NO_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# A headline, a name, a section: longer than this is not one.
_LONGEST_LINE = 2_000


def clean_line(text: str) -> str:
    """Return `text` as one line of at most 2,000 characters: every run of white space is one blank.

    White space is what Unicode calls so: no-break and narrow blanks, tabs, line and paragraph separators.
    """
    cleaned = _clean(text)
    return cleaned if len(cleaned) <= _LONGEST_LINE else cleaned[:_LONGEST_LINE].rstrip()


def clean_paragraphs(text: str) -> str:
    r"""Return the non-empty lines of `text`, each cleaned, joined by a newline. Only "\n" ends a line."""
    lines = (_clean(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def is_writable(text: str) -> bool:
    """Say whether `text` can be written as UTF-8: it has no half of a surrogate pair."""
    return not re.search("[\ud800-\udfff]", text)


def fit_for_xml(text: str) -> str:
    """Return `text` with U+FFFD for what XML may not hold. It escapes nothing: that is the writer's."""
    return re.sub(_NO_XML, "\ufffd", text)


def _clean(text: str) -> str:
    # Of white space only the blank is printable, so that nearly always there is nothing to do but to look.
    if text.isprintable():
        return text.strip(" ") if "  " not in text else " ".join(text.split())
    return " ".join(_UNFIT.sub("", text).split())
