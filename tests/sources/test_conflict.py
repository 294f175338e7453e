"""ACLED, UCDP and VIINA: what is asked, in which order, and what is never passed on. All rows are invented."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.builders import make_source
from tracker.errors import NotConfigured
from tracker.model import Payload, PollOutcome, Source
from tracker.sources.connectors import CONNECTORS, Parsed, ask, parse
from tracker.sources.connectors.acled import NEVER_PUBLISHED
from tracker.sources.hearing import Hearing

NOW = datetime(2026, 1, 21, 12, tzinfo=UTC)
RECORDED = Path(__file__).parents[1] / "recorded"
ACLED = make_source("acled", kind="acled", url="https://acled.example")
UCDP = make_source("ucdp", kind="ucdp", url="https://ucdp.example/candidateged/")
VIINA = make_source("viina", kind="viina", url="https://raw.githubusercontent.com/i/V/master/info_{year}.zip")
ACCOUNT = "me@ngo.example:invented word"


def hear(
    source: Source, body: bytes, url: str, *, status: int = 200, cursor: str | None = None, note: str | None = None
) -> Parsed:
    payload = Payload(
        source_id="x",
        url=url,
        media_type="",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=NOW,
        status=status,
    )
    return parse(payload, source, Hearing(now=NOW, secret=ACCOUNT, cursor=cursor, note=note))


def ucdp_urls(now: datetime, cursor: str | None) -> list[str]:
    return [request.url.rpartition("/")[2] for request in ask(UCDP, Hearing(now=now, cursor=cursor))]


def test_acled_is_signed_in_to_with_the_account_in_the_body_and_the_answer_is_not_kept() -> None:
    (request,) = ask(ACLED, Hearing(now=NOW, secret=ACCOUNT))

    assert request.url == "https://acled.example/oauth/token"
    assert parse_qs((request.body or b"").decode())["password"] == ["invented word"]
    assert not request.is_kept
    assert "invented word" not in repr(request)


@pytest.mark.parametrize("secret", [None, "only-a-word"])
def test_acled_without_an_account_is_not_configured(secret: str | None) -> None:
    with pytest.raises(NotConfigured):
        ask(ACLED, Hearing(now=NOW, secret=secret))


def test_the_token_of_acled_is_in_headers_alone() -> None:
    body = (RECORDED / "acled" / "signed-in.json").read_bytes()
    parsed = hear(ACLED, body, "https://acled.example/oauth/token")

    assert [request.headers["Authorization"] for request in parsed.requests] == ["Bearer invented-access"] * 2
    assert "invented-access" not in repr(parsed)


def test_a_full_page_of_acled_is_followed_by_the_next_at_the_next_poll() -> None:
    event = {"event_id_cnty": "UKR1", "event_date": "2026-01-12", "notes": "Invented.", "timestamp": "1768300000"}
    body = json.dumps({"data": [event | {"event_id_cnty": f"UKR{number}"} for number in range(5000)]}).encode()
    full = hear(ACLED, body, "https://acled.example/api/acled/read?page=1", cursor='{"since": 1768200000}')
    (read, _) = hear(ACLED, b'{"access_token": "t"}', "https://acled.example/", cursor=full.cursor).requests
    last = hear(ACLED, b'{"data": []}', "https://acled.example/api/acled/read?page=2", cursor=full.cursor)

    assert full.retry_at == NOW + timedelta(minutes=5)
    assert parse_qs(urlsplit(read.url).query)["page"] == ["2"]
    assert parse_qs(urlsplit(read.url).query)["timestamp"] == ["1768200000"]
    assert json.loads(last.cursor or "") == {"since": 1768300000 - 86_400}


def test_what_must_never_leave_the_house_is_named_by_its_kind() -> None:
    assert frozenset({"acled"}) == NEVER_PUBLISHED
    assert CONNECTORS.keys() >= NEVER_PUBLISHED


def test_ucdp_is_asked_by_a_year_of_two_digits_and_a_month_without_a_zero() -> None:
    assert ucdp_urls(datetime(2026, 9, 21, tzinfo=UTC), None) == ["GEDEvent_v26_0_8.csv"]


def test_ucdp_is_asked_for_the_month_after_the_last_one_and_not_before_it_can_be_there() -> None:
    assert ucdp_urls(datetime(2026, 1, 21, tzinfo=UTC), "2025-11") == ["GEDEvent_v25_0_12.csv"]
    assert ucdp_urls(datetime(2026, 2, 20, tzinfo=UTC), "2025-12") == ["GEDEvent_v26_0_1.csv"]
    assert ucdp_urls(datetime(2026, 1, 19, tzinfo=UTC), "2025-11") == []


def test_months_of_ucdp_that_were_missed_are_asked_one_after_the_other() -> None:
    body = (RECORDED / "ucdp" / "a-month-with-line-breaks-in-quotes.csv").read_bytes()
    parsed = hear(UCDP, body, "https://ucdp.example/candidateged/GEDEvent_v25_0_10.csv", cursor="2025-9")

    assert [request.url for request in parsed.requests] == ["https://ucdp.example/candidateged/GEDEvent_v25_0_11.csv"]
    assert parsed.cursor == "2025-10"


def test_a_month_of_ucdp_that_is_not_there_is_an_error_and_stays_the_next_to_ask() -> None:
    parsed = hear(UCDP, b"Not Found", "https://ucdp.example/candidateged/GEDEvent_v2025_0_11.csv", status=404)

    assert (parsed.outcome, parsed.cursor) == (PollOutcome.UNREADABLE, None)


def test_viina_is_asked_for_the_pointer_of_this_year() -> None:
    (request,) = ask(VIINA, Hearing(now=NOW))

    assert request.url == "https://raw.githubusercontent.com/i/V/master/info_2026.zip"


def test_a_zip_of_viina_that_is_another_than_its_pointer_names_is_not_read() -> None:
    body = (RECORDED / "viina" / "a-year-of-reports.zip").read_bytes()
    good = hear(VIINA, body, "https://x.example/a.zip", note=hashlib.sha256(body).hexdigest())
    other = hear(VIINA, body, "https://x.example/a.zip", note="0" * 64)

    assert (good.outcome, good.cursor) == (PollOutcome.NEW, hashlib.sha256(body).hexdigest())
    assert (other.outcome, other.cursor, other.reports) == (PollOutcome.UNREADABLE, None, ())


def test_a_bomb_in_the_place_of_viina_is_not_inflated() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as entry:
        for _ in range(301):
            entry.write(b"\0" * 1_000_000)

    assert hear(VIINA, packed.getvalue(), "https://x.example/a.zip").outcome == PollOutcome.UNREADABLE


def test_texts_that_can_say_nothing_are_not_taken() -> None:
    body = (RECORDED / "viina" / "a-year-of-reports.zip").read_bytes()
    payload = Payload(source_id="x", url="", media_type="", body=body, sha256="0", fetched_at=NOW)
    hearing = Hearing(now=NOW, may_tell=lambda text: "лінію" in text)

    assert [report.native_id for report in parse(payload, VIINA, hearing).reports] == ["51"]
