"""Articles about walls, and good pages that bear the marks of walls: none of them may be refused. Performs nothing."""

_REST = " Officials said that the matter will be looked into, and that users will be told in time."
_REST_RU = " В ведомстве сообщили, что вопрос будет изучен, а пользователей известят заранее."
_REST_KY = " Мекеме маселе изилденип, колдонуучуларга алдын ала билдирилерин айтты."

# Headline and text of articles that the newsroom publishes in its own markup.
ARTICLES: tuple[tuple[str, str, str], ...] = (
    ("en", "Page not found", "The novel of that name was presented in Bishkek." + _REST),
    ("en", "404", "The 404th kilometre of the road was closed by snow." + _REST),
    ("en", "Access denied", "The documentary about archives is shown on Friday." + _REST),
    ("en", "Just a moment", "The exhibition of photographs opened in Osh." + _REST),
    ("en", "Under maintenance", "A heating plant of the capital is." + _REST),
    ("en", "Are you a robot?", "School pupils of Naryn built one that answers." + _REST),
    ("en", "Captcha no longer stops bots, study says", "To verify you are human gets harder." + _REST),
    ("en", "Ministries ask visitors to accept cookies", "Before you continue, you must consent to cookies." + _REST),
    ("en", "Domain for sale: ministry forgot to pay", "Buy this domain, said the page." + _REST),
    ("en", "Account suspended: bank explains", "This account has been suspended, customers read." + _REST),
    ("en", "502 Bad Gateway: why the tax portal failed", "The upstream connect error lasted an hour." + _REST),
    ("en", "Access denied - how journalists were kept out", "You don't have permission to access, they heard." + _REST),
    ("en", "Subscribe to continue: papers try paywalls", "Already a subscriber? Most readers are not." + _REST),
    ("ru", "Страница не найдена", "Так называется спектакль, премьера которого прошла в Бишкеке." + _REST_RU),
    ("ru", "Доступ ограничен", "К горному озеру Сары-Челек проезд закрыли до весны." + _REST_RU),
    ("ru", "Технические работы", "На ТЭЦ Бишкека проводятся до конца недели." + _REST_RU),
    ("ru", "Вы не робот?", "Школьники Нарына показали робота, который отвечает." + _REST_RU),
    ("ru", "Подпишитесь или уходите: газеты вводят подписку", "Оформите подписку, пишут они." + _REST_RU),
    ("ru", "Ошибка 404: куда пропал сайт ведомства", "Страница не найдена, видели посетители." + _REST_RU),
    ("ru", "Капча мешает получить паспорт", "Подтвердите, что вы не робот, просит портал." + _REST_RU),
    ("ru", "Сайт временно недоступен, сообщили в ЦИК", "Технические работы закончат к утру." + _REST_RU),
    ("ru", "Домен продается: кто купит kg", "Домен продаётся с торгов." + _REST_RU),
    ("ru", "Доступ к сайту запрещен решением суда", "Доступ к ресурсу ограничен." + _REST_RU),
    ("ru", "Мы ценим вашу конфиденциальность, уверяют банки", "Согласие на обработку данных берут у всех." + _REST_RU),
    ("ky", "Барак табылган жок", "Ушундай аталыштагы спектакль Бишкекте көрсөтүлдү." + _REST_KY),
    ("ky", "Кирүү чектелген", "Сары-Челек көлүнө жол жазга чейин жабылды." + _REST_KY),
    ("ky", "Техникалык иштер жүрүп жатат", "Бишкек ЖЭБинде жума аягына чейин." + _REST_KY),
    ("ky", "Робот эмессизби деген суроо", "Окуучулар робот эмес экенин далилдеди." + _REST_KY),
    ("ky", "Сайтка кирүү татаалдашты", "Улантуу үчүн кириңиз деген жазуу чыгат." + _REST_KY),
    ("ky", "Домен сатылат: ким алат", "Домен сатылат деп жазылган." + _REST_KY),
)  # fmt: skip

_LONG = (
    "<p>The commission met on Tuesday and heard four ministers, who spoke of roads and of water. </p>"
    * 20
)
_LINKS = "".join(
    f'<a href="/{number}/">A headline of some length, number {number}</a>' for number in range(45)
)
_ARTICLE = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20">'
_BEACON = (
    "<script>(function(){window['__CF$cv$params']={r:'8f2b'};})();</script>"
    "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"
)

_BANNER = "<div>We use cookies to improve your visit. <button>Accept all cookies</button></div>"
_LETTER = "<form>Your e-mail <input name=mail></form>"
_SEARCH = '<form action="/search"><input type="search" name="q"></form>'


