"""Words with a capital that are no names: offices, months, nationalities, polite forms. Owns the list."""

import re

from monitor.core.forms.function_words import FUNCTION_WORDS

# Russian and Kyrgyz words without their endings.
_STEMS = """
президент премьер министр министерств вице депутат правительств парламент кабинет комитет комисси агентств департамент
служб управлени администраци мэр мэри губернатор аким акимиат спикер посол посл посольств председател директор глав
генерал полковник майор капитан прокурор прокуратур суд верховн конституци государств федераци област район город улиц
проспект фонд центр институт университет академи школ больниц банк компани завод парти фракци совет союз организаци
закон кодекс указ постановлени господин госпож год интернет бог следовател адвокат пресс сотрудник жител власт
төрага өкмөт министрлик башкы облус шаар көчө борбор мектеп агенттик кызмат улуттук мамлекет мырза айым
"""
_WORDS = """
president premier minister ministry ministries prime vice deputy government parliament cabinet committee commission
agency department service office mayor governor speaker ambassador embassy chairman director head general colonel major
captain prosecutor court supreme constitution republic state federal federation region district city street avenue
fund center centre institute university academy school hospital bank company party council union organization
organisation law code decree internet officials authorities
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
mr mrs ms dr sir lord god i ii iii iv vi vii viii ix xi xii xx xxi xix tv gdp ai it ceo
russian kyrgyz kazakh uzbek tajik turkmen afghan chinese american british english french german turkish iranian indian
japanese korean ukrainian european asian western eastern northern southern central islamic muslim christian soviet
вы вас вам вами ваш ваша ваши вашей вашего сми дтп чп чс ввп ндс азс тэц гэс жкх вич ии гг
"""
_ORDINARY = frozenset(_WORDS.split()) | FUNCTION_WORDS
_INFLECTED = re.compile(f"(?:{'|'.join(_STEMS.split())})[а-яңөү]{{0,4}}")
# Акимов, Судьин.
_SURNAME = re.compile("(?:[оеё]в|[оеё]в[аоуы]|[оеё]вой|[иы]н|[иы]н[ау])(?:дун|дин|го|ду|ым)?$")


def is_ordinary(word: str) -> bool:
    """Say whether a word, as it is compared, is no name for all its capital."""
    if word in _ORDINARY or (word.endswith("s") and word[:-1] in _ORDINARY):
        return True
    return bool(_INFLECTED.fullmatch(word)) and not _SURNAME.search(word)
