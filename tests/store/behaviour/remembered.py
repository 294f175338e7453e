"""The ledger as a few dictionaries: what a store should answer, without a store."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tracker.model import Claim, Payload, Poll, Reading, Report, Review, ScheduleDay, Signal, TemperatureSeries
from tracker.store.retention import Limits


@dataclass(slots=True)
class Memory:
    """What was appended. The first under a key stays."""

    polls: dict[Any, Poll] = field(default_factory=dict)
    reports: dict[tuple[str, int], tuple[Reading, bool]] = field(default_factory=dict)  # and whether its text is kept
    claims: dict[str, Claim] = field(default_factory=dict)
    reviews: dict[Any, Review] = field(default_factory=dict)
    payloads: dict[str, Payload] = field(default_factory=dict)
    temperatures: dict[tuple[str, datetime, datetime], float | None] = field(default_factory=dict)
    signals: dict[tuple[Any, datetime], float] = field(default_factory=dict)
    schedules: dict[tuple[Any, datetime], ScheduleDay] = field(default_factory=dict)

    def append_readings(self, readings: Sequence[Reading]) -> int:
        before = len(self.reports)
        for reading in readings:
            has_text = reading.is_relevant and reading.report.store_text
            key = (reading.report.report_id, reading.report.revision)
            if key in self.reports:
                continue
            self.reports[key] = (reading, has_text)
            for claim in reading.claims:
                self.claims.setdefault(claim.claim_id, claim)
        return len(self.reports) - before

    def append_poll(self, poll: Poll, signals: Sequence[Signal], schedules: Sequence[ScheduleDay]) -> None:
        self.polls.setdefault((poll.source_id, poll.polled_at), poll)
        for signal in signals:
            key = (signal.source_id, signal.kind, signal.place_id, signal.observed_at)
            if newest(self.signals, key) != signal.value:
                self.signals.setdefault((key, poll.polled_at), signal.value)
        for day in schedules:
            whose = (day.source_id, day.place_id, day.operator, day.group, day.day, day.layer, day.kind)
            before = newest(self.schedules, whose)
            if before is None or replace(before, learned_at=day.learned_at) != day:
                self.schedules.setdefault((whose, day.learned_at), day)

    def append_temperatures(self, series: TemperatureSeries) -> None:
        for hour, value in zip(series.hours, series.temperatures_c, strict=True):
            fetches = [fetched for place, at, fetched in self.temperatures if (place, at) == (series.place_id, hour)]
            if not fetches or self.temperatures[series.place_id, hour, max(fetches)] != value:
                self.temperatures.setdefault((series.place_id, hour, series.fetched_at), value)

    def purge(self, limits: Limits) -> None:
        self.payloads = {key: one for key, one in self.payloads.items() if one.fetched_at >= limits.payloads}
        relevant = {reading.report.report_id for reading, _ in self.reports.values() if reading.is_relevant}
        for key, (reading, has_text) in list(self.reports.items()):
            report = reading.report
            self.reports[key] = reading, has_text and report.learned_at >= limits.texts
            is_old = limits.irrelevant is not None and report.learned_at < limits.irrelevant
            if is_old and report.report_id not in relevant:
                del self.reports[key]
                self.claims = {name: one for name, one in self.claims.items() if one.report_id != report.report_id}

    def read_reports(self, as_of: datetime) -> tuple[Report, ...]:
        found = [reading.report for reading, has_text in self.reports.values() if has_text]
        in_order = sorted(found, key=lambda report: (report.learned_at, report.report_id, report.revision))
        return tuple(report for report in in_order if report.learned_at <= as_of)

    def read_claims(self, as_of: datetime) -> tuple[Claim, ...]:
        last: dict[str, int] = {}
        for (report_id, revision), (reading, _) in self.reports.items():
            if reading.report.learned_at <= as_of:
                last[report_id] = max(revision, last.get(report_id, 0))
        found = [claim for claim in self.claims.values() if claim.revision == last.get(claim.report_id)]
        in_order = sorted(found, key=lambda claim: (claim.learned_at, claim.claim_id))
        return tuple(claim for claim in in_order if claim.learned_at <= as_of)

    def read_temperatures(self, as_of: datetime) -> dict[Any, float | None]:
        return {key: value for key, value in self.temperatures.items() if key[2] <= as_of}

    def read_signals(self, as_of: datetime) -> dict[Any, float]:
        keys = {key for key, learned_at in self.signals if learned_at <= as_of}
        return {key: newest(self.signals, key, as_of) for key in keys}

    def read_schedules(self, as_of: datetime) -> set[ScheduleDay]:
        keys = {key for key, learned_at in self.schedules if learned_at <= as_of}
        return {newest(self.schedules, key, as_of) for key in keys}


def newest(rows: dict[tuple[Any, datetime], Any], key: Any, as_of: datetime | None = None) -> Any:
    """The value of a key that was learned last, by an instant; None where there is none."""
    learned = [at for found, at in rows if found == key and (as_of is None or at <= as_of)]
    return rows[key, max(learned)] if learned else None
