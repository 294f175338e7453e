"""What the days of a timetable claim, and what they do not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.builders import CAPITAL, NOON, OBLAST, make_gazetteer
from tracker.extract.timetables import days_of, schedule_claims
from tracker.model import (
    Cause,
    ClaimKind,
    Report,
    Role,
    ScheduleDay,
    ScheduleLayer,
    ScheduleSlot,
    ScheduleState,
    Scope,
    Service,
    Status,
    TimePrecision,
    Unit,
)

GAZETTEER = make_gazetteer()
TODAY, TOMORROW = date(2026, 1, 15), date(2026, 1, 16)
MORNING = ScheduleSlot(start_at=NOON - timedelta(hours=6), end_at=NOON - timedelta(hours=3))
REPORT = Report(
    report_id="r1",
    revision=1,
    source_id="invented-grid",
    publisher="Invented Grid",
    role=Role.UTILITY,
    native_id=TODAY.isoformat(),
    url=None,
    title=None,
    text="Слова, з яких нічого не береться.",
    lang="uk",
    published_at=NOON,
    published_precision=TimePrecision.MINUTE,
    learned_at=NOON,
    content_sha256="0",
)


def make_day(group: str, state: ScheduleState, **fields: Any) -> ScheduleDay:
    values: dict[str, Any] = {
        "source_id": "invented-grid",
        "place_id": CAPITAL,
        "operator": "Invented Grid",
        "group": group,
        "day": TODAY,
        "layer": ScheduleLayer.ORDER,
        "state": state,
        "slots": (MORNING,) if state == ScheduleState.IN_FORCE else (),
        "updated_at": NOON,
        "learned_at": NOON,
        "report_id": "r1",
    }
    return ScheduleDay(**(values | fields))


def claims_of(*days: ScheduleDay) -> list[tuple[Any, ...]]:
    claims = schedule_claims(days, REPORT, GAZETTEER)
    return [
        (claim.cause, claim.status, claim.scope, *(quantity.value for quantity in claim.quantities)) for claim in claims
    ]


def test_an_order_holds_on_its_day_for_the_groups_that_it_names() -> None:
    (order, _) = sorted(
        schedule_claims(
            [make_day("1.1", ScheduleState.IN_FORCE), make_day("1.2", ScheduleState.IN_FORCE)], REPORT, GAZETTEER
        ),
        key=lambda claim: claim.status == Status.CANCELLED,
    )

    assert (order.kind, order.cause, order.status) == (ClaimKind.SCHEDULE, Cause.SCHEDULED, Status.ONGOING)
    assert (order.place_id, order.scope) == (CAPITAL, Scope.WHOLE)
    assert order.time is not None
    assert order.time.start_at == datetime(2026, 1, 14, 22, tzinfo=UTC)
    assert order.time.end_at == datetime(2026, 1, 15, 22, tzinfo=UTC)
    assert [(quantity.value, quantity.unit) for quantity in order.quantities] == [(2.0, Unit.QUEUES)]
    assert order.evidence.quote == "1.1: 08:00–11:00; 1.2: 08:00–11:00"
    assert (order.evidence.field_path, order.evidence.start) == ("2026-01-15.slots", None)


def test_an_order_for_tomorrow_is_announced() -> None:
    slot = replace(MORNING, start_at=MORNING.start_at + timedelta(days=1), end_at=MORNING.end_at + timedelta(days=1))

    assert claims_of(make_day("1.1", ScheduleState.IN_FORCE, day=TOMORROW, slots=(slot,))) == [
        (Cause.SCHEDULED, Status.ANNOUNCED, Scope.WHOLE, 1.0)
    ]


def test_an_emergency_of_every_group_is_that_of_the_area_and_voids_its_timetable() -> None:
    days = [make_day(group, ScheduleState.EMERGENCY, words="EmergencyShutdowns") for group in ("1.1", "1.2")]

    assert claims_of(*days) == [
        (Cause.EMERGENCY_SHUTDOWN, Status.ONGOING, Scope.WHOLE, 2.0),
        (Cause.SCHEDULED, Status.CANCELLED, Scope.WHOLE),
    ]


def test_an_emergency_of_one_group_is_no_emergency_of_the_area() -> None:
    days = [
        make_day("1.1", ScheduleState.IN_FORCE),
        make_day("6.2", ScheduleState.EMERGENCY, words="EmergencyShutdowns"),
    ]
    claims = schedule_claims(days, REPORT, GAZETTEER)

    assert [(claim.cause, claim.scope) for claim in claims] == [
        (Cause.EMERGENCY_SHUTDOWN, Scope.PART),
        (Cause.SCHEDULED, Scope.PART),
    ]
    assert claims[0].evidence.quote == "6.2: EmergencyShutdowns"


def test_no_schedule_in_force_is_a_claim_of_absence() -> None:
    assert claims_of(make_day("1.1", ScheduleState.NONE), make_day("1.2", ScheduleState.NONE)) == [
        (Cause.EMERGENCY_SHUTDOWN, Status.CANCELLED, Scope.WHOLE),
        (Cause.SCHEDULED, Status.CANCELLED, Scope.WHOLE),
    ]


def test_no_schedule_for_tomorrow_says_nothing_of_emergencies() -> None:
    assert claims_of(make_day("1.1", ScheduleState.NONE, day=TOMORROW)) == [
        (Cause.SCHEDULED, Status.CANCELLED, Scope.WHOLE)
    ]


@pytest.mark.parametrize("open_state", [ScheduleState.WAITING, ScheduleState.UNKNOWN])
def test_absence_is_not_claimed_while_a_group_is_open(open_state: ScheduleState) -> None:
    assert claims_of(make_day("1.1", ScheduleState.NONE), make_day("1.2", open_state)) == []
    assert claims_of(make_day("1.2", open_state, slots=(MORNING,))) == []


def test_a_timetable_that_turns_nobody_off_is_no_order() -> None:
    claims = claims_of(make_day("1.1", ScheduleState.IN_FORCE, slots=()))

    assert {status for _, status, *_ in claims} == {Status.CANCELLED}


def test_a_plan_claims_nothing() -> None:
    assert claims_of(make_day("1.1", ScheduleState.IN_FORCE, layer=ScheduleLayer.PLAN)) == []


@pytest.mark.parametrize(
    ("kind", "cause"),
    [("GAV", Cause.EMERGENCY_SHUTDOWN), ("SGAV", Cause.EMERGENCY_SHUTDOWN), ("GOP", Cause.NETWORK_LIMIT)],
)
def test_the_kind_of_a_timetable_says_why(kind: str, cause: Cause) -> None:
    assert cause in {claim[0] for claim in claims_of(make_day("1", ScheduleState.IN_FORCE, kind=kind))}


def test_an_area_that_is_not_known_has_no_order() -> None:
    assert claims_of(make_day("1.1", ScheduleState.IN_FORCE, place_id=None)) == []


def observed(**fields: Any) -> ScheduleDay:
    values = {"layer": ScheduleLayer.OBSERVED, "place_id": OBLAST, "addresses_count": 4, "words": "Аварійні роботи"}
    return make_day(fields.pop("group", "Невідоме, Вигадана громада"), ScheduleState.IN_FORCE, **(values | fields))


def test_what_is_observed_is_an_outage_that_its_planned_end_does_not_end() -> None:
    (claim,) = schedule_claims([observed()], REPORT, GAZETTEER)

    assert (claim.kind, claim.service, claim.cause) == (ClaimKind.OUTAGE, Service.ELECTRICITY, Cause.ACCIDENT)
    assert claim.status == Status.ONGOING
    assert claim.time is not None
    assert (claim.time.start_at, claim.time.end_at) == (MORNING.start_at, None)
    assert [(quantity.value, quantity.unit) for quantity in claim.quantities] == [(4.0, Unit.BUILDINGS)]


def test_an_outage_at_a_settlement_that_nobody_knows_is_somewhere_in_the_area() -> None:
    (claim,) = schedule_claims([observed()], REPORT, GAZETTEER)

    assert (claim.place_id, claim.scope) == (OBLAST, Scope.PART)


def test_an_emergency_that_is_observed_is_an_outage_of_those_houses_and_no_order() -> None:
    (claim,) = schedule_claims([replace(observed(), state=ScheduleState.EMERGENCY)], REPORT, GAZETTEER)

    assert (claim.kind, claim.cause) == (ClaimKind.OUTAGE, Cause.EMERGENCY_SHUTDOWN)


def test_the_claims_of_a_report_do_not_depend_on_the_order_of_its_days() -> None:
    days = [
        make_day("1.1", ScheduleState.IN_FORCE),
        make_day("6.2", ScheduleState.EMERGENCY),
        make_day("1.1", ScheduleState.NONE, day=TOMORROW),
        observed(),
    ]

    assert schedule_claims(days, REPORT, GAZETTEER) == schedule_claims(days[::-1], REPORT, GAZETTEER)


def test_a_report_is_read_by_what_was_known_when_it_was_learned() -> None:
    earlier = make_day("1.1", ScheduleState.EMERGENCY, learned_at=NOON - timedelta(hours=1))
    newest = make_day("1.1", ScheduleState.IN_FORCE)
    later = make_day("1.1", ScheduleState.NONE, learned_at=NOON + timedelta(hours=1))
    another = make_day("1.2", ScheduleState.NONE, report_id="r2")

    assert days_of([earlier, later, newest, another], REPORT) == (newest,)


def test_what_was_said_of_all_groups_gives_way_to_what_is_said_of_each() -> None:
    waiting = make_day("*", ScheduleState.WAITING, learned_at=NOON - timedelta(hours=1))
    named = make_day("1.1", ScheduleState.IN_FORCE)
    lifted = make_day("*", ScheduleState.NONE)

    assert days_of([waiting, named], REPORT) == (named,)
    assert days_of([replace(named, learned_at=waiting.learned_at), lifted], REPORT) == (lifted,)
