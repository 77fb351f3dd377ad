"""Bodies of the user's own: read beside the configuration, and every fault of theirs with its place."""

import pytest

from monitor.config import describe, load
from monitor.errors import ConfigError
from monitor.model import BodyForm, OwnBody

HOOK = '[[sink]]\nid = "desk"\nkind = "webhook"\nurl = "https://example.net/hook"\n'
RULE = '[[rule]]\nid = "r"\nquery = "visa"\nsinks = ["desk"]\n'


@pytest.fixture
def body_of(write, tmp_path):
    """Return the body that comes of a `desk.json` with this text."""

    def build(text):
        (tmp_path / "desk.json").write_bytes(text if isinstance(text, bytes) else text.encode())
        config = load(write(RULE + HOOK + 'body_file = "desk.json"\n'), {})
        assert config.warnings == ()
        return config.sinks[0].body

    return build


def faults_of(body_of, text):
    with pytest.raises(ConfigError) as refusal:
        body_of(text)
    return list(map(str, refusal.value.faults))


def test_a_document_is_found_beside_the_configuration(body_of, tmp_path):
    text = '{"text": "{article.title}"}'

    assert body_of(text) == OwnBody(path=str(tmp_path / "desk.json"), document=text)


def test_a_known_receiver_is_named(write):
    assert load(write(RULE + HOOK + 'body = "teams"\n'), {}).sinks[0].body is BodyForm.TEAMS


def test_a_file_that_is_no_json_says_where(body_of, tmp_path):
    assert faults_of(body_of, '{"text": "a",\n  "b": }') == [
        f'monitor.toml: sink[1].body_file ("desk"): "{tmp_path}/desk.json" is not JSON:'
        " line 2, column 8: expecting value"
    ]


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        (b"\xff", "is not JSON: not UTF-8"),
        ("[NaN]", "is not JSON: NaN is no number of JSON"),
        ("[" * 30_000, "is not JSON: nested too deeply"),
        ('"' + "x" * 64_000 + '"', "is too large for a body"),
    ],
)
def test_other_files_that_are_no_body(body_of, tmp_path, text, defect):
    assert faults_of(body_of, text) == [
        f'monitor.toml: sink[1].body_file ("desk"): "{tmp_path}/desk.json" {defect}'
    ]


def test_every_unknown_placeholder_has_its_place_and_the_nearest_name(body_of):
    text = '{"blocks": [{"text": "{article.titel}"}], "{what}": "{rule.id} {nobody-knows}"}'

    first, second = faults_of(body_of, text)

    assert first == (
        'desk.json: blocks[1].text: there is no placeholder "{article.titel}"'
        ' (did you mean "article.title"?)'
    )
    assert second.startswith(
        'desk.json: "{what}": there is no placeholder "{nobody-knows}" (known: acknowledge,'
    )


def test_a_file_that_is_not_there_is_a_fault(write, tmp_path):
    with pytest.raises(ConfigError) as refusal:
        load(write(RULE + HOOK + 'body_file = "gone.json"\n'), {})

    (fault,) = refusal.value.faults
    assert fault.what == f'"{tmp_path}/gone.json" cannot be read: No such file or directory'


def test_the_document_is_not_shown(body_of, write):
    body = body_of('{"token": "s3cr3t-s3cr3t", "text": "{text}"}')
    config = load(write(RULE + HOOK + 'body_file = "desk.json"\n'), {})

    assert "s3cr3t" not in repr(body) + repr(config) + describe(config)
    assert f'body_file = "{body.path}"' in describe(config)
