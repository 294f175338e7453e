"""The policy file, and the two questions every rule asks: may this source be shown, and since when."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from geodata.gazetteer import Gazetteer
from geodata.places import Level, Place
from tracker.errors import NotConfigured
from tracker.model import Citation, Claim, Outage, Schedule, Source, Tier, Verification

POLICY_FILE = "policy.toml"
KYIV = ZoneInfo("Europe/Kyiv")
# Finer to coarser; a place is raised until it is no finer than a rule allows.
FINENESS = (
    Level.FACILITY,
    Level.DISTRICT,
    Level.VILLAGE,
    Level.TOWN,
    Level.CITY,
    Level.HROMADA,
    Level.RAION,
    Level.OBLAST,
    Level.COUNTRY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRules:
    """What one tier may see."""

    strike_level: Level
    strike_embargo: timedelta
    strike_target: bool
    unofficial_delay: timedelta
    unofficial_voices: int
    unofficial_level: Level
    round_unofficial: bool
    quotes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """How long an edition shows what is over: counted from the end, or from when it was last told."""

    restored: timedelta
    unheard: timedelta
    strikes: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The publication policy in force. Its version stands on every output."""

    version: str
    outside_grid: frozenset[str]  # p-codes
    present: Present
    tiers: Mapping[Tier, TierRules]


def read_policy(text: str) -> Policy:
    """Read a policy file.

    Raises:
        NotConfigured: a tier or key is missing or wrong. Nothing is published without a policy.
    """
    try:
        data = tomllib.loads(text)
        return Policy(
            version=data["version"],
            outside_grid=frozenset(data["outside_grid"]),
            present=Present(
                restored=timedelta(hours=int(data["present"]["restored_h"])),
                unheard=timedelta(hours=int(data["present"]["unheard_h"])),
                strikes=timedelta(hours=int(data["present"]["strikes_h"])),
            ),
            tiers={tier: _read_tier(data["tiers"][tier.value]) for tier in Tier},
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        reason = f"{error}: correct the file or restore the one that ships with Svitlo; nothing is published until then"
        raise NotConfigured(POLICY_FILE, reason) from error


def _read_tier(table: Mapping[str, str | int | bool]) -> TierRules:
    return TierRules(
        strike_level=Level(str(table["strike_level"])),
        strike_embargo=timedelta(hours=int(table["strike_embargo_h"])),
        strike_target=bool(table["strike_target"]),
        unofficial_delay=timedelta(hours=int(table["unofficial_delay_h"])),
        unofficial_voices=int(table["unofficial_voices"]),
        unofficial_level=Level(str(table["unofficial_level"])),
        round_unofficial=bool(table["round_unofficial"]),
        quotes=bool(table["quotes"]),
    )


def may_see(tier: Tier, source_id: str, sources: Mapping[str, Source]) -> bool:
    """Tell whether a tier may know what a source says. A file read by hand has no entry and is for all."""
    source = sources.get(source_id)
    tiers = list(Tier)
    return source is None or tiers.index(source.tier) <= tiers.index(tier)


def seen_by(tier: Tier, sources: Mapping[str, Source]) -> Mapping[str, Source]:
    """The sources as one tier may see them: nothing of those that are for a higher one ever leaves towards it."""
    return {
        source_id: source if may_see(tier, source_id, sources) else replace(source, publish=False)
        for source_id, source in sources.items()
    }


def is_publishable(source_id: str, sources: Mapping[str, Source]) -> bool:
    """Tell whether anything of a source may leave. A file read by hand has no entry and may, by the other rules."""
    source = sources.get(source_id)
    return source is None or source.publish


def all_publishable(claims: Iterable[Claim], sources: Mapping[str, Source]) -> bool:
    """Tell whether every claim of an event may be shown: one hidden source holds it all, for its parts would tell."""
    return all(is_publishable(claim.source_id, sources) for claim in claims)


def enough_voices(event: Outage | Schedule, rules: TierRules, as_of: datetime) -> bool:
    """Tell whether an event rests on an authority, a review, or enough voices for long enough."""
    if event.verification in {Verification.OFFICIAL, Verification.REVIEWED}:
        return True
    if rules.unofficial_voices > 1 and event.verification != Verification.CORROBORATED:
        return False
    return as_of - event.first_published_at >= rules.unofficial_delay


def cite(claims: Iterable[Claim], sources: Mapping[str, Source]) -> tuple[Citation, ...]:
    """Publisher and Kyiv date of every claim, each pair once."""
    cited = {
        Citation(
            publisher=claim.publisher,
            published_date=claim.published_at.astimezone(KYIV).date().isoformat() if claim.published_at else None,
            publisher_uk=name_in_ukrainian(claim, sources),
        )
        for claim in claims
    }
    return tuple(sorted(cited, key=lambda citation: (citation.published_date or "", citation.publisher)))


def name_in_ukrainian(claim: Claim, sources: Mapping[str, Source]) -> str | None:
    """The Ukrainian name of a claim's publisher; None where the report names one of its own."""
    source = sources.get(claim.source_id)
    return source.publisher_uk if source is not None and source.publisher == claim.publisher else None


def raise_to(place_id: str, level: Level, gazetteer: Gazetteer) -> Place | None:
    """The area a place is shown as: itself, or the nearest that holds it and is no finer than the level.

    Kyiv and Sevastopol are first-level units, so nothing is ever raised above them. None for places abroad.
    """
    country_id = gazetteer.country_id
    coarse_enough = FINENESS[FINENESS.index(level) :]
    return next(
        (
            place
            for place in gazetteer.ancestors(place_id)
            if place.country_iso2 == country_id and (place.level in coarse_enough or place.parent_id == country_id)
        ),
        None,
    )


def part_of_day(at: datetime) -> datetime:
    """The start of the quarter of the Kyiv day an instant lies in: night, morning, afternoon or evening."""
    local = at.astimezone(KYIV)
    return local.replace(hour=local.hour // 6 * 6, minute=0, second=0, microsecond=0).astimezone(UTC)
