"""KoboToolbox: the submissions of one form, page after page. Every edit is a revision of its first submission."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from tracker.errors import NotConfigured
from tracker.model import Payload, Source
from tracker.sources.connectors.forms import (
    POINT_NAMES,
    collect_submissions,
    is_same_server,
    not_configured,
    question_of,
    read_json,
    read_submission,
    retract,
    without_people,
)
from tracker.sources.hearing import Hearing, Request
from tracker.sources.reports import Item, Parsed, unreadable

PAGE = 1000  # the most that the server gives
OVERLAP = timedelta(days=7)  # edits and verdicts keep the time of the submission
STATUSES = frozenset({HTTPStatus.OK, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
APPROVED, NOT_APPROVED = "validation_status_approved", "validation_status_not_approved"
POINT_PARTS = 2


def ask(source: Source, hearing: Hearing) -> tuple[Request, ...]:
    """Ask for what was submitted since the newest one known, and a week before that.

    Raises:
        NotConfigured: there is no token.
    """
    query = {"format": "json", "limit": str(PAGE), "start": "0", "sort": '{"_id":1}'}
    if hearing.cursor is not None:
        since = datetime.fromisoformat(hearing.cursor) - OVERLAP
        query["query"] = f'{{"_submission_time":{{"$gte":"{since:%Y-%m-%dT%H:%M:%S}"}}}}'
    return (_request(f"{source.url}?{urlencode(query)}", source, hearing),)


def _request(url: str, source: Source, hearing: Hearing) -> Request:
    if hearing.secret is None:
        raise NotConfigured(source.source_id, "KoboToolbox wants a token; set the key that the source file names")
    return Request(url=url, headers={"Authorization": f"Token {hearing.secret}"}, statuses=STATUSES)


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read one page of submissions, and ask for the next where there is one."""
    if payload.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return not_configured("the token is refused; set a token of an account that may see this form")
    if payload.status == HTTPStatus.NOT_FOUND:
        return unreadable("no such form on this server, or the token may not see it")
    data = read_json(payload)
    results = data.get("results") if data is not None else None
    if data is None or not isinstance(results, list):
        return unreadable("no page of submissions: JSON with results is expected")
    submissions = [entry for entry in results if isinstance(entry, dict) and "_id" in entry]
    others_count = len(results) - len(submissions)
    warnings = [f"{others_count} entries are no submissions; rejected"] if others_count else []
    items: list[Item] = []
    for submission in submissions:
        item, told = _read(submission, payload, source)
        warnings.extend(told)
        items.extend([item] if item is not None else [])
    parsed = collect_submissions(items, warnings, payload, source, count=len(results), unreadable_count=others_count)
    return _with_next(parsed, data.get("next"), results, payload, source, hearing)


def _with_next(
    parsed: Parsed, address: object, results: Sequence[object], payload: Payload, source: Source, hearing: Hearing
) -> Parsed:
    times = [str(entry.get("_submission_time", "")) for entry in results if isinstance(entry, dict)]
    known = [hearing.cursor] if hearing.cursor is not None else []
    cursor = max([*known, *(at.isoformat() for text in times if (at := _read_time(text)) is not None)], default=None)
    if not isinstance(address, str) or address == payload.url:
        return replace(parsed, cursor=cursor)
    if not is_same_server(address, source.url):
        elsewhere = "the next page is on another server; not asked"
        return replace(parsed, cursor=cursor, warnings=(*parsed.warnings, elsewhere))
    return replace(parsed, cursor=cursor, requests=(_request(address, source, hearing),))


def _read(submission: Mapping[str, object], payload: Payload, source: Source) -> tuple[Item | None, tuple[str, ...]]:
    where, native_id = f"submission {submission['_id']}", _identity(submission)
    verdict = submission.get("_validation_status")
    uid = verdict.get("uid") if isinstance(verdict, dict) else None
    if uid == NOT_APPROVED:
        return retract(native_id), (f"{where}: not approved, taken back",)
    at = _read_time(str(submission.get("_submission_time", "")))
    submitted_at = at.isoformat() if at is not None else None
    item, told = read_submission(where, _cells(submission), native_id, submitted_at, payload, source)
    doubt = () if item is None or uid == APPROVED else (f"{where}: not validated yet",)
    return item, (*told, *doubt)


def _identity(submission: Mapping[str, object]) -> str:
    """What an edit keeps: the first instance of a submission."""
    root = submission.get("meta/rootUuid") or submission.get("meta/instanceID") or submission.get("_uuid")
    return str(root or submission["_id"]).removeprefix("uuid:")


def _cells(submission: Mapping[str, object]) -> dict[str, str]:
    """The answers by question, and the point; what the server adds begins with an underscore and is left out."""
    cells: dict[str, str] = {}
    for key in without_people(submission):
        value = submission[key]
        if not key.startswith(("_", "meta/", "formhub/")) and isinstance(value, str | int | float):
            cells.setdefault(question_of(key), str(value))
    written = next((cells[name].split() for name in POINT_NAMES if name in cells), None)
    point = written or submission.get("_geolocation")
    if isinstance(point, list) and len(point) >= POINT_PARTS and None not in point[:POINT_PARTS]:
        cells |= {"lat": str(point[0]), "lon": str(point[1])}
    return cells


def _read_time(text: str) -> datetime | None:
    """A time that is in UTC without saying so."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
