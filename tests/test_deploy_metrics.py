"""The dashboard and the alert rules: they ask for what there is."""

import json
import re
from pathlib import Path

import pytest
import yaml

from monitor.web.metrics import EVERY_FAMILY, Family, Kind

DEPLOY = Path(__file__).parent.parent / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana" / "monitor.json").read_text(encoding="utf-8"))
RULES = yaml.safe_load((DEPLOY / "prometheus" / "monitor.rules.yml").read_text(encoding="utf-8"))

# What Prometheus adds to every series, and what a histogram's series have.
ADDED = {"job", "instance"}


def series() -> dict[str, Family]:
    """Return every series that is told, by its name."""
    told = {}
    for family in EVERY_FAMILY:
        is_whole = family.kind is not Kind.HISTOGRAM
        for part in [""] if is_whole else ["_bucket", "_sum", "_count"]:
            told[family.name + part] = family
    return told


def faults(query: str) -> list[str]:
    """Return what a query asks for that there is not."""
    told, found = series(), []
    if query.count("(") != query.count(")") or query.count("{") != query.count("}"):
        found.append("brackets")
    names = set(re.findall(r"\bmonitor_\w+", query))
    found += [name for name in names if name not in told]
    labels = {label for name in names & told.keys() for label in told[name].labels} | ADDED
    if any(name.endswith("_bucket") for name in names):
        labels.add("le")
    asked = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", query))
    for listed in re.findall(r"\b(?:by|on|without|ignoring) \(([^)]*)\)", query):
        asked |= {label.strip() for label in listed.split(",")}
    found += sorted(asked - labels)
    found += [
        name
        for name in names & told.keys()
        if told[name].kind is Kind.COUNTER
        and not re.search(rf"(?:rate|increase)\({name}(?:\{{[^}}]*\}})?\[", query)
    ]
    return found


def panels() -> list[dict]:
    return DASHBOARD["panels"]


QUERIES = [target["expr"] for panel in panels() for target in panel["targets"]]
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]


@pytest.mark.parametrize("query", QUERIES + [alert["expr"] for alert in ALERTS])
def test_a_query_asks_for_what_there_is(query: str):
    assert faults(query) == []


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("monitor_alive", "monitor_alive"),
        ("monitor_delivery_latency_seconds", "monitor_delivery_latency_seconds"),
        ('monitor_jobs{sink="desk"}', "sink"),
        ("sum by (host) (monitor_jobs)", "host"),
        ("sum(monitor_jobs", "brackets"),
        ("monitor_checks_total > 1", "monitor_checks_total"),
    ],
)
def test_a_query_for_what_there_is_not_is_told_from_it(query: str, fault: str):
    assert fault in faults(query)


def test_every_panel_has_a_place_of_its_own():
    places = [tuple(panel["gridPos"][side] for side in "xywh") for panel in panels()]
    cells = [
        (column, row)
        for x, y, width, height in places
        for column in range(x, x + width)
        for row in range(y, y + height)
    ]

    assert len(set(cells)) == len(cells)
    assert max(column for column, _ in cells) < 24
    assert len({panel["id"] for panel in panels()}) == len(panels())
    assert all(panel["title"] for panel in panels())


def test_every_legend_names_labels_of_its_series():
    wrong = []
    for panel in panels():
        for target in panel["targets"]:
            names = re.findall(r"\bmonitor_\w+", target["expr"])
            labels = {label for name in names for label in series()[name].labels}
            wrong += [
                word
                for word in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])
                if word not in labels
            ]

    assert wrong == []


def test_every_alert_says_what_is_the_matter_and_what_to_do():
    assert len({alert["alert"] for alert in ALERTS}) == len(ALERTS)
    for alert in ALERTS:
        assert alert["labels"]["severity"] in {"page", "ticket"}
        assert set(alert["annotations"]) == {"summary", "remedy"}
        text = " ".join(alert["annotations"].values())
        names = re.findall(r"\bmonitor_\w+", alert["expr"])
        labels = {label for name in names for label in series()[name].labels}
        assert set(re.findall(r"\$labels\.(\w+)", text)) <= labels
