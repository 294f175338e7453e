"""Days of a timetable as one answer tells them, and the reports that say them in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.model import (
    Payload,
    PollOutcome,
    ScheduleDay,
    ScheduleLayer,
    ScheduleSlot,
    ScheduleState,
    Source,
    TimePrecision,
)
from tracker.sources.reports import Item, Parsed, collect, make_report_id
from tracker.sources.timetables import DAY_MINUTES, day_bounds, local_date

EVERY_GROUP = "*"  # the group of what is said of all of them without naming any
GPV = "GPV"
MONTHS = (
    *("січня", "лютого", "березня", "квітня", "травня", "червня"),
    *("липня", "серпня", "вересня", "жовтня", "листопада", "грудня"),
)
TIMETABLES: Mapping[str, str] = {
    GPV: "графік погодинних відключень",
    "GAV": "графік аварійних відключень",
    "SGAV": "спеціальний графік аварійних відключень",
    "GOP": "графік обмеження потужності",
}
SILENT = frozenset({ScheduleState.WAITING, ScheduleState.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Who tells a timetable, for which area, and when we heard it."""

    source_id: str
    place_id: str | None
    name: str
    zone: ZoneInfo
    heard_at: datetime
    prefix: str = ""  # of the ids of its reports, where one source tells of several operators

    def day(
        self,
        day: date,
        group: str,
        state: ScheduleState,
        *,
        slots: tuple[ScheduleSlot, ...] = (),
        layer: ScheduleLayer = ScheduleLayer.ORDER,
        kind: str = GPV,
        words: str | None = None,
        updated_at: datetime | None = None,
    ) -> ScheduleDay:
        """One group on one day, linked to the report that tells of it."""
        native_id = self.native_id(day, group, layer)
        return ScheduleDay(
            source_id=self.source_id,
            place_id=self.place_id,
            operator=self.name,
            group=group,
            day=day,
            layer=layer,
            state=state,
            slots=slots,
            kind=kind,
            words=words,
            updated_at=min(updated_at, self.heard_at) if updated_at else None,
            learned_at=self.heard_at,
            report_id=make_report_id(self.source_id, native_id) if native_id else None,
        )

    def native_id(self, day: date, group: str, layer: ScheduleLayer) -> str | None:
        """The identity of a report: one for the orders of a day, one for what is off in a group, none of a plan."""
        if layer == ScheduleLayer.PLAN:
            return None
        observed = f"observed/{group}/" if layer == ScheduleLayer.OBSERVED else ""
        return f"{self.prefix}{observed}{day.isoformat()}"


def operator_of(source: Source, payload: Payload, *, number: str | None = None) -> Operator:
    """The operator of a source; of one with several, that with a number, by the source's options."""
    options = source.options
    own = (options.get(f"place_{number}"), options.get(f"operator_{number}")) if number else (None, None)
    return Operator(
        source_id=source.source_id,
        place_id=own[0] or options.get("place") or source.home_place_id,
        name=own[1] or options.get("operator") or source.publisher,
        zone=ZoneInfo(source.time_zone),
        heard_at=payload.fetched_at,
        prefix=f"{number}/" if own[0] else "",
    )


def collect_days(
    days: Iterable[ScheduleDay], operator: Operator, payload: Payload, source: Source, warnings: list[str]
) -> Parsed:
    """Make of days what an answer gave: a report for each day with an order, and for each group with observed losses.

    Proven empty where every group waits; not readable where nothing is known of any.
    """
    told = sorted(days, key=lambda day: (day.layer, day.day, day.kind, _natural(day.group)))
    reports: dict[str, list[ScheduleDay]] = {}
    for day in told:
        native_id = operator.native_id(day.day, day.group, day.layer)
        if native_id is not None:
            reports.setdefault(native_id, []).append(day)
    items = [
        _item(native_id, text, known, payload)
        for native_id, known in reports.items()
        if (text := _compose(known, operator))
    ]
    parsed = collect(items, payload, source, warnings)
    return replace(parsed, outcome=_outcome(told), schedules=tuple(told))


def _outcome(days: Sequence[ScheduleDay]) -> PollOutcome:
    states = {day.state for day in days}
    if states - SILENT:
        return PollOutcome.NEW
    return PollOutcome.UNREADABLE if states == {ScheduleState.UNKNOWN} else PollOutcome.EMPTY


def _item(native_id: str, text: str, days: Sequence[ScheduleDay], payload: Payload) -> Item:
    """When the operator changed it last; where that is not told, when we heard it."""
    updated_at = max((day.updated_at for day in days if day.updated_at), default=None)
    return Item(
        native_id=native_id,
        title=None,
        body=text,
        url=payload.url or None,
        published_at=updated_at,
        published_precision=TimePrecision.MINUTE if updated_at else None,
        lang="uk",
    )


def _compose(days: Sequence[ScheduleDay], operator: Operator) -> str:
    """Say in Ukrainian what is told of a day; nothing where nobody has said anything yet."""
    if days[0].layer == ScheduleLayer.OBSERVED:
        return "\n".join(_compose_observed(day, operator.zone) for day in days)
    day = days[0].day
    told_at = max((known.updated_at for known in days if known.updated_at), default=operator.heard_at)
    is_ahead = day > local_date(told_at, operator.zone)
    emergency = [known.group for known in days if known.state == ScheduleState.EMERGENCY]
    ordered = [known for known in days if known.state == ScheduleState.IN_FORCE]
    on_day = f"{_date(day)} року"
    lines = []
    if emergency:
        verb = "діятимуть" if is_ahead else "діють"
        lines.append(f"{on_day} {verb} екстрені відключення електроенергії. Черги: {', '.join(emergency)}.")
    for kind in sorted({known.kind for known in ordered}):
        verb = "діятиме" if is_ahead else "діє"
        lines.append(f"{on_day} {verb} {TIMETABLES.get(kind, f'графік {kind}')} електроенергії.")
        lines += [
            f"Черга {known.group}: {write_hours(known, operator.zone) or 'інтервалів немає'}."
            for known in ordered
            if known.kind == kind
        ]
    if all(known.state == ScheduleState.NONE for known in days):
        lines.append(f"{on_day} погодинних відключень електроенергії не заплановано.")
    return "\n".join(lines)


def _compose_observed(day: ScheduleDay, zone: ZoneInfo) -> str:
    count = f", адрес: {day.addresses_count}" if day.addresses_count is not None else ""
    since = f", з {_moment(day.slots[0].start_at, zone)}" if day.slots else ""
    planned = [slot.end_at for slot in day.slots if not slot.is_possible]
    until = f"; відновити планують до {_moment(max(planned), zone)}" if planned else ""
    words = f" {day.words}" if day.words else ""
    where = "" if day.group == EVERY_GROUP else f"{day.group}: "
    return f"{where}без електроенергії{count}{since}{until}.{words}"


def write_hours(day: ScheduleDay, zone: ZoneInfo) -> str:
    """The slots of a day by the wall clock: "08:00–11:30, можливо 20:00–24:00"."""
    _, midnight = day_bounds(day.day, zone)

    def clock(at: datetime) -> str:
        hours, minutes = divmod(DAY_MINUTES, 60)
        return f"{hours:02}:{minutes:02}" if at == midnight else f"{at.astimezone(zone):%H:%M}"

    return ", ".join(
        f"{'можливо ' if slot.is_possible else ''}{clock(slot.start_at)}–{clock(slot.end_at)}" for slot in day.slots
    )


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%H:%M} {_date(local.date())} року"


def _date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _natural(group: str) -> tuple[int, str]:
    return len(group.partition(".")[0]), group
