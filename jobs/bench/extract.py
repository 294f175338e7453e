"""`svitlo bench extract`: from reports to claims, and the ways to reports."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import repeat
from random import Random

from geodata.gazetteer import load_gazetteer
from jobs.bench import readers
from jobs.bench.agreements import both_find, both_read, refuse_alike, same_items, same_texts
from jobs.bench.case import Case, Rival, Side, scaled
from jobs.bench.markup import SEED as MARKUP_SEED
from jobs.bench.markup import make_feed, make_page, make_payload, make_source
from jobs.bench.reports import LANGUAGES, mixed_reports, relevant_reports
from jobs.bench.reports import SETTINGS as REPORTS
from tracker.extract.claims import extract_claims
from tracker.extract.gate import may_tell
from tracker.extract.lexicon import load_lexicon
from tracker.extract.text import Clause, split_sentences
from tracker.extract.times import Told, read_time
from tracker.model import Payload, Report
from tracker.sources.connectors import parse
from tracker.sources.hearing import Hearing

PHRASES, ENTITIES, DATED_BY_RIVAL = 300, 12, 2  # reports that slow rivals read
DATED, ITEMS, PAGES, RELEVANT_PAGES = 1_000, 50, 100, 10
SETTINGS: Mapping[str, object] = {**REPORTS, "feed_items": ITEMS, "pages": PAGES, "markup_seed": MARKUP_SEED}


def cases(scale: float) -> Sequence[Case]:
    """The cases of reading: all languages together, then each by itself."""
    languages = (None, *LANGUAGES)
    return (
        *(_irrelevant(scale, lang) for lang in languages),
        Case(
            name="near miss",
            unit="reports",
            prepare=lambda: _extract(near_misses(scale)),
            rivals=(_stems(lambda: near_misses(scale), goal=None),),
        ),
        *(_relevant(scale, lang) for lang in languages),
        Case(
            name="dates",
            unit="reports",
            prepare=lambda: _date(relevant_reports(scale)[: scaled(DATED, scale)]),
            rivals=(
                Rival(
                    name="dateparser search_dates",
                    prepare=lambda: readers.search_dates(told(scale, "en")[:DATED_BY_RIVAL]),
                    needs=("dateparser",),
                    goal=0.005,
                    agrees=both_find,
                ),
            ),
        ),
        Case(
            name="feed",
            unit="items",
            prepare=lambda: _parse_feed(scale),
            rivals=(
                Rival(
                    name="feedparser",
                    prepare=lambda: readers.parse_feed(*feed(scale)),
                    needs=("feedparser",),
                    goal=1.1,
                    agrees=same_items,
                ),
                Rival(
                    name="fastfeedparser",
                    prepare=lambda: readers.parse_feed_fast(*feed(scale)),
                    needs=("fastfeedparser",),
                    agrees=same_items,
                ),
            ),
        ),
        Case(
            name="page",
            unit="pages",
            prepare=lambda: _read_pages(pages(scale)),
            rivals=(
                Rival(
                    name="trafilatura extract",
                    prepare=lambda: readers.extract_pages(pages(scale)),
                    needs=("trafilatura",),
                    goal=0.1,
                    agrees=same_texts,
                ),
            ),
        ),
    )


def _irrelevant(scale: float, lang: str | None) -> Case:
    return Case(
        name=_named("irrelevant report", lang),
        unit="reports",
        prepare=lambda: _extract(irrelevant(scale, lang)),
        rivals=(_stems(lambda: irrelevant(scale, lang), goal=2.0),),
        load=None if lang else _load,
    )


def _relevant(scale: float, lang: str | None) -> Case:
    phrases = Rival(
        name="spaCy PhraseMatcher, 20,000 names",
        prepare=lambda: readers.match_phrases(told(scale, lang)[: scaled(PHRASES, scale)]),
        needs=("spacy",),
        goal=0.4,
        agrees=both_read,
    )
    entities = Rival(
        name="natasha segment + NER",
        prepare=lambda: readers.name_entities(told(scale, "ru")[: scaled(ENTITIES, scale)]),
        needs=("natasha",),
        goal=0.02,
        agrees=both_read,
    )
    return Case(
        name=_named("relevant report", lang),
        unit="reports",
        prepare=lambda: _extract(told(scale, lang)),
        rivals=(entities, phrases) if lang == "ru" else (phrases,),
        load=None if lang else _load,
    )


def _stems(reports: Callable[[], Sequence[Report]], *, goal: float | None) -> Rival:
    return Rival(
        name="ahocorasick_rs DFA, same stems",
        prepare=lambda: readers.scan_stems(reports()),
        goal=goal,
        agrees=refuse_alike,
    )


def _named(case: str, lang: str | None) -> str:
    return f"{case}, {lang}" if lang else case


def irrelevant(scale: float, lang: str | None = None) -> list[Report]:
    """Reports of other things that do not look like ours."""
    made = (one for one in mixed_reports(scale) if not one.is_relevant and not one.is_near_miss)
    return [one.report for one in made if lang in {None, one.report.lang}]


def near_misses(scale: float) -> list[Report]:
    """Reports of other things that look like ours."""
    return [one.report for one in mixed_reports(scale) if one.is_near_miss]


def told(scale: float, lang: str | None = None) -> list[Report]:
    """Relevant reports, of all languages or one."""
    return [report for report in relevant_reports(scale) if lang in {None, report.lang}]


def feed(scale: float) -> tuple[Payload, int]:
    """One feed and the number of its items."""
    reports = [one.report for one in mixed_reports(scale)[: scaled(ITEMS, scale)]]
    return make_payload(make_feed(reports), "application/rss+xml"), len(reports)


@cache
def pages(scale: float) -> tuple[Payload, ...]:
    """Pages of which one in ten is relevant."""
    random = Random(MARKUP_SEED)  # noqa: S311 - the same pages on every machine
    n = scaled(PAGES, scale, least=2)
    others = irrelevant(scale)[:n]
    n_relevant = scaled(RELEVANT_PAGES, scale)
    texts = [*told(scale)[:n_relevant], *others[: n - n_relevant]]
    random.shuffle(texts)
    bodies = [make_page(report, others, random) for report in texts]
    return tuple(make_payload(body, "text/html; charset=utf-8", str(at)) for at, body in enumerate(bodies))


def _load() -> object:
    return load_gazetteer(), load_lexicon(), may_tell("")


def _extract(reports: Sequence[Report]) -> Side:
    gazetteer, lexicon = load_gazetteer(), load_lexicon()
    return Side(n=len(reports), run=lambda: [extract_claims(report, gazetteer, lexicon) for report in reports])


def _date(reports: Sequence[Report]) -> Side:
    """The time grammar alone, on sentences cut before."""
    clauses = [
        (Clause(start=one.start, end=one.end, text=one.text, folded=one.folded, sentence=one), report)
        for report in reports
        for one in split_sentences(report.text)
    ]
    lexicon, told = load_lexicon(), Told()
    return Side(n=len(reports), run=lambda: [read_time(clause, report, lexicon, told) for clause, report in clauses])


def _parse_feed(scale: float) -> Side:
    payload, n = feed(scale)
    return Side(n=n, run=partial(parse, payload, make_source("rss")))


def _read_pages(payloads: Sequence[Payload]) -> Side:
    """Bytes, the gate, and the text of those that pass it."""
    source = make_source("article")
    hearings = [Hearing(now=payload.fetched_at, may_tell=may_tell) for payload in payloads]
    return Side(n=len(payloads), run=lambda: [parse(*one) for one in zip(payloads, repeat(source), hearings)])
