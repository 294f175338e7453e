"""Days of a timetable → claims, from the data and not from the words composed of it.

An order in force, an emergency and a proven absence are claims about the area that the operator serves, with the groups
named; what was observed is an outage of a settlement. A plan claims nothing, and so does what is awaited or unknown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from geodata.gazetteer import Gazetteer
from geodata.geocode import locate
from tracker.extract.binding import claim_id_of
from tracker.model import (
    Cause,
    Claim,
    ClaimKind,
    Evidence,
    Interval,
    Quantity,
    Report,
    ScheduleDay,
    ScheduleLayer,
    ScheduleState,
    Scope,
    Service,
    Status,
    TimePrecision,
    Unit,
)

TIMETABLE_VERSION = "timetables-1"
KYIV = ZoneInfo("Europe/Kyiv")
# Kinds of timetable that are not the hourly schedule.
CAUSES: Mapping[str, Cause] = {
    "GAV": Cause.EMERGENCY_SHUTDOWN,
    "SGAV": Cause.EMERGENCY_SHUTDOWN,
    "ACHR": Cause.EMERGENCY_SHUTDOWN,
    "GOP": Cause.NETWORK_LIMIT,
}
ORDERED = frozenset({ScheduleState.IN_FORCE, ScheduleState.EMERGENCY, ScheduleState.NONE})
EVERY_GROUP = "*"  # the group of what is said of all of them
ACCIDENT = "аварій"  # of an operator's own words for what it observed


def schedule_claims(days: Iterable[ScheduleDay], report: Report, gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """What the days of a report claim, as they stood when it was learned.

    Args:
        days: days of any report and time; those that are not of this one are left out.
        report: the report that says them in words.
        gazetteer: to find the settlements that observations name.
    """
    claims: list[Claim] = []
    orders: dict[date, list[ScheduleDay]] = {}
    for day in days_of(days, report):
        if day.layer == ScheduleLayer.OBSERVED:
            claims += _claim_outage(day, report, gazetteer)
        elif day.layer == ScheduleLayer.ORDER and day.place_id is not None:
            orders.setdefault(day.day, []).append(day)
    for known in orders.values():
        claims += _claim_orders(known, report)
    return tuple(claims)


def days_of(days: Iterable[ScheduleDay], report: Report) -> tuple[ScheduleDay, ...]:
    """The newest that was known of each group when a report was learned, in a fixed order.

    What is said of all groups together stands for those named before, and gives way to those named since.
    """
    newest: dict[tuple[str, ...], ScheduleDay] = {}
    named_at: dict[tuple[bool, date], datetime] = {}
    for day in days:
        if day.report_id == report.report_id and day.learned_at <= report.learned_at:
            key = (day.layer, day.day.isoformat(), day.operator, day.kind, day.group)
            known = newest.get(key)
            if known is None or known.learned_at < day.learned_at:
                newest[key] = day
            is_all = day.group == EVERY_GROUP
            named_at[is_all, day.day] = max(day.learned_at, named_at.get((is_all, day.day), day.learned_at))
    return tuple(
        day
        for _, day in sorted(newest.items())
        if day.learned_at >= named_at.get((day.group != EVERY_GROUP, day.day), day.learned_at)
    )


def _claim_orders(days: Sequence[ScheduleDay], report: Report) -> Iterator[Claim]:
    """One claim for each cause that is ordered on a day; of what no group is ordered, though each is told of, absence.

    That no emergency will be is not told by an order for a day ahead.
    """
    ordered: dict[Cause, list[ScheduleDay]] = {}
    for day in days:
        cause = _cause(day)
        if cause is not None:
            ordered.setdefault(cause, []).append(day)
    for cause, groups in sorted(ordered.items()):
        yield _claim_order(groups, days, cause, report)
    if all(day.state in ORDERED for day in days):
        is_ahead = _is_ahead(days[0].day, report)
        for cause in (Cause.SCHEDULED,) if is_ahead else (Cause.EMERGENCY_SHUTDOWN, Cause.SCHEDULED):
            if cause not in ordered:
                yield _claim_order(days, days, cause, report, is_absent=True)


def _cause(day: ScheduleDay) -> Cause | None:
    """Why a group is to be off on a day; None where it is not, or where nobody has said."""
    if day.state == ScheduleState.EMERGENCY:
        return Cause.EMERGENCY_SHUTDOWN
    is_off = day.state == ScheduleState.IN_FORCE and bool(day.slots)
    return CAUSES.get(day.kind, Cause.SCHEDULED) if is_off else None


def _claim_order(
    groups: Sequence[ScheduleDay],
    days: Sequence[ScheduleDay],
    cause: Cause,
    report: Report,
    *,
    is_absent: bool = False,
) -> Claim:
    """An order of a day: it holds from midnight to midnight, and only for the groups that it names."""
    first = groups[0]
    starts_at, ends_at = (_midnight(first.day + timedelta(days=step)) for step in range(2))
    status = Status.ANNOUNCED if _is_ahead(first.day, report) else Status.ONGOING
    names = {day.group for day in groups}
    is_counted = not is_absent and EVERY_GROUP not in names
    evidence = Evidence(
        quote="; ".join(f"{day.group}: {_value(day)}" for day in groups),
        field_path=f"{first.day}.{'slots' if first.slots else 'status'}",
    )
    return replace(
        _make_claim(report, ClaimKind.SCHEDULE, first.place_id, cause, evidence),
        status=Status.CANCELLED if is_absent else status,
        scope=Scope.WHOLE if names >= {day.group for day in days} else Scope.PART,
        time=Interval(start_at=starts_at, end_at=ends_at, precision=TimePrecision.DAY),
        quantities=(Quantity(value=float(len(names)), unit=Unit.QUEUES),) if is_counted else (),
    )


def _is_ahead(day: date, report: Report) -> bool:
    return _midnight(day) > (report.published_at or report.learned_at)


def _value(day: ScheduleDay) -> str:
    """What a record holds of a group: its hours where it has any, by the clock of Kyiv, otherwise its word."""
    if not day.slots:
        return day.words or day.state.value
    return ", ".join(f"{_clock(slot.start_at)}–{_clock(slot.end_at)}" for slot in day.slots)


def _claim_outage(day: ScheduleDay, report: Report, gazetteer: Gazetteer) -> Iterator[Claim]:
    """What is recorded as off, at the settlement it names, else somewhere in the operator's area.

    The end of its slots is the operator's forecast, so it ends nothing.
    """
    area_id = day.place_id
    named = (
        mention
        for mention in locate(day.group, gazetteer, home_place_id=area_id)
        if area_id is None or gazetteer.is_within(mention.place_id, area_id)
    )
    mention = next(named, None)
    place_id = mention.place_id if mention else area_id
    if place_id is None:
        return
    count, words = day.addresses_count, day.words or day.group
    began_at = day.slots[0].start_at if day.slots else None
    evidence = Evidence(
        quote=words if count is None else f"{count}: {words}", field_path=f"observed.{day.day}.{day.group}"
    )
    yield replace(
        _make_claim(report, ClaimKind.OUTAGE, place_id, _observed_cause(day), evidence),
        status=Status.ONGOING,
        scope=Scope.UNSTATED if mention else Scope.PART,
        time=Interval(start_at=began_at, end_at=None, precision=TimePrecision.MINUTE) if began_at else None,
        quantities=() if count is None else (Quantity(value=float(count), unit=Unit.BUILDINGS),),
        place_confidence=mention.confidence if mention else None,
    )


def _observed_cause(day: ScheduleDay) -> Cause | None:
    if day.state == ScheduleState.EMERGENCY:
        return Cause.EMERGENCY_SHUTDOWN
    return Cause.ACCIDENT if ACCIDENT in (day.words or "").casefold() else None


def _make_claim(
    report: Report, kind: ClaimKind, place_id: str | None, cause: Cause | None, evidence: Evidence
) -> Claim:
    """What every claim of a record has, whatever it says."""
    return Claim(
        claim_id=claim_id_of(report, TIMETABLE_VERSION, kind, place_id, cause, evidence.field_path),
        report_id=report.report_id,
        revision=report.revision,
        source_id=report.source_id,
        publisher=report.publisher,
        source_role=report.role,
        kind=kind,
        place_id=place_id,
        evidence=evidence,
        claimant=report.role,
        learned_at=report.learned_at,
        published_at=report.published_at,
        published_precision=report.published_precision,
        extractor_version=TIMETABLE_VERSION,
        service=Service.ELECTRICITY,
        cause=cause,
        is_synthetic=report.is_synthetic,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=KYIV).astimezone(UTC)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(KYIV):%H:%M}"
