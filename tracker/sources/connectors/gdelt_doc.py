"""GDELT's search by words, which answers with 200 whatever happens: a list, `{}`, a sentence, a page, or nothing.

`seendate` is when GDELT saw an article, not when it was published: only the addresses are taken.
"""

import re
from datetime import timedelta

from tracker.errors import Unreadable
from tracker.model import Payload, PollOutcome, Source
from tracker.sources.discovery import ask_articles
from tracker.sources.hearing import Hearing
from tracker.sources.json_body import read_json, words_of
from tracker.sources.reports import Parsed, unreadable

MOST_ARTICLES = 30
PACE = timedelta(seconds=5)  # between two requests, by its own rule
TOO_MANY = 429
LONGEST_SENTENCE = 500
_RATE = re.compile(r"limit requests|too many requests|rate limit", re.IGNORECASE)
_SENTENCE = re.compile(r"[A-Z][^<>{}\[\]]*")


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Ask for the articles found. `{}` is EMPTY; a sentence means a rejected query, which is vain to ask again."""
    del source
    sentence = payload.body.decode("utf-8", errors="replace").strip()
    if payload.status == TOO_MANY or (_is_sentence(sentence) and _RATE.search(sentence)):
        return Parsed(
            reports=(),
            outcome=PollOutcome.UNREACHABLE,
            warnings=("asked too often",),
            retry_at=payload.fetched_at + PACE,
        )
    if _is_sentence(sentence):
        return unreadable(f"query rejected: {words_of(sentence)}")
    try:
        found = _find(payload)
    except Unreadable as error:
        return unreadable(error.reason)
    requests, warnings = ask_articles(found, hearing, most=MOST_ARTICLES)
    return Parsed(reports=(), outcome=PollOutcome.EMPTY, warnings=warnings, requests=requests)


def _find(payload: Payload) -> list[tuple[str, str]]:
    """Address and title of each article.

    Raises:
        Unreadable: it is neither `{}` nor a list of articles with addresses.
    """
    answer = read_json(payload)
    articles = answer.get("articles", []) if isinstance(answer, dict) else None
    if not isinstance(articles, list) or (answer and "articles" not in answer):
        raise Unreadable(payload.source_id, "no list of articles")
    found = [
        (str(article["url"]), words_of(article.get("title"), 500))
        for article in articles
        if isinstance(article, dict) and article.get("url")
    ]
    if articles and not found:
        raise Unreadable(payload.source_id, "no article has an address")
    return found


def _is_sentence(text: str) -> bool:
    """English words, not data: a cut list begins with a bracket, a page with `<`."""
    return len(text) <= LONGEST_SENTENCE and _SENTENCE.fullmatch(text) is not None