def _brief(headline: str, said: str, around: str = "") -> str:
    """Return an old page without any mark of an article, which says one sentence."""
    return f"<html><head><title>{headline}</title></head><body>{around}<h1>{headline}</h1><p>{said}</p></body></html>"


# Good pages of other makes, as a server sends them.
PAGES: tuple[tuple[str, str], ...] = (
    ("one sentence with the metas of an article", f"<title>Access denied</title>{_ARTICLE}<p>Soon more.</p>"),
    ("an old page without metas", f"<title>Page not found</title><h1>Page not found</h1>{_LONG}"),
    ("an article behind a shield that lets us in", f"<title>A meeting</title>{_BEACON}{_ARTICLE}<p>Short.</p>"),
    ("a beacon and nothing else of note", f"<title>A meeting</title>{_BEACON}<h1>A meeting</h1><p>It was held.</p>"),
    ("comments guarded by a captcha", f'<title>A meeting</title>{_LONG}<div class="g-recaptcha"></div>'),
    ("an article with its banner of consent", f"<title>A meeting</title><div>We use cookies</div>{_LONG}"),
    ("a listing with a login", f"<title>News</title><form>Log in to continue</form>{_LINKS}"),
    ("a listing named after maintenance", f"<title>Maintenance</title>{_LINKS}"),
    ("code of a challenge in an article", f"<title>How it works</title>{_ARTICLE}<pre>window._cf_chl_opt</pre>"),
    ("code of a challenge in an old page", f"<title>How it works</title>{_LONG}<pre>/.well-known/ddos-guard/</pre>"),
    ("a headline that begins like a wall", "<title>Access denied: court rules for the paper</title><p>It did.</p>"),
    ("a headline of many words behind a dash", "<title>404 - so many schools were built this year</title><p>Many.</p>"),
    ("a bulletin of one sentence", "<title>Roads closed</title><p>The pass is closed by snow.</p>"),
    ("an empty page", ""),
    ("a brief on maintenance", _brief("Water off in Osh", "The main is undergoing maintenance")),
    ("a brief beside a menu", _brief("Water off", "The main is undergoing maintenance", "<button>Menu</button>")),
    ("a brief on access in Russian", _brief("Мост закрыт", "Доступ на мост ограничен до вечера.")),
    ("a brief on access in Kyrgyz", _brief("Көпүрө жабык", "Көпүрөгө кирүүгө тыюу салынган, кечинде ачылат.")),
    ("a brief on consent", _brief("Court on trackers", "Sites must not force users to accept cookies, it said.")),
    ("a brief on consent in Kyrgyz", _brief("Сот чечими", "Сайттар cookie файлдарын кабыл алууга мажбурлай албайт.")),
    ("a brief on humans", _brief("Vote counting", "Voters will prove you are human checks useless, an expert said.")),
    ("a brief on repairs in Kyrgyz", _brief("Ошто суу жок", "Түтүктө техникалык иштер жүрүп жатат.")),
    ("a brief with its banner of consent", _brief("Roads closed", "The pass is closed by snow.", _BANNER)),
    ("a brief with a banner and a letter", _brief("Roads closed", "The pass is closed by snow.", _BANNER + _LETTER)),
    ("a brief headed captcha", _brief("Капча", "Мэрия Бишкека вводит её на портале записи к врачу.")),
    ("a short brief headed captcha", _brief("Капча", "Так называется новая выставка.")),
    ("a brief headed captcha, with a search", _brief("Капча", "Мэрия Бишкека вводит её на портале.", _SEARCH)),
    ("a brief headed captcha, with its banner", _brief("Капча", "Мэрия Бишкека вводит её на портале.", _BANNER)),
    ("a brief headed captcha in Kyrgyz", _brief("Капча", "Бишкек мэриясы аны дүйшөмбүдөн баштап киргизет.")),
    ("a brief headed maintenance", _brief("Технические работы", "На ТЭЦ Бишкека технические работы идут до среды.")),
    ("a brief headed works in Kyrgyz", _brief("Техникалык иштер", "ЖЭБде техникалык иштер шаршембиге чейин.")),
    ("a brief headed maintenance, with its day", _brief("Maintenance", "Until Sunday.", "<time>27.11.2026</time>")),
)  # fmt: skip

# Where the site led to, from another address, and what stood there.
DETOURS: tuple[tuple[str, str, str], ...] = (
    ("an article below subscribe", "/subscribe/n/1", f"<title>A meeting</title>{_ARTICLE}{_LONG * 40}"),
    ("an article below login", "/login/", f"<title>A meeting</title><article><p>It was held.</p></article>{_LONG}"),
    ("a short article below consent", "/consent/1", f"<title>A meeting</title>{_ARTICLE}<p>It was held.</p>"),
)  # fmt: skip
