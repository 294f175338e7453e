"""Ask one source all that one poll takes: its own requests, further pages, and the pages of its reports."""

import logging
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine

from jobs.drop import is_drop, read_drop
from tracker.crashpoints import crash_at
from tracker.model import Payload, PollOutcome, Report, Source, SourceState, Validators
from tracker.sources.asked import Asked, request_key
from tracker.sources.connectors import Parsed, ask, parse
from tracker.sources.fetch import PAGE, Failure, Fetcher
from tracker.sources.hearing import Hearing, Request
from tracker.sources.reports import canonical_link, make_report_id
from tracker.sources.revisions import next_revision
from tracker.store import ledger
from tracker.store.tombstones import read_forgotten

log = logging.getLogger("svitlo.ingest")

MOST_REQUESTS = 30  # a poll
MOST_PAGE_SECONDS = 60.0  # for the pages of a poll, 5 s apart: what is left waits for the next one


class News:
    """What the reports of one poll tell that is not kept yet."""

    def __init__(self, engine: Engine, *, has_pages: bool = False) -> None:
        """Begin with nothing. `has_pages`: a report may be told by a feed and by its page."""
        self._engine = engine
        self._has_pages = has_pages
        self._known: dict[str, list[tuple[int, str]]] = {}
        self._fresh: list[Report] = []
        self._forgotten: set[str] = set()

    @property
    def reports(self) -> tuple[Report, ...]:
        """Those that are new or changed, in the revision in which they are to be kept."""
        return tuple(self._fresh)

    def add(self, reports: Iterable[Report]) -> None:
        """Take what is new or changed of some reports."""
        told = tuple(reports)
        self._look_up([report.report_id for report in told])
        for report in told:
            if report.report_id in self._forgotten:
                continue
            revised = next_revision(self._known, report, has_pages=self._has_pages)
            if revised is not None:
                self._known[revised.report_id].append((revised.revision, revised.content_sha256))
                self._fresh.append(revised)

    def select_untold(self, pages: Iterable[tuple[str, Request]]) -> list[Request]:
        """Of pages by report id those that are worth asking for: of reports unknown so far, or changed just now."""
        named = dict(pages)
        fresh = {report.report_id for report in self._fresh}
        self._look_up(list(named))
        return [
            request
            for report_id, request in named.items()
            if report_id not in self._forgotten and (report_id in fresh or not self._known[report_id])
        ]

    def _look_up(self, report_ids: list[str]) -> None:
        missing = [report_id for report_id in dict.fromkeys(report_ids) if report_id not in self._known]
        found = ledger.read_revisions(self._engine, missing) if missing else {}
        self._forgotten |= read_forgotten(self._engine, missing) if missing else set()
        self._known |= {report_id: list(found.get(report_id, ())) for report_id in missing}


@dataclass(slots=True)
class Talk:
    """What was asked of a source in one poll, and the pages that no time was left for."""

    news: News
    asked: list[Asked] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def talk(engine: Engine, source: Source, state: SourceState | None, fetcher: Fetcher, hearing: Hearing) -> Talk:
    """Hear a source out. A source that fails is not asked for pages."""
    at = replace(source, url=state.url) if state is not None and state.url else source
    known = state.validators if state is not None else {}
    going = Talk(news=News(engine, has_pages=source.options.get("articles") == "yes"))
    if is_drop(source):
        for request, answer in read_drop(source, now=hearing.now):
            going.asked.append(_read(engine, at, hearing, request, answer, known.get(request_key(request))))
            going.news.add(going.asked[-1].parsed.reports)
        return going
    steps = deque((request, True) for request in ask(at, hearing))
    pages = {url: Request(url=url, kind=PAGE) for url in (state.waiting if state is not None else ())}
    while steps and len(going.asked) < MOST_REQUESTS:
        request, is_first = steps.popleft()
        validators = known.get(request_key(request)) if is_first else None
        answer = _fetch(fetcher, source, hearing, request, validators)
        one = _read(engine, at, hearing, request, answer, validators)
        going.asked.append(replace(one, is_first=is_first, is_address=request.url == at.url))
        going.news.add(one.parsed.reports)
        steps.extend((further, False) for further in one.parsed.requests if further.kind != PAGE)
        linked = [(_page_id(source, further.url), further) for further in one.parsed.requests if further.kind == PAGE]
        pages |= {further.url: further for further in going.news.select_untold(linked)}
    if steps:
        log.warning("%s: more than %d requests in a poll, the rest left out", source.source_id, MOST_REQUESTS)
    if any(isinstance(one.answer, Failure) and one.parsed.outcome == PollOutcome.UNREACHABLE for one in going.asked):
        going.waiting.extend(pages)
    else:
        _ask_for_pages(engine, source, fetcher, hearing, pages, going)
    return going


def _ask_for_pages(
    engine: Engine, source: Source, fetcher: Fetcher, hearing: Hearing, pages: dict[str, Request], going: Talk
) -> None:
    """Ask for the pages of reports. What a page tells is a revision of the report that links to it."""
    until = fetcher.clock() + MOST_PAGE_SECONDS
    for url, request in pages.items():
        if len(going.asked) >= MOST_REQUESTS or fetcher.clock() > until:
            going.waiting.append(url)
            continue
        answer = _fetch(fetcher, source, hearing, request, None)
        if isinstance(answer, Failure) and answer.retry_after_s is not None:
            going.waiting.append(url)
        one = _read(engine, source, hearing, request, answer, None)
        link = canonical_link(url, url) or url
        reports = tuple(
            replace(report, report_id=_page_id(source, url), native_id=link) for report in one.parsed.reports[:1]
        )
        going.asked.append(replace(one, parsed=replace(one.parsed, reports=reports), is_first=False, is_page=True))
        going.news.add(reports)


def _fetch(
    fetcher: Fetcher, source: Source, hearing: Hearing, request: Request, validators: Validators | None
) -> Payload | Failure:
    return fetcher.fetch(
        request,
        source_id=source.source_id,
        now=hearing.now,
        validators=validators,
        pace_seconds=float(source.options.get("pace_seconds", 0)),
        secret=hearing.secret,
    )


def _read(
    engine: Engine,
    source: Source,
    hearing: Hearing,
    request: Request,
    answer: Payload | Failure,
    known: Validators | None,
) -> Asked:
    """Keep the bytes before anything parses them, then read them. The bytes that were read last hold nothing new."""
    crash_at("fetch.answered")
    if isinstance(answer, Failure):
        parsed = Parsed(reports=(), outcome=answer.outcome, warnings=(answer.detail,))
    elif known is not None and known.sha256 == answer.sha256:
        parsed = Parsed(reports=(), outcome=PollOutcome.NOTHING_NEW)
    else:
        if request.is_kept and source.keep_payload:
            ledger.append_payload(engine, answer)
        crash_at("payload.kept")
        parsed = parse(answer, source, replace(hearing, note=request.note), kind=request.kind)
    return Asked(request=request, answer=answer, parsed=parsed)


def _page_id(source: Source, url: str) -> str:
    """The identity of the report whose page an address is."""
    return make_report_id(source.source_id, canonical_link(url, url) or url)
