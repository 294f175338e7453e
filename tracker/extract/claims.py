"""A report → its claims: frames bound to places, numbers and times, each with its sentence."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geodata.gazetteer import Gazetteer
from geodata.geocode import locate
from geodata.places import COUNTRY_ID
from tracker.extract.counts import counts_in, is_listed, quantities_of
from tracker.extract.frames import Frame, read_frames, read_listed_order, tells
from tracker.extract.gate import may_tell
from tracker.extract.gathering import drop_ended, drop_vague, join, weaken
from tracker.extract.headings import Heading, is_item, read_heading
from tracker.extract.lexicon import Lexicon, fold
from tracker.extract.losses import is_only_a_reason
from tracker.extract.moods import is_told
from tracker.extract.quantities import Count, find_quantities
from tracker.extract.roles import NamedPlace, PlaceRole, assign_roles
from tracker.extract.speakers import read_claimant
from tracker.extract.story import (
    Memory,
    Reason,
    explained_by,
    find_attack,
    find_loss_without_cause,
    find_other_cause,
    strikes_of,
    struck,
    under_reason,
)
from tracker.extract.strikes import find_hit
from tracker.extract.targets import Target, choose_places, share_places
from tracker.extract.temperatures import find_temperatures
from tracker.extract.text import Clause, Sentence, split_clauses, split_sentences, unwrap
from tracker.extract.times import read_time
from tracker.model import (
    Basis,
    Cause,
    Claim,
    ClaimKind,
    Evidence,
    Quantity,
    Report,
    Service,
    Status,
    Unit,
)
from tracker.model import Target as Object

EXTRACTOR_VERSION = "2026.11-2"
COUNTED = frozenset({Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.BUILDINGS, Unit.SETTLEMENTS})
SPORT_WORDS = 2
MOST_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """A report as its clauses are read: its places with their roles, and the registers."""

    report: Report
    text: str
    named: tuple[NamedPlace, ...]
    is_about_ukraine: bool
    is_season: bool  # of heating, which is told of when it begins
    gazetteer: Gazetteer
    lexicon: Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What a clause tells."""

    claims: tuple[Claim, ...] = ()
    explained: tuple[Claim, ...] = ()  # losses told of before, which claims of this clause replace
    is_wide: bool = False  # they are of more than the places named
    memory: Memory


def extract_claims(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Claim, ...]:
    """Extract what a report says as fact of strikes on energy, outages, restorations, orders and temperatures.

    Every quote is a sentence of the report's text, by its span. The same report gives the same claims. Of a longer text
    the first 200,000 characters are read.
    """
    return read_claims(report, gazetteer, lexicon) if may_tell(report.text[:MOST_CHARACTERS]) else ()


def read_claims(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Claim, ...]:
    """Read a report as `extract_claims` does, without asking first whether it can tell anything."""
    text = unwrap(report.text[:MOST_CHARACTERS])
    named = assign_roles(text, locate(text, gazetteer, home_place_id=report.home_place_id), gazetteer, lexicon)
    sentences = split_sentences(text)
    scene = _Scene(
        report=report,
        text=text,
        named=named,
        is_about_ukraine=_is_about_ukraine(report, named, lexicon),
        is_season=lexicon.has("modality.season", fold(text)),
        gazetteer=gazetteer,
        lexicon=lexicon,
    )
    kept = () if _is_unreal(text, sentences, lexicon) else _read_events(scene, sentences)
    return (*kept, *_temperatures(report, sentences, named, lexicon))


def _read_events(scene: _Scene, sentences: Sequence[Sentence]) -> tuple[Claim, ...]:
    """Go through the sentences, each with what those before it leave."""
    claims: dict[str, Claim] = {}
    wide: set[str] = set()
    memory = Memory()
    for at, sentence in enumerate(sentences):
        heading = _heading_at(scene, sentences, at)
        if heading is not None:
            unit = _unit_of(sentence, scene.lexicon)
            memory = Memory(heading=heading, told=heading.states, unit=unit, order=memory.order)
            continue
        places = [place.start for place in scene.named if sentence.start <= place.start < sentence.end]
        for clause in split_clauses(sentence, scene.lexicon, places):
            reading = _read_clause(scene, clause, memory)
            for claim in reading.explained:
                claims.pop(claim.claim_id, None)
            for claim in reading.claims:
                claims[claim.claim_id] = join(claims.get(claim.claim_id), claim)
            wide |= {claim.claim_id for claim in reading.claims if reading.is_wide}
            memory = reading.memory
    return drop_vague(weaken(drop_ended(tuple(claims.values()))), wide)


