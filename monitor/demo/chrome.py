"""What stands around every page: head, menus, header, footer. Owns the fixed markup; knows no article.

Its words are traps on purpose: "visa-free" stands on every page, and no rule may fire for it.
"""

import json
import random
from collections.abc import Mapping
from functools import cache
from html import escape

from monitor.demo.edition import BRAND, EDITIONS, Edition, Labels

CITIES = ("Bishkek", "Osh", "Naryn", "Talas", "Karakol", "Batken", "Jalal-Abad")
ICONS = 26
SLOTS = 46


def head(edition: Edition, title: str, metas: str = "") -> str:
    """Return everything through `<body>`. `title` is plain text, `metas` markup."""
    return f"""<!DOCTYPE html>
<html lang="{edition.html_lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} » www.{BRAND} - KYRGYZSTAN</title>
{metas}<link rel="alternate" type="application/rss+xml" href="{edition.root}rss/">
<link rel="stylesheet" href="/css/all.css">
</head>
<body>
"""


@cache
def top(edition: Edition, rates: tuple[tuple[str, str], ...]) -> str:
    """Return the header: rates, weather, menus, ticker and search."""
    labels = edition.labels
    languages = "".join(f'<a href="{other.root}">{other.code}</a>' for other in EDITIONS.values())
    return f"""{_style()}{_sprite()}
<header class="header">
<div class="topLine row">
<div id="currencies" class="currency">{_rates(rates)}</div>
<div class="centerra"><b>CG</b> <span class="usd">6.17</span> <span class="cad">8.44</span></div>
<div class="weather"><span class="clock">{labels.clock}</span>{_weather()}</div>
<div class="langs">{languages}</div>
</div>
<div class="logo"><a href="{edition.root}"><img src="/img/logo.svg" alt="{BRAND}"></a></div>
{_menu(edition, "menu hidden-xs")}
{_menu(edition, "menuMobile hidden-sm")}
<div class="ticker"><b>{"</b> <b>".join(labels.ticker)}</b></div>
<form class="search" action="/poisk_po_sajtu/"><input name="SearchForm[text]" placeholder="{labels.search}"></form>
</header>
<main class="container">
"""


@cache
def bottom(edition: Edition) -> str:
    """Return the footer and the scripts, through `</html>`."""
    labels = edition.labels
    return f"""</main>
<footer class="footer">
{_menu(edition, "menuFooter")}
<div class="promo"><a href="/biznes_info/promo/">{labels.promo}</a></div>
<p class="about">{labels.about}</p>
<div class="counters"><a href="#"><img data-src="/img/counter.gif" alt=""></a></div>
</footer>
{_scripts()}
</body>
</html>
"""


def _rates(rates: tuple[tuple[str, str], ...]) -> str:
    return "".join(
        f"<div><b>{currency}</b> <span>{value}</span></div>" for currency, value in rates
    )


def _weather() -> str:
    chance = random.Random("weather")
    return "".join(
        f'<span class="city"><i class="ico"></i>{city} <b>{chance.randint(-9, 34):+d}&deg;</b></span>'
        for city in CITIES
    )


def _menu(edition: Edition, css: str) -> str:
    links = [(f"/{word}/", name) for one in EDITIONS.values() for word, name in one.sections]
    links += [(other.root, other.code.upper()) for other in EDITIONS.values()]
    links.append(("javascript:void(0);", edition.labels.share))
    items = "".join(
        f'\n<li class="menu-item menu-item-{number} dropdown"><a class="menu-link" role="menuitem"'
        f' href="{href}"><svg class="ico"><use xlink:href="#ico-{number}"></use></svg><span>{name}</span></a></li>'
        for number, (href, name) in enumerate(links)
    )
    return f'<nav class="{css}"><ul class="nav navbar-nav" role="menu">{items}\n</ul></nav>'


@cache
def _sprite() -> str:
    chance = random.Random("sprite")
    symbols = (
        f'<symbol id="ico-{number}" viewBox="0 0 32 32"><path d="{_path(chance)}"/></symbol>'
        for number in range(ICONS)
    )
    return '<svg class="sprite" style="display:none">' + "\n".join(symbols) + "</svg>"


def _path(chance: random.Random) -> str:
    steps = (
        f"{chance.choice('lcshv')}{chance.uniform(-9, 9):.2f} {chance.uniform(-9, 9):.2f}"
        for _ in range(26)
    )
    return f"M{chance.uniform(0, 32):.2f} {chance.uniform(0, 32):.2f}{''.join(steps)}z"


@cache
def _style() -> str:
    names = (
        "row",
        "one",
        "time",
        "title",
        "lineDate",
        "menu-item",
        "ticker",
        "promo",
        "social",
        "blockNews",
        "vote",
    )
    rules = (
        f".{name}>.{other}{{margin:0 0 {len(name)}px;padding:{len(other)}px 15px;font-size:{10 + len(other)}px}}"
        for name in names
        for other in names
        if name != other
    )
    return "<style>" + "\n".join(rules) + "</style>"


@cache
def _scripts() -> str:
    chance = random.Random("scripts")
    slots: list[Mapping[str, object]] = [
        {
            "slot": f"banner-{number}",
            "sizes": [[300, 250], [728, 90], [320, 100]],
            "token": f"{chance.getrandbits(96):024x}",
            "advisable": bool(number % 2),
            "label": "Visa-free holidays" if number % 5 == 0 else "Summer sale",
        }
        for number in range(SLOTS)
    ]
    return f"""<script>
var banners = {json.dumps(slots, indent=1)};
(function (list) {{
  for (var i = 0; i < list.length; i += 1) {{
    var place = document.getElementById(list[i].slot);
    if (place && list[i].advisable) {{ place.setAttribute("data-token", list[i].token); }}
  }}
}})(banners);
</script>"""


def views_label(labels: Labels, views: int) -> str:
    """Return the view counter as the page words it."""
    return f"{labels.views}: {views}"
