"""Outages: generous with where and for whom; why and exactly when wait as long as the strike's rule says."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from geodata.gazetteer import Gazetteer
from geodata.places import Level, Place
from tracker.model import (
    Bound,
    Cause,
    Exposure,
    Outage,
    Picture,
    PublishedOutage,
    PublishedTelling,
    Quantity,
    Scope,
    Source,
    TimePrecision,
    Unit,
    Verification,
)
from tracker.policy.history import tell_history
from tracker.policy.rules import TierRules, all_publishable, cite, enough_voices, part_of_day, raise_to

AREA_LEVELS = frozenset({Level.OBLAST, Level.RAION, Level.HROMADA})
COUNTED = frozenset({Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.PEOPLE})
FEW = 100
SIGNIFICANT_DIGITS = 2
FINE = frozenset({TimePrecision.MINUTE, TimePrecision.HOUR, TimePrecision.PART_OF_DAY})


def publish_outages(
    picture: Picture, rules: TierRules, sources: Mapping[str, Source], gazetteer: Gazetteer
) -> tuple[PublishedOutage, ...]:
    """Publish what an authority or a utility tells at once; what only others tell waits and is coarser."""
    exposures = {exposure.outage_id: exposure for exposure in picture.exposures}
    rows = []
    for outage in picture.events.outages:
        area = _area(outage, rules, gazetteer)
        may_show = enough_voices(outage, rules, picture.as_of) and all_publishable(outage.claims, sources)
        if area is not None and may_show:
            is_embargoed = picture.as_of < _onset_clears_at(outage, rules)
            row = _publish_one(outage, area, exposures.get(outage.outage_id), gazetteer, sources)
            row = replace(row, history=tell_history(outage.claims, rules, sources))
            if rules.round_unofficial and not _is_sure(outage):
                row = _round(row)
            rows.append(_blur(row, outage) if is_embargoed else _hide_unknown_strike(row, outage, rules))
    return tuple(rows)


def _round(row: PublishedOutage) -> PublishedOutage:
    history = (replace(telling, quantities=_rounded(telling.quantities)) for telling in row.history)
    return replace(row, quantities=_rounded(row.quantities), history=tuple(history))


def _rounded(quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    return tuple(round_quantity(quantity) for quantity in quantities)


def _is_sure(outage: Outage) -> bool:
    return outage.verification in {Verification.OFFICIAL, Verification.REVIEWED}


def _area(outage: Outage, rules: TierRules, gazetteer: Gazetteer) -> Place | None:
    """The place itself where an authority tells of it, never a facility; else no finer than the tier's level."""
    return raise_to(outage.place_id, Level.DISTRICT if _is_sure(outage) else rules.unofficial_level, gazetteer)


def _onset_clears_at(outage: Outage, rules: TierRules) -> datetime:
    """When cause and exact onset may be told: as late as a strike of that moment would be."""
    return max(outage.started_at or outage.first_published_at, outage.first_published_at) + rules.strike_embargo


def _blur(row: PublishedOutage, outage: Outage) -> PublishedOutage:
    """Take the cause away and round the times to a part of the day. Every young outage looks so, whatever its cause."""
    precision = outage.onset_precision
    is_fine = precision in FINE and row.started_at is not None
    return replace(
        row,
        cause=None,
        started_at=part_of_day(row.started_at) if row.started_at and is_fine else row.started_at,
        onset_precision=TimePrecision.PART_OF_DAY if is_fine else precision,
        updated_at=part_of_day(row.updated_at),
        exposure=_uncounted(row.exposure),
        history=tuple(_blur_telling(telling) for telling in row.history),
    )


def _blur_telling(telling: PublishedTelling) -> PublishedTelling:
    """The minute of the first report would tell the hour of the onset."""
    told_at = part_of_day(telling.told_at) if telling.told_at else None
    is_fine = telling.precision in FINE
    return replace(telling, told_at=told_at, precision=TimePrecision.PART_OF_DAY if is_fine else telling.precision)


def _uncounted(exposure: Exposure | None) -> Exposure | None:
    """Hours counted from the onset would tell the hour of the onset, and so would a mean over them."""
    if exposure is None:
        return None
    return replace(
        exposure,
        temperature_mean_c=None,
        hours_below_0_count=None,
        hours_below_minus_10_count=None,
        hours_below_minus_20_count=None,
        hours_unknown_count=None,
    )


def _hide_unknown_strike(row: PublishedOutage, outage: Outage, rules: TierRules) -> PublishedOutage:
    """A strike at an unknown time is held, so the outage it caused stays without a cause."""
    is_held = row.cause == Cause.STRIKE and outage.started_at is None and bool(rules.strike_embargo)
    return replace(row, cause=None) if is_held else row


def round_quantity(quantity: Quantity) -> Quantity:
    """Round what no authority stands behind to two significant digits; below a hundred consumers say "at most 100"."""
    if quantity.unit not in COUNTED or quantity.value <= 0:
        return quantity
    if quantity.value < FEW:
        return replace(quantity, value=float(FEW), bound=Bound.AT_MOST)
    digits = SIGNIFICANT_DIGITS - 1 - math.floor(math.log10(quantity.value))
    rounded = round(quantity.value, digits)
    is_changed = rounded != quantity.value and quantity.bound == Bound.EXACT
    return replace(quantity, value=float(rounded), bound=Bound.ABOUT if is_changed else quantity.bound)


def _publish_one(
    outage: Outage, area: Place, exposure: Exposure | None, gazetteer: Gazetteer, sources: Mapping[str, Source]
) -> PublishedOutage:
    oblast = gazetteer.oblast_of(area.place_id)
    raion = next((place for place in gazetteer.ancestors(area.place_id) if place.level == Level.RAION), None)
    voices: Sequence[str] = sorted({claim.publisher for claim in outage.claims})
    return PublishedOutage(
        outage_id=outage.outage_id,
        service=outage.service,
        status=outage.status,
        cause=outage.cause,
        scope=outage.scope if area.place_id == outage.place_id else Scope.PART,
        started_at=outage.started_at,
        onset_precision=outage.onset_precision,
        ended_at=outage.ended_at,
        place_id=area.place_id,
        place_en=area.name_en,
        place_uk=area.name_uk,
        level=area.level,
        adm1_pcode=oblast.adm1_pcode if oblast else None,
        adm1_en=oblast.name_en if oblast else None,
        adm1_uk=oblast.name_uk if oblast else None,
        adm2_pcode=raion.adm2_pcode if raion else area.adm2_pcode,
        adm2_en=raion.name_en if raion else None,
        lat=area.lat,
        lon=area.lon,
        is_area=outage.scope == Scope.WHOLE and area.place_id == outage.place_id and _is_drawn(area, gazetteer),
        quantities=outage.quantities,
        exposure=exposure,
        citations=cite(outage.claims, sources),
        sources_count=len(voices),
        confidence=outage.confidence,
        verification=outage.verification,
        updated_at=outage.learned_at,
    )


def _is_drawn(area: Place, gazetteer: Gazetteer) -> bool:
    """Areas are shaded, settlements are points; Kyiv and Sevastopol are both, and shaded when wholly out."""
    return area.level in AREA_LEVELS or area.parent_id == gazetteer.country_id
