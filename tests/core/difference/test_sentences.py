import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.difference import sentences


@pytest.mark.parametrize(
    "parts",
    [
        ["Мост закрыт.", "Работы идут!", "Когда откроют?", "Неизвестно…", "Ждем."],
        ["В 2020 г. Бишкек принял форум.", "Гостей было 3 тыс. человек, т.е. больше, чем ждали."],
        ["Депутат С. Вакунов выступил.", "А. С. Токтошев и Э.Р. Осмонов возразили."],
        ["Mr. Isaev met Dr. Bekova at 5 p.m. on Monday.", "The U.S. Embassy declined to comment."],
        ["Рост составил 5.2 процента.", "Цена — 1.200 сомов."],
        ["«Мы ждем гостей!» — сказал он.", "«Все готово».", "Визит начнется завтра."],
        ["“We are ready,” she said.", "“Come in!”", "The door opened."],
        ["1. Открыть школу.", "2. Отремонтировать мост."],
        ["Жыйын 2025-ж. Бишкекте өттү.", "Ага Э. Токтошев катышты.", "Чечим кабыл алынды."],
        ["Погибли 3 человека.", "5 ранены."],
        ["Документ см. на стр. 12.", "Срок — до 20 янв. 2026 года."],
        ["— Когда?", "— Завтра, — ответил он.", "— Хорошо."],
    ],
    ids=lambda parts: parts[0],
)
def test_a_text_is_split_where_a_reader_would(parts):
    assert sentences(" ".join(parts)) == parts


def test_a_line_always_ends_a_sentence_and_blanks_collapse():
    assert sentences("Читайте  также\n\n про\u00a0мост \n") == ["Читайте также", "про мост"]


@given(st.text(alphabet='аБ1 .!?…«»"—\n', max_size=60))
def test_nothing_but_white_space_is_lost(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(["Да. ", "Нет! ", "г. ", "А. ", "5. ", "\n"]), max_size=20))
def test_a_sentence_is_one_sentence(parts):
    assert all(sentences(sentence) == [sentence] for sentence in sentences("".join(parts)))
