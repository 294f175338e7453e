"""When DTEK itself hides a schedule: its flags, the house that is asked for, and the first rule that holds.

A flag that is not told counts as true.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EMERGENCY_WORDS = "Екстренні відключення (Аварійне без застосування графіку погодинних відключень)"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What an answer about a street says of one house; not which it is."""

    codes: tuple[str, ...]  # of its groups; two are two feeding lines
    reason: str  # of an outage, in the operator's words; empty: none is recorded
    is_other_operators: bool = False
    is_voluntary: bool = False

    @property
    def is_emergency(self) -> bool:
        """Whether its outage voids every schedule."""
        return self.reason == EMERGENCY_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """What the site shows: today's and tomorrow's tables, and the weekly plan."""

    is_schedule_shown: bool = True  # showCurSchedule
    is_fact_shown: bool = True  # showTableFact
    is_table_shown: bool = True  # showTableSchedule
    is_plan_shown: bool = True  # showTablePlan
    has_plan: bool = True
    group_names: frozenset[str] | None = None  # that the plan knows; None where it was not given

    @property
    def are_tables_shown(self) -> bool:
        """Whether today's and tomorrow's tables count."""
        return self.is_schedule_shown and self.is_fact_shown

    def are_tables_shown_for(self, house: House) -> bool:
        """Whether they count for a house: it has a group, and none of its own rules speaks against."""
        return self.are_tables_shown and bool(house.codes) and _own_rule(house) is None

    def why_plan_is_hidden(self, house: House | None = None) -> str | None:
        """The first rule by which the weekly plan does not apply; None where it does."""
        if not self.is_table_shown or not self.has_plan:
            return "the table is switched off, or there is no plan"
        if not self.is_plan_shown:
            return "the plan is withdrawn"
        if house is None:
            return None
        if not house.codes:
            return "the house has no group"
        if len(house.codes) == 1 and self.group_names is not None and house.codes[0] not in self.group_names:
            return "the group is not known"
        return _own_rule(house)


def _own_rule(house: House) -> str | None:
    if house.is_other_operators:
        return "another operator feeds the house"
    if house.is_voluntary and house.reason:
        return "the house has an arrangement of its own"
    return "emergency outages void every schedule" if house.is_emergency else None


def read_flags(answer: Json) -> Flags:
    """Read the flags beside a schedule. Without the hours of a plan, or with both tables empty, most count as false."""
    preset, fact = answer.get("preset"), answer.get("fact")
    has_fact = isinstance(fact, Mapping) and bool(fact.get("data"))
    if isinstance(preset, Mapping):
        has_plan, names = bool(preset.get("data")), preset.get("sch_names")
        is_whole = bool(preset.get("time_zone")) and (has_plan or has_fact)
    else:
        has_plan, names, is_whole = True, None, True

    def is_on(name: str, *, counts: bool) -> bool:
        return counts and answer.get(name) is not False

    return Flags(
        is_schedule_shown=is_on("showCurSchedule", counts=is_whole),
        is_fact_shown=is_on("showTableFact", counts=is_whole),
        is_table_shown=is_on("showTableSchedule", counts=is_whole),
        is_plan_shown=is_on("showTablePlan", counts=True),
        has_plan=has_plan,
        group_names=frozenset(map(str, names)) if isinstance(names, Mapping) else None,
    )
