"""What answers of KoboToolbox and ODK Central have in common: questions in groups, points, and who may not be named."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from tracker.model import Payload, PollOutcome, Source
from tracker.sources.cells import Rejected
from tracker.sources.connectors.records import name_columns, read_record
from tracker.sources.reports import Item, Parsed, collect

# Who reported, from which phone, in which pictures: never read, so that it can never be kept.
PERSONAL = frozenset(
    {"submitted_by", "_submitted_by", "submitter", "submittername", "submitterid", "username", "phone"}
    | {"phonenumber", "phone_number", "subscriberid", "simserial", "deviceid", "device_id", "email", "_attachments"}
)
POINT_NAMES = ("gps", "point", "location", "geopoint")


def not_configured(reason: str) -> Parsed:
    """Say that a key or an address is missing or refused: no error of the source."""
    return Parsed(reports=(), outcome=PollOutcome.NOT_CONFIGURED, warnings=(reason,))


def read_json(payload: Payload) -> dict[str, object] | None:
    """The object that an answer is; None where it is none."""
    try:
        data = json.loads(payload.body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def is_same_server(one: str, other: str) -> bool:
    """Whether an address is on the server that the key is for: a key is never sent elsewhere."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.netloc) == (second.scheme, second.netloc)


def read_submission(
    where: str, cells: Mapping[str, str], native_id: str, submitted_at: str | None, payload: Payload, source: Source
) -> tuple[Item | None, tuple[str, ...]]:
    """One filled form as an item, and what is doubtful in it; None where it is rejected."""
    record = {name: value for name, value in name_columns(cells).items() if name != "source_url"}
    if submitted_at is not None:
        record.setdefault("observed_at", submitted_at)
    record["report_id"] = native_id
    try:
        item, doubts = read_record(record, payload, source)
    except Rejected as rejected:
        return None, (f"{where}: {rejected}; rejected",)
    return item, tuple(f"{where}: {doubt}" for doubt in doubts)


def collect_submissions(
    items: list[Item], warnings: list[str], payload: Payload, source: Source, *, count: int, unreadable_count: int
) -> Parsed:
    """What a page of `count` submissions gives.

    Where all were rejected the source was heard all the same; where none was one that can be read, it was not.
    """
    parsed = collect(items, payload, source, warnings)
    if items or not count:
        return parsed
    outcome = PollOutcome.UNREADABLE if unreadable_count == count else PollOutcome.NOTHING_NEW
    return replace(parsed, outcome=outcome)


def retract(native_id: str) -> Item:
    """A revision that says nothing: what the form said before is taken away."""
    return Item(native_id=native_id, title=None, body="")


def question_of(key: str) -> str:
    """The name of a question without its groups."""
    return key.rpartition("/")[2]


def without_people(names: Iterable[str]) -> list[str]:
    """The names of questions that tell nothing of who answers them."""
    return [name for name in names if question_of(name).casefold() not in PERSONAL]