def _heading_at(scene: _Scene, sentences: Sequence[Sentence], at: int) -> Heading | None:
    """The heading that a sentence is; one that tells a state needs places under it."""
    sentence = sentences[at]
    if _names_places(sentence, scene.named):
        return None
    heading = read_heading(sentence, scene.text, scene.lexicon)
    is_state = heading is not None and bool(heading.states)
    has_items = at + 1 < len(sentences) and _names_places(sentences[at + 1], scene.named)
    return None if is_state and not has_items else heading


def _unit_of(sentence: Sentence, lexicon: Lexicon) -> Unit:
    """What the numbers under a heading count."""
    counts = find_quantities(sentence.folded, lexicon, is_restoration=False)
    return next((count.quantity.unit for count in counts if count.quantity.unit in COUNTED), Unit.CUSTOMERS)


def _read_clause(scene: _Scene, clause: Clause, memory: Memory) -> _Reading:
    """What a clause tells, and what to remember of it."""
    lexicon, gazetteer = scene.lexicon, scene.gazetteer
    here = [place for place in scene.named if clause.start <= place.start < clause.end]
    affected = tuple(place for place in here if place.role == PlaceRole.AFFECTED)
    target = choose_places(
        scene.report,
        clause,
        here,
        memory.carried,
        scene.named,
        lexicon,
        gazetteer,
        is_about_ukraine=scene.is_about_ukraine,
    )
    if target is None:
        return _Reading(memory=replace(memory, carried=affected or memory.carried, told=()))
    is_line = bool(affected and memory.told) and is_listed(clause)
    frames = read_frames(clause, lexicon, scene.report, _service_of(memory.told))
    frames = frames or (_left_by_others(scene, clause, memory, is_line=is_line) if affected else ())
    if memory.heading is not None:
        frames = _under_heading(memory.heading, clause, frames, lexicon, has_places=bool(affected))
    else:
        hit = find_hit(clause, lexicon) if is_told(clause, lexicon, scene.report) else None
        frames = under_reason(memory, clause, frames, target, hit, gazetteer)
    frames = tuple(frame for frame in frames if _is_news(scene, frame, clause, target, memory))
    claims = _bind_all(scene, clause, frames, target, here, memory.unit if is_line else None)
    attack = find_attack(clause, frames, target, lexicon, scene.report)
    other = find_other_cause(clause, frames, target, lexicon, scene.report)
    reason = attack or other
    explained = explained_by(reason, memory.loss, gazetteer) if reason and memory.loss else ()
    states = tuple(frame for frame in frames if frame.kind in {ClaimKind.OUTAGE, ClaimKind.RESTORATION})
    after = replace(
        memory,
        carried=affected or memory.carried,
        told=states or (memory.heading.states if memory.heading is not None else ()),
        unit=next((quantity.unit for claim in claims for quantity in claim.quantities), memory.unit),
        attack=attack or memory.attack,
        other=other or memory.other,
        order=next((frame for frame in frames if frame.kind == ClaimKind.SCHEDULE), memory.order),
        loss=find_loss_without_cause(clause, claims) or (None if reason else memory.loss),
    )
    blamed = tuple(blamed for claim in explained if reason for blamed in _blame(scene, claim, reason))
    return _Reading(claims=(*blamed, *claims), explained=explained, is_wide=target.is_wide, memory=after)


def _service_of(told: Sequence[Frame]) -> Service | None:
    """The service that was last told of, where it was one."""
    services = {frame.service for frame in told}
    return services.pop() if len(services) == 1 else None


