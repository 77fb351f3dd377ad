"""Names across scripts and romanisations."""

from itertools import permutations

import pytest

from monitor.core.forms import keys_of, name_forms, skeleton

# All spellings of one name on a line, normalised. Written with the rules at hand: no measure of anything.
_SPELLINGS = """
sergei sergey сергей
vakunov вакунов
zhaparov japarov djaparov dzhaparov жапаров джапаров
mirziyoyev mirziyoev mirzioyev мирзиеев
issyk ysyk ысык
kul көл
kol көл
kenesh kengesh кеңеш
tashiyev tashiev ташиев
dmitry dmitri dmitriy dmitrii дмитрий
alexander aleksandr александр
alexey aleksei alexei алексей
yevgeny evgeny evgenii евгений
yuri yury iurii юрий
natalia natalya наталья
maria mariya мария
jeenbekov zheenbekov жээнбеков
tokayev tokaev токаев
zelensky zelenskyy zelenskiy зеленский
chingiz chyngyz чынгыз
tchaikovsky chaykovsky чайковский
khrushchev хрущев
shcherbakov щербаков
omurbek өмүрбек
bakiyev bakiev бакиев
kyrgyzstan кыргызстан
petr pyotr петр
aitmatov aytmatov айтматов
jogorku zhogorku жогорку
yanukovych yanukovich янукович
gorbachev gorbachov gorbachyov горбачев
korolev korolyov королев
"""
_GROUPS = [line.split() for line in _SPELLINGS.split("\n") if line]


@pytest.mark.parametrize("group", _GROUPS, ids=lambda group: group[0])
def test_all_spellings_of_a_name_are_one(group):
    assert len({skeleton(each) for each in group}) == 1
    for rule, token in permutations(group, 2):
        forms = name_forms(rule)
        assert forms.accepts(token), (rule, token)
        assert keys_of(token) & forms.keys


@pytest.mark.parametrize(
    ("rule", "tokens"),
    [
        ("vakunov", "вакунова вакуновым вакуновдун вакуновго вакуновдордун vakunovs vakunov's"),
        ("lev", "льва львом"),
        ("pavel", "павла павлу"),
        ("sergei", "сергея сергеем сергейдин"),
        ("zhaparov", "жапарова жапаровго джапарову zhaparovдун"),
        ("bishkek", "бишкекте бишкектеги бишкеги бишкеком"),
        ("ilya", "ильи илье"),
        ("zelensky", "зеленского зеленским"),
        ("kravets", "кравца"),
        ("maria", "марии мариянын"),
        ("көл", "көлдүн kul kol"),
    ],
)
def test_a_name_is_found_inflected_on_the_cyrillic_side(rule, tokens):
    forms = name_forms(rule)
    for token in tokens.split():
        assert forms.accepts(token), token
        assert keys_of(token) & forms.keys


@pytest.mark.parametrize(
    ("rule", "token"),
    [
        ("токаев", "тукаев"),
        ("tokayev", "тукаев"),
        ("ташиев", "ташев"),
        ("vakunov", "вакуум"),
        ("vakunov", "бакунов"),
        ("vakunov", "вакуновский"),
        ("roman", "романов"),
        ("ivan", "иванов"),
        ("kim", "ким"),
        ("sergei", "сергеев"),
        ("petr", "петров"),
        ("kul", "kol"),
    ],
)
def test_another_name_is_not_taken_for_it(rule, token):
    assert not name_forms(rule).accepts(token)
