"""Clause by clause through a report: what each tells, where, and what it leaves for the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tracker.extract.binding import bind_all, with_reason
from tracker.extract.counts import counts_in, is_listed
from tracker.extract.frames import Frame, read_frames, read_listed_order, tells
from tracker.extract.gathering import complete, drop_ended, drop_vague, join, prefer_exact, settle, weaken
from tracker.extract.headings import Heading, is_item, read_heading
from tracker.extract.losses import is_only_a_reason
from tracker.extract.moods import is_told
from tracker.extract.quantities import find_quantities
from tracker.extract.roles import PlaceRole, places_between
from tracker.extract.scene import Scene, names_parts, names_places
from tracker.extract.story import (
    MOST_CARRIED,
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
from tracker.extract.strikes import find_attacks, find_hit
from tracker.extract.targets import Target, choose_places
from tracker.extract.text import Clause, Sentence, split_clauses
from tracker.extract.times import read_day
from tracker.model import Cause, Claim, ClaimKind, Service, Status, Unit
from tracker.model import Target as Object

CONSUMERS = frozenset({Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.PEOPLE})
COUNTED = frozenset({Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.BUILDINGS, Unit.SETTLEMENTS})
MOST_CLAIMS = 5_000  # a report that seems to tell more is none


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What a clause tells."""

    claims: tuple[Claim, ...] = ()
    explained: tuple[Claim, ...] = ()  # losses told of before, which claims of this clause replace
    is_wide: bool = False  # they are of more than the places named
    memory: Memory


def read_events(scene: Scene) -> tuple[Claim, ...]:
    """Go through the sentences of a report, each with what those before it leave."""
    claims: dict[str, Claim] = {}
    wide: set[str] = set()
    memory = Memory()
    for at, sentence in enumerate(scene.sentences):
        if len(claims) >= MOST_CLAIMS:
            break
        heading = _heading_at(scene, at)
        if heading is not None:
            unit = _unit_of(sentence)
            memory = Memory(heading=heading, told=heading.states, unit=unit, order=memory.order)
            continue
        here = places_between(scene.named, sentence.start, sentence.end)
        for clause in split_clauses(sentence, scene.lexicon, [place.start for place in here]):
            reading = _read_clause(scene, clause, memory)
            for claim in reading.explained:
                claims.pop(claim.claim_id, None)
            everywhere = {claim.place_id for claim in reading.explained if claim.claim_id in wide}
            wide |= {claim.claim_id for claim in reading.claims if claim.place_id in everywhere}
            for claim in reading.claims:
                claims[claim.claim_id] = join(claims.get(claim.claim_id), claim)
            wide |= {claim.claim_id for claim in reading.claims if reading.is_wide}
            memory = reading.memory
    told = prefer_exact(complete(settle(weaken(drop_ended(tuple(claims.values()))))))
    return drop_vague(told, wide, scene.gazetteer)


def _heading_at(scene: Scene, at: int) -> Heading | None:
    """The heading that a sentence is; one that tells a state needs places under it."""
    sentences, sentence = scene.sentences, scene.sentences[at]
    if names_places(scene, sentence):
        return None
    heading = read_heading(sentence, scene.text)
    is_state = heading is not None and bool(heading.states)
    has_items = at + 1 < len(sentences) and names_places(scene, sentences[at + 1])
    return None if is_state and not has_items else heading


def _unit_of(sentence: Sentence) -> Unit:
    """What the numbers under a heading count."""
    counts = find_quantities(sentence, is_restoration=False)
    return next((count.quantity.unit for count in counts if count.quantity.unit in COUNTED), Unit.CUSTOMERS)


