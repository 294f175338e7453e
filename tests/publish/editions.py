"""Editions for tests. All invented."""

from datetime import timedelta

from tests.builders import NOON
from tests.packaged import packaged_gazetteer
from tracker.model import (
    Bound,
    Cause,
    Citation,
    Edition,
    Exposure,
    OblastRow,
    PollOutcome,
    PublishedIncident,
    PublishedOutage,
    PublishedSchedule,
    PublishedSource,
    Quantity,
    Scope,
    Service,
    Status,
    Tier,
    TimePrecision,
    Unit,
    Verification,
)

GAZETTEER = packaged_gazetteer()
KHARKIV_OBLAST, KHARKIV, KYIV = "UA63000000000041885", "UA63120270010096107", "UA80000000000093317"


def make_outage(outage_id: str = "o1", place_id: str = KHARKIV, **fields: object) -> PublishedOutage:
    place = GAZETTEER.places[place_id]
    oblast = GAZETTEER.oblast_of(place_id)
    values: dict[str, object] = {
        "outage_id": outage_id,
        "service": Service.ELECTRICITY,
        "status": Status.ONGOING,
        "cause": None,
        "scope": Scope.UNSTATED,
        "started_at": NOON - timedelta(hours=5),
        "onset_precision": TimePrecision.PART_OF_DAY,
        "ended_at": None,
        "place_id": place_id,
        "place_en": place.name_en,
        "place_uk": place.name_uk,
        "level": place.level.value,
        "adm1_pcode": oblast.adm1_pcode if oblast else None,
        "adm1_en": oblast.name_en if oblast else None,
        "adm1_uk": oblast.name_uk if oblast else None,
        "adm2_pcode": place.adm2_pcode,
        "adm2_en": None,
        "lat": place.lat,
        "lon": place.lon,
        "is_area": False,
        "quantities": (Quantity(value=30_800, unit=Unit.CUSTOMERS, bound=Bound.AT_LEAST),),
        "exposure": make_exposure(outage_id),
        "citations": (Citation(publisher="Invented Grid", published_date="2026-01-15"),),
        "sources_count": 1,
        "confidence": 0.7,
        "verification": Verification.OFFICIAL,
        "updated_at": NOON,
    }
    return PublishedOutage(**(values | fields))  # type: ignore[arg-type]  # a builder passes on what a test names


def make_exposure(outage_id: str, now_c: float | None = -11.5) -> Exposure:
    return Exposure(
        outage_id=outage_id,
        temperature_now_c=now_c,
        temperature_min_c=-14.0,
        temperature_mean_c=-12.1,
        hours_below_0_count=5,
        hours_below_minus_10_count=4,
        hours_below_minus_20_count=0,
        hours_unknown_count=0,
        temperature_min_next_72h_c=None,
        temperature_tonight_min_c=-17.0,
        weather_fetched_at=NOON,
        temperature_reported_c=None,
        people_low_count=None,
        people_high_count=None,
    )


def make_schedule(**fields: object) -> PublishedSchedule:
    """Emergency cuts in Kyiv, in force since noon."""
    values: dict[str, object] = {
        "schedule_id": "s1",
        "cause": Cause.EMERGENCY_SHUTDOWN,
        "status": Status.ONGOING,
        "place_id": KYIV,
        "place_en": "Kyiv",
        "place_uk": "Київ",
        "adm1_pcode": "UA80",
        "start_at": NOON,
        "end_at": None,
        "citations": (Citation(publisher="Invented Grid", published_date="2026-01-15"),),
        "updated_at": NOON,
    }
    return PublishedSchedule(**(values | fields))  # type: ignore[arg-type]  # checked by the dataclass


def make_edition(
    outages: tuple[PublishedOutage, ...] | None = None,
    *,
    note: str | None = "DEMO, invented data",
    publisher: str = "Invented Grid",
) -> Edition:
    """A full edition: an area, settlements, an order, a strike, a silent source and 27 rows."""
    citations = (Citation(publisher=publisher, published_date="2026-01-15"),)
    rows = (
        make_outage("o1", KHARKIV_OBLAST, is_area=True, scope=Scope.WHOLE, citations=citations),
        make_outage("o2", KYIV, service=Service.HEAT, quantities=(Quantity(value=1_330, unit=Unit.BUILDINGS),)),
        make_outage("o3", status=Status.RESTORED, ended_at=NOON, quantities=()),
    )
    return Edition(
        tier=Tier.PUBLIC,
        as_of=NOON,
        policy_version="test",
        gazetteer_version="test",
        incidents=(
            PublishedIncident(
                incident_id="i1",
                area_id=KHARKIV_OBLAST,
                area_en="Kharkiv Oblast",
                area_uk="Харківська область",
                adm1_pcode="UA63",
                date="2026-01-14",
                label_en="Energy infrastructure",
                label_uk="Енергетична інфраструктура",
                citations=citations,
            ),
        ),
        outages=rows if outages is None else outages,
        schedules=(make_schedule(citations=citations),),
        sources=(
            PublishedSource(
                source_id="invented",
                publisher=publisher,
                last_ok_at=NOON,
                last_new_at=NOON,
                outcome=PollOutcome.NEW,
                is_silent=False,
            ),
            PublishedSource(
                source_id="mute",
                publisher="Invented Herald",
                last_ok_at=None,
                last_new_at=None,
                outcome=PollOutcome.UNREACHABLE,
                is_silent=True,
            ),
        ),
        oblasts=tuple(
            OblastRow(
                adm1_pcode=oblast.adm1_pcode or "",
                adm1_en=oblast.name_en,
                adm1_uk=oblast.name_uk,
                attack=None,
                emergency_outages=None,
                network_limits=None,
                schedule=None,
                electricity="without (whole area)" if oblast.adm1_pcode == "UA63" else None,
                heat=None,
                water=None,
                temperature_tonight_min_c=-17.4,
                publishers=(publisher,) if oblast.adm1_pcode == "UA63" else (),
            )
            for oblast in GAZETTEER.oblasts()
        ),
        newest_report_at=NOON,
        weather_fetched_at=NOON,
        note=note,
    )
