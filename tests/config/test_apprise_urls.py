"""The URLs of Apprise: read from files and credentials only, each one that it can use, and shown to nobody."""

import sys

import pytest

from monitor.config import describe, load
from monitor.errors import ConfigError

SINK = '[[sink]]\nid = "desk"\nkind = "apprise"\n'
RULE = '[[rule]]\nid = "r"\nquery = "visa"\nsinks = ["desk"]\n'
URL = "json://user:s3cr3t@127.0.0.1:9/s3cr3t-path?+X-Key=s3cr3t"


@pytest.fixture
def config_of(write, tmp_path):
    """Return what is loaded with these URLs in `desk.apprise`."""

    def build(text, mode=0o600):
        path = tmp_path / "desk.apprise"
        path.touch(mode=0o600)
        path.write_text(text)
        path.chmod(mode)
        return load(write(RULE + SINK + 'secret_file = "desk.apprise"\n'), {})

    return build


def faults_of(config_of, text):
    with pytest.raises(ConfigError) as refusal:
        config_of(text)
    return list(map(str, refusal.value.faults))


def test_a_file_holds_one_url_a_line(config_of):
    config = config_of(f"# the desk\n\n{URL}\n  jsons://example.net  \n")

    assert [url.reveal() for url in config.sinks[0].apprise_urls] == [URL, "jsons://example.net"]
    assert config.warnings == ()


def test_a_credential_is_found_where_systemd_puts_it(write, tmp_path):
    (tmp_path / "desk").write_text(URL)
    path = write(RULE + SINK + 'secret = "credential:desk"\n')

    (sink,) = load(path, {"CREDENTIALS_DIRECTORY": str(tmp_path)}).sinks

    assert [url.reveal() for url in sink.apprise_urls] == [URL]


def test_a_file_that_others_can_read_is_a_warning(config_of, tmp_path):
    assert config_of(URL, mode=0o644).warnings == (
        f'monitor.toml: sink[1].secret_file ("desk"): "{tmp_path}/desk.apprise"'
        " can be read by others than its owner: chmod 600",
    )


@pytest.mark.parametrize("url", ["xmpp://s3cr3t@example.org", "XMPPS://s3cr3t@example.org"])
def test_a_kind_whose_connections_cannot_be_judged_is_a_fault(config_of, url):
    (fault,) = faults_of(config_of, f"{url}\n")

    assert "whose connections cannot be judged" in fault
    assert "s3cr3t" not in fault


@pytest.mark.parametrize("url", ["s3cr3t", "s3cr3t://x", "slack://s3cr3t", "https://s3cr3t/x y"])
def test_a_url_that_apprise_cannot_read_is_a_fault_that_names_its_line(
    config_of, tmp_path, capfd, url
):
    assert faults_of(config_of, f"{URL}\n{url}\n") == [
        f'monitor.toml: sink[1].secret_file ("desk"): "{tmp_path}/desk.apprise", line 2, cannot be'
        " read by Apprise, or is of a kind that needs a library that is not there"
    ]
    assert "s3cr3t" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("kind", ["macosx", "SYSLOG", "dbus", "gnome", "windows"])
def test_what_reaches_this_machine_only_is_refused(config_of, kind):
    (fault,) = faults_of(config_of, f"{kind}://\n")

    assert fault.endswith(", line 1, is of a kind that reaches this machine only")


@pytest.mark.parametrize("text", ["", "# none\n", f"{URL}\n" * 21])
def test_none_and_too_many_are_faults(config_of, text):
    (fault,) = faults_of(config_of, text)

    assert fault.endswith("URLs (it holds 1 to 20 Apprise URLs, one a line)")


def test_the_urls_are_in_no_text_of_the_configuration(config_of):
    config = config_of(URL)

    assert "s3cr3t" not in repr(config) + describe(config)
    assert 'secret = "***"' in describe(config)


def test_apprise_is_loaded_only_where_a_sink_asks_for_it(write, config_of, monkeypatch):
    monkeypatch.delitem(sys.modules, "apprise", raising=False)
    load(write('[[sink]]\nid = "desk"\nkind = "console"\n' + RULE), {})
    assert "apprise" not in sys.modules


def test_an_apprise_that_is_not_there_is_a_fault_with_its_remedy(config_of, monkeypatch):
    # None in `sys.modules` is how Python itself marks a module that cannot be had.
    monkeypatch.setitem(sys.modules, "apprise", None)

    (fault,) = faults_of(config_of, URL)

    assert fault.endswith(
        'kind "apprise" needs apprise, which is not installed'
        " (pip install '.[apprise]' in the folder of monitor's source, or pip install apprise)"
    )
