"""Clause by clause through a report: what each tells, where, and what it leaves for the next."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracker.extract.binding import as_strike, bind_all, with_reason
from tracker.extract.clauses import split_clauses
from tracker.extract.counts import is_listed
from tracker.extract.elliptic import (
    COUNTED,
    as_before,
    left_by_others,
    only_counts,
    says_how_many,
    service_of,
    under_heading,
)
from tracker.extract.frames import CAUSES, TELLING, Frame, read_frames
from tracker.extract.gathering import complete, drop_ended, drop_vague, join, prefer_exact, settle, weaken
from tracker.extract.headings import Heading, read_heading
from tracker.extract.losses import is_only_a_reason
from tracker.extract.moods import is_told
from tracker.extract.quantities import find_quantities
from tracker.extract.roles import NamedPlace, PlaceRole, places_between
from tracker.extract.scene import Scene, names_parts, names_places
from tracker.extract.story import (
    MOST_CARRIED,
    Memory,
    Reason,
    explained_by,
    find_attack,
    find_loss_without_cause,
    find_other_cause,
    under_reason,
)
from tracker.extract.strikes import find_hit
from tracker.extract.targets import Target, choose_places
from tracker.extract.text import Clause, Sentence
from tracker.extract.times import read_day
from tracker.model import Cause, Claim, ClaimKind, Service, Status, Unit

_STATES = frozenset({ClaimKind.OUTAGE, ClaimKind.RESTORATION})
# What a clause may give as the reason for a loss told of before or behind it.
REASONS = frozenset({"strike.attack", "strike.damage", *CAUSES})
# Without one of these a clause tells nothing, and changes nothing of what was told.
MATTERS = frozenset({*TELLING, *REASONS, "count.anaphor", "modality.tally"})
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
        if not here and not sentence.has_any(MATTERS):
            memory = _pass_by(scene, sentence.as_clause(), memory, memory.carried)
            continue
        for clause in split_clauses(sentence, scene.lexicon, [place.start for place in here]):
            reading = _read_clause(scene, clause, memory)
            for claim in reading.explained:
                claims.pop(claim.claim_id, None)
            everywhere = {claim.place_id for claim in reading.explained if claim.claim_id in wide}
            for claim in reading.claims:
                claims[claim.claim_id] = join(claims.get(claim.claim_id), claim)
                if reading.is_wide or claim.place_id in everywhere:
                    wide.add(claim.claim_id)
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
    here = places_between(scene.named, clause.start, clause.end)
    affected = tuple([place for place in here if place.role == PlaceRole.AFFECTED])
    carried = affected[:MOST_CARRIED] or memory.carried
    is_line = bool(affected and memory.told) and is_listed(clause)
    is_fact = clause.has_any(MATTERS) and is_told(clause, scene.report)
    frames = _frames_of(scene, clause, memory, is_fact=is_fact, is_line=is_line, has_places=bool(affected))
    if not frames and not (is_fact and clause.has_any(REASONS)):
        return _Reading(memory=_pass_by(scene, clause, memory, carried, is_line=is_line))
    target = choose_places(
        clause,
        here,
        memory.carried,
        scene.named,
        scene.gazetteer,
        stand_in=scene.stand_in,
        is_about_ukraine=scene.is_about_ukraine,
    )
    if target is None:
        return _Reading(memory=replace(memory, carried=carried, told=()))
    if memory.heading is None:
        frames = under_reason(memory, clause, frames, target, find_hit(clause) if is_fact else None, scene.gazetteer)
    frames = tuple(as_before(frame, memory) for frame in frames if _is_news(scene, frame, clause, target, memory))
    claims = bind_all(scene, clause, frames, target, here, memory, memory.unit if is_line else None)
    attack = find_attack(scene, clause, frames, target) if is_fact else None
    other = find_other_cause(scene, clause, target) if is_fact and not frames else None
    reason = attack or other
    explained = explained_by(reason, memory.loss, scene.gazetteer) if reason and memory.loss else ()
    after = Memory(
        heading=memory.heading,
        carried=carried,
        told=tuple([frame for frame in frames if frame.kind in _STATES]) or _states_above(memory),
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


def _frames_of(
    scene: Scene, clause: Clause, memory: Memory, *, is_fact: bool, is_line: bool, has_places: bool
) -> tuple[Frame, ...]:
    """What a clause tells by its own words, or else by those before it."""
    frames = read_frames(clause, service_of(memory.told)) if is_fact else ()
    if not frames and has_places:
        frames = left_by_others(scene, clause, memory, is_line=is_line, is_fact=is_fact)
    if not frames and memory.told and not memory.is_in_list and says_how_many(clause):
        frames = memory.told
    if memory.heading is not None:
        frames = under_heading(memory.heading, clause, frames, has_places=has_places)
    return frames


def _pass_by(
    scene: Scene, clause: Clause, memory: Memory, carried: tuple[NamedPlace, ...], *, is_line: bool = False
) -> Memory:
    """What is remembered behind a clause that tells nothing: the last places and the last day."""
    is_same = carried is memory.carried and not memory.told and not is_line and not memory.is_in_list
    if is_same and not clause.has("modality.tally") and read_day(clause, scene.report) is None:
        return memory
    return Memory(
        heading=memory.heading,
        carried=carried,
        told=_states_above(memory),
        unit=memory.unit,
        is_in_list=is_line,
        day=read_day(clause, scene.report) or memory.day,
        attack=memory.attack,
        other=memory.other,
        order=memory.order,
        loss=memory.loss,
        is_tally=memory.is_tally or clause.has("modality.tally"),
    )


def _states_above(memory: Memory) -> tuple[Frame, ...]:
    return memory.heading.states if memory.heading is not None else ()


def _blame(scene: Scene, claim: Claim, reason: Reason) -> Iterator[Claim]:
    """A loss told of before the reason that explains it, and an attack as a strike there."""
    yield with_reason(scene.report, claim, reason)
    if reason.cause == Cause.STRIKE and not (reason.is_strike and reason.place_ids):
        yield as_strike(scene.report, claim, reason)


def _is_news(scene: Scene, frame: Frame, clause: Clause, target: Target, memory: Memory) -> bool:
    """Not the start of the heating season, nor a loss that was before the return just told of."""
    if frame.kind == ClaimKind.RESTORATION and frame.service == Service.HEAT and scene.is_season:
        return bool(memory.told)
    if frame.kind == ClaimKind.OUTAGE and clause.has("modality.was") and _is_back(frame.service, memory):
        return False
    is_country = target.place_ids == (scene.gazetteer.country_id,) and not target.is_wide
    is_nowhere = is_country and not names_parts(scene, clause.sentence)
    return not is_nowhere or _is_news_of_nowhere(scene, frame, clause, memory)


def _is_back(service: Service | None, memory: Memory) -> bool:
    """Whether a service was just told to have come back."""
    return any(
        told.kind == ClaimKind.RESTORATION and told.status == Status.RESTORED and told.service == service
        for told in memory.told
    )


def _is_news_of_nowhere(scene: Scene, frame: Frame, clause: Clause, memory: Memory) -> bool:
    """Without a place, neither a bare return, nor outages that are a reason, advice on orders, or a year's attacks."""
    if frame.kind == ClaimKind.RESTORATION:
        return names_places(scene, clause.sentence) or only_counts(clause)
    if frame.kind == ClaimKind.OUTAGE:
        return not is_only_a_reason(clause.marked)
    if frame.kind == ClaimKind.SCHEDULE:
        return not clause.has("modality.advice")
    return not memory.is_tally
