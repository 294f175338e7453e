"""Whether we would have heard: source by area by hour."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CAPITAL, CITY, NOON, OBLAST, RAION, make_gazetteer, make_source
from tracker.merge.coverage import assess_coverage, cover_areas, cover_hours
from tracker.model import CoverageState, Poll, PollOutcome, Role, Source, SourceCoverage, UnreadVoice

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GAZETTEER = make_gazetteer()
LIVE, SILENT, FAILED, UNKNOWN = CoverageState
SOURCE = make_source("s", interval_minutes=15, home_place_id=CITY)


def poll(at: datetime, outcome: PollOutcome = PollOutcome.NOTHING_NEW, source_id: str = "s", **fields: Any) -> Poll:
    return Poll(source_id=source_id, polled_at=at, outcome=outcome, **fields)


def states(
    polls: Sequence[Poll], as_of: datetime, *, hours_count: int = 1, source: Source = SOURCE
) -> list[CoverageState]:
    hours = cover_hours(polls, {"s": source}, "UA", as_of, hours_count=hours_count)
    return [hour.state for hour in hours]


def daily_news(days: int, until: datetime) -> list[Poll]:
    """Four reports a day, six hours apart, the newest at `until`."""
    return [poll(until - step * 6 * HOUR, PollOutcome.NEW, new_reports_count=1) for step in range(days * 4)]


def test_a_source_unheard_for_two_intervals_is_silent() -> None:
    sources = {"s": make_source("s", interval_minutes=30)}
    heard, failed = poll(NOON), poll(NOON + HOUR, PollOutcome.UNREACHABLE)

    assert not assess_coverage([heard, failed], sources, NOON + HOUR)[0].is_silent
    assert assess_coverage([heard, failed], sources, NOON + HOUR + MINUTE)[0].is_silent


def test_a_source_never_polled_is_silent_and_has_no_outcome() -> None:
    (coverage,) = assess_coverage((), {"s": make_source("s")}, NOON)

    assert (coverage.is_silent, coverage.outcome, coverage.last_ok_at) == (True, None, None)
    assert coverage.state == UNKNOWN


def test_hours_are_those_of_the_clock_in_utc_and_the_running_one_is_the_last() -> None:
    hours = cover_hours((), {"s": SOURCE}, "UA", NOON + 20 * MINUTE, hours_count=3)

    assert [hour.hour_at for hour in hours] == [NOON - 2 * HOUR, NOON - HOUR, NOON]
    assert {hour.place_id for hour in hours} == {CITY}


def test_a_whole_hour_is_live_when_the_source_was_heard_in_it() -> None:
    polls = [poll(NOON), poll(NOON + 15 * MINUTE, PollOutcome.UNREACHABLE)]

    assert states(polls, NOON + 65 * MINUTE, hours_count=3) == [UNKNOWN, LIVE, FAILED]


@pytest.mark.parametrize(("minutes", "state"), [(30, LIVE), (31, FAILED)])
def test_the_running_hour_is_live_for_two_intervals_after_the_source_was_heard(
    minutes: int, state: CoverageState
) -> None:
    polls = [poll(NOON), poll(NOON + 15 * MINUTE, PollOutcome.UNREADABLE)]

    assert states(polls, NOON + minutes * MINUTE) == [state]


@pytest.mark.parametrize("outcome", [PollOutcome.NEW, PollOutcome.NOTHING_NEW, PollOutcome.EMPTY])
def test_an_answer_with_nothing_in_it_is_live_too(outcome: PollOutcome) -> None:
    assert states([poll(NOON, outcome)], NOON) == [LIVE]


@pytest.mark.parametrize("outcome", [PollOutcome.UNREACHABLE, PollOutcome.UNREADABLE])
def test_a_failure_holds_for_as_long_as_a_source_may_be_left_alone_for(outcome: PollOutcome) -> None:
    failed = [poll(NOON, outcome)]

    assert states(failed, NOON + DAY) == [FAILED]
    assert states(failed, NOON + DAY + MINUTE) == [UNKNOWN]


def test_what_is_not_configured_or_not_asked_any_more_is_unknown_and_not_failed() -> None:
    assert states([poll(NOON, PollOutcome.NOT_CONFIGURED)], NOON) == [UNKNOWN]
    assert states([poll(NOON - 2 * HOUR)], NOON) == [UNKNOWN]


def test_a_source_of_a_long_interval_is_live_in_the_hours_between_its_polls() -> None:
    daily = make_source("s", interval_minutes=24 * 60)

    assert set(states([poll(NOON - 30 * HOUR)], NOON, hours_count=24, source=daily)) == {LIVE}


def test_polls_after_the_moment_asked_about_change_nothing() -> None:
    polls = [poll(NOON), poll(NOON + MINUTE, PollOutcome.UNREACHABLE)]

    assert states(polls, NOON) == states(polls[:1], NOON) == [LIVE]


def test_a_source_that_answers_but_says_nothing_new_for_far_longer_than_usual_is_silent() -> None:
    news = daily_news(28, NOON)

    assert states([*news, poll(NOON + 12 * HOUR)], NOON + 12 * HOUR) == [LIVE]
    assert states([*news, poll(NOON + 13 * HOUR)], NOON + 13 * HOUR) == [SILENT]
    assert assess_coverage([*news, poll(NOON + 13 * HOUR)], {"s": SOURCE}, NOON + 13 * HOUR)[0].state == SILENT


def test_a_source_gone_quiet_for_months_does_not_become_live_again_by_being_forgotten() -> None:
    assert states([*daily_news(28, NOON), poll(NOON + 90 * DAY)], NOON + 90 * DAY) == [SILENT]


def test_weekly_pauses_are_usual_and_a_single_long_one_is_not() -> None:
    """Office days only: a pause over the weekend comes four times in four weeks, an outage once."""
    office = [one for one in daily_news(35, NOON + DAY) if one.polled_at.weekday() < 5]
    last = office[0].polled_at
    weekend = timedelta(days=2.75)

    assert states([*office, poll(last + weekend)], last + weekend) == [LIVE]
    gap = [one for one in daily_news(28, NOON) if not NOON - 9 * DAY < one.polled_at < NOON - 4 * DAY]
    assert states([*gap, poll(NOON + DAY)], NOON + DAY) == [SILENT]


def test_too_few_reports_make_no_rhythm() -> None:
    assert states([*daily_news(5, NOON), poll(NOON + 9 * DAY)], NOON + 9 * DAY) == [LIVE]


@given(st.data())
def test_the_order_of_polls_does_not_matter(data: st.DataObject) -> None:
    at = st.integers(0, 72 * 60).map(lambda minutes: NOON - minutes * MINUTE)
    kind = st.sampled_from(PollOutcome)
    polls = data.draw(st.lists(st.builds(poll, at, kind, st.sampled_from(["s", "t", "gone"])), max_size=60))
    shuffled = data.draw(st.permutations(polls))
    sources = {name: make_source(name, interval_minutes=60) for name in ("s", "t")}

    assert cover_hours(polls, sources, "UA", NOON, hours_count=24) == cover_hours(
        shuffled, sources, "UA", NOON, hours_count=24
    )
    assert assess_coverage(polls, sources, NOON) == assess_coverage(shuffled, sources, NOON)


def test_a_hundred_thousand_polls_are_covered_in_a_moment() -> None:
    sources = {f"s{number}": make_source(f"s{number}") for number in range(40)}
    outcomes = (PollOutcome.NEW, PollOutcome.NOTHING_NEW, PollOutcome.NOTHING_NEW, PollOutcome.UNREACHABLE)
    polls = [
        poll(NOON - step * 15 * MINUTE, outcomes[(step + step // 7) % 4], name)
        for step in range(2500)
        for name in sources
    ]
    began = time.process_time()
    hours = cover_hours(polls, sources, "UA", NOON, hours_count=24)

    assert len(hours) == 40 * 24
    assert time.process_time() - began < 2


def covered(source_id: str, state: CoverageState, live: int, *, is_countrywide: bool = False) -> SourceCoverage:
    return SourceCoverage(source_id=source_id, is_countrywide=is_countrywide, state=state, live_hours_count=live)


def test_a_source_counts_over_the_oblast_it_lies_in_and_one_of_the_whole_country_over_all() -> None:
    sources = {
        "city": make_source("city", home_place_id=CITY),
        "capital": make_source("capital", home_place_id=CAPITAL),
        "medium": make_source("medium", home_place_id=None),
        "ministry": make_source("ministry", home_place_id="UA"),
        "off": make_source("off", home_place_id=CITY, is_enabled=False),
    }
    polls = [
        poll(NOON - HOUR, source_id="city"),
        poll(NOON, source_id="city"),
        poll(NOON, PollOutcome.UNREACHABLE, source_id="medium"),
        poll(NOON, source_id="ministry"),
    ]
    oblast, capital = cover_areas(cover_hours(polls, sources, "UA", NOON, hours_count=2), (), GAZETTEER)
    everywhere = (
        covered("medium", FAILED, 0, is_countrywide=True),
        covered("ministry", LIVE, 1, is_countrywide=True),
    )

    assert (oblast.place_id, oblast.hours_count, capital.place_id) == (OBLAST, 2, CAPITAL)
    assert oblast.sources == (covered("city", LIVE, 2), *everywhere)
    assert capital.sources == (covered("capital", UNKNOWN, 0), *everywhere)


def test_a_source_of_several_areas_counts_once_in_each_of_their_oblasts() -> None:
    sources = {"grid": make_source("grid", home_place_id=CITY, area_place_ids=(CITY, RAION, CAPITAL))}
    hours = cover_hours([poll(NOON, source_id="grid")], sources, "UA", NOON, hours_count=1)
    oblast, capital = cover_areas(hours, (), GAZETTEER)

    assert [hour.place_id for hour in hours] == [CITY, RAION, CAPITAL]
    assert oblast.sources == capital.sources == (covered("grid", LIVE, 1),)


def test_who_cannot_be_read_is_told_over_its_oblast() -> None:
    mayor = UnreadVoice(
        place_id=CITY,
        name="Invented mayor",
        name_uk="Вигаданий мер",
        role=Role.MAYOR,
        medium="facebook",
        reason="only shown to those who log in",
    )
    oblast, capital = cover_areas((), [mayor], GAZETTEER)

    assert (oblast.unread, capital.unread) == ((mayor,), ())
