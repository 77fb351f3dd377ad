"""What a page's scripts have to bring before it is worth reading: what its selectors look for. Waits for nothing."""

from monitor.model import Field, Selectors, TargetKind

Groups = tuple[tuple[tuple[str, str | None], ...], ...]
# Its title alone is often there before the text is.
_TEXT = "body"


def awaited_of(kind: TargetKind, selectors: Selectors) -> Groups:
    """Return groups of CSS selectors with the attribute that is read: the page is there once one of each group hits.

    Of a listing that is its rows, of an article its required fields and its text.
    """
    if kind is TargetKind.LISTING:
        return (((selectors.listing.row, None),),) if selectors.listing else ()
    article = selectors.article
    names = sorted(article.required | {_TEXT})
    groups = (_picks(article.fields[name]) for name in names if name in article.fields)
    return tuple(group for group in groups if group)


def _picks(field: Field) -> tuple[tuple[str, str | None], ...]:
    """Return what may give the field; nothing if it may be there without an element to wait for."""
    if any(pick.is_url or pick.linked is not None or not pick.css for pick in field.picks):
        return ()
    return tuple((pick.css, pick.attribute) for pick in field.picks)
