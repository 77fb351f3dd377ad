"""Block pages written for the purpose, in the shape of what shields, caches and sites serve. Performs nothing."""

from collections.abc import Iterator
from typing import NamedTuple

_SHIELD = "<p>Ray ID: <code>8f2b61c09d2e4a17</code></p>"
_SCRIPT = "<script>(function(){var o=window;o.x=1;" + "o.y=o.x+1;" * 300 + "})();</script>"
_MENU = "".join(f'<li><a href="/rubric_{n}/">Rubric {n}</a></li>' for n in range(40))


class Wall(NamedTuple):
    """What is answered in the place of a page."""

    name: str
    status: int
    fields: tuple[tuple[str, str], ...]
    body: str


def _page(title: str, said: str, *, head: str = "", language: str = "en") -> str:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{said}</body></html>"
    )


def _wall(name: str, status: int, title: str, said: str, head: str = "", **fields: str) -> Wall:
    pairs = tuple((key.replace("_", "-"), value) for key, value in fields.items())
    return Wall(name, status, pairs, _page(title, said, head=head))


def _skinned(name: str, title: str, said: str) -> Wall:
    """An error in the dress of the site whose articles are asked for: its menu, its headline, its box of text."""
    box = (
        f'<ul>{_MENU}</ul><div itemscope itemtype="http://schema.org/NewsArticle"><h1 class="newsTitle">{title}</h1>'
        f'<div class="cont" itemprop="articleBody"><p>{said}</p></div></div><ul>{_MENU}</ul>'
    )
    return Wall(name, 200, (), _page(f"{title} » 24.kg", box))


CLOUDFLARE = _page(
    "Just a moment...",
    '<div class="main-content"><noscript><div class="h2">Enable JavaScript and cookies to continue</div></noscript>'
    "</div><script>window._cf_chl_opt={cvId:'3',cZone:'example.kg',cType:'managed'};</script>",
)
DDOS_GUARD = _page(
    "DDoS-Guard",
    '<div id="ddg-l10n-title">Checking your browser before accessing</div>'
    '<script src="/.well-known/ddos-guard/js-challenge/index.js"></script>',
)
QRATOR = _page("", '<script src="/__qrator/qauth.js"></script>')
INCAPSULA = (
    '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX"></head><body><iframe id="main-iframe" '
    'src="/_Incapsula_Resource?CWUDNSAI=9&amp;incident_id=1-2"></iframe></body></html>'
)
AKAMAI = (
    "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission to access "
    '"http://example.kg/" on this server.<P>Reference #18.5d3e1702.17<P>https://errors.edgesuite.net/18.5d3e</BODY></HTML>'
)
COOKIE = "<html><body><script>document.cookie='ok=7d1';window.location.reload(true);</script></body></html>"


def walls() -> tuple[Wall, ...]:
    """Return every block page there is."""
    return (*_shields(), *_captchas(), *_consents(), *_errors(), *_absences(), *_skins())


def _shields() -> Iterator[Wall]:
    for status in (200, 403, 503):
        yield Wall(f"Cloudflare's challenge with {status}", status, (), CLOUDFLARE)
        yield Wall(f"DDoS-Guard with {status}", status, (("server", "ddos-guard"),), DDOS_GUARD)
        yield Wall(f"Imperva with {status}", status, (), INCAPSULA)
    yield Wall("Qrator with 200", 200, (), QRATOR)
    yield Wall("Qrator with 401", 401, (("server", "QRATOR"),), QRATOR)
    yield Wall("Akamai with 200", 200, (), AKAMAI)
    yield Wall("Akamai with 403", 403, (("server", "AkamaiGHost"),), AKAMAI)
    yield Wall("a script that sets a cookie", 200, (), COOKIE)
    yield Wall("a challenge that says 404", 404, (("cf-mitigated", "challenge"),), CLOUDFLARE)
    yield Wall("a challenge that says 410", 410, (), CLOUDFLARE)
    yield _wall("a shield in Russian", 200, "Проверка браузера", f"<h1>Подождите</h1>{_SCRIPT}")
    yield _wall(
        "a shield in Kyrgyz", 200, "Бир аз күтө туруңуз…", f"Браузериңизди текшерүү{_SCRIPT}"
    )
    yield _wall("AWS WAF", 202, "", "<script>window.awsWafCookieDomainList=[]</script>")


