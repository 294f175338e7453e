"""Orders in force, and whether we would have heard."""

from datetime import timedelta
from typing import Any

from tests.builders import NOON, OBLAST, make_claim, make_gazetteer, make_source
from tracker.merge.coverage import assess_coverage
from tracker.merge.schedules import merge_schedules
from tracker.model import Cause, Claim, ClaimKind, Interval, Poll, PollOutcome, Status, TimePrecision

HOUR = timedelta(hours=1)
GAZETTEER = make_gazetteer()


def make_order(claim_id: str, hour: int, **fields: Any) -> Claim:
    cause = fields.pop("cause", Cause.SCHEDULED)
    return make_claim(claim_id, ClaimKind.SCHEDULE, place_id=OBLAST, at=NOON + hour * HOUR, cause=cause, **fields)


def test_the_newest_order_counts() -> None:
    order = make_order("a", 0)
    newer = make_order("b", 1, time=Interval(start_at=NOON, end_at=NOON + 9 * HOUR, precision=TimePrecision.HOUR))
    (schedule,) = merge_schedules([order, newer], (), GAZETTEER, NOON + 2 * HOUR)

    assert schedule.time == newer.time


def test_a_cancelled_order_is_gone() -> None:
    claims = [make_order("a", 0), make_order("b", 1, status=Status.CANCELLED)]

    assert merge_schedules(claims, (), GAZETTEER, NOON + 2 * HOUR) == ()


def test_an_order_ends_when_it_says() -> None:
    order = make_order("a", 0, time=Interval(start_at=NOON, end_at=NOON + HOUR, precision=TimePrecision.HOUR))

    assert merge_schedules([order], (), GAZETTEER, NOON + 2 * HOUR) == ()


def test_an_order_that_begins_later_is_announced() -> None:
    order = make_order("a", 0, time=Interval(start_at=NOON + 20 * HOUR, end_at=None, precision=TimePrecision.DAY))
    (schedule,) = merge_schedules([order], (), GAZETTEER, NOON + HOUR)

    assert schedule.status == Status.ANNOUNCED


def test_a_limit_and_a_timetable_are_two_orders() -> None:
    claims = [make_order("a", 0), make_order("b", 0, cause=Cause.NETWORK_LIMIT)]

    assert len(merge_schedules(claims, (), GAZETTEER, NOON + HOUR)) == 2


def test_a_source_unheard_for_two_intervals_is_silent() -> None:
    sources = {"s": make_source("s", interval_minutes=30)}
    heard = Poll(source_id="s", polled_at=NOON, outcome=PollOutcome.NOTHING_NEW)
    failed = Poll(source_id="s", polled_at=NOON + HOUR, outcome=PollOutcome.UNREACHABLE)

    assert not assess_coverage([heard, failed], sources, NOON + HOUR)[0].is_silent
    assert assess_coverage([heard, failed], sources, NOON + HOUR + timedelta(minutes=1))[0].is_silent


def test_a_source_never_polled_is_silent_and_has_no_outcome() -> None:
    (coverage,) = assess_coverage((), {"s": make_source("s")}, NOON)

    assert (coverage.is_silent, coverage.outcome, coverage.last_ok_at) == (True, None, None)
