"""The names of metrics: linted as `promtool check metrics` would, and described as they are."""

import re
from pathlib import Path

import pytest

from monitor.web.metrics import COUNTED, EVERY_FAMILY, HELD, STATED, Family, Kind
from monitor.web.metrics.family import counter, gauge, histogram

PAGE = Path(__file__).parents[3] / "docs" / "metrics.md"
# prometheus/client_golang, promlint: what is told in another unit, or in a short form of one.
PREFIXES = {
    "nano",
    "micro",
    "milli",
    "centi",
    "kilo",
    "kibi",
    "mega",
    "mebi",
    "giga",
    "gibi",
    "tera",
    "tebi",
}
BASES = {"bytes", "seconds", "meters", "metres", "grams", "joules", "volts", "amperes", "celsius"}
NOT_BASE = {"minutes", "hours", "days", "weeks", "fahrenheit", "percent", "bits"}
SHORT = {"s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "m", "h", "d"}


def faults(family: Family) -> list[str]:
    """Return what promtool would say of a metric."""
    name, words = family.name, family.name.split("_")
    told = {
        "no help text": not family.help,
        "no sentence": not family.help.endswith("."),
        "not snake_case": not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name),
        "not of this program": words[0] != "monitor",
        "a counter ends in _total": family.kind is Kind.COUNTER and words[-1] != "total",
        "only a counter ends in _total": family.kind is not Kind.COUNTER and words[-1] == "total",
        "a duration in seconds": family.kind is Kind.HISTOGRAM and words[-1] != "seconds",
        "the suffix of a part": words[-1] in {"bucket", "sum", "count", "created"},
        "its type in its name": bool(set(words) & {"counter", "gauge", "histogram", "summary"}),
        "a short unit": bool(set(words) & SHORT),
        "no base unit": bool(set(words) & NOT_BASE)
        or any(word == prefix + base for word in words for prefix in PREFIXES for base in BASES),
        "the unit is no suffix": any(word in BASES and word not in words[-2:] for word in words),
        "a reserved label": bool(set(family.labels) & {"le", "quantile", "job", "instance"}),
        "a label is not snake_case": not all(
            re.fullmatch(r"[a-z][a-z_]*", label) for label in family.labels
        ),
        "a label repeats the name": any(label in words[-1:] for label in family.labels),
    }
    return [fault for fault, is_there in told.items() if is_there]


@pytest.mark.parametrize("family", EVERY_FAMILY, ids=lambda family: family.name)
def test_a_name_is_sound(family: Family):
    assert faults(family) == []


@pytest.mark.parametrize(
    ("family", "fault"),
    [
        (counter("monitor_checks", "Checks."), "a counter ends in _total"),
        (gauge("monitor_checks_total", "Checks."), "only a counter ends in _total"),
        (gauge("monitor_age_minutes", "Age."), "no base unit"),
        (gauge("monitor_age_milliseconds", "Age."), "no base unit"),
        (gauge("monitor_age_ms", "Age."), "a short unit"),
        (gauge("monitor_seconds_of_age_now", "Age."), "the unit is no suffix"),
        (histogram("monitor_latency", "Latency."), "a duration in seconds"),
        (gauge("monitor_age_seconds", ""), "no help text"),
        (gauge("monitorAge", "Age."), "not snake_case"),
        (gauge("monitor_age_gauge", "Age."), "its type in its name"),
        (gauge("monitor_age_seconds", "Age.", "quantile"), "a reserved label"),
    ],
    ids=lambda value: value.name if isinstance(value, Family) else value,
)
def test_a_bad_name_is_told_from_it(family: Family, fault: str):
    assert fault in faults(family)


def test_no_name_is_given_twice():
    names = [family.name for family in EVERY_FAMILY]

    assert sorted(set(names)) == sorted(names)
    assert len(EVERY_FAMILY) == len(HELD) + len(STATED) + len(COUNTED)


def test_every_metric_is_described_as_it_is_and_no_other():
    rows = re.findall(
        r"^\| `(monitor_\w+)` \| (\w+) \| ([^|]*) \| ([^|]*) \|$",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    described = [
        (name, kind, tuple(re.findall(r"`(\w+)`", labels)), help_.strip())
        for name, kind, labels, help_ in rows
    ]

    assert described == [
        (each.name, each.kind.value, each.labels, each.help) for each in EVERY_FAMILY
    ]
