"""How ReliefWeb is paged, and how its refusals are told apart."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

from tests.builders import make_source
from tracker.model import Payload, PollOutcome
from tracker.sources.addresses import public_url
from tracker.sources.connectors import Parsed, ask, parse
from tracker.sources.connectors.reliefweb import PAGE_RECORDS
from tracker.sources.hearing import Hearing, Request

NOW = datetime(2026, 2, 3, 8, 20, tzinfo=UTC)
SECRET = "invented-name-x1"  # noqa: S105
SOURCE = make_source(kind="reliefweb", url="https://api.reliefweb.example/v2/reports", languages=("en",))


def read(answer: object, *, status: int = 200, note: str | None = None) -> Parsed:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    payload = Payload(
        source_id=SOURCE.source_id,
        url=SOURCE.url,
        media_type="",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=NOW,
        status=status,
    )
    return parse(payload, SOURCE, Hearing(now=NOW, secret=SECRET, note=note))


def full_page(step: timedelta) -> dict[str, object]:
    first = NOW - timedelta(hours=5)
    dates = [(first + step * number).isoformat() for number in range(PAGE_RECORDS)]
    return {
        "data": [
            {"id": number, "fields": {"title": f"Note {number}", "date": {"created": created}}}
            for number, created in enumerate(dates)
        ]
    }


def since(request: Request) -> str:
    query = json.loads(request.body or b"")
    (value,) = [one["value"]["from"] for one in query["filter"]["conditions"] if one["field"] == "date.created"]
    return str(value)


def test_without_an_application_name_nothing_is_asked() -> None:
    assert ask(SOURCE, Hearing(now=NOW)) == ()


def test_the_first_question_looks_two_days_back_and_the_next_an_hour_behind_the_last_record() -> None:
    (first,) = ask(SOURCE, Hearing(now=NOW, secret=SECRET))
    (later,) = ask(SOURCE, Hearing(now=NOW, secret=SECRET, cursor="2026-02-03T06:00:00+00:00"))

    assert (since(first), since(later)) == ("2026-02-01T08:20:00+00:00", "2026-02-03T05:00:00+00:00")


def test_the_question_is_for_ukraine_oldest_first() -> None:
    (request,) = ask(SOURCE, Hearing(now=NOW, secret=SECRET))
    query = json.loads(request.body or b"")

    assert request.method == "POST"
    assert {"field": "primary_country.iso3", "value": "ukr"} in query["filter"]["conditions"]
    assert query["sort"] == ["date.created:asc"]


def test_the_application_name_is_stripped_from_the_address_that_is_kept() -> None:
    (request,) = ask(SOURCE, Hearing(now=NOW, secret=SECRET))

    assert SECRET in request.url
    assert SECRET not in public_url(request.url)
    assert SECRET not in (request.body or b"").decode()


def test_a_full_page_asks_for_the_next_from_its_newest_record_on() -> None:
    parsed = read(full_page(timedelta(minutes=1)))
    (request,) = parsed.requests

    assert since(request) == parsed.cursor == "2026-02-03T04:59:00+00:00"
    assert read({"data": []}).requests == ()


def test_a_page_of_one_second_does_not_ask_for_itself_for_ever() -> None:
    (again,) = read(full_page(timedelta(0))).requests
    stuck = read(full_page(timedelta(0)), note=again.note)

    assert stuck.requests == ()
    assert stuck.warnings


def test_not_approved_gone_and_throttled_are_three_things() -> None:
    not_approved = read({"status": 403, "error": {"message": "no"}}, status=403)
    gone = read({"status": 410, "error": {"message": "no"}}, status=410)
    throttled = read(b"<html>AwsWafIntegration</html>", status=202)

    assert [one.outcome for one in (not_approved, gone, throttled)] == [
        PollOutcome.NOT_CONFIGURED,
        PollOutcome.UNREADABLE,
        PollOutcome.UNREACHABLE,
    ]
    assert throttled.retry_at == NOW + timedelta(minutes=15)
    assert gone.retry_at is None


def test_a_record_names_its_author_and_belongs_to_it() -> None:
    fields = {"title": "Note", "source": [{"name": "Invented Relief Network", "shortname": "IRN"}]}
    (report,) = read({"data": [{"id": 7, "fields": fields}]}).reports

    assert (report.publisher, report.native_id) == ("IRN", "7")
