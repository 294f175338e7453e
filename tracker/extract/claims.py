"""A report → its claims: frames bound to places, numbers and times, each with its sentence."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geodata.gazetteer import Gazetteer
from geodata.geocode import locate
from geodata.places import COUNTRY_ID
from tracker.extract.frames import ORDERS, Frame, read_frames, read_listed_order
from tracker.extract.headings import is_heading, read_heading
from tracker.extract.lexicon import Lexicon, fold
from tracker.extract.quantities import Count, find_quantities
from tracker.extract.roles import NamedPlace, PlaceRole, assign_roles
from tracker.extract.speakers import read_claimant
from tracker.extract.temperatures import find_temperatures
from tracker.extract.text import Clause, Sentence, split_clauses, split_sentences
from tracker.extract.times import read_time
from tracker.model import Cause, Claim, ClaimKind, Evidence, Interval, Quantity, Report, Unit

EXTRACTOR_VERSION = "2026.11-1"
COUNTED = frozenset({Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.BUILDINGS, Unit.SETTLEMENTS})
SPORT_WORDS = 2
CERTAIN = 0.95
CARRIED = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """The places a frame is about, and how sure that is."""

    place_ids: tuple[str, ...]
    confidence: float


def extract_claims(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Claim, ...]:
    """Extract what a report says as fact of strikes on energy, outages, restorations, orders and temperatures.

    Every quote is a sentence of the report's text, by its span. The same report gives the same claims.
    """
    mentions = locate(report.text, gazetteer, home_place_id=report.home_place_id)
    named = assign_roles(report.text, mentions, gazetteer, lexicon)
    is_about_ukraine = _is_about_ukraine(report, named)
    claims: dict[str, Claim] = {}
    carried: tuple[NamedPlace, ...] = ()
    told: tuple[Frame, ...] = ()
    heading: Cause | None = None
    for sentence in () if _is_sport(report.text, lexicon) else split_sentences(report.text):
        if is_heading(sentence, report.text, lexicon) and not _names_places(sentence, named):
            heading, carried, told = read_heading(sentence, lexicon), (), ()
            continue
        for clause in split_clauses(sentence, lexicon):
            here = [place for place in named if clause.start <= place.start < clause.end]
            affected = tuple(place for place in here if place.role == PlaceRole.AFFECTED)
            target = _choose_places(report, clause, here, carried, named, lexicon, is_about_ukraine=is_about_ukraine)
            frames = read_frames(clause, lexicon) if target is not None else ()
            if affected and not frames and _only_counts(clause, lexicon):
                frames = told
            if heading is not None:
                frames = _under_heading(heading, clause, frames, lexicon, has_places=bool(affected))
            told = tuple(frame for frame in frames if frame.kind == ClaimKind.OUTAGE)
            for frame in frames:
                own = _share_places(frame, frames, target, clause, here, lexicon) if target is not None else None
                for claim in _bind(report, clause, frame, own, lexicon, named) if own is not None else ():
                    claims.setdefault(claim.claim_id, claim)
            if affected:
                carried = affected
    kept = _drop_vague(tuple(claims.values()), gazetteer)
    return (*kept, *_temperatures(report, named, lexicon))


def _names_places(sentence: Sentence, named: Sequence[NamedPlace]) -> bool:
    return any(sentence.start <= place.start < sentence.end for place in named)


def _under_heading(
    cause: Cause, clause: Clause, frames: tuple[Frame, ...], lexicon: Lexicon, *, has_places: bool
) -> tuple[Frame, ...]:
    """Let a heading say why: of losses that name no cause, and of places listed under an order."""
    if cause in {order for _, order in ORDERS}:
        return frames or ((read_listed_order(clause, cause, lexicon),) if has_places else ())
    return tuple(
        replace(frame, cause=cause) if frame.kind == ClaimKind.OUTAGE and frame.cause is None else frame
        for frame in frames
    )


def _only_counts(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause goes on counting, place by place, what the one before it told of."""
    counts = _counts_in(clause, lexicon, is_restoration=False)
    return any(count.quantity.unit in COUNTED for count in counts) and not clause.has(lexicon, "people.casualty")


