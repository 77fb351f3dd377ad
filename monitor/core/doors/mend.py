"""XML as sites write it, made fit for a parser: entities that nobody declared, stray ampersands, odd characters.

Owns what is put right; parses nothing. It never fails, takes linear time, and no entity of the document's own is
ever referred to behind it.
"""

import re
from html.entities import html5

from monitor.core.text import fit_for_xml

# What is markup already, or is none: it stays. What is never closed reaches to the end.
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?:(amp|lt|gt|quot|apos);|#([0-9]{1,7});|#[xX]([0-9a-fA-F]{1,6});"
    r"|([A-Za-z][A-Za-z0-9]{1,31});)?",
    re.DOTALL,
)
_DECLARATION = re.compile(r"\ufeff?\s*(?:<\?xml\s[^>]*\?>)?")


def mend(text: str) -> str:
    """Return `text` without its XML declaration, in which every reference is one that XML knows by itself."""
    return _REFERENCE.sub(_mended, fit_for_xml(_DECLARATION.sub("", text, count=1)))


def _mended(found: re.Match[str]) -> str:
    spelled = found[0]
    if spelled[0] == "<" or found[1]:
        return spelled
    if found[2] or found[3]:
        return _character(int(found[2]) if found[2] else int(found[3], 16))
    known = html5.get(f"{found[4]};") if found[4] else None
    if known is None:
        return f"&amp;{spelled[1:]}"
    return "".join(_character(ord(one)) for one in known)


def _character(number: int) -> str:
    fit = fit_for_xml(chr(number)) if number <= 0x10FFFF else "\ufffd"
    return f"&#{ord(fit)};"
