"""ODK Central: the submissions of one form as OData. Edits are revisions, and what is deleted is taken back."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from tracker.errors import NotConfigured
from tracker.model import Payload, Source
from tracker.sources.connectors.forms import (
    collect_submissions,
    is_same_server,
    not_configured,
    read_json,
    read_submission,
    retract,
    without_people,
)
from tracker.sources.connectors.geojson import read_point_geometry
from tracker.sources.hearing import Hearing, Request
from tracker.sources.reports import Item, Parsed, unreadable

PAGE = 250
OVERLAP = timedelta(hours=1)
STATUSES = frozenset(
    {HTTPStatus.OK, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
    | {HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.NOT_IMPLEMENTED}
)
CHANGES = ("submissionDate", "updatedAt", "deletedAt")
ENCRYPTED = "notdecrypted"


def ask(source: Source, hearing: Hearing) -> tuple[Request, ...]:
    """Ask for what was submitted, edited or deleted since the last change known, and an hour before that.

    Raises:
        NotConfigured: there is neither a token nor a user and password.
    """
    query = {"$top": str(PAGE), "$count": "true", "$expand": "*", "$wkt": "false"}
    if hearing.cursor is not None:
        since = datetime.fromisoformat(hearing.cursor) - OVERLAP
        mark = f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
        query["$filter"] = " or ".join(f"__system/{name} ge {mark}" for name in CHANGES)
    query["$orderby"] = "__system/submissionDate"
    return (_request(f"{source.url}?{urlencode(query)}", source, hearing),)


def _request(url: str, source: Source, hearing: Hearing) -> Request:
    """A request with the token, or with a user and password written as `user:password`."""
    if hearing.secret is None:
        raise NotConfigured(source.source_id, "ODK Central wants a token or user:password; set the key of the source")
    secret = hearing.secret
    is_login = ":" in secret
    words = f"Basic {base64.b64encode(secret.encode()).decode()}" if is_login else f"Bearer {secret}"
    return Request(url=url, headers={"Authorization": words}, statuses=STATUSES)


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read one page of submissions, and ask for the next as the server names it."""
    data = read_json(payload)
    if payload.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return not_configured("the token is refused; set one that may read the submissions of this form")
    if payload.status != HTTPStatus.OK:
        message = str(data.get("message", "")) if data is not None else ""
        return unreadable(f"answered {payload.status}: {message[:200]}".rstrip(": "))
    values = data.get("value") if data is not None else None
    if data is None or not isinstance(values, list):
        return unreadable("no page of submissions: JSON with value is expected")
    submissions = [entry for entry in values if _is_submission(entry)]
    others_count = len(values) - len(submissions)
    warnings = [f"{others_count} entries are no submissions; rejected"] if others_count else []
    items: list[Item] = []
    for submission in submissions:
        item, told = _read(submission, submission["__system"], payload, source)
        warnings.extend(told)
        items.extend([item] if item is not None else [])
    encrypted_count = sum(_is_encrypted(submission["__system"]) for submission in submissions)
    parsed = collect_submissions(
        items, warnings, payload, source, count=len(values), unreadable_count=others_count + encrypted_count
    )
    changes = [_read_time(submission["__system"].get(name)) for submission in submissions for name in CHANGES]
    parsed = replace(parsed, cursor=max([at for at in (hearing.cursor, *changes) if at is not None], default=None))
    following = data.get("@odata.nextLink")
    if not isinstance(following, str) or following == payload.url:
        return parsed
    if not is_same_server(following, source.url):
        elsewhere = "the next page is on another server; not asked"
        return replace(parsed, warnings=(*parsed.warnings, elsewhere))
    return replace(parsed, requests=(_request(following, source, hearing),))


def _read(
    submission: Mapping[str, object], system: Mapping[str, object], payload: Payload, source: Source
) -> tuple[Item | None, tuple[str, ...]]:
    native_id = str(submission["__id"]).removeprefix("uuid:")
    where = f"submission {native_id}"
    if system.get("deletedAt"):
        return retract(native_id), (f"{where}: deleted, taken back",)
    if system.get("reviewState") == "rejected":
        return retract(native_id), (f"{where}: rejected by its reviewer, taken back",)
    if _is_encrypted(system):
        return None, (f"{where}: encrypted, cannot be read; use a form without encryption",)
    told_at = _read_time(system.get("updatedAt")) or _read_time(system.get("submissionDate"))
    item, told = read_submission(where, dict(_cells(submission)), native_id, told_at, payload, source)
    doubt = () if item is None or system.get("reviewState") == "approved" else (f"{where}: not reviewed yet",)
    return item, (*told, *doubt)


def _is_submission(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("__system"), dict) and "__id" in entry


def _is_encrypted(system: Mapping[str, object]) -> bool:
    return str(system.get("status")).casefold() == ENCRYPTED


def _cells(answers: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The answers by question, whatever group they are in; a point gives latitude and longitude."""
    for name in without_people(answers):
        value = answers[name]
        if name.startswith("__") or name == "meta":
            continue
        if isinstance(value, dict) and "coordinates" in value:
            yield from (read_point_geometry(value) or {}).items()
        elif isinstance(value, dict):
            yield from _cells(value)
        elif isinstance(value, str | int | float):
            yield name, str(value)


def _read_time(value: object) -> str | None:
    """A time of the server, in UTC."""
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC).isoformat()
    except ValueError:
        return None
