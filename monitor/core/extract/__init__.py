"""From a fetched page and a site's selectors to a listing or an article's fields. Pure; a bad page raises nothing."""

from monitor.core.extract.article import Seen, read_article, see_article
from monitor.core.extract.listing import read_listing

__all__ = ["Seen", "read_article", "read_listing", "see_article"]
