"""Secrets: read from files and credentials only, and shown to nobody."""

import base64
import traceback

import pytest

from monitor.config import describe, load
from monitor.errors import ConfigError

CANARY = "whsec_" + base64.b64encode(b"canary-canary-canary-canary").decode()
HOOK = '[[sink]]\nid = "desk"\nkind = "webhook"\nurl = "https://example.net/hook"\n'
RULE = '[[rule]]\nid = "r"\nquery = "visa"\nsinks = ["desk"]\n'


@pytest.fixture
def secret_file(tmp_path):
    path = tmp_path / "desk.secret"
    path.touch(mode=0o600)
    path.write_text(CANARY + "\n")
    return path


def fault_of(path, environ=None):
    with pytest.raises(ConfigError) as refusal:
        load(path, environ or {})
    (fault,) = refusal.value.faults
    return fault


def test_a_secret_file_is_found_beside_the_configuration(write, secret_file):
    config = load(write(RULE + HOOK + 'secret_file = "desk.secret"\n'), {})
    assert [secret.reveal() for secret in config.sinks[0].secrets] == [CANARY]
    assert config.warnings == ()


def test_a_credential_is_found_where_systemd_puts_it(write, secret_file, tmp_path):
    secret_file.chmod(0o440)
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    config = load(write(RULE + HOOK + 'secret = "credential:desk.secret"\n'), environ)
    assert [secret.reveal() for secret in config.sinks[0].secrets] == [CANARY]
    assert config.warnings == ()


def test_a_webhook_without_a_secret_is_a_warning(write):
    config = load(write(RULE + HOOK), {})
    assert config.sinks[0].secrets == ()
    assert config.warnings == (
        'monitor.toml: sink[1] ("desk"): has no secret,'
        " so the receiver cannot tell our calls from a forger's",
    )


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_secret_that_others_can_read_is_a_warning(write, secret_file, mode):
    secret_file.chmod(mode)
    config = load(write(RULE + HOOK + 'secret_file = "desk.secret"\n'), {})
    assert config.warnings == (
        f'monitor.toml: sink[1].secret_file ("desk"): "{secret_file}"'
        " can be read by others than its owner: chmod 600",
    )


@pytest.mark.parametrize(
    ("content", "defect"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"hunter2-canary", "does not begin with whsec_"),
        (b"whsec_canary!", "has no base64 after whsec_"),
        (b"whsec_Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ", "has no base64 after whsec_"),
        (b"whsec_\xff\xfe", "has no base64 after whsec_"),
        (b"whsec_" + base64.b64encode(b"c" * 23), "holds 23 bytes after whsec_, not 24 to 64"),
        (b"whsec_" + base64.b64encode(b"c" * 65), "holds 65 bytes after whsec_, not 24 to 64"),
        (CANARY.encode() + b"\nhunter2", "does not begin with whsec_"),
    ],
)
def test_a_bad_secret_is_a_fault_that_names_its_file_alone(write, secret_file, content, defect):
    secret_file.write_bytes(content)
    fault = fault_of(write(RULE + HOOK + 'secret_file = "desk.secret"\n'))
    assert fault.where == 'monitor.toml: sink[1].secret_file ("desk")'
    assert fault.what == f'"{secret_file}" {defect}'
    assert "canary" not in str(fault)


@pytest.mark.parametrize("size", [24, 64])
def test_the_bounds_of_a_secret_are_inside(write, secret_file, size):
    secret_file.write_bytes(b"whsec_" + base64.b64encode(b"c" * size))
    config = load(write(RULE + HOOK + 'secret_file = "desk.secret"\n'), {})
    assert len(config.sinks[0].secrets) == 1


def test_a_file_may_hold_the_new_secret_and_the_one_before_it(write, secret_file):
    newer = "whsec_" + base64.b64encode(b"n" * 32).decode()
    secret_file.write_text(f"{newer}\n{CANARY}\n", encoding="ascii")

    config = load(write(RULE + HOOK + 'secret_file = "desk.secret"\n'), {})

    assert [secret.reveal() for secret in config.sinks[0].secrets] == [newer, CANARY]


def test_more_than_two_secrets_are_a_fault(write, secret_file):
    secret_file.write_text(f"{CANARY}\n" * 3, encoding="ascii")

    fault = fault_of(write(RULE + HOOK + 'secret_file = "desk.secret"\n'))

    assert fault.what == f'"{secret_file}" holds 3 secrets'


def test_a_secret_file_that_is_not_there_is_a_fault(write, tmp_path):
    fault = fault_of(write(RULE + HOOK + 'secret_file = "gone"\n'))
    assert fault.what == f'"{tmp_path}/gone" cannot be read: No such file or directory'


def test_a_path_of_ten_thousand_letters_is_a_fault(write):
    fault = fault_of(write(RULE + HOOK + f'secret_file = "{"x" * 10_000}"\n'))
    assert "cannot be read: File name too long" in fault.what


def test_a_credential_cannot_leave_its_folder(write, tmp_path):
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    fault = fault_of(write(RULE + HOOK + 'secret = "credential:../x"\n'), environ)
    assert fault.what == "a secret is never written in this file"


def test_the_secret_is_in_no_text_of_the_configuration(write, secret_file):
    config = load(write(RULE + HOOK + 'secret_file = "desk.secret"\n'), {})
    assert CANARY not in repr(config) + str(config) + describe(config)
    assert 'secret = "***"' in describe(config)


@pytest.mark.parametrize(
    "place",
    [
        f'[[sink]]\nid = "desk"\nkind = "webhook"\nurl = "https://x/"\nsecret = "{CANARY}"\n',
        f'[[sink]]\nid = "desk"\nkind = "webhook"\nurl = "https://x/"\nsecret_file = "{CANARY}"\n',
        f'[[sink]]\nid = "desk"\nkind = "webhook"\nurl = "{CANARY}"\n',
        f'[[sink]]\nid = "{CANARY}"\nkind = "{CANARY}"\ntoken = "{CANARY}"\n"{CANARY}" = 1\n',
        f'[[rule]]\nid = "r"\nquery = "visa"\nsinks = ["{CANARY}"]\n',
        f'[[rule]]\nid = "r"\nquery = "visa"\nsinks = "{CANARY}"\n',
        f'[politeness]\ndelay = "{CANARY}"\nhost."{CANARY}".delay = "1"\n',
        f'[fetch]\nmax_bytes = "{CANARY}"\nallow_addresses = ["{CANARY}"]\nagent = "я{CANARY}"\n',
        f'token = "{CANARY}\n',
        f'[monitor]\ntoken = "{CANARY}"\n',
        f'[sink]\ntoken = "{CANARY}"\n',
    ],
)
def test_a_secret_in_the_wrong_place_is_not_repeated(write, place):
    with pytest.raises(ConfigError) as refusal:
        load(write(place), {})
    told = "".join(traceback.format_exception(refusal.value)) + repr(refusal.value.faults)
    assert CANARY not in told
    assert CANARY.removeprefix("whsec_") not in told


def test_the_secret_of_the_pages_is_shown_to_nobody(write, secret_file):
    text = '[web]\nlisten = "[::1]:8787"\nurl = "https://desk.example.org/"\nsecret_file = "desk.secret"\n'
    config = load(write(text), {})
    assert config.web is not None
    assert (config.web.listen, config.web.url) == ("[::1]:8787", "https://desk.example.org")
    assert [secret.reveal() for secret in config.web.secrets] == [CANARY]
    assert CANARY not in describe(config) + repr(config)
    assert 'secret = "***"' in describe(config)
