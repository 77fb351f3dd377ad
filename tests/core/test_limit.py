"""How far a limit reaches: learned, widened, narrowed."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.host import heed
from monitor.core.limit import domain_of
from monitor.model import NEW_HOST, HostSign, HostState, LimitScope
from tests.factories import NOW

HOSTS = ("24.kg", "m.24.kg", "www.24.kg")
WAIT = timedelta(minutes=1)
S = timedelta(seconds=1)


def sign(at, url, host="24.kg", **says) -> HostSign:
    facts = {"url": f"https://{host}{url}", "at": at, "asked_at": at, "kin": frozenset(HOSTS)}
    return HostSign(**{**facts, **says})


@dataclass
class Hosts:
    """The hosts of a site as they are known, and the checks of their URLs."""

    states: dict[str, HostState] = field(
        default_factory=lambda: {name: replace(NEW_HOST, has_served=True) for name in HOSTS}
    )
    refused: dict[tuple[str, str], timedelta] = field(default_factory=dict)

    def refuse(
        self, after: timedelta, url: str, host: str = "24.kg", wait: timedelta = WAIT, **says
    ):
        at = NOW + after
        again = self.refused.get((host, url))
        made = sign(at, url, host, limited_until=at + wait, **says)
        self.states |= heed(self.states, host, made, None if again is None else NOW + again)
        self.refused[host, url] = after

    def serve(self, after: timedelta, url: str, host: str = "24.kg"):
        self.states |= heed(self.states, host, sign(NOW + after, url, host, is_sound=True))
        self.refused.pop((host, url), None)

    def scope(self, host: str = "24.kg") -> LimitScope | None:
        limit = self.states[host].limit
        return limit.scope if limit else None

    def quiet(self, at: timedelta) -> set[str]:
        """Return the hosts that are left alone at that time."""
        known = {name: state.quiet_until for name, state in self.states.items()}
        return {name for name, until in known.items() if until and until > NOW + at}


def test_the_first_limit_is_taken_for_the_hosts():
    hosts = Hosts()
    hosts.refuse(0 * S, "/a")

    assert hosts.scope() is None
    assert hosts.quiet(59 * S) == {"24.kg"}
    assert hosts.quiet(60 * S) == set()


def test_a_url_that_is_refused_again_and_again_while_others_are_served_is_limited_alone():
    hosts = Hosts()
    scopes = []
    for second in (0, 62, 124, 186):
        hosts.refuse(second * S, "/a")
        scopes.append(hosts.scope())
        hosts.serve((second + 61) * S, "/b")

    assert scopes == [None, None, None, LimitScope.URL]
    assert hosts.quiet(187 * S) == set()


def test_a_url_that_is_served_after_its_wait_and_refused_again_is_limited_alone_too():
    hosts = Hosts()
    scopes = []
    for second in range(0, 1_300, 100):
        hosts.refuse(second * S, "/a")
        hosts.serve((second + 61) * S, "/b")
        hosts.serve((second + 62) * S, "/a")
        scopes.append(hosts.scope())

    assert scopes == [None] * 12 + [LimitScope.URL]


def test_a_limit_that_meets_now_this_url_and_now_that_narrows_nothing():
    hosts = Hosts()
    for second in range(0, 5_000, 100):
        url = "/a" if second % 1_100 else "/c"
        hosts.refuse(second * S, url)
        hosts.serve((second + 61) * S, "/b")
        hosts.serve((second + 62) * S, url)

    assert hosts.scope() is None


def test_another_url_that_is_served_while_the_limit_lasts_shows_it_at_once():
    hosts = Hosts()
    hosts.refuse(0 * S, "/a")
    hosts.serve(1 * S, "/b")
    hosts.refuse(60 * S, "/a")

    assert hosts.scope() is LimitScope.URL
    assert hosts.quiet(61 * S) == set()


def test_who_was_asked_before_the_limit_proves_nothing():
    hosts = Hosts()
    hosts.refuse(10 * S, "/a")
    late = sign(NOW + 11 * S, "/b", asked_at=NOW + 9 * S, is_sound=True)
    hosts.states |= heed(hosts.states, "24.kg", late)
    hosts.refuse(80 * S, "/a")

    assert hosts.scope() is None


def test_a_second_url_that_is_refused_with_none_served_between_shows_the_hosts_limit():
    hosts = Hosts()
    hosts.refuse(0 * S, "/a")
    hosts.refuse(61 * S, "/b")

    assert hosts.scope() is LimitScope.HOST
    assert hosts.quiet(62 * S) == {"24.kg"}


def test_a_host_that_is_refused_while_its_kin_waits_shows_the_limit_of_all():
    hosts = Hosts()
    hosts.refuse(0 * S, "/a")
    hosts.refuse(5 * S, "/a", "m.24.kg")

    assert {hosts.scope(name) for name in HOSTS} == {LimitScope.DOMAIN}
    assert hosts.quiet(64 * S) == set(HOSTS)


def test_a_limit_of_one_url_says_nothing_of_its_kin():
    hosts = Hosts()
    hosts.refuse(0 * S, "/a")
    hosts.serve(1 * S, "/b")
    hosts.refuse(60 * S, "/a")
    hosts.refuse(61 * S, "/a", "m.24.kg")

    assert hosts.scope() is LimitScope.URL
    assert hosts.scope("m.24.kg") is None


def test_a_domain_whose_kin_is_served_while_one_host_is_refused_falls_back_into_hosts():
    hosts = Hosts()
    hosts.refuse(0 * S, "/a")
    hosts.refuse(5 * S, "/a", "m.24.kg")
    for second in range(66, 66 + 70 * 13, 70):
        hosts.serve(second * S, "/a", "m.24.kg")
        hosts.refuse((second + 1) * S, "/a")

    assert {hosts.scope(name) for name in HOSTS} == {LimitScope.HOST}
    assert hosts.quiet((66 + 70 * 12 + 2) * S) == {"24.kg"}


def test_a_scope_that_was_narrowed_in_error_takes_four_times_the_proofs():
    hosts = Hosts()
    hosts.refuse(0 * S, "/a")
    hosts.serve(1 * S, "/b")
    hosts.refuse(62 * S, "/a")
    hosts.refuse(63 * S, "/c")
    widened = hosts.scope()
    times = 0
    while hosts.scope() is LimitScope.HOST:
        times += 1
        hosts.serve(times * 3 * WAIT, "/b")
        hosts.refuse(times * 3 * WAIT + S, "/a")

    assert widened is LimitScope.HOST
    assert times == 12


def test_a_limit_of_a_day_holds_a_host_for_an_hour_until_more_is_known():
    hosts = Hosts()
    hosts.refuse(0 * S, "/a", wait=timedelta(days=1))
    first = hosts.quiet(timedelta(minutes=59)), hosts.quiet(timedelta(minutes=61))
    hosts.refuse(timedelta(hours=1), "/b", wait=timedelta(days=1))

    assert first == ({"24.kg"}, set())
    assert hosts.quiet(timedelta(hours=24)) == {"24.kg"}


def test_403_in_place_of_429_teaches_the_same():
    hosts = Hosts()
    for second in range(3):
        made = sign(NOW + second * S, f"/{second}", is_forbidden=True)
        hosts.states |= heed(hosts.states, "24.kg", made)
    first = hosts.quiet(3 * S)
    again = 2
    for second in (100, 200, 300):
        hosts.serve((second - 1) * S, "/b")
        made = sign(NOW + second * S, "/2", is_forbidden=True)
        hosts.states |= heed(hosts.states, "24.kg", made, NOW + again * S)
        again = second

    assert first == {"24.kg"}
    assert hosts.scope() is LimitScope.URL
    assert hosts.quiet(301 * S) == set()


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("24.kg", "24.kg"),
        ("m.24.kg", "24.kg"),
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("www.news.com.kg", "news.com.kg"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
    ],
)
def test_the_domain_of_a_host(host, domain):
    assert domain_of(host) == domain


STEPS = st.lists(
    st.tuples(
        st.sampled_from(HOSTS),
        st.sampled_from(("/a", "/b", "/c")),
        st.sampled_from(("refuse", "serve")),
        st.integers(min_value=0, max_value=90),
    ),
    max_size=25,
)


@given(STEPS)
def test_no_check_shortens_a_quiet_or_narrows_a_scope_without_one_that_was_served(steps):
    hosts, now, served = Hosts(), timedelta(), set()
    for host, url, act, wait in steps:
        now += wait * S
        before, scopes = hosts.states, {name: hosts.scope(name) for name in HOSTS}
        if act == "serve":
            hosts.serve(now, url, host)
            served.add(host)
            assert hosts.scope(host) in {scopes[host], LimitScope.URL}
        else:
            hosts.refuse(now, url, host)
            is_url = hosts.scope(host) is LimitScope.URL
            assert not is_url or host in served
            assert is_url or host in hosts.quiet(now)
        for name in HOSTS:
            longest = before[name].quiet_until
            assert longest is None or hosts.states[name].quiet_until >= longest


class Site:
    """A site whose limit has a scope: so many requests a minute to a URL, a host, or all of it."""

    def __init__(self, scope: LimitScope, most: int) -> None:
        self.scope, self.most = scope, most
        self.asked: dict[object, list[int]] = {}
        self.until: dict[object, int] = {}

    def whom(self, host: str, url: str) -> object:
        return {LimitScope.URL: (host, url), LimitScope.HOST: host, LimitScope.DOMAIN: ""}[
            self.scope
        ]

    def is_limited(self, host: str, url: str, now: int) -> bool:
        return now < self.until.get(self.whom(host, url), 0)

    def ask(self, host: str, url: str, now: int) -> bool:
        """Say whether the URL is served."""
        whom = self.whom(host, url)
        recent = [second for second in self.asked.get(whom, []) if second > now - 60]
        is_ok = not self.is_limited(host, url, now) and len(recent) < self.most
        if is_ok:
            self.asked[whom] = [*recent, now]
        else:
            self.until[whom] = max(self.until.get(whom, 0), now + 60)
        return is_ok


URLS = [(host, url) for host in HOSTS[:2] for url in ("/a", "/b", "/c")]


def simulated(site: Site, every: list[int], hours: int) -> tuple[list[int], set[tuple[str, str]]]:
    """Poll the URLs of a site; return when one was asked in spite of its limit, and who was served in the last hour."""
    hosts, due = Hosts(), dict.fromkeys(URLS, 0)
    early, served, now, end = [], set(), 0, hours * 3_600
    while now < end:
        quiet = hosts.quiet(now * S)
        ready = [one for one in URLS if due[one] <= now and one[0] not in quiet]
        if ready:
            host, url = one = min(ready, key=due.__getitem__)
            # A limit of one URL is of the first.
            is_concerned = site.scope is not LimitScope.URL or one == URLS[0]
            if is_concerned and site.is_limited(host, url, now):
                early.append(now)
            if not is_concerned or site.ask(host, url, now):
                hosts.serve(now * S, url, host)
                due[one] = now + every[URLS.index(one)]
                served |= {one} if now > end - 3_600 else set()
            else:
                hosts.refuse(now * S, url, host)
                due[one] = now + 75
        now += 1
    return early, served


@pytest.mark.parametrize("most", [0, 2, 8])
@pytest.mark.parametrize("scope", LimitScope)
@settings(max_examples=2, deadline=None)
@given(st.lists(st.integers(min_value=3, max_value=40), min_size=6, max_size=6))
def test_a_scope_is_learned_with_few_requests_in_its_way_and_nobody_else_is_starved(
    scope, most, every
):
    early, served = simulated(Site(scope, most), every, hours=3)

    assert len(early) <= 20
    assert len([at for at in early if at > 2 * 3_600]) <= 4
    if scope is LimitScope.URL:
        assert served >= set(URLS[1:])
