"""The words of dates in English, Russian and Kyrgyz. Owns vocabulary; computes nothing.

Kyrgyz has two sets of months: the Russian names, and the traditional ones (чын куран, үчтүн айы, …).
"""

import re

# The first three letters tell every month of every set apart.
_STARTS = (
    "jan янв үчт",
    "feb фев бир",
    "mar мар жал",
    "apr апр чын",
    "may май мая мае буг",
    "jun июн кул",
    "jul июл тек",
    "aug авг баш",
    "sep сен аяк",
    "oct окт тог",
    "nov ноя жет",
    "dec дек беш",
)
_NUMBER_BY_START = {
    start: number for number, starts in enumerate(_STARTS, 1) for start in starts.split()
}

# Case endings follow the stem: января, январда, үчтүн айынын.
MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    r"|(?:январ|феврал|март|апрел|июн|июл|август|сентябр|октябр|ноябр|декабр)[^\W\d_]{0,6}"
    r"|ма[йяе](?:[дг][аы]|дын|нын)?|янв|февр?|мар|апр|авг|сент?|окт|нояб?|дек"
    r"|(?:үчтүн|бирдин|тогуздун|жетинин|бештин) ай[^\W\d_]{0,5}"
    r"|(?:жалган|чын) куран[^\W\d_]{0,4}|(?:баш|аяк) оона[^\W\d_]{0,4}|(?:бугу|кулжа|теке)[^\W\d_]{0,4})"
    r"(?![^\W\d_])\.?"
)

TODAY = re.compile(r"\b(?:today|сегодня|бүгүн)")
YESTERDAY = re.compile(r"\b(?:yesterday|вчера|кечээ)")
JUST_NOW = re.compile(r"\b(?:just now|только что|жаңы эле)")

_UNITS = {
    r"s|secs?|seconds?|сек\w{0,5}": 1,
    r"m|mins?|minutes?|мин\w{0,4}|мүн\w{0,5}": 60,
    r"h|hrs?|hours?|час\w{0,2}|саат\w{0,2}": 3_600,
    r"d|days?|дн\w{1,2}|день|күн\w{0,2}": 86_400,
    r"w|weeks?|недел\w|апта|жума": 604_800,
}
AGO = re.compile(
    rf"(?:(?<![\w.,:])([0-9]{{1,3}}|an?) ?)?\b({'|'.join(_UNITS)})\.? (?:ago|назад|мурун|мурда)\b"
)

OFFSET_BY_ZONE = {
    **dict.fromkeys(("z", "utc", "gmt", "ut"), 0),
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "msk": 3,
}


def month_number(word: str) -> int:
    """Return 1 to 12 for a word, in lower case, that `MONTH` matched."""
    return _NUMBER_BY_START[word[:3]]


def unit_seconds(word: str) -> int:
    """Return how many seconds the unit is long that `AGO` matched."""
    return next(seconds for unit, seconds in _UNITS.items() if re.fullmatch(unit, word))
