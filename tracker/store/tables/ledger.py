"""The private ledger: only ever added to, but for how sources stand, the runs of jobs, and what is forgotten."""

from collections.abc import Callable, Mapping

from sqlalchemy import JSON, Boolean, Column, Date, Float, Index, Integer, LargeBinary, Text

from tracker.store.columns import CODE, ID, LONG, Items, UtcTime


def _payload() -> Items:
    return (
        Column("source_id", CODE, primary_key=True),
        Column("sha256", ID, primary_key=True),
        Column("url", Text, nullable=False),
        Column("media_type", LONG, nullable=False),
        Column("fetched_at", UtcTime, nullable=False, index=True),
    )


def _payload_body() -> Items:
    return (
        Column("source_id", CODE, primary_key=True),
        Column("sha256", ID, primary_key=True),
        Column("fetched_at", UtcTime, primary_key=True),  # of the payload: the month it is kept in
        Column("body", LargeBinary, nullable=False),  # zlib
    )


def _poll() -> Items:
    return (
        Column("source_id", CODE, primary_key=True),
        Column("polled_at", UtcTime, primary_key=True),
        Column("outcome", CODE, nullable=False),
        Column("detail", Text),
        Column("new_reports_count", Integer, nullable=False),
        Index("ix_ledger_poll_outcome", "source_id", "outcome", "polled_at"),
    )


def _report() -> Items:
    return (
        Column("report_id", ID, primary_key=True),
        Column("revision", Integer, primary_key=True, autoincrement=False),
        Column("source_id", CODE, nullable=False),
        Column("url", Text),
        Column("title", Text),
        Column("text", Text),  # null: irrelevant, forgotten, or not ours to keep
        Column("content_sha256", ID, nullable=False),
        Column("published_at", UtcTime),
        Column("learned_at", UtcTime, nullable=False, index=True),
        Column("is_relevant", Boolean, nullable=False),
        Column("document", JSON, nullable=False),  # the other fields of the report
    )


def _claim() -> Items:
    return (
        Column("claim_id", ID, primary_key=True),
        Column("report_id", ID, nullable=False, index=True),
        Column("revision", Integer, nullable=False),
        Column("kind", CODE, nullable=False),
        Column("place_id", CODE),
        Column("learned_at", UtcTime, nullable=False, index=True),
        Column(
            "told_at", UtcTime, nullable=False, index=True
        ),  # when it was published, or learned where that is unknown
        Column("read_at", UtcTime),  # of a reading again; null: read when it was learned
        Column("document", JSON, nullable=False),  # the whole claim
        Index("ix_ledger_claim_place", "place_id", "told_at"),
    )


def _rereading() -> Items:
    return (
        Column("report_id", ID, primary_key=True),
        Column("revision", Integer, primary_key=True, autoincrement=False),
        Column("read_at", UtcTime, primary_key=True),  # the newest of a revision known by then counts, claims or none
        Column("extractor_version", CODE, nullable=False),
    )


def _review() -> Items:
    return (
        Column("claim_id", ID, primary_key=True),
        Column("reviewer", LONG, primary_key=True),
        Column("reviewed_at", UtcTime, primary_key=True),
        Column("decision", CODE, nullable=False),
        Column("note", Text),
    )


def _temperature() -> Items:
    return (
        Column("place_id", CODE, primary_key=True),
        Column("hour_at", UtcTime, primary_key=True),
        Column("fetched_at", UtcTime, primary_key=True),
        Column("provider", CODE, nullable=False),
        Column("temperature_c", Float),  # null: a gap
    )


def _signal() -> Items:
    return (
        Column("source_id", CODE, primary_key=True),
        Column("kind", CODE, primary_key=True),
        Column("place_id", CODE, primary_key=True),
        Column("observed_at", UtcTime, primary_key=True),
        Column("learned_at", UtcTime, primary_key=True, index=True),
        Column("value", Float, nullable=False),
    )


def _schedule_day() -> Items:
    return (
        Column("schedule_id", ID, primary_key=True),  # of all that says whose timetable of which day it is
        Column("learned_at", UtcTime, primary_key=True),
        Column("source_id", CODE, nullable=False),
        Column("day", Date, nullable=False, index=True),
        Column("document", JSON, nullable=False),  # the whole timetable
    )


def _source_state() -> Items:
    return (
        Column("source_id", CODE, primary_key=True),
        Column("checked_at", UtcTime, nullable=False),
        Column("next_due_at", UtcTime, nullable=False),
        Column("held_until", UtcTime),
        Column("failures_count", Integer, nullable=False),
        Column("failing_since", UtcTime),
        Column("is_gone", Boolean, nullable=False),
        Column("file_url", Text, nullable=False),
        Column("url", Text),
        Column("cursor", Text),
        Column("validators", JSON, nullable=False),
        Column("waiting", JSON, nullable=False),
    )


def _notice() -> Items:
    return (
        Column("source_id", CODE, primary_key=True),
        Column("kind", CODE, primary_key=True),
        Column("since", Date, primary_key=True),
        Column("until", Date, nullable=False),
        Column("expected_count", Float, nullable=False),
        Column("seen_count", Integer, nullable=False),
        Column("probability", Float),
        Column("noticed_at", UtcTime, nullable=False, index=True),
    )


def _job_run() -> Items:
    return (
        Column("name", CODE, primary_key=True),
        Column("slot", UtcTime, primary_key=True),
        Column("state", CODE, nullable=False),  # running, done, failed, skipped, returned
        Column("worker", LONG, nullable=False),
        Column("lease_until", UtcTime, nullable=False),
        Column("attempts", Integer, nullable=False),  # the fencing token
        Column("started_at", UtcTime, nullable=False, index=True),
        Column("ended_at", UtcTime),
        Column("duration_s", Float),  # by a clock that nobody sets
        Column("turn", Integer, nullable=False, server_default="0"),  # the order of a job's runs, whatever clocks say
        Column("detail", Text),
        Index("ix_ledger_job_run_name_turn", "name", "turn"),
    )


def _forgotten() -> Items:
    return (
        Column("kind", CODE, primary_key=True),  # report, source
        Column("subject_id", ID, primary_key=True),
        Column("forgotten_at", UtcTime, nullable=False),
        Column("reason", Text),
    )


def _audit() -> Items:
    return (
        Column("at", UtcTime, primary_key=True),
        Column("actor", LONG, primary_key=True),
        Column("action", CODE, primary_key=True),
        Column("subject", LONG, primary_key=True),
        Column("detail", JSON, nullable=False),  # figures only, never what was forgotten
    )


LEDGER_TABLES: Mapping[str, Callable[[], Items]] = {
    "payload": _payload,
    "payload_body": _payload_body,
    "poll": _poll,
    "report": _report,
    "claim": _claim,
    "rereading": _rereading,
    "review": _review,
    "temperature": _temperature,
    "signal": _signal,
    "schedule_day": _schedule_day,
    "source_state": _source_state,
    "notice": _notice,
    "job_run": _job_run,
    "forgotten": _forgotten,
    "audit": _audit,
}
# Split by month on PostgreSQL, by this column: retention drops whole months.
MONTHLY: Mapping[str, str] = {"payload_body": "fetched_at", "temperature": "hour_at"}
# Kept in the order of its key on SQLite: a place's hours are read in one go.
BY_KEY = frozenset({"temperature"})