def _captchas() -> Iterator[Wall]:
    widget = '<form><div class="g-recaptcha" data-sitekey="k"></div></form>'
    yield _wall("a captcha", 200, "Are you a robot?", f"<p>Verify you are human.</p>{widget}")
    yield _wall(
        "a captcha in Russian", 200, "Вы не робот?", f"<p>Подтвердите, что вы не робот</p>{widget}"
    )
    yield _wall(
        "a captcha in Kyrgyz", 200, "24.kg", f"<p>Робот эмес экениңизди ырастаңыз</p>{widget}"
    )
    yield _wall(
        "DataDome", 403, "example.kg", '<script src="https://ct.captcha-delivery.com/c.js"></script>',
        x_datadome="protected",
    )  # fmt: skip


def _consents() -> Iterator[Wall]:
    buttons = "<button>Accept all</button><button>Reject</button>"
    yield _wall(
        "consent",
        200,
        "Before you continue",
        f"<p>We and our 812 partners store data.</p>{buttons}",
    )
    yield _wall(
        "consent in Russian",
        200,
        "Мы ценим вашу конфиденциальность",
        f"<p>Файлы cookie</p>{buttons}",
    )
    yield _wall(
        "consent in Kyrgyz", 200, "Cookie файлдарына макулдук", f"<p>Улантуудан мурун</p>{buttons}"
    )
    yield _wall("a login", 200, "Log in to continue reading", "<form><input name=user></form>")
    yield _wall("a login in Russian", 200, "Вход на сайт | 24.kg", "<form><input name=user></form>")
    yield _wall("a login in Kyrgyz", 200, "Сайтка кирүү", "<form><input name=user></form>")


def _errors() -> Iterator[Wall]:
    for status in (200, 522):
        said = '<div id="cf-error-details"><h1>Connection timed out</h1><span>Error code 522</span></div>'
        yield _wall(
            f"Cloudflare's error with {status}",
            status,
            "24.kg | 522: Connection timed out",
            said + _SHIELD,
        )
    yield _wall(
        "a bad gateway with 200",
        200,
        "502 Bad Gateway",
        "<center><h1>502 Bad Gateway</h1></center>nginx",
    )
    yield _wall(
        "CloudFront",
        200,
        "ERROR: The request could not be satisfied",
        "<pre>Generated by cloudfront</pre>",
    )
    yield _wall("Varnish", 200, "503 Backend fetch failed", "<p>Guru Meditation:</p><p>XID: 1</p>")
    yield _wall(
        "an error in Russian", 200, "Сервер временно недоступен", "<p>Попробуйте позже.</p>"
    )
    yield _wall(
        "an error in Kyrgyz", 200, "Сервер жооп бербей жатат", "<p>Кийинчерээк аракет кылыңыз.</p>"
    )
    for status in (200, 503):
        yield _wall(
            f"maintenance with {status}", status, "Site is under maintenance", "<p>Back soon.</p>"
        )
        yield _wall(
            f"maintenance in Russian with {status}",
            status,
            "24.kg - Технические работы",
            "<p>Скоро.</p>",
        )
    yield _wall(
        "maintenance in Kyrgyz", 200, "Техникалык иштер жүрүп жатат", "<p>Жакында кайтабыз.</p>"
    )


def _absences() -> Iterator[Wall]:
    yield _wall("a soft 404", 200, "Page not found", "<p>Try the front page.</p>")
    yield _wall("a soft 404 in Russian", 200, "Страница не найдена — 24.kg", "<p>Ошибка 404.</p>")
    yield _wall("a soft 404 in Kyrgyz", 200, "Барак табылган жок", "<p>404</p>")
    yield _wall("a parked domain", 200, "24.kg is for sale", "<p>Buy this domain.</p>")
    yield _wall("a parked domain in Russian", 200, "Домен припаркован", "<p>Услуги хостинга.</p>")
    yield _wall("a parked domain in Kyrgyz", 200, "Домен сатылат", "<p>Байланыш</p>")
    yield _wall(
        "a suspended account", 200, "Account Suspended", "<p>Contact your hosting provider.</p>"
    )
    yield _wall("a default page", 200, "Welcome to nginx!", "<h1>Welcome to nginx!</h1>")


def _skins() -> Iterator[Wall]:
    yield _skinned("the site's own 404", "Page not found", "There is no such page.")
    yield _skinned("the site's own 404 in Russian", "Страница не найдена", "Такой страницы нет.")
    yield _skinned("the site's own 404 in Kyrgyz", "Барак табылган жок", "Мындай барак жок.")
    yield _skinned("the site's own refusal", "Access denied", "Your address is not welcome.")
    yield _skinned("the site's own maintenance", "Ведутся технические работы", "Мы скоро вернёмся.")
