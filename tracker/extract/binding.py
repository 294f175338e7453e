"""Frames of a clause → claims: each bound to its places, with its numbers, its time and its sentence."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.extract.confidence import confidence_of
from tracker.extract.counts import Share, counts_in, share_counts
from tracker.extract.frames import Frame
from tracker.extract.quantities import Count
from tracker.extract.roles import NamedPlace
from tracker.extract.scene import Scene
from tracker.extract.speakers import read_claimant
from tracker.extract.story import Memory, Reason, object_of
from tracker.extract.targets import Target, share_places
from tracker.extract.text import Clause, Sentence
from tracker.extract.times import Told, read_time
from tracker.model import Basis, Cause, Claim, ClaimKind, Evidence, Interval, Report, Role, Service, Status, Unit
from tracker.model import Target as Object

EXTRACTOR_VERSION = "2026.11-5"
_NOTHING = Share()
_COUNTED = frozenset({ClaimKind.OUTAGE, ClaimKind.SCHEDULE})


def bind_all(
    scene: Scene,
    clause: Clause,
    frames: Sequence[Frame],
    target: Target,
    here: Sequence[NamedPlace],
    memory: Memory,
    unit: Unit | None,
) -> tuple[Claim, ...]:
    """The claims of all frames of a clause, each at the places that are its own, of those named here."""
    if not frames:
        return ()
    kinds = {frame.kind for frame in frames}

    def count(*, is_return: bool) -> tuple[Count, ...]:
        return counts_in(clause, is_restoration=is_return, unit=unit, spoken_of=memory.unit)

    said = _Said(
        clause=clause,
        here=here,
        memory=memory,
        evidence=evidence_of(scene.report, clause.sentence),
        claimant=read_claimant(clause.sentence, scene.report.role, scene.signature),
        lost=count(is_return=False) if kinds & _COUNTED else (),
        back=count(is_return=True) if ClaimKind.RESTORATION in kinds else (),
        times={
            day: read_time(clause, scene.report, Told(own=day, last=memory.day))
            for day in {_day_of(scene, frame, memory) for frame in frames}
        },
    )
    return tuple(
        [
            claim
            for frame in frames
            for claim in _bind(scene, said, frame, share_places(frame, frames, target, clause, here, scene.gazetteer))
        ]
    )


def _day_of(scene: Scene, frame: Frame, memory: Memory) -> date | None:
    """The report's own day, but that of the clause before for what goes on with it."""
    is_same = memory.day == scene.day or frame not in memory.told
    return scene.day if is_same else memory.day


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What all frames of a clause share."""

    clause: Clause
    here: Sequence[NamedPlace]
    memory: Memory
    evidence: Evidence
    claimant: Role
    lost: tuple[Count, ...]  # numbers, as those of a loss
    back: tuple[Count, ...]  # as those of a return
    times: Mapping[date | None, Interval | None]  # by the day that the frame is of


def _bind(scene: Scene, said: _Said, frame: Frame, target: Target) -> Iterator[Claim]:
    """The claims of a frame, one a place. Of what came back, the number that is still waiting is a claim of its own."""
    memory = said.memory
    at = said.times[_day_of(scene, frame, memory)]
    confidence = confidence_of(target.found, frame.kind, target.confidence)
    if frame.kind == ClaimKind.STRIKE:
        for place_id in target.place_ids:
            yield _claim(scene, said, frame, place_id, _NOTHING, at, target, confidence)
        return
    is_return = frame.kind == ClaimKind.RESTORATION
    told = said.back if is_return else said.lost
    waiting: tuple[Count, ...] = ()
    if is_return and told:
        # Of "3,000 of 4,200 are back" the whole is the number of the loss told of before.
        is_lost = any(loss.kind == ClaimKind.OUTAGE and loss.service == frame.service for loss in memory.told)
        others = {Basis.WITHOUT_NOW, *((Basis.CUMULATIVE,) if is_lost and _is_part(told) else ())}
        waiting = tuple(count for count in told if count.quantity.basis in others)
        told = tuple(count for count in told if count.quantity.basis not in others)
    own = share_counts(target, told, said.here)
    still: Mapping[str, Share] = share_counts(target, waiting, said.here) if waiting else {}
    for place_id in target.place_ids:
        yield _claim(scene, said, frame, place_id, own[place_id], at, target, confidence)
        if still.get(place_id):
            rest = _still_out(frame, memory)
            sure = confidence_of(target.found, rest.kind, target.confidence)
            yield _claim(scene, said, rest, place_id, still[place_id], at, target, sure)


def _is_part(counts: Sequence[Count]) -> bool:
    """Whether the first number is the part of the next that came back."""
    bases = [count.quantity.basis for count in counts[:2]]
    return bases == [Basis.RECONNECTED, Basis.CUMULATIVE]


def _still_out(frame: Frame, memory: Memory) -> Frame:
    """The loss of which a return gave back a part: as it was last told of."""
    lost = (loss for loss in memory.told if loss.kind == ClaimKind.OUTAGE and loss.service == frame.service)
    return replace(next(lost, Frame(kind=ClaimKind.OUTAGE, service=frame.service)), status=Status.PARTIALLY_RESTORED)


def _claim(
    scene: Scene,
    said: _Said,
    frame: Frame,
    place_id: str,
    share: Share,
    at: Interval | None,
    target: Target,
    confidence: float,
) -> Claim:
    report, sentence = scene.report, said.clause.sentence
    service = None if frame.kind == ClaimKind.STRIKE else frame.service
    return Claim(
        claim_id=claim_id_of(report, frame.kind, place_id, service, frame.cause, sentence.start, sentence.end),
        report_id=report.report_id,
        revision=report.revision,
        source_id=report.source_id,
        publisher=report.publisher,
        source_role=report.role,
        kind=frame.kind,
        place_id=place_id,
        evidence=said.evidence,
        claimant=said.claimant,
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
        time=at,
        quantities=share.own,
        shared_quantities=share.shared,
        place_confidence=target.confidence,
        confidence=confidence,
        found=target.found,
        is_synthetic=report.is_synthetic,
    )


def with_reason(report: Report, claim: Claim, reason: Reason) -> Claim:
    """A loss with another cause."""
    key = _id_beside(report, claim, ClaimKind.OUTAGE, claim.service, reason)
    target = object_of(reason, claim.target) if reason.is_strike or reason.cause != Cause.STRIKE else claim.target
    return replace(claim, claim_id=key, cause=reason.cause, weapon=reason.weapon, target=target)


def as_strike(report: Report, claim: Claim, reason: Reason) -> Claim:
    """The attack that a loss is told to be from, as a strike at its place."""
    return replace(
        claim,
        claim_id=_id_beside(report, claim, ClaimKind.STRIKE, None, reason),
        kind=ClaimKind.STRIKE,
        service=None,
        cause=reason.cause,
        target=object_of(reason, Object.UNSPECIFIED) if reason.is_strike else Object.UNSPECIFIED,
        weapon=reason.weapon,
        status=None,
        quantities=(),
        shared_quantities=(),
    )


def _id_beside(report: Report, claim: Claim, kind: ClaimKind, service: Service | None, reason: Reason) -> str:
    """The name of a claim of the same sentence and place."""
    start, end = claim.evidence.start, claim.evidence.end
    return claim_id_of(report, kind, claim.place_id, service, reason.cause, start, end)


def evidence_of(report: Report, sentence: Sentence) -> Evidence:
    """The sentence as it stands in the report."""
    quote = report.text[sentence.start : sentence.end]
    return Evidence(quote=quote, start=sentence.start, end=sentence.end)


def claim_id_of(report: Report, *parts: object) -> str:
    """The name of a claim, the same whenever the same report is read."""
    key = f"{report.report_id}|{report.revision}|{EXTRACTOR_VERSION}|{'|'.join(map(str, parts))}"
    return hashlib.sha256(key.encode()).hexdigest()[:20]
