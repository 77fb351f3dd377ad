"""However a file is spoilt, it is a Config or a ConfigError: never another exception, never a machine's words."""

import tomllib
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.config import Config, describe, load
from monitor.errors import ConfigError

GOOD = Path(__file__).parent.parent / "configs" / "good" / "full.toml"
TEXT = GOOD.read_text(encoding="utf-8").replace(
    'selectors = "../selectors"', f'selectors = "{GOOD.parent.parent / "selectors"}"'
)
LINES = TEXT.splitlines(keepends=True)

SCRAPS = st.one_of(
    st.sampled_from(
        [
            '"',
            "'''",
            "[",
            "]]",
            "=",
            "\n",
            "#",
            "{",
            "\x00",
            "\\u0000",
            "0x" + "f" * 5_000,
            "🙂",
            "nan",
        ]
    ),
    st.text(max_size=8),
)
VALUES = st.recursive(
    st.one_of(
        st.booleans().map(lambda truth: str(truth).lower()),
        st.integers().map(str),
        st.sampled_from(
            ["inf", "nan", "1e400", "-0.0", "2024-01-01", "07:32:00", "1979-05-27T07:32:00Z"]
        ),
        st.sampled_from(
            [
                '""',
                '"\\u0000"',
                '"/"',
                '"."',
                f'"{"x" * 5_000}"',
                '"://"',
                '"https://["',
                '"https://[::1%25eth0]/"',
                '"https://xn--/"',
                '"https://a..b/"',
                '"999999d999999h"',
                '"[::ffff:1.2.3.4]:1"',
                '"credential:x"',
                '"Asia"',
            ]
        ),
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters='"\\')
        ).map('"{}"'.format),
    ),
    lambda values: st.lists(values, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    max_leaves=4,
)


@st.composite
def spliced(draw):
    """Cut something out of the text, and put something in."""
    start = draw(st.integers(0, len(TEXT)))
    end = min(len(TEXT), start + draw(st.integers(0, 40)))
    return TEXT[:start] + draw(SCRAPS) + TEXT[end:]


@st.composite
def revalued(draw):
    """Give some keys other values."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.sampled_from([i for i, line in enumerate(lines) if " = " in line]))
        lines[at] = f"{lines[at].partition(' = ')[0]} = {draw(VALUES)}\n"
    return "".join(lines)


@st.composite
def reordered(draw):
    """Lose, double and move lines."""
    return "".join(draw(st.lists(st.sampled_from(LINES), max_size=len(LINES))))


def outcome(path, content):
    path.write_bytes(content)
    try:
        return load(path, {"CREDENTIALS_DIRECTORY": str(path.parent)})
    except ConfigError as error:
        return error


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.one_of(spliced(), revalued(), reordered()))
def test_a_spoilt_file_is_a_config_or_a_config_error(tmp_path, text):
    came = outcome(tmp_path / "monitor.toml", text.encode("utf-8", "surrogatepass"))
    if isinstance(came, Config):
        assert tomllib.loads(describe(came))["source"]
        return
    for fault in came.faults:
        assert fault.where.startswith(("monitor.toml", str(tmp_path)))
        assert fault.what
        assert fault.what != "is not valid"  # what an unforeseen error of the library becomes
        assert "pydantic" not in str(fault)
        assert "\x00" not in str(fault)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=200))
def test_bytes_of_any_kind_are_a_config_error(tmp_path, content):
    assert isinstance(outcome(tmp_path / "monitor.toml", content), ConfigError)