def _read_clause(scene: Scene, clause: Clause, memory: Memory) -> _Reading:
    """What a clause tells, and what to remember of it."""
    gazetteer = scene.gazetteer
    here = places_between(scene.named, clause.start, clause.end)
    affected = tuple(place for place in here if place.role == PlaceRole.AFFECTED)
    target = choose_places(
        clause,
        here,
        memory.carried,
        scene.named,
        gazetteer,
        stand_in=scene.stand_in,
        is_about_ukraine=scene.is_about_ukraine,
    )
    carried = affected[:MOST_CARRIED] or memory.carried
    if target is None:
        return _Reading(memory=replace(memory, carried=carried, told=()))
    is_line = bool(affected and memory.told) and is_listed(clause)
    frames = read_frames(clause, scene.report, _service_of(memory.told))
    frames = frames or (_left_by_others(scene, clause, memory, is_line=is_line) if affected else ())
    if not frames and memory.told and not memory.is_in_list and _says_how_many(clause):
        frames = memory.told
    if memory.heading is not None:
        frames = _under_heading(memory.heading, clause, frames, has_places=bool(affected))
    else:
        hit = find_hit(clause)
        hit = hit if hit and is_told(clause, scene.report) else None
        is_another = clause.has("extent.also")
        frames = under_reason(memory, clause, frames, target, hit, gazetteer, is_another=is_another)
    frames = tuple(_as_before(frame, memory) for frame in frames if _is_news(scene, frame, clause, target, memory))
    claims = bind_all(scene, clause, frames, target, here, memory, memory.unit if is_line else None)
    attack = find_attack(scene, clause, frames, target)
    other = find_other_cause(scene, clause, frames, target)
    reason = attack or other
    explained = explained_by(reason, memory.loss, gazetteer) if reason and memory.loss else ()
    states = tuple(frame for frame in frames if frame.kind in {ClaimKind.OUTAGE, ClaimKind.RESTORATION})
    after = Memory(
        heading=memory.heading,
        carried=carried,
        told=states or (memory.heading.states if memory.heading is not None else ()),
        unit=next((quantity.unit for claim in claims for quantity in claim.quantities), memory.unit),
        is_in_list=is_line,
        day=read_day(clause, scene.report) or memory.day,
        attack=attack or memory.attack,
        other=other or memory.other,
        is_tally=memory.is_tally or clause.has("modality.tally"),
        order=next((frame for frame in frames if frame.kind == ClaimKind.SCHEDULE), memory.order),
        loss=find_loss_without_cause(clause, claims) or (None if reason else memory.loss),
    )
    blamed = tuple(blamed for claim in explained if reason for blamed in _blame(scene, claim, reason))
    return _Reading(claims=(*blamed, *claims), explained=explained, is_wide=target.is_wide, memory=after)


def _service_of(told: Sequence[Frame]) -> Service | None:
    """The service that was last told of; water only where it was nothing else."""
    services = [frame.service for frame in told if frame.service is not None]
    return next((service for service in services if service != Service.WATER), services[0] if services else None)


def _left_by_others(scene: Scene, clause: Clause, memory: Memory, *, is_line: bool) -> tuple[Frame, ...]:
    """What a clause with places and no word of its own tells: the state of the list, the attack, the order before."""
    if memory.order is not None and clause.has("supply.lifted"):
        return (replace(memory.order, status=Status.RESTORED),)
    if memory.order is not None and clause.has("supply.in_force"):
        return (replace(memory.order, status=Status.ONGOING),)
    if memory.heading is not None and memory.heading.states:
        return memory.told if is_item(clause, scene.text) and not tells(clause.sentence.marked) else ()
    if find_attacks(clause.marked):
        return strikes_of(memory.attack, clause) if is_told(clause, scene.report) else ()
    if is_line or _only_counts(clause) or clause.has("extent.worst"):
        losses = tuple(frame for frame in memory.told if is_line or frame.kind == ClaimKind.OUTAGE)
        return losses or strikes_of(memory.attack, clause)
    return ()


