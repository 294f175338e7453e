"""The columns of a record → what it states, by our own names and words, as claims are read from."""

from collections.abc import Mapping
from datetime import datetime

from tracker.model import ClaimKind, Service, Status
from tracker.sources.cells import SIGNS, Rejected, read_count, read_moment, read_point, read_temperature, read_word
from tracker.sources.connectors import record_words as words

WHEREABOUTS = ("place", "oblast", "lat", "lon")
_TELLING = ("kind", "status", "temp_c", *words.COUNTS)
_WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": words.KINDS,
    "service": words.SERVICES,
    "status": words.STATUSES,
    "scope": words.SCOPES,
    "cause": words.CAUSES,
    "target_kind": words.TARGETS,
    "weapon": words.WEAPONS,
}
_DECISIVE = frozenset({"kind", "service", "status"})  # what a record means hangs on these


def read_fields(
    record: Mapping[str, str], *, time_zone: str, now: datetime
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """What a record states, and what is doubtful in it.

    With `kind` among them the fields are a statement; without it they only say where its text is about. A record
    without a place states nothing.

    Raises:
        Rejected: a field is wrong on which the meaning hangs, or the fields contradict one another.
    """
    where = _read_whereabouts(record)
    if not where or not any(name in record for name in _TELLING):
        return where, ()
    known, doubts = _read_words(record)
    for unit in words.COUNTS:
        if unit in record:
            value, bound = read_count(record[unit], unit)
            known[unit] = f"{SIGNS[bound]}{value}"
    if "temp_c" in record:
        known["temp_c"] = f"{read_temperature(record['temp_c'], 'temp_c'):g}"
    for name in ("started_at", "restored_at"):
        if name in record:
            at, precision = read_moment(record[name], name, time_zone=time_zone, now=now)
            known |= {name: at.isoformat(), f"{name}_precision": str(precision)}
    return where | _settle_kind(known), tuple(doubts)


def _read_whereabouts(record: Mapping[str, str]) -> dict[str, str]:
    # Choices of a form have underscores where names have spaces.
    where = {name: record[name].replace("_", " ") for name in ("place", "oblast") if name in record}
    point = read_point(record.get("lat"), record.get("lon"))
    return where | ({"lat": f"{point[0]:g}", "lon": f"{point[1]:g}"} if point else {})


def _read_words(record: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The fields that hold a word of a list; an unknown word is left out where the meaning does not hang on it."""
    known: dict[str, str] = {}
    doubts: list[str] = []
    for column, table in _WORDS.items():
        if column not in record:
            continue
        try:
            word = read_word(record[column], column, table)
        except Rejected as rejected:
            if column in _DECISIVE:
                raise
            doubts.append(f"{rejected}; left out")
            continue
        if word != words.UNKNOWN:
            known["target" if column == "target_kind" else column] = word
    return known, doubts


def _settle_kind(known: dict[str, str]) -> dict[str, str]:
    """The fields with the kind and the status that they amount to."""
    kind, status = known.get("kind"), known.get("status")
    is_counted = any(unit in known for unit in words.COUNTS)
    if kind is None and status is None and not is_counted:
        if "temp_c" not in known:
            raise Rejected(reason="says nothing: give kind, status, customers or temp_c")
        kind = ClaimKind.TEMPERATURE
    if kind == ClaimKind.TEMPERATURE:
        if "temp_c" not in known:
            raise Rejected(column="temp_c", reason="is missing")
        return known | {"kind": kind}
    if kind in {None, ClaimKind.OUTAGE}:
        kind = ClaimKind.RESTORATION if status == Status.RESTORED else ClaimKind.OUTAGE
    if kind == ClaimKind.RESTORATION and status not in {None, Status.RESTORED, Status.PARTIALLY_RESTORED}:
        raise Rejected(column="status", reason=f"{status} contradicts kind {kind}")
    usual = {ClaimKind.RESTORATION: Status.RESTORED, ClaimKind.OUTAGE: Status.ONGOING}
    if kind in usual:
        known = {"service": Service.ELECTRICITY, "status": usual[ClaimKind(kind)]} | known
    return {name: str(value) for name, value in (known | {"kind": kind}).items()}
