"""What goes in comes out, letter for letter and number for number, or is refused by both stores."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import StatementError

from tests.builders import CITY, NOON, make_claim, make_reading, make_report, make_series
from tracker.model import (
    Basis,
    Bound,
    Cause,
    Evidence,
    Interval,
    Payload,
    Poll,
    PollOutcome,
    Quantity,
    Reading,
    Review,
    ScheduleDay,
    ScheduleLayer,
    ScheduleState,
    Scope,
    Signal,
    Target,
    TemperatureKind,
    TimePrecision,
    Unit,
    Weapon,
)
from tracker.store import ledger
from tracker.store.signals import read_signals
from tracker.store.timetables import read_schedules

pytestmark = pytest.mark.slow  # many cases
END = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
REFUSED = (ValueError, StatementError)
TEXTS = {
    "nothing": "",
    "a blank": " ",
    "blanks around": "  світло \t",
    "ukrainian": "Їжакові ґанки: п'ять об'єктів без світла",
    "russian": "Ёлки без электричества",
    "emoji": "⚡🏚️👨‍👩‍👧‍👦🇺🇦",
    "composed": "й ї é",
    "decomposed": "и\u0306 і\u0308 e\u0301",
    "many marks": "а" + "\u0301" * 60,
    "right to left": "\u202eтіс\u202c \u2067שלום\u2069",
    "unseen": "\u200b\u200d\ufeff\u00ad",
    "last letters": "\uffff\ufffe\U0010ffff",
    "old alphabets": "ѣѳѵ \U00010330 \U0001f130",
    "controls": "\x01\x08\x1b[31m\x7f\x85",
    "line ends": "a\r\nb\nc\rd\u2028e",
    "quotes": "'\"`''\"\"\\",
    "a statement": "'); DROP TABLE ledger.report; --",
    "placeholders": "%s %(name)s :name ? {} {0} $1 %%",
    "an escaped NUL": "\\u0000 and \\\\u0000",
    "numbers by name": "NaN Infinity -Infinity null",
    "json": '{"a": [1, null, "NaN"]}',
    "long": "Вигадане речення. " * 20_000,
}
TAKEN_BY_NONE = {"NUL": "a\0b", "NUL alone": "\0", "half a letter": "a\ud800b", "the other half": "\udfff"}
IDS = (
    "a",
    "A",
    "a ",
    " a",
    "a'b",
    'a"b',
    "a\\b",
    "a/b?c=d&e#f",
    "%s",
    "a;--",
    "Ї",
    "é",
    "e\u0301",
    "⚡",
    "null",
    "0",
    "-1",
    "1e5",
    "*",
    "{}",
    "ledger.report",
    "x" * 64,
    "Щ" * 64,
)
INSTANTS = (
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
    datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2024, 2, 29, 12, tzinfo=UTC),
    datetime(2026, 1, 15, 12, 0, 0, 123456, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, 59, 999999, tzinfo=UTC),  # the last instant before summer time in Kyiv
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 03:30 in Kyiv, the first time
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # and the second
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    datetime(2100, 2, 28, 23, 59, 59, 1, tzinfo=UTC),
    END,
)
TOO_EARLY = (datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Kept:
    """One kind of thing that is kept: how to write it with a value of ours in it, and how to read that again."""

    write: Callable[[Engine, Any], object]
    read: Callable[[Engine], Any]


def make_payload(at: datetime) -> Payload:
    return Payload(
        source_id="s", url="https://s.example/", media_type="text/xml", body=b"\x00\xff", sha256="abc", fetched_at=at
    )


def make_poll(**fields: Any) -> Poll:
    values: dict[str, Any] = {"source_id": "s", "polled_at": NOON, "outcome": PollOutcome.NEW}
    return Poll(**(values | fields))


def make_signal(**fields: Any) -> Signal:
    values: dict[str, Any] = {"source_id": "s", "kind": "air_raid", "place_id": CITY, "value": 1.0, "observed_at": NOON}
    return Signal(**(values | fields))


def make_day(**fields: Any) -> ScheduleDay:
    values: dict[str, Any] = {
        "source_id": "s",
        "place_id": CITY,
        "operator": "Invented Grid",
        "group": "3.1",
        "day": NOON.date(),
        "layer": ScheduleLayer.ORDER,
        "state": ScheduleState.IN_FORCE,
        "slots": (),
        "updated_at": None,
        "learned_at": NOON,
    }
    return ScheduleDay(**(values | fields))


def make_review(**fields: Any) -> Review:
    values: dict[str, Any] = {"claim_id": "a", "reviewer": "b", "decision": "confirmed", "reviewed_at": NOON}
    return Review(**(values | fields))


def quoted(quote: str) -> Reading:
    claim = make_claim("a", evidence=Evidence(quote=quote, start=0, end=1))
    return make_reading("r1", claim, title=None)


OF_TEXT = {
    "the text of a report": Kept(
        lambda store, text: ledger.append_readings(store, [make_reading("r1", make_claim("a"), text=text)]),
        lambda store: ledger.read_reports(store, as_of=END)[0].text,
    ),
    "the title of a report": Kept(
        lambda store, text: ledger.append_readings(store, [make_reading("r1", make_claim("a"), title=text)]),
        lambda store: ledger.read_reports(store, as_of=END)[0].title,
    ),
    "a field of a record": Kept(
        lambda store, text: ledger.append_readings(store, [make_reading("r1", make_claim("a"), fields={text: text})]),
        lambda store: next(iter(ledger.read_reports(store, as_of=END)[0].fields.values())),
    ),
    "the quote of a claim": Kept(
        lambda store, text: ledger.append_readings(store, [quoted(text)]),
        lambda store: ledger.read_claims(store, as_of=END)[0].evidence.quote,
    ),
    "the note of a review": Kept(
        lambda store, text: ledger.append_reviews(store, [make_review(note=text)]),
        lambda store: ledger.read_reviews(store, as_of=END)[0].note,
    ),
    "the detail of a poll": Kept(
        lambda store, text: ledger.append_poll(store, make_poll(detail=text)),
        lambda store: ledger.read_polls(store, as_of=END)[0].detail,
    ),
    "the words of a timetable": Kept(
        lambda store, text: ledger.append_poll(store, make_poll(), schedules=[make_day(words=text)]),
        lambda store: read_schedules(store, as_of=END)[0].words,
    ),
}
OF_TIME = {
    "a poll": Kept(
        lambda store, at: ledger.append_poll(store, make_poll(polled_at=at)),
        lambda store: ledger.read_polls(store, as_of=END)[0].polled_at,
    ),
    "a report": Kept(
        lambda store, at: ledger.append_readings(store, [make_reading("r1", make_claim("a"), at=at)]),
        lambda store: ledger.read_reports(store, as_of=END)[0].learned_at,
    ),
    "a claim": Kept(
        lambda store, at: ledger.append_readings(store, [make_reading("r1", make_claim("a", at=at), at=at)]),
        lambda store: ledger.read_claims(store, as_of=END)[0].learned_at,
    ),
    "a review": Kept(
        lambda store, at: ledger.append_reviews(store, [make_review(reviewed_at=at)]),
        lambda store: ledger.read_reviews(store, as_of=END)[0].reviewed_at,
    ),
    "an hour of weather": Kept(
        lambda store, at: ledger.append_temperatures(store, [replace(make_series({0: 1.0}), hours=(at,))]),
        lambda store: ledger.read_temperatures(store, as_of=END)[0].hours[0],
    ),
    "a payload": Kept(
        lambda store, at: ledger.append_payload(store, make_payload(at)),
        lambda store: getattr(ledger.read_payload(store, "s", "abc"), "fetched_at", None),
    ),
    "a signal": Kept(
        lambda store, at: ledger.append_poll(store, make_poll(), signals=[make_signal(observed_at=at)]),
        lambda store: read_signals(store, as_of=END)[0].observed_at,
    ),
}
OF_NUMBER = {
    "a temperature": Kept(
        lambda store, number: ledger.append_temperatures(store, [make_series({0: number})]),
        lambda store: ledger.read_temperatures(store, as_of=END)[0].temperatures_c[0],
    ),
    "a signal": Kept(
        lambda store, number: ledger.append_poll(store, make_poll(), signals=[make_signal(value=number)]),
        lambda store: read_signals(store, as_of=END)[0].value,
    ),
    "a quantity": Kept(
        lambda store, number: ledger.append_readings(
            store,
            [make_reading("r1", make_claim("a", quantities=(Quantity(value=number, unit=Unit.CUSTOMERS),)))],
        ),
        lambda store: ledger.read_claims(store, as_of=END)[0].quantities[0].value,
    ),
}


def is_empty(store: Engine) -> bool:
    found = (
        ledger.read_reports(store, as_of=END),
        ledger.read_claims(store, as_of=END),
        ledger.read_polls(store, as_of=END),
        ledger.read_reviews(store, as_of=END),
        ledger.read_temperatures(store, as_of=END),
        read_signals(store, as_of=END),
        read_schedules(store, as_of=END),
    )
    return not any(found) and ledger.read_payload(store, "s", "abc") is None


@pytest.mark.parametrize("words", TEXTS)
@pytest.mark.parametrize("kind", OF_TEXT)
def test_a_text_comes_back_letter_for_letter(store: Engine, kind: str, words: str) -> None:
    OF_TEXT[kind].write(store, TEXTS[words])

    assert OF_TEXT[kind].read(store) == TEXTS[words]


@pytest.mark.parametrize("words", TAKEN_BY_NONE)
@pytest.mark.parametrize("kind", OF_TEXT)
def test_a_text_that_one_store_cannot_take_is_refused_by_both_and_nothing_is_kept(
    store: Engine, kind: str, words: str
) -> None:
    with pytest.raises(REFUSED) as refusal:
        OF_TEXT[kind].write(store, TAKEN_BY_NONE[words])

    assert is_empty(store)
    assert "NUL" in str(refusal.value) or "surrogates" in str(refusal.value)


@pytest.mark.parametrize("at", INSTANTS, ids=str)
@pytest.mark.parametrize("kind", OF_TIME)
def test_an_instant_comes_back_to_the_microsecond_and_in_utc(store: Engine, kind: str, at: datetime) -> None:
    OF_TIME[kind].write(store, at)
    found = OF_TIME[kind].read(store)

    assert (found, found.tzinfo) == (at, UTC)


@pytest.mark.parametrize("at", TOO_EARLY, ids=str)
@pytest.mark.parametrize("kind", OF_TIME)
def test_an_instant_before_1970_is_refused_by_both(store: Engine, kind: str, at: datetime) -> None:
    with pytest.raises(ValueError, match="1970"):
        OF_TIME[kind].write(store, at)

    assert is_empty(store)


@pytest.mark.parametrize("number", [0.0, -0.0, 0.1, -38.25, 1e-300, 5e-324, 1.7976931348623157e308, 2.0**53 + 2, 1 / 3])
@pytest.mark.parametrize("kind", OF_NUMBER)
def test_a_number_comes_back_to_the_last_bit(store: Engine, kind: str, number: float) -> None:
    OF_NUMBER[kind].write(store, number)

    assert OF_NUMBER[kind].read(store) == number


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("kind", OF_NUMBER)
def test_a_number_that_is_none_is_refused_by_both(store: Engine, kind: str, number: float) -> None:
    with pytest.raises(REFUSED):
        OF_NUMBER[kind].write(store, number)

    assert is_empty(store)


@pytest.mark.parametrize("count", [0, 1, -1, 2**31 - 1])
def test_a_whole_number_comes_back(store: Engine, count: int) -> None:
    ledger.append_poll(store, make_poll(new_reports_count=count))

    assert ledger.read_polls(store, as_of=END)[0].new_reports_count == count


@pytest.mark.parametrize("count", [2**31, 2**63, -(2**40)])
def test_a_whole_number_too_large_for_one_store_is_refused_by_both(store: Engine, count: int) -> None:
    with pytest.raises(ValueError, match="whole numbers up to 2147483647"):
        ledger.append_poll(store, make_poll(new_reports_count=count))

    assert is_empty(store)


@pytest.mark.parametrize("count", [0, 2**31, 2**53 + 1, 2**64, 10**30])
def test_a_whole_number_in_a_document_may_be_as_large_as_it_likes(store: Engine, count: int) -> None:
    ledger.append_poll(store, make_poll(), schedules=[make_day(addresses_count=count)])

    assert read_schedules(store, as_of=END)[0].addresses_count == count


@pytest.mark.parametrize("name", IDS)
def test_an_id_of_any_letters_is_told_apart_from_all_others(store: Engine, name: str) -> None:
    for report_id in IDS:
        ledger.append_readings(
            store, [make_reading(report_id, make_claim(report_id), content_sha256=f"{len(report_id)}")]
        )
    (report,) = [report for report in ledger.read_reports(store, as_of=END) if report.report_id == name]

    assert ledger.append_readings(store, [make_reading(name, make_claim(name))]) == 0
    assert ledger.read_revisions(store, [name]) == {name: [(1, report.content_sha256)]}
    assert len(ledger.read_claims(store, as_of=END)) == len(IDS)


@pytest.mark.parametrize(
    ("write", "most"),
    [
        (lambda store, name: ledger.append_readings(store, [make_reading(name, make_claim("a"))]), 64),
        (lambda store, name: ledger.append_readings(store, [make_reading("r", make_claim(name))]), 64),
        (lambda store, name: ledger.append_readings(store, [make_reading("r", make_claim("a", place_id=name))]), 40),
        (lambda store, name: ledger.append_poll(store, make_poll(source_id=name)), 40),
        (lambda store, name: ledger.append_reviews(store, [make_review(reviewer=name)]), 200),
        (lambda store, name: ledger.append_poll(store, make_poll(), signals=[make_signal(kind=name)]), 40),
        (lambda store, name: ledger.append_temperatures(store, [make_series({0: 1.0}, place_id=name)]), 40),
        (lambda store, name: ledger.append_poll(store, make_poll(), schedules=[make_day(source_id=name)]), 40),
        (lambda store, name: ledger.append_payload(store, replace(make_payload(NOON), media_type=name)), 200),
    ],
    ids=["report", "claim", "place", "source", "reviewer", "signal", "weather", "timetable", "media type"],
)
def test_a_name_longer_than_its_column_is_refused_by_both(
    store: Engine, write: Callable[[Engine, str], object], most: int
) -> None:
    with pytest.raises(ValueError, match=f"takes at most {most} characters"):
        write(store, "ї" * (most + 1))

    assert is_empty(store)
    write(store, "ї" * most)
    assert not is_empty(store)


NOTHING_KNOWN: dict[str, Any] = dict.fromkeys(
    ("url", "title", "lang", "published_at", "published_precision", "home_place_id")
)
ALL_KNOWN: dict[str, Any] = {
    "cause": Cause.STRIKE,
    "target": Target.SUBSTATION,
    "weapon": Weapon.DRONE,
    "status": None,
    "scope": Scope.WHOLE,
    "time": Interval(start_at=NOON, end_at=None, precision=TimePrecision.PART_OF_DAY),
    "quantities": (
        Quantity(value=640, unit=Unit.CUSTOMERS, bound=Bound.AT_LEAST, basis=Basis.CUMULATIVE),
        Quantity(value=3, unit=Unit.SETTLEMENTS, bound=Bound.ABOUT),
    ),
    "shared_quantities": (Quantity(value=1.5, unit=Unit.MEGAWATTS),),
    "temperature_c": -0.5,
    "temperature_text": "−0,5 °C",
    "temperature_kind": TemperatureKind.FORECAST,
    "place_confidence": 0.25,
    "confidence": 1.0,
    "found": "in the clause",
    "published_precision": TimePrecision.MINUTE,
    "is_synthetic": True,
    "evidence": Evidence(quote="{}", field_path="a.b[0].c"),
}


@pytest.mark.parametrize("name", ALL_KNOWN)
def test_what_a_claim_says_and_what_it_leaves_open_come_back(store: Engine, name: str) -> None:
    said, open_ = make_claim("said", **{name: ALL_KNOWN[name]}), make_claim("open", published_at=None, time=None)
    readings = [make_reading("r1", said, open_, **NOTHING_KNOWN)]
    ledger.append_readings(store, readings)

    assert set(ledger.read_claims(store, as_of=END)) == set(readings[0].claims)
    assert ledger.read_reports(store, as_of=END) == (readings[0].report,)


@pytest.mark.parametrize("name", [*NOTHING_KNOWN, "payload_sha256"])
def test_what_a_report_does_not_say_stays_unknown(store: Engine, name: str) -> None:
    known: dict[str, Any] = {"payload_sha256": "abc", "home_place_id": CITY}
    report = make_report(**(known | {name: None}))
    ledger.append_readings(store, [Reading(report=report, claims=(make_claim("a", report_id="r1"),))])

    assert ledger.read_reports(store, as_of=END) == (report,)
