"""Frames of a clause → claims: each bound to its places, with its numbers, its time and its sentence."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

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
from tracker.model import Basis, Cause, Claim, ClaimKind, Evidence, Interval, Report, Status, Unit

EXTRACTOR_VERSION = "2026.11-4"


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
    own = [share_places(frame, frames, target, clause, here, scene.gazetteer) for frame in frames]
    return tuple(
        claim
        for frame, places in zip(frames, own, strict=True)
        for claim in _bind(scene, clause, frame, places, here, memory, unit)
    )


def _bind(
    scene: Scene,
    clause: Clause,
    frame: Frame,
    target: Target,
    here: Sequence[NamedPlace],
    memory: Memory,
    unit: Unit | None,
) -> Iterator[Claim]:
    """The claims of a frame, one a place. Of what came back, the number that is still waiting is a claim of its own."""
    is_return = frame.kind == ClaimKind.RESTORATION
    counts: tuple[Count, ...] = ()
    if frame.kind != ClaimKind.STRIKE:
        counts = counts_in(clause, is_restoration=is_return, unit=unit, spoken_of=memory.unit)
    # Of "3,000 of 4,200 are back" the whole is the number of the loss told of before.
    is_lost = any(loss.kind == ClaimKind.OUTAGE and loss.service == frame.service for loss in memory.told)
    others = {Basis.WITHOUT_NOW, *((Basis.CUMULATIVE,) if is_lost and _is_part(counts) else ())}
    waiting = [count for count in counts if is_return and count.quantity.basis in others]
    told = [count for count in counts if count not in waiting]
    rest = _still_out(frame, memory) if waiting else frame
    day = memory.day if frame in memory.told else scene.day
    at = read_time(clause, scene.report, Told(own=day, last=memory.day))
    own, still = share_counts(target, told, here), share_counts(target, waiting, here) if waiting else {}
    for place_id in target.place_ids:
        yield _claim(scene, clause, frame, place_id, own[place_id], at, target)
        if still.get(place_id):
            yield _claim(scene, clause, rest, place_id, still[place_id], at, target)


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
    clause: Clause,
    frame: Frame,
    place_id: str,
    share: Share,
    at: Interval | None,
    target: Target,
) -> Claim:
    report, sentence = scene.report, clause.sentence
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
        evidence=evidence_of(report, sentence),
        claimant=read_claimant(sentence, report.role, scene.signature),
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
        confidence=confidence_of(target.found, frame.kind, target.confidence),
        found=target.found,
        is_synthetic=report.is_synthetic,
    )


def with_reason(report: Report, claim: Claim, kind: ClaimKind, reason: Reason) -> Claim:
    """A claim with another cause."""
    start, end = claim.evidence.start, claim.evidence.end
    key = claim_id_of(report, kind, claim.place_id, claim.service, reason.cause, start, end)
    target = object_of(reason, claim.target) if reason.is_strike or reason.cause != Cause.STRIKE else claim.target
    return replace(claim, claim_id=key, kind=kind, cause=reason.cause, weapon=reason.weapon, target=target)


def evidence_of(report: Report, sentence: Sentence) -> Evidence:
    """The sentence as it stands in the report."""
    quote = report.text[sentence.start : sentence.end]
    return Evidence(quote=quote, start=sentence.start, end=sentence.end)


def claim_id_of(report: Report, *parts: object) -> str:
    """The name of a claim, the same whenever the same report is read."""
    key = "|".join(map(str, (report.report_id, report.revision, EXTRACTOR_VERSION, *parts)))
    return hashlib.sha256(key.encode()).hexdigest()[:20]
