"""The libraries that read texts, set up as well as they can be: built beforehand, in batches, one thread."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from geodata.gazetteer import load_gazetteer
from jobs.bench.case import Side
from jobs.bench.reports import generated_cities
from tracker.extract.gate import written_stems
from tracker.model import Payload, Report

NAMES = 20_000


def scan_stems(reports: Sequence[Report]) -> Side:
    """The gate's stems and nothing else."""
    import ahocorasick_rs

    texts = [report.text for report in reports]
    automaton = ahocorasick_rs.AhoCorasick(written_stems(), implementation=ahocorasick_rs.Implementation.DFA)
    return Side(n=len(texts), run=lambda: [automaton.find_matches_as_indexes(text) for text in texts])


def match_phrases(reports: Sequence[Report]) -> Side:
    """20,000 names of the register, the cities of the texts among them, found by spaCy's own words."""
    find = phrase_finder()
    texts = [report.text for report in reports]
    return Side(n=len(texts), run=lambda: [*find(texts)])


def phrase_finder() -> Callable[[Sequence[str]], Iterator[Any]]:
    """What finds those names in texts."""
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("xx")
    tokenizer: Any = language.tokenizer  # typed as any function, and so without `pipe`
    matcher = PhraseMatcher(language.vocab)
    known = [*load_gazetteer().toponyms]
    names = [*generated_cities(), *known[:: len(known) // NAMES]][:NAMES]
    matcher.add("place", [*tokenizer.pipe(name.title() for name in names)])
    return lambda texts: map(matcher, tokenizer.pipe(texts))


def name_entities(reports: Sequence[Report]) -> Side:
    """Words, sentences and named entities of Russian texts by natasha."""
    from natasha import Doc, NewsEmbedding, NewsNERTagger, Segmenter

    texts = [report.text for report in reports]
    segmenter, tagger = Segmenter(), NewsNERTagger(NewsEmbedding())

    def name(text: str) -> int:
        document = Doc(text)
        document.segment(segmenter)
        document.tag_ner(tagger)
        return len(document.spans)

    return Side(n=len(texts), run=lambda: [name(text) for text in texts])


def search_dates(reports: Sequence[Report]) -> Side:
    """Dates of English texts by dateparser."""
    from dateparser.search import search_dates as search

    texts = [report.text for report in reports]
    return Side(n=len(texts), run=lambda: [search(text, languages=["en"]) or [] for text in texts])


def parse_feed(payload: Payload, n: int) -> Side:
    """A feed's titles and links by feedparser."""
    import feedparser

    def read() -> list[tuple[str, str]]:
        return [(entry.title, entry.link) for entry in feedparser.parse(payload.body).entries]

    return Side(n=n, run=read)


def parse_feed_fast(payload: Payload, n: int) -> Side:
    """A feed's titles and links by fastfeedparser."""
    import fastfeedparser

    text = payload.body.decode()

    def read() -> list[tuple[str, str]]:
        return [(entry.title, entry.link) for entry in fastfeedparser.parse(text).entries]

    return Side(n=n, run=read)


def extract_pages(payloads: Sequence[Payload]) -> Side:
    """The text of every page by trafilatura, relevant or not."""
    import trafilatura

    pages = [payload.body.decode() for payload in payloads]
    return Side(n=len(pages), run=lambda: [trafilatura.extract(page) or "" for page in pages])
