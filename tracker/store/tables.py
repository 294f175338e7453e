"""The tables of both stores.

Three schemas that are never mixed: the private ledger, what is published, and people. On PostgreSQL they are schemas;
on SQLite, which has none, they begin the table names: `ledger.report` there is `ledger_report` here.
"""

from collections.abc import Callable, Sequence
from functools import cache

from sqlalchemy import JSON, Boolean, Column, Date, Float, Index, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.schema import SchemaItem

from tracker.store.columns import Shape, UtcTime

LEDGER, PUBLISHED, PEOPLE = "ledger", "published", "people"
ID, CODE, LONG = String(64), String(40), String(200)


def _payload() -> Sequence[SchemaItem]:
    return (
        Column("source_id", CODE, primary_key=True),
        Column("sha256", ID, primary_key=True),
        Column("url", Text, nullable=False),
        Column("media_type", LONG, nullable=False),
        Column("body", LargeBinary, nullable=False),  # zlib
        Column("fetched_at", UtcTime, nullable=False, index=True),
    )


def _poll() -> Sequence[SchemaItem]:
    return (
        Column("source_id", CODE, primary_key=True),
        Column("polled_at", UtcTime, primary_key=True),
        Column("outcome", CODE, nullable=False),
        Column("detail", Text),
        Column("new_reports_count", Integer, nullable=False),
    )


def _report() -> Sequence[SchemaItem]:
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


def _claim() -> Sequence[SchemaItem]:
    return (
        Column("claim_id", ID, primary_key=True),
        Column("report_id", ID, nullable=False, index=True),
        Column("revision", Integer, nullable=False),
        Column("kind", CODE, nullable=False),
        Column("place_id", CODE),
        Column("learned_at", UtcTime, nullable=False, index=True),
        Column("document", JSON, nullable=False),  # the whole claim
    )


def _review() -> Sequence[SchemaItem]:
    return (
        Column("claim_id", ID, primary_key=True),
        Column("reviewer", LONG, primary_key=True),
        Column("reviewed_at", UtcTime, primary_key=True),
        Column("decision", CODE, nullable=False),
        Column("note", Text),
    )


def _temperature() -> Sequence[SchemaItem]:
    return (
        Column("place_id", CODE, primary_key=True),
        Column("hour_at", UtcTime, primary_key=True),
        Column("fetched_at", UtcTime, primary_key=True),
        Column("provider", CODE, nullable=False),
        Column("temperature_c", Float),  # null: a gap
    )


def _signal() -> Sequence[SchemaItem]:
    return (
        Column("source_id", CODE, primary_key=True),
        Column("kind", CODE, primary_key=True),
        Column("place_id", CODE, primary_key=True),
        Column("observed_at", UtcTime, primary_key=True),
        Column("learned_at", UtcTime, primary_key=True, index=True),
        Column("value", Float, nullable=False),
    )


def _schedule_day() -> Sequence[SchemaItem]:
    return (
        Column("schedule_id", ID, primary_key=True),  # of all that says whose timetable of which day it is
        Column("learned_at", UtcTime, primary_key=True),
        Column("source_id", CODE, nullable=False),
        Column("day", Date, nullable=False, index=True),
        Column("document", JSON, nullable=False),  # the whole timetable
    )


def _source_state() -> Sequence[SchemaItem]:
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


def _notice() -> Sequence[SchemaItem]:
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


def _job_run() -> Sequence[SchemaItem]:
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


def _edition() -> Sequence[SchemaItem]:
    return (
        Column("tier", CODE, primary_key=True),
        Column("as_of", UtcTime, nullable=False),
        Column("policy_version", CODE, nullable=False),
        Column("gazetteer_version", CODE, nullable=False),
        Column("note", Text),
    )


