"""Notes that say that a text was corrected or updated. Owns how they begin in three languages."""

import re

_HEADS = (
    "correction|corrections|corrected|clarification|clarified|update|updated|upd|editor[’'s]*s? note|erratum|"
    "исправлен[оаы]?|исправление|уточнен[оаы]?|уточнение|поправка|обновлен[оаы]?|обновление|дополнен[оаы]?|"
    "дополнение|опровержение|от редакции|примечание редакции|"
    "оңдоо|оңдолду|түзөтүү|тактоо|такталды|такталган|жаңыланды|жаңыртылды|толукталды|редакциядан"
)
# A word that only begins a sentence (Исправление ошибок, Updated equipment) is no note.
_NOTE = re.compile(
    rf"[\W_]*(?:{_HEADS})(?:[:.!)\]]|\s*[—–-]\s|\s*$|,?\s*(?:в|at|on|саат)?\s*[0-9])", re.IGNORECASE
)
_PHRASE = re.compile(
    r"earlier version of th(?:is|e) (?:article|story|report)|"
    r"th(?:is|e) (?:article|story|report|headline) (?:has been|was) (?:updated|corrected|amended)|"
    r"в (?:более ранней|предыдущей|первоначальной|первой) версии|"
    r"(?:новость|статья|материал|текст|заголовок|публикация) (?:был[аио]? )?"
    r"(?:обновлен|исправлен|дополнен|уточнен|изменен)[аоы]?\b|"
    r"редакция приносит (?:свои )?извинения|приносим (?:свои )?извинения за (?:неточност|ошибк|допущенн)|"
    r"(?:мурунку|алгачкы|биринчи) (?:версиясында|вариантында)|"
    r"(?:макала|материал|текст|кабар) (?:такталды|жаңыланды|оңдолду|толукталды)|"
    r"редакция кечирим сурайт",
    re.IGNORECASE,
)
_LONGEST = 2_000


def is_correction(sentence: str) -> bool:
    """Say whether a sentence says of its own text that it was corrected, clarified or updated."""
    plain = sentence[:_LONGEST].replace("ё", "е").replace("Ё", "Е")
    return bool(_NOTE.match(plain) or _PHRASE.search(plain))