def _is_about_ukraine(report: Report, named: Sequence[NamedPlace]) -> bool:
    """Whether a loss told without a place may be taken for Ukraine's."""
    if report.home_place_id is not None or any(not place.is_abroad for place in named):
        return True
    return (
        "ukrain" in report.text.casefold() or "україн" in report.text.casefold() or "украин" in report.text.casefold()
    )


def _is_sport(text: str, lexicon: Lexicon) -> bool:
    """Whether attacks and lights out are a match's."""
    return len({match[0] for match in lexicon.senses["topic.sport"].finditer(fold(text))}) >= SPORT_WORDS


def _choose_places(
    report: Report,
    clause: Clause,
    here: Sequence[NamedPlace],
    carried: Sequence[NamedPlace],
    named: Sequence[NamedPlace],
    lexicon: Lexicon,
    *,
    is_about_ukraine: bool,
) -> _Target | None:
    """Places of the clause; else of its sentence; else those last spoken of; else an official's seat; else home.

    The country stands in where nothing else does. None where what is told happened abroad.
    """
    sentence = clause.sentence
    affected = [place for place in here if place.role == PlaceRole.AFFECTED]
    nearby = [
        place for place in named if sentence.start <= place.start < sentence.end and place.role == PlaceRole.AFFECTED
    ]
    seats = [place for place in here if place.role == PlaceRole.SEAT]
    if not affected and clause.has(lexicon, "extent.everywhere"):
        return _Target(place_ids=(COUNTRY_ID,), confidence=CERTAIN) if is_about_ukraine else None
    for places, confidence in ((affected, CERTAIN), (nearby, CARRIED), (seats, CARRIED), (carried, CARRIED)):
        finer = [place for place in places if place.place_id != COUNTRY_ID]
        home = [place for place in finer if not place.is_abroad]
        if home:
            sure = min(confidence, *(place.confidence for place in home))
            return _Target(place_ids=tuple(dict.fromkeys(place.place_id for place in home)), confidence=sure)
        if finer:
            return None
        if places:
            return _Target(place_ids=(COUNTRY_ID,), confidence=confidence)
    if report.home_place_id is not None:
        return _Target(place_ids=(report.home_place_id,), confidence=CARRIED)
    return _Target(place_ids=(COUNTRY_ID,), confidence=CARRIED) if is_about_ukraine else None


def _share_places(
    frame: Frame,
    frames: Sequence[Frame],
    target: _Target,
    clause: Clause,
    here: Sequence[NamedPlace],
    lexicon: Lexicon,
) -> _Target:
    """Where a clause tells of an attack and of a loss, the loss takes the places that stand nearer to it.

    A loss that would be left without a place keeps them all; the attack that caused it has them all, unless it is told
    of the country.
    """
    attack = lexicon.find("strike.attack", clause.folded)
    loss = lexicon.find("supply.absent", clause.folded) or lexicon.find("supply.outage", clause.folded)
    is_both = {ClaimKind.STRIKE, ClaimKind.OUTAGE} <= {other.kind for other in frames}
    if attack is None or loss is None or not is_both:
        return target
    near_loss = {
        place.start
        for place in here
        if abs(place.start - clause.start - loss.start()) <= abs(place.start - clause.start - attack.start())
    }
    if frame.kind == ClaimKind.STRIKE:
        struck = {place.place_id for place in here if place.start not in near_loss}
        return replace(target, place_ids=(COUNTRY_ID,)) if struck == {COUNTRY_ID} else target
    near = [place.place_id for place in here if place.place_id in target.place_ids and place.start in near_loss]
    return replace(target, place_ids=tuple(dict.fromkeys(near))) if near else target