def _outages() -> Sequence[SchemaItem]:
    return (
        Column("row_id", Integer, primary_key=True, autoincrement=True),
        Column("tier", CODE, nullable=False),
        Column("id", ID, nullable=False),
        Column("service", CODE, nullable=False),
        Column("status", CODE),
        Column("cause", CODE),
        Column("started_at", UtcTime),
        Column("onset_precision", CODE),
        Column("ended_at", UtcTime),
        Column("adm1_pcode", CODE),
        Column("adm1_en", LONG),
        Column("adm2_pcode", CODE),
        Column("adm2_en", LONG),
        Column("place_id", CODE, nullable=False),
        Column("place_en", LONG, nullable=False),
        Column("place_uk", LONG, nullable=False),
        Column("people_low", Integer),
        Column("people_high", Integer),
        Column("reported_quantity", Float),
        Column("reported_unit", CODE),
        Column("temperature_now_c", Float),
        Column("temperature_min_c", Float),
        Column("temperature_mean_c", Float),
        Column("hours_below_0_count", Integer),
        Column("hours_below_minus_10_count", Integer),
        Column("hours_below_minus_20_count", Integer),
        Column("temperature_min_next_72h_c", Float),
        Column("temperature_reported_c", Float),
        Column("sources_count", Integer, nullable=False),
        Column("confidence", Float, nullable=False),
        Column("verification", CODE, nullable=False),
        Column("boundary_quality", CODE),
        Column("boundary_source", LONG),
        Column("as_of", UtcTime, nullable=False),
        Column("policy_version", CODE, nullable=False),
        Column("geom", Shape),
        Index("ix_published_outages_tier_id", "tier", "id", unique=True),
    )


def _incidents() -> Sequence[SchemaItem]:
    return (
        Column("tier", CODE, primary_key=True),
        Column("id", ID, primary_key=True),
        Column("date", CODE, nullable=False),
        Column("area_id", CODE, nullable=False),
        Column("area_en", LONG, nullable=False),
        Column("area_uk", LONG, nullable=False),
        Column("adm1_pcode", CODE),
        Column("label_en", LONG, nullable=False),
        Column("label_uk", LONG, nullable=False),
        Column("as_of", UtcTime, nullable=False),
        Column("policy_version", CODE, nullable=False),
    )


def _oblasts() -> Sequence[SchemaItem]:
    return (
        Column("tier", CODE, primary_key=True),
        Column("adm1_pcode", CODE, primary_key=True),
        Column("adm1_en", LONG, nullable=False),
        Column("adm1_uk", LONG, nullable=False),
        Column("attack", CODE),
        Column("emergency_outages", CODE),
        Column("network_limits", CODE),
        Column("schedule", CODE),
        Column("electricity", LONG),
        Column("heat", LONG),
        Column("water", LONG),
        Column("temperature_tonight_min_c", Float),
        Column("sources_count", Integer),
        Column("sources_live_count", Integer),
        Column("as_of", UtcTime, nullable=False),
        Column("policy_version", CODE, nullable=False),
        Column("geom", Shape),
    )


def _outbox() -> Sequence[SchemaItem]:
    return (
        Column("message_id", LONG, primary_key=True),  # the same for the same recipient and day
        Column("recipient", LONG, nullable=False),
        Column("day", CODE, nullable=False),
        Column("state", CODE, nullable=False),  # sending, sent, deferred, refused, unknown
        Column("detail", Text),
        Column("as_of", UtcTime, nullable=False),
        Column("tried_at", UtcTime, nullable=False),
    )


TABLES: dict[str, dict[str, Callable[[], Sequence[SchemaItem]]]] = {
    LEDGER: {
        "payload": _payload,
        "poll": _poll,
        "report": _report,
        "claim": _claim,
        "review": _review,
        "temperature": _temperature,
        "signal": _signal,
        "schedule_day": _schedule_day,
        "source_state": _source_state,
        "notice": _notice,
        "job_run": _job_run,
    },
    PUBLISHED: {"edition": _edition, "outages": _outages, "incidents": _incidents, "oblasts": _oblasts},
    PEOPLE: {"outbox": _outbox},
}
# The (x, y, t) index of the published outages on SQLite.
RTREE = "published_outages_rtree"


@cache
def metadata_for(dialect: str) -> MetaData:
    """The model of one engine."""
    metadata = MetaData()
    for schema, tables in TABLES.items():
        for name, items in tables.items():
            table_name, table_schema = place(dialect, schema, name)
            Table(table_name, metadata, *items(), schema=table_schema)
    return metadata


def place(dialect: str, schema: str, name: str) -> tuple[str, str | None]:
    """Name and schema of a table on one engine."""
    return (name, schema) if dialect == "postgresql" else (f"{schema}_{name}", None)


def table_of(dialect: str, schema: str, name: str) -> Table:
    """One table of the model of one engine."""
    table_name, table_schema = place(dialect, schema, name)
    return metadata_for(dialect).tables[f"{table_schema}.{table_name}" if table_schema else table_name]