def _blame(scene: Scene, claim: Claim, reason: Reason) -> Iterator[Claim]:
    """A loss told of before the reason that explains it, and an attack as a strike there."""
    yield with_reason(scene.report, claim, ClaimKind.OUTAGE, reason)
    if reason.cause == Cause.STRIKE and not (reason.is_strike and reason.place_ids):
        strike = replace(
            claim, service=None, status=None, quantities=(), shared_quantities=(), target=Object.UNSPECIFIED
        )
        yield with_reason(scene.report, strike, ClaimKind.STRIKE, reason)


def _as_before(frame: Frame, memory: Memory) -> Frame:
    """A return has the cause and the object of the loss just told of, where that was no attack."""
    if frame.kind != ClaimKind.RESTORATION or frame.cause is not None:
        return frame
    losses = (told for told in memory.told if told.kind == ClaimKind.OUTAGE and told.service == frame.service)
    loss = next((told for told in losses if told.cause != Cause.STRIKE), None)
    return frame if loss is None else replace(frame, cause=loss.cause, target=frame.target or loss.target)


def _is_news(scene: Scene, frame: Frame, clause: Clause, target: Target, memory: Memory) -> bool:
    """Not the start of the heating season, nor a loss that was before the return just told of."""
    returned = {
        told.service for told in memory.told if told.kind == ClaimKind.RESTORATION and told.status == Status.RESTORED
    }
    if frame.kind == ClaimKind.RESTORATION and frame.service == Service.HEAT and scene.is_season:
        return bool(memory.told)
    if frame.kind == ClaimKind.OUTAGE and frame.service in returned and clause.has("modality.was"):
        return False
    is_country = target.place_ids == (scene.gazetteer.country_id,) and not target.is_wide
    is_nowhere = is_country and not names_parts(scene, clause.sentence)
    return not is_nowhere or _is_news_of_nowhere(scene, frame, clause, memory)


def _is_news_of_nowhere(scene: Scene, frame: Frame, clause: Clause, memory: Memory) -> bool:
    """Without a place, neither a bare return, nor outages that are a reason, advice on orders, or a year's attacks."""
    if frame.kind == ClaimKind.RESTORATION:
        return names_places(scene, clause.sentence) or _only_counts(clause)
    if frame.kind == ClaimKind.OUTAGE:
        return not is_only_a_reason(clause.marked)
    if frame.kind == ClaimKind.SCHEDULE:
        return not clause.has("modality.advice")
    return not memory.is_tally


def _under_heading(
    heading: Heading, clause: Clause, frames: tuple[Frame, ...], *, has_places: bool
) -> tuple[Frame, ...]:
    """Let a heading say why: of losses that name no cause, and of places listed under an order."""
    cause = heading.cause
    if heading.order is not None:
        return frames or ((read_listed_order(clause, heading.order),) if has_places else ())
    if cause is None:
        return frames
    if not frames and has_places and _only_counts(clause):
        frames = (Frame(kind=ClaimKind.OUTAGE, service=Service.ELECTRICITY, status=Status.ONGOING),)
    caused = tuple(
        replace(frame, cause=cause) if frame.kind == ClaimKind.OUTAGE and frame.cause is None else frame
        for frame in frames
    )
    kinds = {frame.kind for frame in caused if frame.cause == Cause.STRIKE}
    is_new = heading.is_attack and not clause.has("extent.still")  # what remains is of an earlier attack
    return (*caused, struck(None)) if is_new and kinds == {ClaimKind.OUTAGE} else caused


def _only_counts(clause: Clause) -> bool:
    """Whether a clause goes on counting, place by place, what the one before it told of."""
    counts = counts_in(clause, is_restoration=False)
    return any(count.quantity.unit in COUNTED for count in counts) and not clause.has("people.casualty")


def _says_how_many(clause: Clause) -> bool:
    """Whether a clause only says how many what was told just now concerns: «Це 700 абонентів»."""
    if not clause.has("count.anaphor") or clause.has("people.casualty", "strike.aid"):
        return False
    counts = counts_in(clause, is_restoration=False)
    return any(count.quantity.unit in CONSUMERS for count in counts)
