"""People: who may see more, who gets letters, and which letters went out. Never joined with anything else."""

from collections.abc import Callable, Mapping

from sqlalchemy import JSON, Boolean, Column, Text

from tracker.store.columns import CODE, ID, LONG, Items, UtcTime


def _account() -> Items:
    return (
        Column("account_id", ID, primary_key=True),
        Column("address", LONG, nullable=False, unique=True),
        Column("role", CODE, nullable=False),  # viewer, partner, reviewer, admin
        Column("password_hash", LONG),  # null: signs in otherwise, or not at all
        Column("created_at", UtcTime, nullable=False),
        Column("is_active", Boolean, nullable=False),
    )


def _subscriber() -> Items:
    return (
        Column("subscriber_id", ID, primary_key=True),
        Column("address", LONG, nullable=False, unique=True),
        Column("lang", CODE, nullable=False),
        Column("areas", JSON, nullable=False),  # p-codes; empty: the whole country
        Column("asked_at", UtcTime, nullable=False),
        Column("confirmed_at", UtcTime),  # null: gets nothing yet
        Column("left_at", UtcTime),
    )


def _outbox() -> Items:
    return (
        Column("message_id", LONG, primary_key=True),  # the same for the same recipient and day
        Column("recipient", LONG, nullable=False),
        Column("day", CODE, nullable=False),
        Column("state", CODE, nullable=False),  # sending, sent, deferred, refused, unknown
        Column("detail", Text),
        Column("as_of", UtcTime, nullable=False),
        Column("tried_at", UtcTime, nullable=False),
    )


PEOPLE_TABLES: Mapping[str, Callable[[], Items]] = {
    "account": _account,
    "subscriber": _subscriber,
    "outbox": _outbox,
}
