"""The one place where a Report is made, whatever it was read from."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from tracker.model import Payload, PollOutcome, Report, Role, ScheduleDay, Signal, Source, TimePrecision
from tracker.sources.hearing import Request
from tracker.sources.letters import CYRILLIC, LATIN, RUSSIAN, UKRAINIAN, count_letters, small_letters
from tracker.sources.markup import tidy
from tracker.sources.screen import screen

ID_LENGTH = 20
LETTERS_READ = 600  # characters: which language a text is in shows in its beginning
TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|yclid|mc_[ce]id|igshid)$")
# What the steps below would leave as it is: no query, no fragment, no dot segment, small letters in the host.
_CLEAN_LINK = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[\w%~@:!$&'()*+,;=-]+(?:\.\w+)?)+/?", re.ASCII)
_CONTROLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What was read from one payload. Warnings are one line each.

    `outcome` is NEW, EMPTY (proven) or UNREADABLE; UNREACHABLE and NOT_CONFIGURED where a body says that it is so.
    """

    reports: tuple[Report, ...]
    outcome: PollOutcome
    warnings: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    schedules: tuple[ScheduleDay, ...] = ()
    requests: tuple[Request, ...] = ()  # what to ask next in the same poll: further pages, articles
    cursor: str | None = None  # what to remember for the next poll; None: as before
    retry_at: datetime | None = None  # when the provider's own rule lets us ask again


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One text as a connector found it, before it is screened."""

    native_id: str
    title: str | None
    body: str
    url: str | None = None
    published_at: datetime | None = None
    published_precision: TimePrecision | None = None
    lang: str | None = None
    publisher: str | None = None  # where the item names its own
    role: Role | None = None  # where the words are not those of the source
    fields: Mapping[str, str] = field(default_factory=dict)  # what a record states, by our own names and words


def unreadable(reason: str) -> Parsed:
    """Say that a payload is not what its source should give."""
    return all_unreadable([reason])


def all_unreadable(reasons: Iterable[str]) -> Parsed:
    """Say why nothing of a payload could be read, a line each."""
    return Parsed(reports=(), outcome=PollOutcome.UNREADABLE, warnings=tuple(map(one_line, reasons)))


def one_line(text: str) -> str:
    """A warning without line breaks and control characters: it may quote what a stranger wrote."""
    return _CONTROLS.sub(" ", text).strip()


def collect(items: list[Item], payload: Payload, source: Source, warnings: list[str]) -> Parsed:
    """Make reports of items; of several with one identity the first counts, as feeds put the newest first."""
    unique: dict[str, Report] = {}
    for item in items:
        report = make_report(item, payload, source)
        known = unique.setdefault(report.report_id, report)
        if known.content_sha256 != report.content_sha256:
            warnings.append(f"{item.native_id}: given twice with different texts; the first counts")
    outcome = PollOutcome.NEW if unique else PollOutcome.EMPTY
    return Parsed(reports=tuple(unique.values()), outcome=outcome, warnings=tuple(map(one_line, warnings)))


def make_report(item: Item, payload: Payload, source: Source) -> Report:
    """Screen an item and give it its identity, in revision 1: the store knows of earlier ones.

    A time that the item does not tell is the time of fetching, marked as CRAWL.
    """
    title = screen(tidy(item.title)) if item.title else None
    text = join_text(title, screen(tidy(item.body)))
    fields = {name: screen(tidy(value)) for name, value in item.fields.items()}
    known_time = item.published_at is not None
    return Report(
        report_id=make_report_id(source.source_id, item.native_id),
        revision=1,
        source_id=source.source_id,
        publisher=item.publisher or source.publisher,
        role=item.role or source.role,
        native_id=item.native_id,
        url=item.url,
        title=title or None,
        text=text,
        lang=guess_language(text, item.lang, source.languages),
        published_at=item.published_at if known_time else payload.fetched_at,
        published_precision=item.published_precision if known_time else TimePrecision.CRAWL,
        learned_at=payload.fetched_at,
        content_sha256=_hash_content(text, fields),
        payload_sha256=payload.sha256,
        home_place_id=source.home_place_id,
        fields=fields,
        store_text=source.store_text,
        is_synthetic=source.is_synthetic,
    )


def _hash_content(text: str, fields: Mapping[str, str]) -> str:
    """What tells one revision from another."""
    stated = "".join(f"\n{name}: {fields[name]}" for name in sorted(fields))
    return hashlib.sha256((text + stated).encode()).hexdigest()


def make_report_id(source_id: str, native_id: str) -> str:
    """The identity of a report: the same in every revision."""
    return hashlib.sha256(f"{source_id}\n{native_id}".encode()).hexdigest()[:ID_LENGTH]


def join_text(title: str | None, body: str) -> str:
    """Title, newline, body, unless the body begins with the title."""
    if not title or _fold(body[: 2 * len(title)]).startswith(_fold(title)):
        return body
    return f"{title}\n{body}" if body else title


def guess_language(text: str, declared: str | None, languages: tuple[str, ...]) -> str | None:
    """Ukrainian and Russian by the letters only they have, otherwise what is declared or what the source writes.

    The beginning of a text tells; the rest is looked at only where no such letter is in it.
    """
    small = small_letters(text[:LETTERS_READ])
    latin = count_letters(small, LATIN)
    if count_letters(small, CYRILLIC) > latin:
        told = _tell_apart(small) or _tell_apart(small_letters(text[LETTERS_READ:]))
        if told is not None:
            return told
        return next((name for name in (declared, *languages) if name in {"uk", "ru"}), "uk")
    if declared and declared[:2] not in {"uk", "ru"}:
        return declared[:2].casefold()
    return next((name for name in languages if name not in {"uk", "ru"}), "en" if latin else None)


def _tell_apart(small: bytes) -> str | None:
    ukrainian, russian = count_letters(small, UKRAINIAN), count_letters(small, RUSSIAN)
    return None if ukrainian == russian else "uk" if ukrainian > russian else "ru"


def canonical_link(href: str | None, base: str) -> str | None:
    """An absolute http(s) address without fragment, tracking parameters and a trailing `/amp`; otherwise None."""
    if not href or not href.strip():
        return None
    if _CLEAN_LINK.fullmatch(href) and not href.endswith(("/amp", "/amp/")):
        return href
    try:
        parts = urlsplit(urljoin(base, href.strip()))
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    query = urlencode(
        [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.match(name)]
    )
    host = parts.hostname + (f":{port}" if port else "")
    return urlunsplit((parts.scheme, host, parts.path.removesuffix("/amp").removesuffix("/amp/") or "/", query, ""))


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")
