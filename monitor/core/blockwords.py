"""The phrases by which pages that are no news name themselves, in English, Russian and Kyrgyz. Judges no page.

Phrases are for the whole of a headline, or for a page that says hardly anything else: an article may well speak of
captchas and of pages that were not found.
"""

import re
from enum import StrEnum
from functools import cache

# What stands between a headline and the name of its site, once its words are one blank apart.
_SEPARATORS = re.compile(r" [-–—|»•·]+ | ?(?:\||»|::|•) ?")
_NAME_WORDS = 3
_LONGEST_NAME = 30
_LONGEST_HEADLINE = 120
_EDGES = " \t\r\n.!?…:;,\"'«»“”()[]*#"


class BlockKind(StrEnum):
    """What stands in the place of the page that was asked for."""

    CHALLENGE = "challenge"  # a task for a browser
    CAPTCHA = "captcha"  # a task for a person
    DENIED = "denied"
    CONSENT = "consent"
    WALL = "wall"  # a login or a subscription comes first
    MISSING = "missing"  # "not found", whatever the status says
    OUTAGE = "outage"  # what a cache in front says of the server behind it
    MAINTENANCE = "maintenance"
    PARKED = "parked"  # a domain for sale, a default page, a suspended account


_HEADLINES = {
    BlockKind.CHALLENGE: r"""
        just a moment|(?:please )?(?:wait|stand by)(?: a moment)?|one moment,? please
        |security check(?: required)?
        |checking your browser(?: before accessing.{0,60})?|browser (?:check|verification)
        |verifying(?: your browser)?
        |ddos[- ]guard|ddos protection(?: by .{1,30})?|javascript (?:is )?(?:required|disabled)
        |client challenge
        |один момент|(?:пожалуйста,? )?подождите(?: немного| пожалуйста)?|проверка (?:вашего )?браузера
        |проверка безопасности|защита от ddos(?:-атак)?
        |бир аз күтө туруңуз|күтө туруңуз|браузер(?:иңиз)?(?:ди)? текшер(?:үү|илүүдө)
        |коопсуздук текшерүүсү""",
    BlockKind.CAPTCHA: r"""
        (?:re|h)?captcha|robot check|human verification|are you (?:a )?(?:human|(?:not )?a robot)
        |i'?m not a robot
        |verify (?:that )?you(?: are|'re) (?:a )?(?:human|not a robot)
        |prove (?:that )?you(?: are|'re) (?:human|not a robot)
        |капча|введите (?:капчу|код с картинки)|вы (?:не )?робот|ой
        |(?:пожалуйста,? )?подтвердите,? что (?:вы не робот|вы человек|запросы отправляли вы,? а не робот)
        |(?:сиз )?робот (?:эмессизби|эмес экениңизди (?:ырастаңыз|тастыктаңыз))""",
    BlockKind.DENIED: r"""
        access (?:to this (?:page|site|resource) )?(?:has been |is )?(?:denied|restricted|blocked)
        |(?:error )?403(?: (?:forbidden|error))?|forbidden|attention required|pardon our interruption
        |request (?:blocked|rejected|unsuccessful)|(?:sorry,? )?you have been blocked
        |доступ (?:к (?:сайту|странице|ресурсу|информационному ресурсу) )?(?:временно )?
        (?:запрещ[её]н|ограничен|заблокирован)
        |(?:ошибка )?403|вы заблокированы|ваш (?:ip-)?адрес заблокирован|запрос (?:заблокирован|отклон[её]н)
        |кирүүгө (?:тыюу салынган|уруксат жок)|кирүү (?:чектелген|жабык)|жеткиликтүүлүк чектелген""",
    BlockKind.CONSENT: r"""
        before you continue(?: to .{1,30})?|we (?:value|care about) your privacy
        |your (?:privacy choices|choices)
        |(?:cookie|privacy) (?:consent|settings|notice)|cookies|consent
        |прежде чем продолжить|мы (?:ценим|уважаем) вашу (?:конфиденциальность|приватность)
        |настройки (?:конфиденциальности|cookie|файлов cookie)|согласие на (?:использование|обработку) .{1,40}
        |улантуудан мурун|купуялык (?:жөндөөлөрү|саясаты)|биз купуялыгыңызды баалайбыз
        |cookie файлдарына макулдук""",
    BlockKind.WALL: r"""
        (?:log|sign)[ -]?in(?: to (?:continue|read)(?: reading)?)?
        |subscribe(?: (?:now|to (?:continue|read)(?: reading)?))?
        |subscribers? only|members? only|registration required
        |вход(?: на сайт| в (?:систему|аккаунт|личный кабинет))?|авторизация|войти|регистрация
        |войдите,? чтобы (?:продолжить|читать)(?: чтение| дальше)?|(?:оформите )?подписк[аеу](?: на .{1,30})?
        |(?:материал )?только для подписчиков|доступно (?:только )?по подписке
        |сайтка кирүү|кирүү|катталуу|жазылуу|жазылуучулар үчүн гана|улантуу үчүн кириңиз""",
    BlockKind.MISSING: r"""
        (?:(?:error|ошибка|ката|http) ?)?404
        (?:\s(?:not found|error|ошибка|ката|page not found|страница не найдена|барак табылган жок))?
        |(?:oops )?(?:the )?(?:requested )?(?:page|article|content|file|url) (?:was |is |could )?not (?:be )?found
        |not found|nothing (?:was )?found|page (?:does not|doesn'?t) exist
        |(?:запрашиваемая |такая )?(?:страница|статья|новость|публикация) не (?:найдена|существует)
        |материал не найден
        |(?:такой )?страницы (?:нет|не существует)|ничего не найдено|не найдено
        |(?:мындай )?(?:барак(?:ча)?|бет|макала|жаңылык) (?:табылган жок|табылбады|жок)
        |эч нерсе табылган жок""",
    BlockKind.OUTAGE: r"""
        (?:error )?5[0-3]\d(?:[: ] ?.{1,60})?|bad gateway|gateway time-?out
        |service (?:temporarily )?unavailable
        |web server is (?:down|returning an unknown error)|connection timed out
        |origin (?:dns error|is unreachable)
        |(?:error )?the request could not be satisfied|internal server error|backend fetch failed
        |guru meditation
        |fastly error.{0,40}|(?:ошибка )?5\d\d|сервер (?:временно )?(?:недоступен|не отвечает)|ошибка сервера
        |внутренняя ошибка сервера|сервис временно недоступен
        |сервер (?:жооп бербей жатат|жеткиликсиз)|сервердин катасы|кызмат убактылуу жеткиликсиз""",
    BlockKind.MAINTENANCE: r"""
        (?:(?:the )?(?:web)?site (?:is )?)?(?:down for |under |scheduled |planned )maintenance
        |maintenance(?: mode)?
        |we(?:'ll| will) be (?:right )?back(?: soon)?|coming soon|under construction
        |(?:на сайте )?(?:ведутся |идут |проводятся )?(?:технические|профилактические) работы
        |сайт (?:временно )?(?:недоступен|не работает|закрыт|на обслуживании|в разработке)
        |мы скоро верн[её]мся
        |(?:сайтта )?техникалык иштер(?: жүрүп жатат| жүргүзүлүүдө)?
        |сайт убактылуу (?:иштебейт|жабык|жеткиликсиз)""",
    BlockKind.PARKED: r"""
        (?:[\w.-]+ |this domain (?:name )?)?(?:is |may be )?for sale|buy this domain|domain (?:is )?parked
        |parked domain
        |(?:this )?(?:account|site|website|domain) (?:has been |is )?(?:suspended|expired)
        |welcome to (?:nginx|openresty|centos)|apache2? .{0,40}(?:default|test) page.{0,20}|it works
        |index of /\S*
        |домен (?:[\w.-]+ )?(?:прода[её]тся|припаркован|не (?:делегирован|прилинкован).{0,40})
        |срок (?:регистрации|действия) домена ист[её]к
        |сайт (?:заблокирован|отключ[её]н|приостановлен)(?: хостингом)?
        |аккаунт заблокирован|домен (?:сатылат|токтотулган)|аккаунт токтотулган|сайт токтотулган""",
}
# What a page that says hardly anything else says.
_SENTENCES = {
    BlockKind.CHALLENGE: r"""
        checking (?:if|your) .{0,20}(?:browser|connection)|enable javascript and cookies
        |requires javascript to (?:verify|continue)
        |verifying (?:that )?you are human|you will be redirected once
        |automatic(?:ally)? redirect.{0,40}browser
        |проверя(?:ем|ется) (?:ваш )?браузер|включите (?:javascript|куки|cookies)
        |проверка (?:вашего )?браузера
        |javascript(?:ти)? (?:жана cookie.{0,10} )?(?:иштетиңиз|күйгүзүңүз)|браузериңиз(?:ди)? текшер""",
    BlockKind.CAPTCHA: r"""
        (?:verify|confirm|prove|make sure) (?:that )?you(?: are|'re) (?:a )?(?:human|not a (?:ro)?bot)
        |unusual (?:traffic|activity)
        |(?:complete|solve) the (?:captcha|puzzle)|подтвердите,? что (?:вы не робот|вы человек|запросы)
        |вы не робот|подозрительн\w+ (?:активность|трафик)|введите (?:символы|код) с картинки
        |робот эмес|сүрөттөгү код""",
    BlockKind.DENIED: r"""
        you don'?t have permission to access|reference #[0-9a-f.]{6}|incident id
        |your (?:ip|request) (?:address )?(?:has been|was) (?:blocked|rejected)
        |(?:вам|вашему адресу) .{0,20}(?:запрещ|ограничен|заблокирован)
        |доступ .{0,40}(?:ограничен|заблокирован|запрещ[её]н)
        |ваш запрос .{0,20}(?:заблокирован|отклон[её]н)|кирүүгө тыюу салынган
        |(?:суроо-талабыңыз|дарегиңиз) .{0,20}(?:бөгөттөлдү|четке кагылды)""",
    BlockKind.CONSENT: r"""
        we (?:and our (?:\d+ )?partners|use cookies)|accept (?:all )?cookies
        |consent to .{0,30}(?:cookies|data|tracking)
        |мы (?:и наши (?:\d+ )?партн[её]ры|используем (?:файлы )?cookie)|принять все
        |согласи(?:е|ться) .{0,30}(?:cookie|данных)
        |cookie файлдарын (?:кабыл алуу|колдонобуз)""",
    BlockKind.WALL: r"""
        (?:log|sign) in (?:or .{0,30})?to (?:continue|read|view)|subscribe to (?:continue|read|unlock)
        |already a subscriber
        |войдите.{0,40}чтобы|оформите подписку|доступ.{0,30} подписчик|уже подписаны
        |окуу үчүн (?:кириңиз|жазылыңыз)|жазылууга кат(?:та|ыш)""",
    BlockKind.OUTAGE: r"""
        error \d{3,4} ?ray id|performance (?:&|and) security by|upstream (?:connect error|request timeout)
        |generated by cloudfront|varnish cache server|no server is available to handle|origin web server
        |сервер не отвечает|сервер жооп бербей""",
    BlockKind.MAINTENANCE: r"""
        (?:under|scheduled|planned|undergoing) maintenance|performing .{0,20}maintenance
        |back (?:online )?(?:soon|shortly)
        |технические работы|техническ\w+ обслуживани|скоро верн[её]мся|техникалык иштер""",
    BlockKind.PARKED: r"""
        domain (?:name )?(?:is|may be) (?:for sale|parked|available)|(?:buy|inquire about) this domain
        |account has been suspended
        |successfully installed and working|домен (?:прода[её]тся|припаркован)|регистраци\w+ домена ист[её]к
        |домен сатылат|оплатите хостинг|услуг\w* хостинга""",
}

