"""The link by which somebody takes note: good for one alert, by a secret in force."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from monitor.core.ack_link import ack_link, is_genuine
from monitor.model import Secret, Web

OLD = Secret("whsec_b2xkIGtleSBvZiB0aGUgZGVzaywgMzIgYnl0ZXMhIQ==")
NEW = Secret("whsec_bmV3IGtleSBvZiB0aGUgZGVzaywgMzIgYnl0ZXMhIQ==")
WEB = Web(listen="127.0.0.1:8787", url="https://desk.example.org/monitor", secrets=(OLD,))


def key_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["key"][0]


def test_the_link_leads_to_the_page_of_its_alert():
    link = ack_link("msg_1", WEB)

    assert link.startswith("https://desk.example.org/monitor/ack/msg_1?key=")
    assert link == ack_link("msg_1", WEB)
    assert is_genuine("msg_1", key_of(link), WEB)


def test_a_link_is_good_for_no_other_alert_and_no_other_secret():
    key = key_of(ack_link("msg_1", WEB))

    assert not is_genuine("msg_2", key, WEB)
    assert not is_genuine("msg_1", key[:-1], WEB)
    assert not is_genuine("msg_1", "", WEB)
    assert not is_genuine("msg_1", "ключ", WEB)
    assert not is_genuine("msg_1", key, replace(WEB, secrets=(NEW,)))


def test_while_the_secret_changes_old_links_are_good_and_new_ones_are_by_the_new():
    both = replace(WEB, secrets=(NEW, OLD))

    assert is_genuine("msg_1", key_of(ack_link("msg_1", WEB)), both)
    assert is_genuine("msg_1", key_of(ack_link("msg_1", both)), replace(WEB, secrets=(NEW,)))
