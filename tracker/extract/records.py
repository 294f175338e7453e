"""A record → its claims: kind, place and numbers from its fields, which are the evidence; its free text as any text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from geodata.gazetteer import Gazetteer
from geodata.stated import Stated, find_stated
from tracker.extract.binding import EXTRACTOR_VERSION, claim_id_of
from tracker.extract.claims import extract_claims
from tracker.extract.lexicon import Lexicon
from tracker.model import (
    Basis,
    Bound,
    Cause,
    Claim,
    ClaimKind,
    Evidence,
    Interval,
    Quantity,
    Report,
    Scope,
    Service,
    Status,
    Target,
    TemperatureKind,
    TimePrecision,
    Unit,
    Weapon,
)

_UNITS = (Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.PEOPLE, Unit.SETTLEMENTS)
_SIGNS = {"~": Bound.ABOUT, ">=": Bound.AT_LEAST, "<=": Bound.AT_MOST}
_AREA_WORD = re.compile(r"област|обл\b|oblast|region|район|р-н|raion|district|громад|hromada", re.IGNORECASE)
_PLACE_FIELDS = ("place", "oblast", "lat", "lon")


def extract_record(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Claim, ...]:
    """Extract what a record states in its fields, and what its free text says beside that.

    Its place is where the text is about, as far as that names no other. Where the fields make a statement, it is the
    first line of the text, and of the same thing they count.
    """
    stated = _place_of(report, gazetteer)
    located = replace(report, home_place_id=stated.place_id) if stated is not None else report
    read = extract_claims(located, gazetteer, lexicon)
    if "kind" not in report.fields:
        return read
    sentence = report.text.partition("\n")[0]
    claims = tuple(_claims(report, stated, sentence)) if stated is not None else ()
    told = {(claim.kind, claim.service) for claim in claims}
    beside = (
        claim
        for claim in read
        if (claim.evidence.start or 0) > len(sentence) and (claim.kind, claim.service) not in told
    )
    return (*claims, *beside)


def _place_of(report: Report, gazetteer: Gazetteer) -> Stated | None:
    fields = report.fields
    point = (float(fields["lat"]), float(fields["lon"])) if "lat" in fields else None
    area = _spell_area(fields["oblast"]) if "oblast" in fields else ()
    return find_stated(fields.get("place"), area, point, gazetteer, home_place_id=report.home_place_id)


def _spell_area(oblast: str) -> tuple[str, ...]:
    """An area as it is written, and with the noun that its adjective or name alone leaves out."""
    return (oblast,) if _AREA_WORD.search(oblast) else (oblast, f"{oblast} область", f"{oblast} Oblast")


def _claims(report: Report, stated: Stated, sentence: str) -> Iterator[Claim]:
    """The claims that the fields make, one a kind."""
    fields, kind = report.fields, ClaimKind(report.fields["kind"])
    status = Status(fields["status"]) if "status" in fields else None
    if kind == ClaimKind.STRIKE:
        yield _claim(report, stated, sentence, kind, ("kind", "target", "weapon"), Status.ONGOING)
        if status is not None or any(unit in fields for unit in _UNITS):
            is_back = status == Status.RESTORED
            supply = ClaimKind.RESTORATION if is_back else ClaimKind.OUTAGE
            yield _supply(report, stated, sentence, supply, status or Status.ONGOING)
    elif kind in {ClaimKind.OUTAGE, ClaimKind.RESTORATION} and status is not None:
        yield _supply(report, stated, sentence, kind, status)
        if kind == ClaimKind.OUTAGE and "restored_at" in fields:
            yield replace(_supply(report, stated, sentence, ClaimKind.RESTORATION, Status.RESTORED), quantities=())
    if "temp_c" in fields:
        measured = _claim(report, stated, sentence, ClaimKind.TEMPERATURE, ("temp_c",), None)
        yield replace(
            measured,
            temperature_c=float(fields["temp_c"]),
            temperature_text=f"{fields['temp_c']} °C",
            temperature_kind=TemperatureKind.MEASURED,
        )


def _supply(report: Report, stated: Stated, sentence: str, kind: ClaimKind, status: Status) -> Claim:
    """What a record states of a service: lost, or back."""
    fields = report.fields
    is_back = kind == ClaimKind.RESTORATION
    claim = _claim(report, stated, sentence, kind, ("status", "service", "scope", "cause", *_UNITS), status)
    scope = Scope.PART if stated.is_part else Scope(fields.get("scope", Scope.UNSTATED))
    return replace(
        claim,
        service=Service(fields.get("service", Service.ELECTRICITY)),
        scope=scope,
        time=_time(fields, "restored_at" if is_back else "started_at"),
        quantities=tuple(_quantities(fields, Basis.RECONNECTED if is_back else Basis.WITHOUT_NOW)),
    )


def _claim(
    report: Report, stated: Stated, sentence: str, kind: ClaimKind, names: tuple[str, ...], status: Status | None
) -> Claim:
    fields = report.fields
    is_cold = kind == ClaimKind.TEMPERATURE
    paths = [name for name in (*_PLACE_FIELDS, *names) if name in fields]
    cause = Cause.STRIKE if kind == ClaimKind.STRIKE or fields["kind"] == ClaimKind.STRIKE else fields.get("cause")
    return Claim(
        claim_id=claim_id_of(report, kind, stated.place_id, fields.get("service"), *paths),
        report_id=report.report_id,
        revision=report.revision,
        source_id=report.source_id,
        publisher=report.publisher,
        source_role=report.role,
        kind=kind,
        place_id=stated.place_id,
        evidence=Evidence(quote=sentence, start=0, end=len(sentence), field_path=", ".join(paths)),
        claimant=report.role,
        learned_at=report.learned_at,
        published_at=report.published_at,
        published_precision=report.published_precision,
        extractor_version=EXTRACTOR_VERSION,
        cause=Cause(cause) if cause and not is_cold else None,
        target=Target(fields["target"]) if "target" in fields and not is_cold else None,
        weapon=Weapon(fields["weapon"]) if "weapon" in fields and not is_cold else None,
        status=status,
        place_confidence=stated.confidence,
        confidence=stated.confidence,
        found="fields",
        is_synthetic=report.is_synthetic,
    )


def _time(fields: Mapping[str, str], name: str) -> Interval | None:
    if name not in fields:
        return None
    at = datetime.fromisoformat(fields[name])
    return Interval(start_at=at, end_at=None, precision=TimePrecision(fields[f"{name}_precision"]))


def _quantities(fields: Mapping[str, str], basis: Basis) -> Iterator[Quantity]:
    for unit in _UNITS:
        if unit in fields:
            sign = next((sign for sign in _SIGNS if fields[unit].startswith(sign)), "")
            bound = _SIGNS.get(sign, Bound.EXACT)
            yield Quantity(value=float(fields[unit].removeprefix(sign)), unit=unit, bound=bound, basis=basis)
