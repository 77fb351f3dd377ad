"""Which query parameters say where a reader came from and not what they read. Knows nothing of sites."""

import re

_PREFIXES = ("utm_", "mtm_", "pk_", "matomo_", "__hs", "_hs", "fb_action_")
_CLICK_IDS = frozenset(
    {"fbclid", "fb_source", "fb_ref", "igshid", "igsh"}  # Meta
    | {"gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "_ga", "_gl"}  # Google
    | {"yclid", "ysclid", "ymclid", "_openstat"}  # Yandex
    | {"msclkid", "ttclid", "li_fat_id", "epik"}  # Microsoft, TikTok, LinkedIn, Pinterest
    | {"twclid", "ref_src", "ref_url", "__twitter_impression"}  # X
)
_CAMPAIGNS = frozenset(
    {"mc_cid", "mc_eid", "mkt_tok", "vero_id", "oly_enc_id", "oly_anon_id", "wickedid"}
    | {"s_cid", "cmpid", "xtor", "_branch_match_id"}
    | {"place"}  # the AKIpress family
)
_NAMES = _CLICK_IDS | _CAMPAIGNS
_PAIRS = frozenset({("f", "cp")})
# `from=rss` is a trace; `from=20` or `from=2026-11-01` chooses a page or a day.
_NUMBER_OR_DAY = re.compile(r"[\d.-]+")


def drop_tracking(query: str) -> str:
    """Return the query without the parameters that only track, the others in their order."""
    return "&".join(part for part in query.split("&") if part and not _is_tracking(part))


def _is_tracking(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name = name.lower()
    if name == "from":
        return _NUMBER_OR_DAY.fullmatch(value) is None
    return name in _NAMES or name.startswith(_PREFIXES) or (name, value) in _PAIRS