# Who stands in a page's way speaks to its reader, or of the page; news is told of others.
_TO_READER = re.compile(
    r"\b(?:you|your|please|sorry|try|contact us|click|reload|go back|return to"
    r"|(?:this|the requested) (?:page|site|website|url)"
    r"|вы|вам|вас|ваш\w{0,4}|пожалуйста|извин\w{1,6}|сожалению|попробуйте|вернитесь|верн[её]мся|перейдите|обновите"
    r"|введите|включите|обратитесь|подождите|подтвердите|войдите"
    r"|на (?:нашем )?сайте (?:ведутся|идут|проводятся)|(?:эт|так|запрашиваем)\w{1,3} страниц\w"
    r"|сиз\w{0,5}|кечиресиз|сураныч|\w{2,30}[ыиуү]ң[ыиуү]з\w{0,4}"
    r"|(?:бул|мындай) (?:барак\w{0,4}|сайт\w{0,4})|сайтта)\b"
)


def _compiled(patterns: dict[BlockKind, str]) -> dict[BlockKind, re.Pattern[str]]:
    lines = {kind: "".join(map(str.strip, text.split("\n"))) for kind, text in patterns.items()}
    return {kind: re.compile(text) for kind, text in lines.items()}


# Compiled when a page is looked at first: that takes longer than to load the rest of this module.
@cache
def _headline_by_kind() -> dict[BlockKind, re.Pattern[str]]:
    return _compiled(_HEADLINES)


