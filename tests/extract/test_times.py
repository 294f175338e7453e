"""Times as texts tell them. All texts are invented; hours are of Kyiv."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.builders import GAZETTEER, LEXICON, make_report, read
from tracker.extract.claims import extract_claims
from tracker.extract.text import split_sentences
from tracker.extract.times import Told, read_time
from tracker.model import ClaimKind, Interval, TimePrecision

KYIV = ZoneInfo("Europe/Kyiv")


def time_of(text: str, *, told: Told | None = None, precision: TimePrecision = TimePrecision.MINUTE) -> Interval | None:
    """The time of a sentence of a report of Thursday 15 January 2026, noon."""
    (sentence,) = split_sentences(text, LEXICON)
    return read_time(sentence.as_clause(), make_report(text, precision=precision), told or Told())


def local(at: datetime | None) -> str | None:
    return f"{at.astimezone(KYIV):%m-%d %H:%M}" if at is not None else None


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("У ніч на 12 січня струм зник.", "01-11 22:00", "01-12 06:00", TimePrecision.PART_OF_DAY),
        ("У ніч з 11 на 12 січня струм зник.", "01-11 22:00", "01-12 06:00", TimePrecision.PART_OF_DAY),
        ("Вчора ввечері струм зник.", "01-14 18:00", "01-15 00:00", TimePrecision.PART_OF_DAY),
        ("Позавчора струм зник.", "01-13 00:00", "01-14 00:00", TimePrecision.DAY),
        ("Світло зникло о 18:40.", "01-15 18:40", None, TimePrecision.MINUTE),
        ("Учора світло зникло о 8 ранку.", "01-14 08:00", None, TimePrecision.MINUTE),
        ("Завтра світла не буде з 09:00 до 17:00.", "01-16 09:00", "01-16 17:00", TimePrecision.MINUTE),
        ("13–14 січня район був без світла.", "01-13 00:00", "01-15 00:00", TimePrecision.DAY),
        ("В пятницу вечером свет погас.", "01-09 18:00", "01-10 00:00", TimePrecision.PART_OF_DAY),
        ("В ночь с субботы на воскресенье погас свет.", "01-10 22:00", "01-11 06:00", TimePrecision.PART_OF_DAY),
        ("Света нет с 10.01.2026.", "01-10 00:00", "01-11 00:00", TimePrecision.DAY),
        ("Power has been out since Tuesday morning.", "01-13 06:00", "01-13 12:00", TimePrecision.PART_OF_DAY),
        ("On January 12, 2026 the line went down.", "01-12 00:00", "01-13 00:00", TimePrecision.DAY),
        ("The lights went out at 9 pm yesterday.", "01-14 21:00", None, TimePrecision.MINUTE),
        (
            "Between 08:00 and 16:00 on 17 January the street is off.",
            "01-17 08:00",
            "01-17 16:00",
            TimePrecision.MINUTE,
        ),
        ("In der Nacht zum Mittwoch fiel der Strom aus.", "01-13 22:00", "01-14 06:00", TimePrecision.PART_OF_DAY),
        ("W sobotę wieczorem zgasło światło.", "01-10 18:00", "01-11 00:00", TimePrecision.PART_OF_DAY),
        ("Le courant est coupé depuis lundi.", "01-12 00:00", "01-13 00:00", TimePrecision.DAY),
        ("La luz se fue el 11 de enero.", "01-11 00:00", "01-12 00:00", TimePrecision.DAY),
    ],
)
def test_a_time_is_an_interval_with_its_precision(
    text: str, start: str, end: str | None, precision: TimePrecision
) -> None:
    told = time_of(text)

    assert told is not None
    assert (local(told.start_at), local(told.end_at), told.precision) == (start, end, precision)


@pytest.mark.parametrize(
    "text",
    ["Станом на 8 ранку без світла 900 родин.", "As of 09:00 900 homes are out.", "Обіцяють увімкнути до понеділка."],
)
def test_the_hour_of_the_count_and_the_day_of_the_promise_are_no_onset(text: str) -> None:
    told = time_of(text)

    assert told is not None
    assert (local(told.start_at), told.precision) == ("01-15 00:00", TimePrecision.DAY)


@pytest.mark.parametrize("text", ["Вчора зникло світло.", "On Friday power was lost.", "Сегодня погас свет."])
def test_no_relative_day_is_counted_from_when_a_page_was_stored(text: str) -> None:
    assert time_of(text, precision=TimePrecision.CRAWL) is None


def test_a_date_is_read_even_where_the_publication_is_not_known() -> None:
    told = time_of("12 січня зникло світло.", precision=TimePrecision.CRAWL)

    assert told is not None
    assert local(told.start_at) == "01-12 00:00"


def test_since_then_is_since_the_day_told_of_before() -> None:
    told = time_of("Відтоді в місті темно.", told=Told(last=date(2026, 1, 11)))

    assert told is not None
    assert local(told.start_at) == "01-11 00:00"


def test_a_bulletin_is_of_the_day_its_first_line_names() -> None:
    (claim,) = read("Підсумки доби (14 січня)\nУ Лубнах без світла 700 абонентів.")

    assert claim.time is not None
    assert local(claim.time.start_at) == "01-14 00:00"


def test_a_day_named_in_december_may_be_of_the_next_year_and_in_january_of_the_last() -> None:
    report = replace(make_report("5 січня Лубни будуть без світла."), published_at=datetime(2025, 12, 29, tzinfo=UTC))
    (claim,) = (claim for claim in extract_claims(report, GAZETTEER, LEXICON) if claim.kind == ClaimKind.OUTAGE)
    past = time_of("29 грудня зникло світло.")

    assert claim.time is not None
    assert past is not None
    assert claim.time.start_at == datetime(2026, 1, 4, 22, tzinfo=UTC)
    assert past.start_at == datetime(2025, 12, 28, 22, tzinfo=UTC)


def test_the_hours_of_a_night_of_changed_clocks_are_those_of_kyiv() -> None:
    told = time_of("У ніч на 29 березня 2026 струм зник.")

    assert told is not None
    assert told.start_at is not None
    assert told.end_at is not None
    assert (told.end_at - told.start_at).total_seconds() == 7 * 3600


@given(
    st.text(max_size=80), st.sampled_from(["31 лютого", "99.99.2026", "о 25:61", "2026-02-30", "о 99 ранку", "40 May"])
)
def test_no_text_makes_a_time_that_ends_before_it_starts_or_a_day_that_is_none(text: str, odd: str) -> None:
    for sentence in split_sentences(f"{text} {odd}", LEXICON):
        told = time_of(sentence.text) if len(split_sentences(sentence.text, LEXICON)) == 1 else None

        assert told is None or told.end_at is None or told.start_at is None or told.start_at <= told.end_at
