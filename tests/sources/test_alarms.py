"""How the alarm services are asked, and what is remembered between two answers."""

import hashlib
import json
from datetime import UTC, datetime

from tests.builders import make_source
from tracker.model import Payload, PollOutcome
from tracker.sources.connectors import Parsed, ask, parse
from tracker.sources.hearing import Hearing

NOW = datetime(2026, 2, 3, 8, 20, tzinfo=UTC)
SECRET = "invented-secret"  # noqa: S105
ABOVE_DOUBLES = 2**53 * 71 + 1  # a double holds only its neighbours
ALERTS = make_source(kind="alerts_in_ua", url="https://api.alerts.example/v1/alerts/active.json")
ALARM = make_source(kind="ukrainealarm", url="https://api.alarm.example/api/v3/alerts")


def read(answer: object, *, cursor: str | None = None, note: str | None = None) -> Parsed:
    body = json.dumps(answer).encode()
    payload = Payload(
        source_id=ALARM.source_id,
        url=ALARM.url,
        media_type="application/json",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=NOW,
    )
    return parse(payload, ALARM, Hearing(now=NOW, cursor=cursor, secret=SECRET, note=note))


def active(region: str) -> dict[str, object]:
    alert = {"regionId": region, "type": "AIR", "lastUpdate": "2026-02-03T08:05:00Z", "activeAlertLevels": []}
    return {"regionId": region, "regionName": "invented", "activeAlerts": [alert]}


def test_without_a_key_nothing_is_asked() -> None:
    hearing = Hearing(now=NOW)

    assert ask(ALERTS, hearing) == ask(ALARM, hearing) == ()


def test_a_key_goes_into_a_header_and_is_not_shown() -> None:
    hearing = Hearing(now=NOW, secret=SECRET)
    (alerts,), (alarm,) = ask(ALERTS, hearing), ask(ALARM, hearing)

    assert alerts.headers == {"Authorization": f"Bearer {SECRET}"}
    assert alarm.headers == {"Authorization": SECRET}
    assert SECRET not in repr((alerts, alarm, hearing))


def test_the_small_answer_is_asked_for_first_and_the_list_only_where_it_changed() -> None:
    (status,) = ask(ALARM, Hearing(now=NOW, secret=SECRET))
    (changed,) = read({"lastActionIndex": ABOVE_DOUBLES}).requests

    assert status.url == f"{ALARM.url}/status"
    assert (changed.url, changed.headers["Authorization"]) == (ALARM.url, SECRET)


def test_a_number_above_two_to_the_53rd_stays_exact() -> None:
    (request,) = read({"lastActionIndex": ABOVE_DOUBLES}).requests
    cursor = read([active("31")], note=request.note).cursor

    assert int(float(ABOVE_DOUBLES)) != ABOVE_DOUBLES
    assert request.note == str(ABOVE_DOUBLES)
    assert read({"lastActionIndex": ABOVE_DOUBLES}, cursor=cursor).outcome == PollOutcome.NOTHING_NEW
    assert read({"lastActionIndex": ABOVE_DOUBLES + 1}, cursor=cursor).requests


def test_an_alarm_that_is_listed_no_more_has_ended_once() -> None:
    first = read([active("31"), active("20")], note="1")
    second = read([active("20")], cursor=first.cursor, note="2")
    third = read([active("20")], cursor=second.cursor, note="3")

    def ended(parsed: Parsed) -> list[tuple[str, datetime]]:
        return [(signal.place_id, signal.observed_at) for signal in parsed.signals if signal.value == 0]

    assert (ended(first), ended(second), ended(third)) == ([], [("UA80000000000093317", NOW)], [])


def test_an_answer_that_was_not_read_as_a_whole_ends_nothing_and_is_asked_for_again() -> None:
    first = read([active("31"), active("20")], note="1")
    broken = read([active("20"), {"regionId": "31"}], cursor=first.cursor, note="2")

    assert all(signal.value > 0 for signal in broken.signals)
    assert read({"lastActionIndex": 2}, cursor=broken.cursor).requests
    assert "UA80000000000093317" in (broken.cursor or "")


def test_only_an_empty_list_proves_that_no_alarm_is_on() -> None:
    assert read([], note="1").outcome == PollOutcome.EMPTY
    assert read([active("7777")], note="1").outcome == PollOutcome.NOTHING_NEW
    assert read([{"regionId": "31"}], note="1").outcome == PollOutcome.UNREADABLE


def test_the_test_region_is_no_place() -> None:
    parsed = read([active("0")], note="1")

    assert (parsed.signals, parsed.warnings) == ((), ())


def test_an_alarm_from_the_future_is_left_out() -> None:
    alert = {"regionId": "31", "type": "AIR", "lastUpdate": "2026-02-04T08:05:00Z"}
    parsed = read([{"regionId": "31", "activeAlerts": [alert]}], note="1")

    assert (parsed.signals, parsed.outcome) == ((), PollOutcome.UNREADABLE)
