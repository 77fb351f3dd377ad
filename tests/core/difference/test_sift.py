"""Churn: scripts of several looks at one page, as the caller plays them."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from monitor.core.difference import Believed, Doubted, Muted, Verdict, changes, compare, sift
from monitor.core.fingerprint import fingerprint
from monitor.model import EventKind, Suspect
from tests.factories import NOW

BODY = (
    "Первый абзац о дороге и мосте через реку.",
    "Второй абзац о депутате Вакунове и его законе.",
    "Третий абзац о погоде в горах и о перевале.",
)
A, B, C, D = (
    "Кинотеатр под открытым небом ждет гостей в старом саду.",
    "Ковры и паласы со скидкой до воскресенья на рынке Дордой.",
    "Курсы китайского языка для школьников начинаются в сентябре.",
    "Продается дом у озера, недорого, без посредников.",
)


def page(*extra: str, at: int = 1, lead: str = BODY[0]) -> str:
    paragraphs = [lead, *BODY[1:]]
    paragraphs[at:at] = extra
    return "\n".join(paragraphs)


@dataclass
class Desk:
    """What the caller holds between looks; a page that is as it is held is not sifted, unless a suspect waits."""

    body: str
    title: str = "Новость"
    volatile: frozenset[bytes] = frozenset()
    suspect: Suspect | None = None
    looks: int = 0
    verdicts: list[Verdict | None] = field(default_factory=list)

    def look(self, body: str, title: str | None = None) -> Verdict | None:
        title = title or self.title
        self.looks += 1
        print_ = fingerprint(title, body)
        if print_ == fingerprint(self.title, self.body) and self.suspect is None:
            self.verdicts.append(None)
            return None
        verdict = sift(
            self.title,
            self.body,
            title,
            body,
            print_,
            volatile=self.volatile,
            suspect=self.suspect,
            seen_at=NOW + timedelta(minutes=self.looks),
        )
        self.volatile = verdict.volatile
        self.suspect = verdict.suspect if isinstance(verdict, Doubted) else None
        if isinstance(verdict, Believed):
            self.body, self.title = body, title
        self.verdicts.append(verdict)
        return verdict

    @property
    def kinds(self) -> str:
        return "".join(type(verdict).__name__[0] if verdict else "=" for verdict in self.verdicts)

    @property
    def churning(self) -> list[str]:
        return [text for verdict in self.verdicts if verdict for text in verdict.churning]


def seen(*bodies: str) -> Desk:
    desk = Desk(body=bodies[0])
    for body in bodies[1:]:
        desk.look(body)
    return desk


@pytest.mark.parametrize(
    "ticking",
    [
        ["Читают сейчас: 35", "Читают сейчас: 41", "Читают сейчас: 7", "Читают сейчас: 112"],
        [
            "Last updated 12:04:33.",
            "Last updated 12:06:01.",
            "Last updated 12:09:59.",
            "Last updated 1:00:00.",
        ],
        ["Бишкек: +12, ясно", "Бишкек: +14, облачно", "Бишкек: −1, снег", "Бишкек: +3, дождь"],
        ["USD 87,45 EUR 101,62", "USD 87,46 EUR 101,60", "USD 87,51 EUR 101,59", "USD 88 EUR 102"],
        ["35 человек читают", "41 человек читает", "42 человека читают", "1 человек читает"],
        ["5 minutes ago", "7 minutes ago", "1 hour ago", "yesterday"],
        [
            "Бүгүн 12:04, 35 окурман",
            "Бүгүн 12:14, 36 окурман",
            "Бүгүн 12:20, 37 окурман",
            "Кечээ 12:24, 4 окурман",
        ],
        [A, B, C, D],
        [A, f"{B} {C}", D, f"{C} {B}"],
    ],
    ids=lambda ticking: ticking[0][:20],
)
@pytest.mark.parametrize("at", [0, 1, 3])
def test_what_ticks_is_told_of_once_as_churning_and_never_as_an_edit(ticking, at):
    desk = seen(*(page(line, at=at) for line in ticking))

    assert desk.kinds == "DMM"
    assert len(desk.churning) == 1


@pytest.mark.parametrize("pair", [(A, B), ("Погибли 3 человека.", "Погибли 5 человек.")])
def test_two_wordings_that_take_turns_are_no_edits(pair):
    desk = seen(*(page(pair[turn % 2]) for turn in range(40)))

    assert "B" not in desk.kinds
    assert len(desk.churning) == 1


def test_a_toll_is_told_after_its_confirmation_with_its_first_sighting():
    desk = seen(page("Погибли 3 человека."), page("Погибли 5 человек."), page("Погибли 5 человек."))
    verdict = desk.verdicts[-1]

    assert desk.kinds == "DB"
    assert isinstance(verdict, Believed)
    assert verdict.seen_at == NOW + timedelta(minutes=1)
    assert [c.kind for c in changes(verdict.difference, language="ru")] == [
        EventKind.NUMBER_CHANGED
    ]


def test_a_toll_is_told_though_a_clock_ticks_beside_it_for_the_first_time():
    desk = seen(
        page("Погибли 3 человека.", "Сейчас 12:04."),
        page("Погибли 5 человек.", "Сейчас 12:05."),
        page("Погибли 5 человек.", "Сейчас 12:07."),
    )
    verdict = desk.verdicts[-1]

    assert desk.kinds == "DB"
    assert desk.churning == ["Сейчас 12:04."]
    assert isinstance(verdict, Believed)
    assert [hunk.after for hunk in verdict.difference.hunks] == [("Погибли 5 человек.",)]


def test_a_toll_is_told_though_a_known_clock_makes_every_wording_another():
    clocks = [page("Погибли 3 человека.", at=1) + f"\nОбновлено 12:0{n}" for n in range(4)]
    later = [page("Погибли 5 человек.", at=1) + f"\nОбновлено 12:1{n}" for n in range(3)]

    assert seen(*clocks, *later).kinds == "DMMDBM"


def test_a_toll_that_rose_twice_within_minutes_is_told_when_it_stands_still():
    tolls = [page(f"Погибли {dead} человека.") for dead in (2, 3, 4, 4, 4, 4)]
    desk = seen(*tolls)

    assert desk.kinds == "DMMDB"


def test_a_real_edit_elsewhere_is_told_without_the_churn():
    desk = seen(*(page(f"Читают сейчас: {n}") for n in (35, 41, 7)))
    verdict = desk.look(
        page("Читают сейчас: 99", lead="Первый абзац о новой дороге через перевал и о реке.")
    )

    assert isinstance(verdict, Believed)
    assert verdict.churning == ()
    assert [hunk.before for hunk in verdict.difference.hunks] == [(BODY[0],)]
    assert changes(verdict.difference, language="ru") == ()


@pytest.mark.parametrize("at", [1, 2])
def test_a_churning_place_is_found_again_when_its_neighbours_are_edited(at):
    desk = seen(*(page(advert, at=at) for advert in (A, B, C)))
    edited = "Второй абзац о министре Осмонове и его законе."
    bodies = [page(advert, at=at).replace(BODY[1], edited) for advert in (D, A, B, C)]
    for body in bodies:
        desk.look(body)
    told = [verdict for verdict in desk.verdicts if isinstance(verdict, Believed)]

    assert desk.kinds == "DMBMMM"
    assert [[hunk.after for hunk in verdict.difference.hunks] for verdict in told] == [[(edited,)]]


def test_a_paragraph_put_in_beside_an_advertisement_is_seen():
    desk = seen(*(page(advert) for advert in (A, B, C)))
    added = "Мост через реку закрыли после обвала, сообщили спасатели."

    assert isinstance(desk.look(page(A, added)), Believed)
    assert isinstance(desk.look(page(B, added)), Doubted | Muted)


def test_a_sentence_rewritten_where_a_counter_churned_is_an_edit():
    desk = seen(*(page(f"Читают сейчас {n} человек новость о мосте.") for n in (35, 41, 77)))
    rewritten = page("Читают сейчас 99 человек новость о мосте, и депутат Вакунов ее опроверг.")

    assert isinstance(desk.look(rewritten), Believed)


def test_a_headline_is_never_doubted():
    desk = Desk(body=page("Погибли 3 человека."), title="Погибли 3 человека")
    verdict = desk.look(page("Погибли 5 человек."), title="Погибли 5 человек")

    assert isinstance(verdict, Believed)
    assert verdict.seen_at == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    "after",
    [
        page("Мост закрыли, а рядом строят новый."),
        page(),
        page(lead="Первый абзац о дороге, мосте и тоннеле через перевал."),
        "\n".join(reversed(BODY)),
        page(A, B, C, D),
    ],
)
def test_every_other_edit_is_believed_at_once(after):
    held = page() if after != page() else page("Мост закрыли, а рядом строят новый.")

    assert seen(held, after).kinds == "B"


def test_four_places_at_once_are_an_edit():
    before, after = (
        "\n".join(f"{text} {n + extra}" for n, text in enumerate((*BODY, A))) for extra in (1, 7)
    )

    assert seen(before, after).kinds == "B"


def test_a_suspect_that_is_gone_with_an_edit_over_it_is_not_called_churn():
    desk = seen(page("Погибли 3 человека."), page("Погибли 5 человек."))
    verdict = desk.look(page("По последним данным, погибли 5 человек, еще двое пропали без вести."))

    assert isinstance(verdict, Believed)
    assert verdict.churning == ()


def test_a_bare_slot_may_be_given_for_a_volatile_place():
    before, after = page(A), page(B)
    slots = frozenset(h.slot for h in compare("т", before, "т", after).hunks)
    verdict = sift(
        "т", before, "т", after, fingerprint("т", after), volatile=slots, suspect=None, seen_at=NOW
    )

    assert isinstance(verdict, Muted)