@cache
def _sentence_by_kind() -> dict[BlockKind, re.Pattern[str]]:
    return _compiled(_SENTENCES)


def kind_of_headline(headline: str) -> BlockKind | None:
    """Return what a page names itself in its headline, the site's name beside it apart; None if that is no block."""
    text = " ".join(headline.split()).casefold()
    if not 0 < len(text) <= _LONGEST_HEADLINE:
        return None
    if (whole := _kind(text)) is not None:
        return whole
    parts = [part for part in _SEPARATORS.split(text) if part.strip(_EDGES)]
    kinds = [_kind(part) for part in parts]
    named = next((kind for kind in kinds if kind is not None), None)
    others = (part for part, kind in zip(parts, kinds, strict=True) if kind is None)
    return named if all(map(_is_name, others)) else None


def kind_of_text(text: str) -> BlockKind | None:
    """Return what a page that says no more than `text` is, by a sentence of it; None if it is no block."""
    folded = " ".join(text.split()).casefold()
    return next((kind for kind, form in _sentence_by_kind().items() if form.search(folded)), None)


def addresses_reader(text: str) -> bool:
    """Say whether `text` speaks to who reads it, or of the page itself."""
    return bool(_TO_READER.search(text.casefold()))


def says(text: str, kind: BlockKind) -> bool:
    """Say whether `text` has a sentence by which pages of that kind are known."""
    return bool(_sentence_by_kind()[kind].search(" ".join(text.split()).casefold()))


def _kind(part: str) -> BlockKind | None:
    bare = part.strip(_EDGES)
    return next((kind for kind, form in _headline_by_kind().items() if form.fullmatch(bare)), None)


def _is_name(part: str) -> bool:
    return len(part) <= _LONGEST_NAME and len(part.split()) <= _NAME_WORDS
