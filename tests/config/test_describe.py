"""The effective configuration as text: whole, loadable, without secrets."""

import tomllib
from dataclasses import replace

from monitor.config import describe, load


def test_what_is_told_loads_as_what_was_loaded(configs, tmp_path):
    config = load(configs / "good" / "full.toml", {})
    told = describe(config).replace("/***", "/monitor/t0ken")
    path = tmp_path / "monitor.toml"
    path.write_text(told.replace("[monitor]", f'[monitor]\nselectors = "{configs}/selectors"'))
    again = replace(load(path, {}), path=config.path, warnings=config.warnings)
    assert again == config


def test_a_rule_is_told_in_the_style_that_it_has(configs):
    config = load(configs / "good" / "full.toml", {})
    text = describe(config)
    assert '# query = "consul AND \\"new office\\""' in text
    told = tomllib.loads(text)["rule"]
    assert told[0] == {
        "id": "visa-free",
        "query": "visa-free OR безвизовый",
        "sinks": ["log", "desk"],
        "on": ["matched"],
    }
    assert told[2] == {
        "id": "transit",
        "any": ["visa", "entry permit", "~Шенген"],
        "all": ["title:airport"],
        "none": ["chess", "=Visa"],
        "sinks": ["log"],
        "on": ["matched"],
    }


def test_defaults_are_told(configs):
    told = tomllib.loads(describe(load(configs / "good" / "minimal.toml", {})))
    assert told["fetch"]["timeout"] == "20s"
    assert told["politeness"] == {
        "delay": "2s",
        "concurrency": 1,
        "robots": True,
        "budget": 240,
        "daily_requests": 0,
        "daily_bytes": "0B",
    }
    assert told["source"][0]["slowest"] == "30m"
    assert told["source"][0]["recheck_until"] == "30d"


def test_the_hosts_that_the_site_came_to_are_told(configs):
    told = describe(load(configs / "good" / "full.toml", {}))
    assert '# hosts = ["127.0.0.1", "example.com", "news.example.com"]' in told


def test_the_path_of_a_webhook_is_masked(configs):
    told = describe(load(configs / "good" / "full.toml", {}))
    assert 'url = "https://hooks.example.net/***"' in told
    assert "t0ken" not in told


def test_a_webhook_at_the_root_has_nothing_to_mask(write):
    hook = '[[sink]]\nid = "desk"\nkind = "webhook"\nurl = "http://127.0.0.1:9000"\n'
    assert 'url = "http://127.0.0.1:9000/"' in describe(load(write(hook), {}))


def test_a_query_with_quotes_and_controls_stays_toml(write):
    rule = (
        '[[rule]]\nid = "r"\nquery = \'\'\'"visa" OR\n"безвизовый \u0085"\'\'\'\nsinks = ["log"]\n'
    )
    config = load(write(rule + '[[sink]]\nid = "log"\nkind = "console"\n'), {})
    told = describe(config)
    assert tomllib.loads(told)["rule"][0]["query"] == config.rules[0].query
    assert "\u0085" not in told
