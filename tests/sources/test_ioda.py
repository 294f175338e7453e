"""What IODA is asked for, poll after poll."""

import hashlib
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from tests.builders import make_source
from tracker.model import Payload, PollOutcome
from tracker.sources.connectors import Parsed, ask, parse
from tracker.sources.hearing import Hearing

NOW = datetime(2026, 2, 3, 8, 20, tzinfo=UTC)
NOW_S = int(NOW.timestamp())
SOURCE = make_source(kind="ioda", url="https://api.ioda.example/v2")


def read(kind: str, data: object) -> Parsed:
    body = json.dumps({"type": kind, "error": None, "data": data}).encode()
    payload = Payload(
        source_id=SOURCE.source_id,
        url=SOURCE.url,
        media_type="application/json",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=NOW,
    )
    return parse(payload, SOURCE, Hearing(now=NOW))


def series(values: list[object], *, kind: str = "bgp", ago_s: int = 1800, step: int = 300) -> dict[str, object]:
    return {
        "entityCode": "9001",
        "entityName": "Sumy",
        "datasource": kind,
        "subtype": "",
        "from": NOW_S - ago_s,
        "step": step,
        "values": values,
    }


def window(url: str) -> tuple[int, int]:
    query = parse_qs(urlsplit(url).query)
    return int(query["from"][0]), int(query["until"][0])


def test_the_regions_are_asked_for_by_name_once() -> None:
    (first,) = ask(SOURCE, Hearing(now=NOW))
    cursor = read("signals", [[series([5])]]).cursor
    (later,) = ask(SOURCE, Hearing(now=NOW, cursor=cursor))

    assert first.url == f"{SOURCE.url}/entities/query?entityType=region&relatedTo=country/UA"
    assert later.url.startswith(f"{SOURCE.url}/signals/raw/region/9001?")


def test_the_next_poll_begins_where_the_slowest_live_series_ends() -> None:
    cursor = read("signals", [[series([5, 5, 5, None]), series([7, None], kind="ping-slash24", step=600)]]).cursor
    (request,) = ask(SOURCE, Hearing(now=NOW, cursor=cursor))

    assert window(request.url) == (NOW_S - 1800, NOW_S)


def test_a_series_that_fell_silent_does_not_hold_back_more_than_six_hours() -> None:
    cursor = read("signals", [[series([5], ago_s=20 * 3600)]]).cursor
    (request,) = ask(SOURCE, Hearing(now=NOW, cursor=cursor))

    assert window(request.url) == (NOW_S - 6 * 3600, NOW_S)


def test_nulls_at_the_end_and_inside_give_nothing_and_zero_is_a_value() -> None:
    parsed = read("signals", [[series([5, None, 0, None, None])]])

    assert [(signal.value, int(signal.observed_at.timestamp()) - NOW_S) for signal in parsed.signals] == [
        (5.0, -1800),
        (0.0, -1200),
    ]


def test_nothing_measured_is_neither_calm_nor_a_drop() -> None:
    parsed = read("signals", [[series([None, None])]])

    assert (parsed.signals, parsed.outcome) == ((), PollOutcome.NOTHING_NEW)


def test_a_value_that_is_no_count_takes_its_series_away_alone() -> None:
    for value in (float("nan"), float("inf"), True, "12", [1]):
        parsed = read("signals", [[series([value]), series([3], kind="merit-nt")]])

        assert [signal.kind for signal in parsed.signals] == ["merit-nt"]
        assert parsed.warnings


def test_what_is_measured_after_now_is_not_measured() -> None:
    assert read("signals", [[series([5, 6], ago_s=0)]]).signals[0].value == 5.0
    assert len(read("signals", [[series([5, 6], ago_s=0)]]).signals) == 1
