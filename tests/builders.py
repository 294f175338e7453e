"""Values for tests: a country of five places and claims about them. All invented."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from geodata.gazetteer import Gazetteer
from geodata.places import CoordQuality, Level, Place
from tracker.model import (
    Claim,
    ClaimKind,
    Evidence,
    Interval,
    Reading,
    Report,
    Role,
    Service,
    Source,
    Status,
    TemperatureSeries,
    TimePrecision,
)

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
OBLAST, RAION, CITY, DISTRICT, CAPITAL = "UA63", "UA6312", "city", "district", "UA80"


def make_place(place_id: str, level: Level, parent_id: str | None, adm1_pcode: str | None = None) -> Place:
    return Place(
        place_id=place_id,
        level=level,
        name_en=f"{place_id} en",
        name_uk=f"{place_id} uk",
        name_ru=None,
        parent_id=parent_id,
        country_iso2="UA",
        adm1_pcode=adm1_pcode,
        adm2_pcode="UA6312" if level in {Level.RAION, Level.CITY, Level.DISTRICT} else None,
        lat=50.0,
        lon=36.0,
        coord_quality=CoordQuality.EXACT,
        radius_km=5.0,
        population=None,
    )


def make_gazetteer() -> Gazetteer:
    """One oblast with a raion, a city and a district of it, beside the capital."""
    places = (
        make_place("UA", Level.COUNTRY, None),
        make_place(OBLAST, Level.OBLAST, "UA", "UA63"),
        make_place(RAION, Level.RAION, OBLAST, "UA63"),
        make_place(CITY, Level.CITY, RAION, "UA63"),
        make_place(DISTRICT, Level.DISTRICT, CITY, "UA63"),
        make_place(CAPITAL, Level.CITY, "UA", "UA80"),
    )
    return Gazetteer(version="test", country_id="UA", places={place.place_id: place for place in places}, toponyms={})


def make_claim(
    claim_id: str = "c1",
    kind: ClaimKind = ClaimKind.OUTAGE,
    *,
    place_id: str | None = CITY,
    at: datetime = NOON,
    onset: datetime | None = None,
    role: Role = Role.UTILITY,
    publisher: str = "Invented Grid",
    quote: str | None = None,
    **fields: Any,
) -> Claim:
    values: dict[str, Any] = {
        "claim_id": claim_id,
        "report_id": f"report-of-{claim_id}",
        "revision": 1,
        "source_id": publisher.casefold().replace(" ", "-"),
        "publisher": publisher,
        "source_role": role,
        "kind": kind,
        "place_id": place_id,
        "evidence": Evidence(quote=quote or f"words of {claim_id}", start=0, end=5),
        "claimant": role,
        "learned_at": at,
        "published_at": at,
        "extractor_version": "test",
        "service": Service.ELECTRICITY if kind in {ClaimKind.OUTAGE, ClaimKind.RESTORATION} else None,
        "status": Status.RESTORED if kind == ClaimKind.RESTORATION else Status.ONGOING,
        "time": Interval(start_at=onset, end_at=None, precision=TimePrecision.HOUR) if onset else None,
    }
    return Claim(**(values | fields))


def make_report(report_id: str = "r1", *, revision: int = 1, at: datetime = NOON, **fields: Any) -> Report:
    values: dict[str, Any] = {
        "report_id": report_id,
        "revision": revision,
        "source_id": "invented-grid",
        "publisher": "Invented Grid",
        "role": Role.UTILITY,
        "native_id": report_id,
        "url": "https://invented-grid.example/1",
        "title": "Вигадана назва",
        "text": "Вигадана назва\nВигаданий текст.",
        "lang": "uk",
        "published_at": at,
        "published_precision": TimePrecision.MINUTE,
        "learned_at": at,
        "content_sha256": f"hash of {revision}",
    }
    return Report(**(values | fields))


def make_reading(report_id: str, *claims: Claim, revision: int = 1, at: datetime = NOON, **fields: Any) -> Reading:
    """A report and claims that are made its own."""
    report = make_report(report_id, revision=revision, at=at, **fields)
    own = (replace(claim, report_id=report_id, revision=revision) for claim in claims)
    return Reading(report=report, claims=tuple(own))


def make_source(source_id: str = "invented-grid", **fields: Any) -> Source:
    values: dict[str, Any] = {
        "source_id": source_id,
        "kind": "rss",
        "publisher": source_id,
        "url": f"https://{source_id}.example/feed",
        "role": Role.UTILITY,
        "languages": ("uk",),
    }
    return Source(**(values | fields))


def make_series(
    temperatures_c: Mapping[int, float | None], *, place_id: str = CITY, fetched_at: datetime = NOON
) -> TemperatureSeries:
    """A series from hours counted from noon."""
    return TemperatureSeries(
        place_id=place_id,
        fetched_at=fetched_at,
        hours=tuple(NOON + timedelta(hours=hour) for hour in temperatures_c),
        temperatures_c=tuple(temperatures_c.values()),
    )
