"""Whether two wordings of a sentence differ in nothing but figures: counters, clocks, dates, rates, the weather.

Owns the words that change with them; never reads a number's value.
"""

import re

from monitor.core.difference.align import align

_TOKEN = re.compile(r"[^\W_]*\d[^\W_]*(?:[.,:/-][^\W_]*\d[^\W_]*)*|[^\W_]+|[^\w\s]")
_WORDS = """
сегодня вчера завтра назад только сейчас час часа часов минуту минуты минут секунду секунды секунд день дня дней
неделю недели недель понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
утро утром днем вечер вечером ночь ночью
ясно малооблачно облачно переменная облачность пасмурно дождь ливень снег гроза туман дымка солнечно осадков
бүгүн кечээ эртең азыр мурун мүнөт саат күн түн кечинде таң
дүйшөмбү шейшемби шаршемби бейшемби жума ишемби жекшемби
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
ачык бүркөк булуттуу жаан кар
today yesterday tomorrow ago just now am pm hour hours minute minutes second seconds day days week weeks
monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
clear cloudy overcast sunny rain rainy showers snow snowy fog mist windy partly mostly light
"""
_TICKING = frozenset(_WORDS.split())
_SIGNS = frozenset("+-−–▲▼↑↓△▽%°")
_SHORTEST_STEM = 3
# Nothing that ticks is longer.
_LONGEST = 2_000


def is_figures(before: str, after: str) -> bool:
    """Say whether only figures differ, or the words that go with a figure (человек, человека; today; cloudy)."""
    if max(len(before), len(after)) > _LONGEST:
        return False
    ours, theirs = _TOKEN.findall(before.lower()), _TOKEN.findall(after.lower())
    spans = align(ours, theirs)
    changed = [
        token for span in spans for token in (*ours[span.a0 : span.a1], *theirs[span.b0 : span.b1])
    ]
    if not any(map(_is_ticking, changed)):
        return False
    return all(
        _is_inflected(ours[span.a0], theirs[span.b0])
        if span.is_pair
        else all(map(_is_ticking, (*ours[span.a0 : span.a1], *theirs[span.b0 : span.b1])))
        for span in spans
    )


def _is_ticking(token: str) -> bool:
    return token in _TICKING or token in _SIGNS or any(map(str.isdigit, token))


def _is_inflected(one: str, other: str) -> bool:
    """Say whether both tick, or are one word in two forms."""
    if _is_ticking(one) and _is_ticking(other):
        return True
    stem = min(len(one), len(other)) - 2
    return stem >= _SHORTEST_STEM and one[:stem] == other[:stem]
