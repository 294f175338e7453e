"""A report → its claims: frames bound to places, numbers and times, each with its sentence."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from geodata.gazetteer import Gazetteer
from geodata.geocode import locate
from tracker.extract.counts import Share, counts_in, is_listed, share_counts
from tracker.extract.frames import ORDERS, Frame, read_frames, read_listed_order
from tracker.extract.gate import may_tell
from tracker.extract.headings import is_heading, read_heading
from tracker.extract.lexicon import Lexicon
from tracker.extract.quantities import Count
from tracker.extract.roles import NamedPlace, PlaceRole, assign_roles, places_between
from tracker.extract.speakers import read_claimant, read_signature
from tracker.extract.story import Attack, find_attack, strikes_of, under_attack
from tracker.extract.targets import Target, choose_places, find_stand_in, share_places
from tracker.extract.temperatures import read_kind, read_temperatures
from tracker.extract.text import Clause, Sentence, split_clauses, split_sentences, unwrap
from tracker.extract.times import Told, read_day, read_own_day, read_time
from tracker.model import Basis, Cause, Claim, ClaimKind, Evidence, Report, Role, Service, Status, Unit

EXTRACTOR_VERSION = "2026.11-4"
CONSUMERS = frozenset({Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.PEOPLE})
COUNTED = frozenset({Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.BUILDINGS, Unit.SETTLEMENTS})
ORDERED = frozenset(cause for _, cause in ORDERS)
SPORT_WORDS = 2
UKRAINE = ("ukrain", "україн", "украин")  # a text that names it, in whatever form
MOST_CHARACTERS = 200_000
MOST_CARRIED = 100  # places that one clause leaves for the next
MOST_CLAIMS = 5_000  # a report that seems to tell more is none


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """A report as its clauses are read: its places with their roles, and the registers."""

    report: Report
    named: tuple[NamedPlace, ...]
    is_about_ukraine: bool
    stand_in: Target | None  # of what is told without a place
    day: date | None  # that the report says it is of
    signature: Role
    gazetteer: Gazetteer
    lexicon: Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memory:
    """What earlier clauses leave for later ones."""

    carried: tuple[NamedPlace, ...] = ()  # places last told of
    told: tuple[Frame, ...] = ()  # losses and returns last told of
    unit: Unit = Unit.CUSTOMERS  # what their numbers count
    is_in_list: bool = False  # a number behind a list is the sum of its lines: nobody's
    day: date | None = None  # last told of
    heading: Cause | None = None
    attack: Attack | None = None


def extract_claims(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Claim, ...]:
    """Extract what a report says as fact of strikes on energy, outages, restorations, orders and temperatures.

    Every quote is a sentence of the report's text, by its span. The same report gives the same claims. Of a longer text
    the first 200,000 characters are read, and after some thousands of claims no more are made.
    """
    return read_claims(report, gazetteer, lexicon) if may_tell(report.text[:MOST_CHARACTERS]) else ()


def read_claims(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Claim, ...]:
    """Read a report as `extract_claims` does, without asking first whether it can tell anything."""
    text = unwrap(report.text[:MOST_CHARACTERS])
    named = assign_roles(text, locate(text, gazetteer, home_place_id=report.home_place_id), gazetteer, lexicon)
    sentences = split_sentences(text)
    is_about_ukraine = _is_about_ukraine(report, named, sentences, lexicon)
    scene = _Scene(
        report=report,
        day=read_own_day(report, sentences, lexicon),
        signature=read_signature(sentences[0], report.role, lexicon) if sentences else report.role,
        named=named,
        is_about_ukraine=is_about_ukraine,
        stand_in=find_stand_in(report, named, gazetteer, is_about_ukraine=is_about_ukraine),
        gazetteer=gazetteer,
        lexicon=lexicon,
    )
    claims: dict[str, Claim] = {}
    wide: set[str] = set()
    memory = _Memory()
    for sentence in () if _is_sport(sentences, lexicon) else sentences:
        if len(claims) >= MOST_CLAIMS:
            break
        here = places_between(named, sentence.start, sentence.end)
        if is_heading(sentence, text, lexicon) and not here:
            memory = _Memory(heading=read_heading(sentence, lexicon))
            continue
        for clause in split_clauses(sentence, lexicon, [place.start for place in here]):
            found, is_wide, memory = _read_clause(scene, clause, memory)
            for claim in found:
                claims[claim.claim_id] = _join(claims.get(claim.claim_id), claim)
            wide |= {claim.claim_id for claim in found if is_wide}
    kept = _drop_vague(tuple(claims.values()), wide, gazetteer)
    return (*kept, *islice(_temperatures(scene, sentences), MOST_CLAIMS))


def _read_clause(scene: _Scene, clause: Clause, memory: _Memory) -> tuple[tuple[Claim, ...], bool, _Memory]:
    """The claims of a clause, whether they are of more than the places named, and what to remember."""
    lexicon = scene.lexicon
    here = places_between(scene.named, clause.start, clause.end)
    affected = tuple(place for place in here if place.role == PlaceRole.AFFECTED)
    target = choose_places(
        clause,
        here,
        memory.carried,
        scene.named,
        lexicon,
        scene.gazetteer,
        stand_in=scene.stand_in,
        is_about_ukraine=scene.is_about_ukraine,
    )
    if target is None:
        return (), False, replace(memory, carried=affected[:MOST_CARRIED] or memory.carried, told=())
    frames = read_frames(clause, lexicon)
    is_line = bool(affected and memory.told) and is_listed(clause)
    if affected and not frames and (is_line or _goes_on(clause, lexicon)):
        frames = memory.told or strikes_of(memory.attack, clause)
    elif not frames and memory.told and not memory.is_in_list and _says_how_many(clause, lexicon):
        frames = memory.told
    if memory.heading is not None:
        frames = _under_heading(memory.heading, clause, frames, lexicon, has_places=bool(affected))
    else:
        frames = under_attack(memory.attack, clause, frames, target, scene.gazetteer)
    unit = memory.unit if is_line else None
    claims = [
        claim
        for frame in frames
        for claim in _bind(
            scene,
            clause,
            frame,
            share_places(frame, frames, target, clause, here, lexicon, scene.gazetteer),
            unit,
            memory,
        )
    ]
    after = _Memory(
        carried=affected[:MOST_CARRIED] or memory.carried,
        told=tuple(frame for frame in frames if frame.kind in {ClaimKind.OUTAGE, ClaimKind.RESTORATION}),
        unit=next((quantity.unit for claim in claims for quantity in claim.quantities), memory.unit),
        day=read_day(clause, scene.report, lexicon) or memory.day,
        is_in_list=is_line,
        heading=memory.heading,
        attack=find_attack(clause, frames, target, lexicon, scene.gazetteer) or memory.attack,
    )
    return tuple(claims), target.is_wide, after


def _join(known: Claim | None, claim: Claim) -> Claim:
    """What a sentence says twice of one thing: the newest number counts, and the older one is what it was in all."""
    if known is not None and claim.shared_quantities != known.shared_quantities:
        claim = replace(claim, shared_quantities=claim.shared_quantities or known.shared_quantities)
        known = replace(known, shared_quantities=claim.shared_quantities)
    if known is None or not known.quantities or known.quantities == claim.quantities:
        return claim if known is None or claim.quantities else known
    units = {quantity.unit for quantity in claim.quantities}
    older = (
        replace(quantity, basis=Basis.CUMULATIVE)
        if quantity.unit in units and quantity.basis == Basis.WITHOUT_NOW
        else quantity
        for quantity in known.quantities
    )
    return replace(known, quantities=(*older, *claim.quantities), status=claim.status) if units else known


def _under_heading(
    cause: Cause, clause: Clause, frames: tuple[Frame, ...], lexicon: Lexicon, *, has_places: bool
) -> tuple[Frame, ...]:
    """Let a heading say why: of losses that name no cause, and of places listed under an order."""
    if not frames and has_places and _only_counts(clause, lexicon) and cause not in ORDERED:
        return (Frame(kind=ClaimKind.OUTAGE, service=Service.ELECTRICITY, cause=cause, status=Status.ONGOING),)
    if cause in ORDERED:
        return frames or ((read_listed_order(clause, cause, lexicon),) if has_places else ())
    return tuple(
        replace(frame, cause=cause) if frame.kind == ClaimKind.OUTAGE and frame.cause is None else frame
        for frame in frames
    )


def _goes_on(clause: Clause, lexicon: Lexicon) -> bool:
    return clause.has(lexicon, "extent.worst") or _only_counts(clause, lexicon)


def _only_counts(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause goes on counting, place by place, what the one before it told of."""
    counts = counts_in(clause, lexicon, is_restoration=False)
    return any(count.quantity.unit in COUNTED for count in counts) and not clause.has(lexicon, "people.casualty")