def _left_by_others(scene: _Scene, clause: Clause, memory: Memory, *, is_line: bool) -> tuple[Frame, ...]:
    """What a clause with places and no word of its own tells: the state of the list, the attack, the order before."""
    lexicon = scene.lexicon
    if memory.order is not None and clause.has(lexicon, "supply.lifted"):
        return (replace(memory.order, status=Status.RESTORED),)
    if memory.order is not None and clause.has(lexicon, "supply.in_force"):
        return (replace(memory.order, status=Status.ONGOING),)
    if memory.heading is not None and memory.heading.states:
        return memory.told if is_item(clause, scene.text) and not tells(clause.sentence.folded, lexicon) else ()
    if is_line or _only_counts(clause, lexicon) or clause.has(lexicon, "extent.worst"):
        losses = tuple(frame for frame in memory.told if is_line or frame.kind == ClaimKind.OUTAGE)
        return losses or strikes_of(memory.attack, clause)
    return ()


def _blame(scene: _Scene, claim: Claim, reason: Reason) -> Iterator[Claim]:
    """A loss told of before the reason that explains it, and an attack as a strike there."""
    yield _recaused(scene.report, claim, ClaimKind.OUTAGE, reason)
    if reason.cause == Cause.STRIKE and not (reason.is_strike and reason.place_ids):
        strike = replace(claim, service=None, status=None, quantities=(), target=Object.UNSPECIFIED)
        yield _recaused(scene.report, strike, ClaimKind.STRIKE, reason)


def _is_news(scene: _Scene, frame: Frame, clause: Clause, target: Target, memory: Memory) -> bool:
    """Not the start of the heating season, nor outages of nowhere that are only a reason for something else."""
    if frame.kind == ClaimKind.RESTORATION and frame.service == Service.HEAT and scene.is_season:
        return bool(memory.told)
    is_nowhere = (
        target.place_ids == (COUNTRY_ID,) and not target.is_wide and not _names_places(clause.sentence, scene.named)
    )
    return frame.kind != ClaimKind.OUTAGE or not (is_nowhere and is_only_a_reason(clause.folded, scene.lexicon))


def _names_places(sentence: Sentence, named: Sequence[NamedPlace]) -> bool:
    return any(sentence.start <= place.start < sentence.end for place in named)


def _under_heading(
    heading: Heading, clause: Clause, frames: tuple[Frame, ...], lexicon: Lexicon, *, has_places: bool
) -> tuple[Frame, ...]:
    """Let a heading say why: of losses that name no cause, and of places listed under an order."""
    cause = heading.cause
    if heading.order is not None:
        return frames or ((read_listed_order(clause, heading.order, lexicon),) if has_places else ())
    if cause is None:
        return frames
    if not frames and has_places and _only_counts(clause, lexicon):
        frames = (Frame(kind=ClaimKind.OUTAGE, service=Service.ELECTRICITY, status=Status.ONGOING),)
    caused = tuple(
        replace(frame, cause=cause) if frame.kind == ClaimKind.OUTAGE and frame.cause is None else frame
        for frame in frames
    )
    kinds = {frame.kind for frame in caused if frame.kind == ClaimKind.STRIKE or frame.cause == Cause.STRIKE}
    return (*caused, struck(None)) if kinds == {ClaimKind.OUTAGE} else caused


