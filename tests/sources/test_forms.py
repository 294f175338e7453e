"""KoboToolbox and ODK Central: what is asked, and what is never kept. All answers are invented."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.builders import make_source
from tracker.errors import NotConfigured
from tracker.model import Payload, PollOutcome
from tracker.sources.connectors import ask, parse
from tracker.sources.hearing import Hearing, Request

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
RECORDED = Path(__file__).parents[1] / "recorded"
KEY = "invented-token"
PAGES = {
    "kobo": RECORDED / "kobo" / "a-page-with-verdicts-and-an-edit.json",
    "odk": RECORDED / "odk" / "groups-a-point-an-edit-and-what-is-taken-back.json",
}


def ask_one(kind: str, *, secret: str | None = KEY, cursor: str | None = None) -> Request:
    source = make_source("x", kind=kind, url=f"https://{kind}.example/data/")
    (request,) = ask(source, Hearing(now=NOW, secret=secret, cursor=cursor))
    return request


def query_of(request: Request) -> Mapping[str, list[str]]:
    return parse_qs(urlsplit(request.url).query)


@pytest.mark.parametrize(
    ("kind", "secret", "words"),
    [
        ("kobo", "invented-token", "Token invented-token"),
        ("odk", "invented-token", "Bearer invented-token"),
        ("odk", "team@ngo.example:word", "Basic dGVhbUBuZ28uZXhhbXBsZTp3b3Jk"),
    ],
)
def test_the_secret_goes_into_a_header_and_into_nothing_that_is_shown(kind: str, secret: str, words: str) -> None:
    request = ask_one(kind, secret=secret)

    assert request.headers["Authorization"] == words
    assert secret not in repr(request)
    assert secret not in request.url


@pytest.mark.parametrize("kind", ["kobo", "odk"])
def test_without_a_key_it_is_not_configured(kind: str) -> None:
    with pytest.raises(NotConfigured):
        ask_one(kind, secret=None)


def test_kobo_is_asked_for_a_week_before_the_newest_submission_in_full_pages() -> None:
    query = query_of(ask_one("kobo", cursor="2026-01-14T10:00:00+00:00"))

    assert json.loads(query["query"][0]) == {"_submission_time": {"$gte": "2026-01-07T10:00:00"}}
    assert query["limit"] == ["1000"]


def test_odk_is_asked_for_what_was_sent_edited_or_deleted_since_the_last_change() -> None:
    query = query_of(ask_one("odk", cursor="2026-01-14T10:00:00+00:00"))

    changes = ("submissionDate", "updatedAt", "deletedAt")
    assert query["$filter"] == [" or ".join(f"__system/{name} ge 2026-01-14T09:00:00.000Z" for name in changes)]


@pytest.mark.parametrize("kind", ["kobo", "odk"])
def test_the_first_time_everything_is_asked_for(kind: str) -> None:
    query = query_of(ask_one(kind))

    assert "query" not in query
    assert "$filter" not in query


@pytest.mark.parametrize("kind", ["kobo", "odk"])
def test_nothing_of_who_reported_from_which_phone_is_kept(kind: str) -> None:
    body = PAGES[kind].read_bytes()
    payload = Payload(source_id="x", url="", media_type="", body=body, sha256="0", fetched_at=NOW)
    source = make_source("x", kind=kind, url="https://kobo.example/")
    parsed = parse(payload, source, Hearing(now=NOW, secret=KEY))

    assert b"enumerator7" in body
    for person in ("enumerator7", "0670000000", "p.jpg", "collect:xyz", "verifier3"):
        assert not any(person in repr(report) for report in parsed.reports)
        assert not any(person in warning for warning in parsed.warnings)


def test_a_page_that_names_itself_as_the_next_ends_the_asking() -> None:
    url = "https://kobo.example/data/?start=0"
    body = json.dumps({"count": 0, "next": url, "results": []}).encode()
    payload = Payload(source_id="x", url=url, media_type="", body=body, sha256="0", fetched_at=NOW)

    assert parse(payload, make_source("x", kind="kobo", url="https://kobo.example/data/")).requests == ()


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        ([{"_id": 1, "place": "Ромни", "status": "whatever"}], PollOutcome.NOTHING_NEW),
        ([{"_id": 1, "place": "Ромни", "status": "out"}], PollOutcome.NEW),
        (["no submission"], PollOutcome.UNREADABLE),
        ([], PollOutcome.EMPTY),
    ],
)
def test_a_server_whose_forms_are_all_rejected_was_heard_and_does_not_fail(
    results: list[object], outcome: PollOutcome
) -> None:
    body = json.dumps({"count": len(results), "next": None, "results": results}).encode()
    payload = Payload(source_id="x", url="", media_type="", body=body, sha256="0", fetched_at=NOW)

    assert parse(payload, make_source("x", kind="kobo")).outcome == outcome