def _says_how_many(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause only says how many what was told just now concerns: «Це 700 абонентів»."""
    counts = counts_in(clause, lexicon, is_restoration=False)
    is_told = any(count.quantity.unit in CONSUMERS for count in counts)
    return is_told and clause.has(lexicon, "count.anaphor") and not clause.has(lexicon, "people.casualty", "strike.aid")


def _is_about_ukraine(
    report: Report, named: Sequence[NamedPlace], sentences: Sequence[Sentence], lexicon: Lexicon
) -> bool:
    """Whether a loss told without a place may be taken for Ukraine's."""
    if report.home_place_id is not None or any(not place.is_abroad for place in named):
        return True
    if any(lexicon.has("people.grid_operator", sentence.folded) for sentence in sentences):
        return True
    text = report.text.casefold()
    return any(name in text for name in UKRAINE)


def _is_sport(sentences: Sequence[Sentence], lexicon: Lexicon) -> bool:
    """Whether attacks and lights out are a match's."""
    words = {hit.text for sentence in sentences for hit in lexicon.find_all("topic.sport", sentence.folded)}
    return len(words) >= SPORT_WORDS


def _bind(
    scene: _Scene, clause: Clause, frame: Frame, target: Target, unit: Unit | None, memory: _Memory
) -> Iterator[Claim]:
    """The claims of a frame, one a place. Of what came back, the number that is still waiting is a claim of its own."""
    is_return = frame.kind == ClaimKind.RESTORATION
    counts: tuple[Count, ...] = ()
    if frame.kind != ClaimKind.STRIKE:
        counts = counts_in(clause, scene.lexicon, is_restoration=is_return, unit=unit)
    waiting = [count for count in counts if is_return and count.quantity.basis == Basis.WITHOUT_NOW]
    told = [count for count in counts if count not in waiting]
    lost = (loss for loss in memory.told if loss.kind == ClaimKind.OUTAGE and loss.service == frame.service)
    is_going_on = frame in memory.told
    rest = replace(next(lost, Frame(kind=ClaimKind.OUTAGE, service=frame.service)), status=Status.PARTIALLY_RESTORED)
    at = read_time(
        clause, scene.report, scene.lexicon, Told(own=memory.day if is_going_on else scene.day, last=memory.day)
    )
    here = places_between(scene.named, clause.start, clause.end)
    own, still = share_counts(target, told, here), share_counts(target, waiting, here)
    for place_id in target.place_ids:
        yield replace(_claim(scene, clause, frame, place_id, own[place_id], target.confidence), time=at)
        if still[place_id]:
            yield replace(_claim(scene, clause, rest, place_id, still[place_id], target.confidence), time=at)


def _claim(scene: _Scene, clause: Clause, frame: Frame, place_id: str, share: Share, confidence: float) -> Claim:
    report, sentence = scene.report, clause.sentence
    service = None if frame.kind == ClaimKind.STRIKE else frame.service
    return Claim(
        claim_id=_claim_id(report, frame.kind, place_id, service, frame.cause, sentence.start, sentence.end),
        report_id=report.report_id,
        revision=report.revision,
        source_id=report.source_id,
        publisher=report.publisher,
        source_role=report.role,
        kind=frame.kind,
        place_id=place_id,
        evidence=_evidence(report, sentence),
        claimant=read_claimant(sentence, report.role, scene.signature, scene.lexicon),
        learned_at=report.learned_at,
        published_at=report.published_at,
        published_precision=report.published_precision,
        extractor_version=EXTRACTOR_VERSION,
        service=service,
        cause=frame.cause,
        target=frame.target,
        weapon=frame.weapon,
        status=frame.status,
        scope=frame.scope,
        quantities=share.own,
        shared_quantities=share.shared,
        place_confidence=confidence,
        is_synthetic=report.is_synthetic,
    )


def _evidence(report: Report, sentence: Sentence) -> Evidence:
    quote = report.text[sentence.start : sentence.end]
    return Evidence(quote=quote, start=sentence.start, end=sentence.end)


def _claim_id(report: Report, *parts: object) -> str:
    key = "|".join(map(str, (report.report_id, report.revision, EXTRACTOR_VERSION, *parts)))
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def _drop_vague(claims: Sequence[Claim], wide: Collection[str], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """The country counts beside finer places only where the text says that it is more, or gives its number."""
    finer = {_topic(claim) for claim in claims if claim.place_id != gazetteer.country_id}
    counted = {_topic(claim) for claim in claims if claim.place_id != gazetteer.country_id and _counts_consumers(claim)}
    return tuple(
        claim
        for claim in claims
        if claim.place_id != gazetteer.country_id
        or _topic(claim) not in finer
        or claim.claim_id in wide
        or (_counts_consumers(claim) and _topic(claim) not in counted)
    )


def _counts_consumers(claim: Claim) -> bool:
    return not CONSUMERS.isdisjoint(quantity.unit for quantity in claim.quantities)


def _topic(claim: Claim) -> tuple[object, ...]:
    """What a claim is about; orders of different kinds are different things."""
    return claim.kind, claim.service, claim.cause if claim.kind == ClaimKind.SCHEDULE else None


def _temperatures(scene: _Scene, sentences: Sequence[Sentence]) -> Iterator[Claim]:
    """Every temperature, with the place of its sentence where there is exactly one."""
    report, lexicon = scene.report, scene.lexicon
    for sentence, stated in read_temperatures(sentences, lexicon):
        places = {
            place.place_id
            for place in places_between(scene.named, sentence.start, sentence.end)
            if place.role == PlaceRole.AFFECTED and not place.is_abroad
        }
        key = _claim_id(report, ClaimKind.TEMPERATURE, sentence.start, stated.start, stated.temperature_c)
        yield Claim(
            claim_id=key,
            report_id=report.report_id,
            revision=report.revision,
            source_id=report.source_id,
            publisher=report.publisher,
            source_role=report.role,
            kind=ClaimKind.TEMPERATURE,
            place_id=next(iter(places)) if len(places) == 1 else None,
            evidence=_evidence(report, sentence),
            claimant=read_claimant(sentence, report.role, scene.signature, lexicon),
            learned_at=report.learned_at,
            published_at=report.published_at,
            published_precision=report.published_precision,
            extractor_version=EXTRACTOR_VERSION,
            temperature_c=stated.temperature_c,
            temperature_text=stated.text,
            temperature_kind=read_kind(sentence, lexicon),
            is_synthetic=report.is_synthetic,
        )