def _bind(
    report: Report,
    clause: Clause,
    frame: Frame,
    target: _Target,
    lexicon: Lexicon,
    named: Sequence[NamedPlace],
) -> Iterator[Claim]:
    counts = _counts_in(clause, lexicon, is_restoration=frame.kind == ClaimKind.RESTORATION)
    time = read_time(clause, report)
    for place_id in target.place_ids:
        own = _quantities_of(place_id, target, counts, clause, named) if frame.kind != ClaimKind.STRIKE else ()
        yield _claim(report, clause.sentence, frame, place_id, own, time, target.confidence, lexicon)


def _counts_in(clause: Clause, lexicon: Lexicon, *, is_restoration: bool) -> tuple[Count, ...]:
    """The numbers of a clause, with places in the report's text; a unit said once holds for the whole sentence."""
    whole = find_quantities(clause.sentence.folded, lexicon, is_restoration=is_restoration)
    shift = clause.sentence.start
    moved = (replace(count, start=count.start + shift, end=count.end + shift) for count in whole)
    return tuple(count for count in moved if clause.start <= count.start < clause.end)


def _quantities_of(
    place_id: str, target: _Target, counts: Sequence[Count], clause: Clause, named: Sequence[NamedPlace]
) -> tuple[Quantity, ...]:
    """Numbers belong to the only place; of several, to the one beside them, before or after as the clause began."""
    if len(target.place_ids) == 1:
        return tuple(count.quantity for count in counts)
    places = [
        place for place in named if clause.start <= place.start < clause.end and place.place_id in target.place_ids
    ]
    if not places or not counts:
        return ()
    is_place_first = places[0].start < counts[0].start
    own = []
    for count in counts:
        before = [place for place in places if place.start < count.start]
        after = [place for place in places if place.start > count.start]
        nearest = before[-1:] if is_place_first else after[:1]
        # A number behind a list of places is the sum of them: it is nobody's alone.
        is_sum = is_place_first and len(counts) == 1 and len(before) > 1
        if nearest and nearest[0].place_id == place_id and not is_sum:
            own.append(count.quantity)
    return tuple(own)


def _claim(
    report: Report,
    sentence: Sentence,
    frame: Frame,
    place_id: str,
    quantities: tuple[Quantity, ...],
    time: Interval | None,
    confidence: float,
    lexicon: Lexicon,
) -> Claim:
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
        evidence=Evidence(quote=sentence.text, start=sentence.start, end=sentence.end),
        claimant=read_claimant(sentence.folded, report.role, lexicon),
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
        time=time,
        quantities=quantities,
        place_confidence=confidence,
        is_synthetic=report.is_synthetic,
    )


def _claim_id(report: Report, *parts: object) -> str:
    key = "|".join(map(str, (report.report_id, report.revision, EXTRACTOR_VERSION, *parts)))
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def _drop_vague(claims: Sequence[Claim], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """The country stands in only where no finer place is told for that kind of event."""
    finer = {(claim.kind, claim.service) for claim in claims if claim.place_id != COUNTRY_ID}
    del gazetteer
    return tuple(
        claim
        for claim in claims
        if claim.place_id != COUNTRY_ID or (claim.kind, claim.service) not in finer or claim.place_confidence == CERTAIN
    )


def _temperatures(report: Report, named: Sequence[NamedPlace], lexicon: Lexicon) -> Iterator[Claim]:
    """Every outdoor temperature, with the place of its sentence where there is exactly one."""
    for sentence in split_sentences(report.text):
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
                evidence=Evidence(quote=sentence.text, start=sentence.start, end=sentence.end),
                claimant=read_claimant(sentence.folded, report.role, lexicon),
                learned_at=report.learned_at,
                published_at=report.published_at,
                published_precision=report.published_precision,
                extractor_version=EXTRACTOR_VERSION,
                temperature_c=stated.temperature_c,
                temperature_text=stated.text,
                is_synthetic=report.is_synthetic,
            )
