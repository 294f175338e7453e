"""Orders in force."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders import CAPITAL, NOON, OBLAST, make_claim, make_gazetteer
from tracker.merge.schedules import merge_schedules
from tracker.model import (
    Cause,
    Claim,
    ClaimKind,
    Interval,
    Role,
    Scope,
    Status,
    TimePrecision,
    Verification,
)

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


def day_of(step: int) -> Interval:
    """A whole Kyiv day, counted from the 15th."""
    midnight = datetime(2026, 1, 14, 22, tzinfo=UTC) + timedelta(days=step)
    return Interval(start_at=midnight, end_at=midnight + timedelta(days=1), precision=TimePrecision.DAY)


def current(claims: list[Claim], hour: int) -> list[tuple[Any, ...]]:
    schedules = merge_schedules(claims, (), GAZETTEER, NOON + hour * HOUR)
    return [(schedule.cause, schedule.status, schedule.time) for schedule in schedules]


def test_an_order_for_tomorrow_stands_beside_that_of_today() -> None:
    claims = [make_order("a", -6, time=day_of(0)), make_order("b", 5, time=day_of(1))]

    assert current(claims, 6) == [
        (Cause.SCHEDULED, Status.ONGOING, day_of(0)),
        (Cause.SCHEDULED, Status.ANNOUNCED, day_of(1)),
    ]


def test_the_order_of_a_day_runs_out_with_it_and_the_next_one_holds() -> None:
    claims = [make_order("a", -6, time=day_of(0)), make_order("b", 5, time=day_of(1))]

    assert current(claims, 10) == [(Cause.SCHEDULED, Status.ONGOING, day_of(1))]
    assert current(claims, 34) == []


def test_nothing_ordered_for_tomorrow_leaves_the_order_of_today() -> None:
    claims = [make_order("a", -6, time=day_of(0)), make_order("b", 5, time=day_of(1), status=Status.CANCELLED)]

    assert current(claims, 6) == [(Cause.SCHEDULED, Status.ONGOING, day_of(0))]
    assert current(claims, 11) == []


def test_an_order_told_again_today_does_not_hide_that_of_tomorrow() -> None:
    tomorrow, again = make_order("b", 5, time=day_of(1)), make_order("c", 8, time=day_of(0))

    assert current([tomorrow, again], 11) == [(Cause.SCHEDULED, Status.ONGOING, day_of(1))]


def test_an_end_without_a_day_calls_off_what_was_announced() -> None:
    claims = [make_order("a", 0, time=day_of(1)), make_order("b", 1, status=Status.CANCELLED)]

    assert current(claims, 2) == []


def test_an_end_of_one_day_ends_only_what_was_told_before() -> None:
    claims = [make_order("a", 1, time=day_of(0), status=Status.CANCELLED), make_order("b", 2)]

    assert current(claims, 3) == [(Cause.SCHEDULED, Status.ONGOING, None)]


def test_an_emergency_voids_the_timetable_of_its_area_while_it_lasts() -> None:
    emergency = Interval(start_at=NOON, end_at=NOON + 4 * HOUR, precision=TimePrecision.HOUR)
    claims = [
        make_order("a", -6, time=day_of(0)),
        make_order("b", 0, cause=Cause.EMERGENCY_SHUTDOWN, time=emergency),
        make_order("c", 1, time=day_of(1)),
    ]

    assert [(cause, status) for cause, status, _ in current(claims, 2)] == [
        (Cause.EMERGENCY_SHUTDOWN, Status.ONGOING),
        (Cause.SCHEDULED, Status.ANNOUNCED),
    ]
    assert current(claims, 5)[0] == (Cause.SCHEDULED, Status.ONGOING, day_of(0))


@pytest.mark.parametrize("fields", [{"scope": Scope.PART}, {"place_id": "UA"}, {"place_id": CAPITAL}])
def test_an_emergency_of_a_part_of_the_country_or_elsewhere_voids_no_timetable(fields: dict[str, Any]) -> None:
    order = make_order("a", -6, time=day_of(0))
    emergency = replace(make_order("b", 0, cause=Cause.EMERGENCY_SHUTDOWN), **fields)

    assert (Cause.SCHEDULED, Status.ONGOING, day_of(0)) in current([order, emergency], 2)


def test_a_timetable_told_after_the_emergency_stands_beside_it() -> None:
    claims = [make_order("a", 0, cause=Cause.EMERGENCY_SHUTDOWN), make_order("b", 1, time=day_of(0))]

    assert len(current(claims, 2)) == 2


def test_an_order_rests_on_the_claims_that_still_hold() -> None:
    old = make_order("a", -30, time=day_of(-1), role=Role.UTILITY)
    told = make_order("b", 0, role=Role.MEDIUM, publisher="Invented News")
    (schedule,) = merge_schedules([old, told], (), GAZETTEER, NOON + HOUR)

    assert schedule.claims == (told,)
    assert schedule.verification == Verification.SINGLE_SOURCE


def test_orders_do_not_shade_and_keep_their_extent() -> None:
    (schedule,) = merge_schedules([make_order("a", 0, scope=Scope.PART)], (), GAZETTEER, NOON + HOUR)

    assert schedule.scope == Scope.PART
