"""Whole sentences: the words of a text that a rule of one word finds in it."""

import re

import pytest

from monitor.core.forms import name_forms

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("visa", "Two visas were refused, which is advisable.", ["visas"]),
        ("Vakunov", "Vakunov's aide met Vakulov near Vakunovsky.", ["Vakunov's"]),
        ("Вакунов", "Вакунову передали ноту, Вакуновский сельсовет получил грант.", ["Вакунову"]),
        ("безвизовый", "Введение безвизового режима обсудят в мае.", ["безвизового"]),
        ("виза", "Посольство не выдаёт визы.", ["визы"]),
        ("посол", "После встречи с послом прошёл брифинг.", ["послом"]),
        ("Роман", "Царь Романов встретил Романа.", ["Романа"]),
        ("Королев", "Мост имени Королёва открыт.", ["Королёва"]),
        ("Ош", "В Оше нашли ошибку.", ["Оше"]),
        ("Вакунов", "Вакуновдун билдирүүсү жарыяланды.", ["Вакуновдун"]),
        ("визасыз", "Визасыздык боюнча макулдашуу даяр.", ["Визасыздык"]),
        ("Бишкек", "Бишкектеги көчөлөр оңдолот.", ["Бишкектеги"]),
        ("Ош", "Оштогу базар жабылды.", ["Оштогу"]),
        ("кара", "Каражат бөлүндү.", []),
        ("бак", "Шаардын багы кеңейди.", ["багы"]),
        ("ЕАЭС", "Кыргызстан ЕАЭСке төрагалык кылат.", ["ЕАЭСке"]),
        ("KOICA", "KOICAнын долбоору аяктады.", ["KOICAнын"]),
        ("Өзбекстан", "Озбекстан чек араны ачты.", []),
        ("Түркия", "Түркиянын делегациясы келди.", ["Түркиянын"]),
    ],
)
def test_a_rule_of_one_word_finds_its_forms_in_a_sentence(gold, rule, text, found):
    assert [word for word in _WORD.findall(text) if gold.accepts(rule, word)] == found


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("vakunov", "Ноту передали послу Вакунову.", ["Вакунову"]),
        ("sergei", "Ambassador Sergey Lavrov spoke.", ["Sergey"]),
        ("zhaparov", "President Japarov signed; Жапаровго кат келди.", ["Japarov", "Жапаровго"]),
    ],
)
def test_a_name_is_found_in_another_script(gold, rule, text, found):
    forms = name_forms(rule)
    assert [word for word in _WORD.findall(text) if forms.accepts(gold.normalise(word))] == found
