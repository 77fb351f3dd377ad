"""From the file to the Config: values, defaults, resolution, cross-checks."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from monitor.config import load, load_site
from monitor.errors import ConfigError
from monitor.model import (
    RETRY,
    BodyForm,
    FetchLimits,
    FirstRun,
    Flood,
    GroupBy,
    Holding,
    Once,
    OwnBody,
    Politeness,
    PolitenessRules,
    QuietHours,
    RecheckStep,
    Rule,
    SinkKind,
    SinkSettings,
    Source,
    SourceId,
)

LOG = '[[sink]]\nid = "log"\nkind = "console"\n'


def faults(path, environ=None):
    with pytest.raises(ConfigError) as refusal:
        load(path, environ or {})
    return refusal.value.faults


def test_what_the_file_does_not_say_is_as_the_nouns_have_it(configs):
    path = configs / "good" / "minimal.toml"
    config = load(path, {})
    assert config.limits == FetchLimits()
    assert config.politeness == PolitenessRules()
    assert config.database == path.parent / "state" / "monitor.db"
    assert config.timezone.key == "UTC"
    assert config.sources == (
        Source(id=SourceId("example"), site="example.com", listing="https://example.com/"),
    )
    assert (config.rules, config.sinks) == ((), ())


def test_every_key_of_monitor_and_fetch_is_heard(configs):
    config = load(configs / "good" / "full.toml", {})
    assert config.database == Path("/var/lib/monitor/news.db")
    assert config.timezone.key == "Asia/Bishkek"
    assert config.limits == FetchLimits(
        agent="desk/2.1 (+https://press.example.net/about; desk@press.example.net)",
        concurrency=8,
        timeout=timedelta(seconds=90),
        connect_timeout=timedelta(seconds=5),
        read_timeout=timedelta(seconds=7),
        max_bytes=524_288,
        max_redirects=3,
        scouts=2,
        allow_addresses=frozenset({"127.0.0.1:8080", "[::1]:8080"}),
        proxy="http://proxy.example.net:3128",
    )


def test_an_exception_of_politeness_inherits_what_it_does_not_say(configs):
    politeness = load(configs / "good" / "full.toml", {}).politeness
    half = timedelta(milliseconds=500)
    assert politeness.default == Politeness(delay=half, concurrency=2, robots=True)
    assert politeness.by_host == {
        "example.com": Politeness(delay=timedelta(seconds=10), concurrency=2, robots=True),
        "127.0.0.1": Politeness(delay=timedelta(), concurrency=4, robots=False),
    }


def test_every_key_of_a_source_is_heard(configs):
    assert load(configs / "good" / "full.toml", {}).sources[0] == Source(
        id=SourceId("example-en"),
        site="example.com",
        listing="https://news.example.com/en/",
        language="en",
        every=timedelta(seconds=30),
        first_run=FirstRun.ALERT,
        pages=5,
        recheck=(
            RecheckStep(younger_than=timedelta(hours=1), every=timedelta(minutes=5)),
            RecheckStep(younger_than=timedelta(days=7), every=timedelta(days=1)),
        ),
    )


def test_every_key_of_rules_and_sinks_is_heard(configs):
    config = load(configs / "good" / "full.toml", {})
    assert config.rules == (
        Rule(id="visa-free", query="visa-free OR безвизовый", sinks=("log", "desk")),
        Rule(
            id="vakunov",
            query="Vakunov",
            sinks=("log",),
            once=Once.STORY,
            urgent=True,
            escalate="views:>10000 OR rise:>5",
            escalate_to=("desk",),
        ),
        Rule(
            id="transit",
            query='title:airport AND (visa OR "entry permit" OR ~Шенген) AND NOT chess AND NOT =Visa',
            any=("visa", "entry permit", "~Шенген"),
            all=("title:airport",),
            none=("chess", "=Visa"),
            sinks=("log",),
        ),
        Rule(id="verdict", query="verdict", any=("verdict",), sinks=("desk",)),
        Rule(id="embassy", query="embassy OR посольство", sinks=("desk",)),
        Rule(
            id="consul",
            query='consul AND "new office"',
            all=("consul", "new office"),
            sinks=("log", "desk"),
        ),
    )
    assert config.sinks == (
        SinkSettings(
            id="log",
            kind=SinkKind.CONSOLE,
            retry=(timedelta(seconds=1), timedelta(minutes=1)),
            concurrency=1,
        ),
        SinkSettings(
            id="desk",
            kind=SinkKind.WEBHOOK,
            url="https://hooks.example.net/monitor/t0ken",
            timeout=timedelta(seconds=4),
            retry=(timedelta(seconds=2),),
            concurrency=9,
            holding=Holding(
                group_by=(GroupBy.STORY, GroupBy.RULE),
                wait=timedelta(seconds=30),
                interval=timedelta(minutes=5),
                quiet=(
                    QuietHours(begins=time(22), ends=time(7)),
                    QuietHours(begins=time(0), ends=time(0), days=frozenset({5, 6})),
                    QuietHours(begins=time(12), ends=time(13), days=frozenset({4, 5, 6, 0})),
                ),
                flood=Flood(most=20, within=timedelta(minutes=10)),
            ),
        ),
        SinkSettings(
            id="chat",
            kind=SinkKind.WEBHOOK,
            url="https://hooks.example.net/monitor/t0ken",
            body=BodyForm.DISCORD,
            delay=timedelta(seconds=2),
        ),
        SinkSettings(
            id="own",
            kind=SinkKind.WEBHOOK,
            url="https://hooks.example.net/monitor/t0ken",
            body=OwnBody(
                path=str(configs / "good" / "desk.json"),
                document='{"text": "{title}\\n{text}", "views": "{article.views}"}\n',
            ),
        ),
        SinkSettings(
            id="daily",
            kind=SinkKind.CONSOLE,
            holding=Holding(digest_at=(time(8), time(18))),
        ),
    )
    assert [each.id for each in config.escalations] == ["vakunov"]


def test_a_sink_retries_as_standard_webhooks_recommends(write):
    assert load(write(LOG), {}).sinks[0].retry == RETRY


def test_the_hosts_of_all_listings_are_added_to_their_site(configs):
    selectors = load(configs / "good" / "full.toml", {}).selectors_by_site["example.com"]
    own = load_site(configs / "selectors" / "example.com.toml").hosts
    assert selectors.hosts == own | {"news.example.com", "127.0.0.1"}


def test_a_relative_path_counts_from_the_file(configs, monkeypatch):
    monkeypatch.chdir(configs)
    config = load(Path("good/minimal.toml"), {})
    assert config.path == configs / "good" / "minimal.toml"
    assert config.database == configs / "good" / "state" / "monitor.db"


def test_a_site_that_ships_needs_no_folder(tmp_path):
    path = tmp_path / "monitor.toml"
    path.write_text('[[source]]\nid = "a"\nsite = "24.kg"\nlisting = "http://127.0.0.1/"\n')
    config = load(path, {})
    assert config.selectors_by_site["24.kg"].site == "24.kg"
    assert config.warnings == ()


def test_a_folder_that_is_named_and_missing_is_a_warning(tmp_path):
    path = tmp_path / "monitor.toml"
    path.write_text(
        '[monitor]\nselectors = "mine"\n'
        '[[source]]\nid = "a"\nsite = "24.kg"\nlisting = "http://127.0.0.1/"\n'
    )
    assert load(path, {}).warnings == (
        f'monitor.toml: monitor.selectors: "{tmp_path}/mine" cannot be used'
        " (No such file or directory); the sites that ship are",
    )


def test_an_own_file_goes_before_the_one_that_ships(tmp_path, configs):
    own = (configs / "selectors" / "example.com.toml").read_text()
    (tmp_path / "selectors").mkdir()
    (tmp_path / "selectors" / "24.kg.toml").write_text(own.replace("example.com", "24.kg"))
    path = tmp_path / "monitor.toml"
    path.write_text('[[source]]\nid = "a"\nsite = "24.kg"\nlisting = "http://127.0.0.1/"\n')
    assert load(path, {}).selectors_by_site["24.kg"].listing.row == "li.item"


def test_the_faults_of_a_selectors_file_come_with_the_others_once(tmp_path):
    (tmp_path / "selectors").mkdir()
    (tmp_path / "selectors" / "broken.toml").write_text("site = ")
    path = tmp_path / "monitor.toml"
    source = '[[source]]\nid = "{}"\nsite = "broken"\nlisting = "http://127.0.0.1/"\n'
    path.write_text(source.format("a") + source.format("b") + 'every = "soon"\n')
    found = faults(path)
    assert len(found) == 2
    assert found[0].where == 'monitor.toml: source[2].every ("b")'
    assert "broken.toml" in found[1].where


def test_all_faults_come_at_once_even_of_one_entry(write):
    more = (
        '[[rule]]\nid = "Bad Id"\nquery = "visa"\nsinks = ["lgo"]\nseverity = 1\n'
        '[[source]]\nid = "b"\nsite = "nowhere"\nevery = 5\n'
    )
    assert [fault.where for fault in faults(write(more + LOG))] == [
        'monitor.toml: source[2].listing ("b")',
        'monitor.toml: source[2].every ("b")',
        "monitor.toml: rule[1].id",
        "monitor.toml: rule[1].severity",
        'monitor.toml: source[2].site ("b")',
        "monitor.toml: rule[1].sinks[1]",
    ]


def test_a_rule_may_name_a_sink_that_has_a_fault_of_its_own(write):
    more = '[[rule]]\nid = "r"\nquery = "visa"\nsinks = ["log"]\n' + LOG + "concurrency = 0\n"
    assert [fault.where for fault in faults(write(more))] == [
        'monitor.toml: sink[1].concurrency ("log")'
    ]


def test_a_sink_that_no_rule_names_is_a_warning(write):
    what = 'sink[1] ("log"): is named by no rule and hears of no alarm'
    assert load(write(LOG), {}).warnings == (f"monitor.toml: {what}",)


def test_once_a_story_is_a_warning_where_stories_are_off(write):
    more = LOG + '[[rule]]\nid = "r"\nquery = "visa"\nsinks = ["log"]\nonce = "story"\n'
    path = write(more)
    assert load(path, {}).warnings == ()
    path.write_text(path.read_text().replace("[monitor]", "[monitor]\nstories = false"))
    what = 'rule[1].once ("r"): tells of every article, because [monitor] stories is false'
    assert load(path, {}).warnings == (f"monitor.toml: {what}",)


def test_the_example_agent_is_a_warning_once_a_real_site_is_watched(write):
    real = '[[source]]\nid = "b"\nsite = "example.com"\nlisting = "https://example.com/"\n'
    (warning,) = load(write(real), {}).warnings
    assert warning.startswith("monitor.toml: fetch.agent: is the example")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "[::1]", "localhost", "news.localhost:81"])
def test_the_example_agent_is_good_enough_for_this_machine(write, host):
    more = f'[[source]]\nid = "b"\nsite = "example.com"\nlisting = "http://{host}/"\n'
    assert load(write(more), {}).warnings == ()


def test_a_host_is_known_by_its_ascii_name(write):
    politeness = load(write('[politeness.host."Новости.РФ"]\n'), {}).politeness
    assert set(politeness.by_host) == {"xn--b1amnebsh.xn--p1ai"}


def test_a_name_that_could_paint_the_terminal_is_escaped(write):
    (fault,) = faults(write('"\\u001b[31m\\u202e" = 1\n'))
    assert "\x1b" not in str(fault)
    assert "\u202e" not in str(fault)
