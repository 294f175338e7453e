"""ACLED with the user's own account: events of conflict for comparison. Its rows never leave the house.

A poll signs in, reads one page of what changed, and asks what was deleted. The token is known only while it is used.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode, urlsplit

from tracker.errors import NotConfigured
from tracker.model import Payload, PollOutcome, Source, TimePrecision
from tracker.sources.cells import Rejected, read_point
from tracker.sources.connectors.forms import not_configured, read_json, retract
from tracker.sources.dates import read_date
from tracker.sources.hearing import Hearing, Request
from tracker.sources.reports import Item, Parsed, all_unreadable, collect, unreadable

# Its terms forbid to pass on rows, or anything that could stand for them.
NEVER_PUBLISHED = frozenset({"acled"})

PAGE = 5000  # the most that the server gives
FIRST_DAYS = 30  # how far back the first poll looks
OVERLAP_S = 86_400
MORE_AFTER = timedelta(minutes=5)  # when a page was full
PREFIX = "UKR"  # of the ids of events in Ukraine
TOKEN_PATH, READ_PATH, DELETED_PATH = "/oauth/token", "/api/acled/read", "/api/deleted/read"
FIELDS = (
    "event_id_cnty",
    "event_date",
    "time_precision",
    "country",
    "admin1",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "notes",
    "timestamp",
)
STATUSES = frozenset({HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
EXACT_DAY, NEAR = "1", frozenset({"1", "2"})  # of time_precision and geo_precision


def ask(source: Source, hearing: Hearing) -> tuple[Request, ...]:
    """Sign in; what is to be read is asked with the token that comes back.

    Raises:
        NotConfigured: there is no account, written as `user:password`.
    """
    user, colon, password = (hearing.secret or "").partition(":")
    if not colon:
        raise NotConfigured(source.source_id, "ACLED wants an account of your own; set its key to user:password")
    login = {"username": user, "password": password, "grant_type": "password", "client_id": "acled"}
    return (
        Request(
            url=_host(source) + TOKEN_PATH,
            method="POST",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(login | {"scope": "authenticated"}).encode(),
            is_kept=False,
            statuses=STATUSES,
        ),
    )


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read the token, a page of events, or the list of what was deleted."""
    data = read_json(payload)
    if payload.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        is_login = data is not None and "error" in data
        reason = "the account is refused; check user and password" if is_login else "the account may not read this"
        return not_configured(f"{reason} (answered {payload.status})")
    if data is None:
        return unreadable("not JSON, or cut")
    token = data.get("access_token")
    if isinstance(token, str):
        return _ask_data(token, source, hearing)
    rows = data.get("data")
    if not isinstance(rows, list):
        return unreadable("neither a token nor a list of events")
    events = [row for row in rows if isinstance(row, dict)]
    if urlsplit(payload.url).path.endswith(DELETED_PATH):
        return _read_deleted(events, payload, source)
    return _read_page(events, payload, source, hearing)


def _ask_data(token: str, source: Source, hearing: Hearing) -> Parsed:
    since, page = _read_cursor(hearing)
    host, headers = _host(source), {"Authorization": f"Bearer {token}"}
    read = {
        "_format": "json",
        "country": "Ukraine",
        "timestamp": str(since),
        "timestamp_where": ">=",
        "fields": "|".join(FIELDS),
        "limit": str(PAGE),
        "page": str(page),
    }
    gone = {"_format": "json", "deleted_timestamp": str(since), "deleted_timestamp_where": ">=", "limit": str(PAGE)}
    requests = tuple(
        Request(url=f"{host}{path}?{urlencode(query)}", headers=headers, statuses=STATUSES)
        for path, query in ((READ_PATH, read), (DELETED_PATH, gone))
    )
    return Parsed(reports=(), outcome=PollOutcome.EMPTY, requests=requests)


def _host(source: Source) -> str:
    parts = urlsplit(source.url)
    return f"{parts.scheme}://{parts.netloc}"


def _read_cursor(hearing: Hearing) -> tuple[int, int]:
    """Since which change, in epoch seconds, and from which page on."""
    if hearing.cursor is None:
        return int((hearing.now - timedelta(days=FIRST_DAYS)).timestamp()), 1
    known = json.loads(hearing.cursor)
    return int(known["since"]), int(known.get("page", 1))


def _read_page(events: Sequence[Mapping[str, object]], payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    warnings: list[str] = []
    items = list(_items(events, payload, source, hearing, warnings))
    since, page = _read_cursor(hearing)
    newest = max([_newest(hearing), *(_stamp(event) for event in events)])
    if len(events) >= PAGE:
        page = int(parse_qs(urlsplit(payload.url).query).get("page", [str(page)])[0])
        cursor, retry_at = {"since": since, "page": page + 1, "newest": newest}, hearing.now + MORE_AFTER
    else:
        cursor, retry_at = {"since": max(since, newest - OVERLAP_S)}, None
    parsed = collect(items, payload, source, warnings)
    if warnings and not items:
        parsed = all_unreadable(warnings)
    return Parsed(
        reports=parsed.reports,
        outcome=parsed.outcome,
        warnings=parsed.warnings,
        cursor=json.dumps(cursor),
        retry_at=retry_at,
    )


def _newest(hearing: Hearing) -> int:
    return int(json.loads(hearing.cursor).get("newest", 0)) if hearing.cursor is not None else 0


def _stamp(event: Mapping[str, object]) -> int:
    text = str(event.get("timestamp", ""))
    return int(text) if text.isdecimal() else 0


def _items(
    events: Sequence[Mapping[str, object]], payload: Payload, source: Source, hearing: Hearing, warnings: list[str]
) -> Iterator[Item]:
    for event in events:
        texts = {name: str(event[name]).strip() for name in FIELDS if event.get(name) is not None}
        missing = [name for name in ("event_id_cnty", "event_date", "notes") if not texts.get(name)]
        if missing:
            warnings.append(f"event {texts.get('event_id_cnty', '?')}: without {missing[0]}; rejected")
        elif hearing.may_tell(texts["notes"]):
            yield _read_event(texts, payload, source)


def _read_event(event: Mapping[str, str], payload: Payload, source: Source) -> Item:
    """One event: its note as the source gives it, its day, and where it was as far as that is sure."""
    at, _ = read_date(event["event_date"], time_zone=source.time_zone, now=payload.fetched_at)
    is_day = event.get("time_precision") == EXACT_DAY
    return Item(
        native_id=event["event_id_cnty"],
        title=None,
        body=event["notes"],
        published_at=at,
        published_precision=(TimePrecision.DAY if is_day else TimePrecision.CRAWL) if at is not None else None,
        lang="en",
        fields=_whereabouts(event),
    )


def _whereabouts(event: Mapping[str, str]) -> Mapping[str, str]:
    place = {"place": event.get("location", ""), "oblast": event.get("admin1", "")}
    if event.get("geo_precision") not in NEAR:
        del place["place"]
        return {name: value for name, value in place.items() if value}
    try:
        point = read_point(event.get("latitude"), event.get("longitude"))
    except Rejected:
        point = None
    known = place | ({"lat": f"{point[0]:g}", "lon": f"{point[1]:g}"} if point else {})
    return {name: value for name, value in known.items() if value}


def _read_deleted(events: Sequence[Mapping[str, object]], payload: Payload, source: Source) -> Parsed:
    """Take back what the source has deleted."""
    ids = [str(event.get("event_id_cnty", "")) for event in events]
    return collect([retract(native_id) for native_id in ids if native_id.startswith(PREFIX)], payload, source, [])