def _only_counts(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause goes on counting, place by place, what the one before it told of."""
    counts = counts_in(clause, lexicon, is_restoration=False)
    return any(count.quantity.unit in COUNTED for count in counts) and not clause.has(lexicon, "people.casualty")


def _is_about_ukraine(report: Report, named: Sequence[NamedPlace], lexicon: Lexicon) -> bool:
    """Whether a loss told without a place may be taken for Ukraine's."""
    is_ours = lexicon.has("people.grid_operator", fold(report.text[:MOST_CHARACTERS]))
    if is_ours or report.home_place_id is not None or any(not place.is_abroad for place in named):
        return True
    return (
        "ukrain" in report.text.casefold() or "україн" in report.text.casefold() or "украин" in report.text.casefold()
    )


def _is_unreal(text: str, sentences: Sequence[Sentence], lexicon: Lexicon) -> bool:
    """Whether attacks and lights out are a match's, or the first sentence says that the rest is a rumour or a drill."""
    is_sport = len({hit.text for hit in lexicon.find_all("topic.sport", fold(text))}) >= SPORT_WORDS
    return is_sport or (bool(sentences) and lexicon.has("modality.unreal", sentences[0].folded))


def _bind_all(
    scene: _Scene,
    clause: Clause,
    frames: Sequence[Frame],
    target: Target,
    here: Sequence[NamedPlace],
    unit: Unit | None,
) -> tuple[Claim, ...]:
    """The claims of all frames of a clause, each at the places that are its own."""
    return tuple(
        claim
        for frame in frames
        for claim in _bind(scene, clause, frame, share_places(frame, frames, target, clause, here, scene.lexicon), unit)
    )


def _bind(scene: _Scene, clause: Clause, frame: Frame, target: Target, unit: Unit | None) -> Iterator[Claim]:
    """The claims of a frame, one a place. Of what came back, the number that is still waiting is a claim of its own."""
    is_return = frame.kind == ClaimKind.RESTORATION
    counts: tuple[Count, ...] = ()
    if frame.kind != ClaimKind.STRIKE:
        counts = counts_in(clause, scene.lexicon, is_restoration=is_return, unit=unit)
    waiting = [count for count in counts if is_return and count.quantity.basis == Basis.WITHOUT_NOW]
    told = [count for count in counts if count not in waiting]
    rest = Frame(kind=ClaimKind.OUTAGE, service=frame.service, status=Status.PARTIALLY_RESTORED)
    for place_id in target.place_ids:
        own = quantities_of(place_id, target, told, clause, scene.named)
        yield _claim(scene, clause, frame, place_id, own, target.confidence)
        still = quantities_of(place_id, target, waiting, clause, scene.named)
        if still:
            yield _claim(scene, clause, rest, place_id, still, target.confidence)


def _claim(
    scene: _Scene, clause: Clause, frame: Frame, place_id: str, quantities: tuple[Quantity, ...], confidence: float
) -> Claim:
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
        claimant=read_claimant(sentence.folded, report.role, scene.lexicon),
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
        time=read_time(clause, report),
        quantities=quantities,
        place_confidence=confidence,
        is_synthetic=report.is_synthetic,
    )


def _recaused(report: Report, claim: Claim, kind: ClaimKind, reason: Reason) -> Claim:
    """A claim with another cause."""
    start, end = claim.evidence.start, claim.evidence.end
    key = _claim_id(report, kind, claim.place_id, claim.service, reason.cause, start, end)
    return replace(claim, claim_id=key, kind=kind, cause=reason.cause, weapon=reason.weapon)


def _evidence(report: Report, sentence: Sentence) -> Evidence:
    quote = report.text[sentence.start : sentence.end]
    return Evidence(quote=quote, start=sentence.start, end=sentence.end)


def _claim_id(report: Report, *parts: object) -> str:
    key = "|".join(map(str, (report.report_id, report.revision, EXTRACTOR_VERSION, *parts)))
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def _temperatures(
    report: Report, sentences: Sequence[Sentence], named: Sequence[NamedPlace], lexicon: Lexicon
) -> Iterator[Claim]:
    """Every outdoor temperature, with the place of its sentence where there is exactly one."""
    for sentence in sentences:
        if lexicon.has("temperature.indoor", sentence.folded):
            continue
        places = {
            place.place_id
            for place in named
            if sentence.start <= place.start < sentence.end and place.role == PlaceRole.AFFECTED and not place.is_abroad
        }
        for stated in find_temperatures(sentence.text):
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
                claimant=read_claimant(sentence.folded, report.role, lexicon),
                learned_at=report.learned_at,
                published_at=report.published_at,
                published_precision=report.published_precision,
                extractor_version=EXTRACTOR_VERSION,
                temperature_c=stated.temperature_c,
                temperature_text=stated.text,
                is_synthetic=report.is_synthetic,
            )
