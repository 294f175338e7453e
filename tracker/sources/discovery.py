"""Addresses of articles that another source found: the titles that can say something, once each, not too many."""

from collections.abc import Iterable
from html import unescape

from tracker.sources.hearing import Hearing, Request
from tracker.sources.markup import tidy
from tracker.sources.reports import canonical_link

ARTICLE = "article"


def ask_articles(
    found: Iterable[tuple[str, str]], hearing: Hearing, *, most: int
) -> tuple[tuple[Request, ...], tuple[str, ...]]:
    """Requests for the articles whose title passes the gate, and a warning where more than `most` did.

    Args:
        found: address and title of each.
        hearing: its gate is asked.
        most: the rest is left out, in the order they were found.
    """
    links = dict.fromkeys(
        link for url, title in found if hearing.may_tell(tidy(unescape(title))) and (link := canonical_link(url, ""))
    )
    requests = tuple(Request(url=link, kind=ARTICLE) for link in list(links)[:most])
    left = len(links) - len(requests)
    return requests, (f"{left} more articles found, left out",) if left else ()
