import pickle
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.core.patterns import compile_pattern
from monitor.errors import SelectorError

VIEWS = r"(?i)(?:\b(?:views?|просмотр\w*)\s*:?|(?:^|[^\w/.])\pL+\s*:)\s*(\d[\d\s.,]*)"


def groups(pattern: str, text: str):
    return compile_pattern(pattern).groups_in(text)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"\bстр(\w+)", "астрах страх", ("ах",)),
        (r"(\w+)\b", "көз карандысыз!", ("көз",)),
        (r"(?i)(ПРОСМОТР\w*)", "просмотров", ("просмотров",)),
        (r"(?i)\b(ВИЗА)\b", "безвиза виза.", ("виза",)),
        (r"\b(а_б)\b", "xа_б а_б", ("а_б",)),
        (r"а(\B.)", "а аб", ("б",)),
        (r"([^\W\d_]+)", "12_абв", ("абв",)),
        (r"\b([^\W\d_]+)\b", "12_абв абв", ("абв",)),
        (r"([\W_]+)", "аб__!в", ("__!",)),
        (r"([^\S\n]+)", "а \n", (" ",)),
        (r"(\D+)\b", "12аб", ("аб",)),
        (r"(?s)\bа(.+)б", "а\n_я_б", ("\n_я_",)),
        (r"\b([A-z]+)\b", "ж a_Z", ("a_Z",)),
        (r"(?i)\b(k)\b", "x \u212a", ("\u212a",)),
        (r"(a{,2})b", "aaab", ("aa",)),
        (r"(a){b}", "a{b}", ("a",)),
        (r"(?P<n>x)|(y)", "y", (None, "y")),
        (r"(\u0430\x{431}\x2e)", "аб.", ("аб.",)),
        (r"\A(а)\Z", "а", ("а",)),
        (r"(\p{Cyrillic}+)\b", "ab аб", ("аб",)),
        (r"([\b]|x)", "\b", ("\b",)),
        (r"(а\b.\b.)(?#a remark)", "а б", ("а б",)),
        (VIEWS, "ПРОСМОТРОВ: 1 410", ("1 410",)),
        (VIEWS, "Көрүүлөр: 7", ("7",)),
        (VIEWS, "https://24.kg/a:80", None),
    ],
)
def test_a_pattern_means_what_unicode_means_by_it(pattern, text, expected):
    assert groups(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "column", "what", "remedy"),
    [
        (r"ab(?=c)", 3, "looks ahead", "outside"),
        (r"(?!c)", 1, "looks ahead", "outside"),
        (r"(?<=c)(x)", 1, "looks behind", "outside"),
        (r"x(?<!c)", 2, "looks behind", r"(?:^|[^\w/])"),
        (r"(a)\1", 4, "refers back", "write out"),
        (r"(?P<n>a)(?P=n)", 9, "refers back", "write out"),
        (r"(?>a)", 1, "gives nothing back", "(?:"),
        (r"(a)++", 4, "gives nothing back", "leave"),
        (r"(a)?(?(1)b|c)", 5, "condition", "a|b"),
        (r"(?x)a", 1, "not known", "(?i)"),
        (r"(?*a)", 1, "no known kind", r"\("),
        (r"(?P<1>a)", 1, "proper name", "?P<name>"),
        (r"a**", 3, "repeats nothing", r"\*"),
        (r"a|*", 3, "repeats nothing", r"\*"),
        (r"(a", 1, "not closed", "put )"),
        (r"a)", 2, "not open", r"\)"),
        (r"x[a", 2, "not closed", "put ]"),
        (r"[z-a]", 2, "leads nowhere", r"\-"),
        (r"[[:alpha:]]", 2, "by name", r"\pL"),
        (r"a\y", 2, r"knows no \y", "without"),
        ("a\\", 2, "backslash", r"\\"),
        (r"\p{Nope}", 1, "knows no", r"\pL"),
        (r"\p{", 1, "no property", r"\pL"),
        (r"\b\p{Pc}", 3, "underscore", "write out"),
        (r"\xg", 1, "no character", r"\x41"),
        (r"([^\Wё])", 2, "leaves characters out", r"\pL"),
        (r"(a{101})", 3, "counts to more than 100", "+ or *"),
        (r"((a{10}){9}b{11})", 13, "counts to more than 100", "+ or *"),
        (r"(a{3,2})", 3, "counts backwards", "{2,3}"),
        (r"a(?#b", 2, "not closed", "put )"),
        ("a" * 2001, 2001, "longer", "classes"),
        (r"(\b" + r"\w{1,40})", 1, "too large", "counts"),
    ],
)  # fmt: skip
def test_what_has_no_linear_form_is_refused_with_column_and_remedy(pattern, column, what, remedy):
    with pytest.raises(SelectorError, match=re.escape(what)) as caught:
        compile_pattern(pattern)

    assert caught.value.column == column
    assert remedy in caught.value.hint


PIECES = st.sampled_from(
    ["а", "k", "_", "7", ".", " ", r"\w", r"\W", r"\d", r"\D", r"\s", r"\S", r"\b", r"\B", "[а-я]", "[^а_]", r"[\w.]",
     r"[^\W\d_]", "(?:a|б)", "[A-z]", "$", "^", r"[^\S\n]", "—"]
)  # fmt: skip
REPEATED = st.tuples(PIECES, st.sampled_from(["", "", "*", "+?", "?", "{1,2}"])).map(
    lambda pair: pair[0] + ("" if pair[0] in {r"\b", r"\B", "$", "^"} else pair[1])
)


@given(
    st.lists(REPEATED, min_size=1, max_size=5),
    st.sampled_from(["", "(?i)"]),
    st.text("аяБkKa_7. \u2014\u212a\u0456", max_size=12),
)
@example([r"\b", "а"], "", "_а а")
@example([r"\B"], "", "")
def test_a_pattern_finds_what_the_standard_library_finds(pieces, flags, text):
    pattern = f"{flags}({''.join(pieces)})"
    # An empty text has no border of a word: \B holds in it, which Python knows since 3.14 only.
    wanted = pattern if text else pattern.replace(r"\B", "")
    found = re.search(wanted.replace("$", r"\Z"), text)

    assert groups(pattern, text) == (None if found is None else found.groups())


@given(st.text(r"(){}[]?*+|^$\.,-:=!<>PpwWdDsSbBкk_19i#&", max_size=24))
def test_no_pattern_ends_in_anything_but_a_match_or_a_refusal(source):
    column = 1
    try:
        compile_pattern(source).groups_in("а_k 19 (к)\n")
    except SelectorError as error:
        told, column = str(error), error.column
    else:
        told = ""

    assert 1 <= column <= len(source) + 1
    assert "is not accepted" not in told


def test_a_pattern_travels_to_another_process():
    pattern = compile_pattern(VIEWS)

    sent = pickle.loads(pickle.dumps(pattern))
    assert sent == pattern
    assert sent.groups_in("views: 12") == ("12",)
