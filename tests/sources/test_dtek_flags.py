"""When DTEK itself hides a schedule: the first rule that holds."""

from typing import Any

import pytest

from tracker.sources.connectors.dtek_flags import EMERGENCY_WORDS, House, read_flags

PLAN: dict[str, Any] = {"data": {"GPV1.1": {}}, "sch_names": {"GPV1.1": "Черга 1.1"}, "time_zone": {"1": ["00-01"]}}
FACT: dict[str, Any] = {"data": {"1768428000": {}}}
ONE = ("GPV1.1",)


def answer(**fields: Any) -> dict[str, Any]:
    return {"fact": FACT, "preset": PLAN} | fields


def house(codes: tuple[str, ...] = ONE, reason: str = "", **fields: Any) -> House:
    return House(codes=codes, reason=reason, **fields)


@pytest.mark.parametrize(
    ("told", "at", "reason"),
    [
        (answer(showTableSchedule=False), house(), "the table is switched off, or there is no plan"),
        (answer(preset=PLAN | {"data": []}), house(), "the table is switched off, or there is no plan"),
        (answer(showTablePlan=False), house(), "the plan is withdrawn"),
        (answer(), house(codes=()), "the house has no group"),
        (answer(), house(codes=("GPV7.7",)), "the group is not known"),
        (answer(), house(is_other_operators=True), "another operator feeds the house"),
        (answer(), house(reason="Ремонт", is_voluntary=True), "the house has an arrangement of its own"),
        (answer(), house(reason=EMERGENCY_WORDS), "emergency outages void every schedule"),
        (answer(), house(is_voluntary=True), None),
        (answer(), house(reason="Ремонт"), None),
        (answer(), None, None),
    ],
)
def test_the_weekly_plan_does_not_apply_by_the_first_rule_that_holds(
    told: dict[str, Any], at: House | None, reason: str | None
) -> None:
    assert read_flags(told).why_plan_is_hidden(at) == reason


def test_an_earlier_rule_is_told_before_a_later_one() -> None:
    flags = read_flags(answer(showTablePlan=False))

    assert flags.why_plan_is_hidden(house(codes=(), reason=EMERGENCY_WORDS)) == "the plan is withdrawn"


def test_a_missing_flag_counts_as_true() -> None:
    flags = read_flags(answer())

    assert flags.are_tables_shown
    assert flags.are_tables_shown_for(house())


@pytest.mark.parametrize(
    "told",
    [
        answer(showCurSchedule=False),
        answer(showTableFact=False),
        answer(preset=PLAN | {"time_zone": None}),
        answer(fact={"data": []}, preset=PLAN | {"data": []}),
    ],
)
def test_the_tables_of_the_day_need_their_flags_and_the_hours_of_a_plan(told: dict[str, Any]) -> None:
    assert not read_flags(told).are_tables_shown


@pytest.mark.parametrize("at", [house(codes=()), house(is_other_operators=True), house(reason=EMERGENCY_WORDS)])
def test_the_tables_of_the_day_are_not_those_of_every_house(at: House) -> None:
    assert not read_flags(answer()).are_tables_shown_for(at)
