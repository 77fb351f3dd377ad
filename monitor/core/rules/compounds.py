"""From text in a query to compounds: which of its words belong together. Refuses nothing."""

from monitor.core.rules.normalise import HYPHENS, WORD, normalise_gap
from monitor.core.rules.slots import Mode, slot_of
from monitor.core.rules.syntax import HYPHEN, Compound

# What joins words of a query without quotation marks.
JOINT = f"(?:[{HYPHENS}./&_@]|(?<=\\d)[,:](?=\\d))"


def read_compounds(text: str, mode: Mode, *, is_prefix: bool = False) -> tuple[Compound, ...]:
    """Return the words of a term: those with no space between them belong to one compound.

    Of a prefix only the last word is one.
    """
    if text.isalpha():
        return (Compound(slots=(slot_of(text, Mode.PREFIX if is_prefix else mode),)),)
    groups: list[tuple[list[str], list[str]]] = []
    end = 0
    for word in WORD.finditer(text):
        gap = normalise_gap(text[end : word.start()])
        if groups and not any(map(str.isspace, gap)):
            groups[-1][0].append(word[0])
            groups[-1][1].append(gap)
        else:
            groups.append(([word[0]], []))
        end = word.end()
    last = len(groups) - 1
    return tuple(
        _compound(words, joints, mode, is_prefix=is_prefix and number == last)
        for number, (words, joints) in enumerate(groups)
    )


def _compound(words: list[str], joints: list[str], mode: Mode, *, is_prefix: bool) -> Compound:
    last = Mode.PREFIX if is_prefix else mode
    slots = (*(slot_of(word, mode) for word in words[:-1]), slot_of(words[-1], last))
    # Exactly as typed is with its hyphen.
    may_be_glued = mode is not Mode.EXACT and set(joints) == {HYPHEN}
    glued = slot_of("".join(words), last) if may_be_glued else None
    return Compound(slots=slots, joints=tuple(joints), glued=glued)
