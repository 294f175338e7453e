"""Reports of ReliefWeb, API version 2: asked for from a moment on, oldest first, page by page.

The bodies belong to third parties: they are read, and the link is kept. All fields of a record are optional. Three
refusals are told apart: an application name that is not approved, a version that is gone, a firewall that is busy.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tracker.errors import Unreadable
from tracker.model import Payload, PollOutcome, Source, TimePrecision
from tracker.sources.dates import read_date
from tracker.sources.hearing import Hearing, Request
from tracker.sources.json_body import read_json, words_of
from tracker.sources.markdown import strip_markdown
from tracker.sources.reports import Item, Parsed, canonical_link, collect, unreadable

ACCEPTED, BAD_REQUEST, FORBIDDEN, GONE = 202, 400, 403, 410
STATUSES = frozenset({200, ACCEPTED, BAD_REQUEST, FORBIDDEN, GONE})
COUNTRY = "ukr"
PAGE_RECORDS = 100
FIRST_LOOK = timedelta(days=2)
OVERLAP = timedelta(hours=1)  # records are filed a little out of order
CHALLENGE = b"AwsWaf"
CHALLENGE_WAIT = timedelta(minutes=15)  # it lifts by itself
FIELDS = (
    *("title", "url", "url_alias", "date.created", "date.original", "source.name", "source.shortname"),
    *("language.code", "headline.summary", "body"),
)


def ask(source: Source, hearing: Hearing) -> tuple[Request, ...]:
    """Ask for what was filed since the last record seen, less an hour; without an application name, ask nothing."""
    if hearing.secret is None:
        return ()
    since = datetime.fromisoformat(hearing.cursor) - OVERLAP if hearing.cursor else hearing.now - FIRST_LOOK
    return (_ask_page(source, hearing, since),)


def _ask_page(source: Source, hearing: Hearing, since: datetime) -> Request:
    """One page; the provider takes the name only in the address, from which it is stripped wherever it is kept."""
    query: dict[str, Any] = {
        "filter": {
            "operator": "AND",
            "conditions": [
                {"field": "primary_country.iso3", "value": COUNTRY},
                {"field": "date.created", "value": {"from": since.isoformat(timespec="seconds")}},
            ],
        },
        "fields": {"include": list(FIELDS)},
        "sort": ["date.created:asc"],
        "limit": PAGE_RECORDS,
    }
    if words := source.options.get("query"):
        query["query"] = {"value": words, "fields": ["title", "body"]}
    return Request(
        url=f"{source.url}?{urlencode({'appname': hearing.secret})}",
        method="POST",
        headers={"Content-Type": "application/json"},
        body=json.dumps(query).encode(),
        statuses=STATUSES,
        note=since.isoformat(timespec="seconds"),
    )


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read one page of records, and ask for the next where it is full."""
    if payload.status == ACCEPTED or CHALLENGE in payload.body[:4096]:
        return _throttled(payload)
    try:
        answer = read_json(payload)
    except Unreadable as error:
        return unreadable(error.reason)
    if not isinstance(answer, dict):
        return unreadable("no envelope")
    if refusal := _refused(answer, payload):
        return refusal
    records = answer.get("data")
    if not isinstance(records, list):
        return unreadable("no list of records")
    return _read_page(records, payload, source, hearing)


def _throttled(payload: Payload) -> Parsed:
    return Parsed(
        reports=(),
        outcome=PollOutcome.UNREACHABLE,
        warnings=("throttled: a firewall asks for a browser; it lifts by itself",),
        retry_at=payload.fetched_at + CHALLENGE_WAIT,
    )


def _refused(answer: Mapping[str, Any], payload: Payload) -> Parsed | None:
    """What an error says. Its status stands in the body too."""
    error = answer.get("error")
    if not isinstance(error, dict):
        return None
    message = words_of(error.get("message"))
    match answer.get("status", payload.status):
        case 403:
            reason = "the application name is not approved; ask ReliefWeb for one"
            return Parsed(reports=(), outcome=PollOutcome.NOT_CONFIGURED, warnings=(f"{reason} ({message})",))
        case 410:
            return unreadable(f"this version of the API is gone; correct the address ({message})")
    return unreadable(f"query refused: {message}")


def _read_page(records: Sequence[Any], payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    warnings: list[str] = []
    items: list[Item] = []
    created: list[datetime] = []
    for number, record in enumerate(records, start=1):
        try:
            fields = record["fields"]
            at, _ = read_date(_part(fields, "date").get("created"), time_zone="UTC", now=payload.fetched_at)
            created += [at] if at else []
            items.append(_read_record(str(record["id"]), fields, at, payload))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            warnings.append(f"record {number}: not as known ({type(error).__name__}), left out")
    if records and not items:
        return unreadable(warnings[0])
    if hearing.cursor:
        created.append(datetime.fromisoformat(hearing.cursor))
    newest = max(created, default=None)
    requests: tuple[Request, ...] = ()
    if len(records) >= PAGE_RECORDS and newest is not None:
        if newest.isoformat(timespec="seconds") == hearing.note:
            warnings.append(f"more than {PAGE_RECORDS} records of one second, the rest is left out")
        else:
            requests = (_ask_page(source, hearing, newest),)
    parsed = collect(items, payload, source, warnings)
    return Parsed(
        reports=parsed.reports,
        outcome=parsed.outcome,
        warnings=parsed.warnings,
        requests=requests,
        cursor=newest.isoformat() if newest else None,
    )


def _read_record(native_id: str, fields: Mapping[str, Any], created: datetime | None, payload: Payload) -> Item:
    """One record.

    Raises:
        KeyError: it has neither title nor body.
        AttributeError, TypeError: a field is of another type.
    """
    title = strip_markdown(fields.get("title") or "")
    body = strip_markdown(fields.get("body") or _part(fields, "headline").get("summary") or "")
    if not title and not body:
        raise KeyError(native_id)
    published_at, precision = _when_published(fields, created, payload.fetched_at)
    publishers = [one.get("shortname") or one.get("name") for one in fields.get("source") or ()]
    languages = [one.get("code") for one in fields.get("language") or ()]
    return Item(
        native_id=native_id,
        title=title or None,
        body=body,
        url=canonical_link(fields.get("url_alias") or fields.get("url"), payload.url),
        published_at=published_at,
        published_precision=precision,
        lang=next((code for code in languages if code), None),
        publisher=next((words_of(name, 100) for name in publishers if name), None),
    )


def _part(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A field with fields of its own; empty where it is missing."""
    return fields.get(name) or {}


def _when_published(
    fields: Mapping[str, Any], created: datetime | None, now: datetime
) -> tuple[datetime | None, TimePrecision | None]:
    """The day its author gave it where that is an earlier one, else the minute it was filed."""
    original, _ = read_date(_part(fields, "date").get("original"), time_zone="UTC", now=now)
    if original and (created is None or original.astimezone(UTC).date() < created.date()):
        return original, TimePrecision.DAY
    return (created, TimePrecision.MINUTE) if created else (None, None)
