"""A report → its claims, each with its sentence: events, orders and temperatures."""

from collections.abc import Iterator
from itertools import islice

from geodata.gazetteer import Gazetteer
from tracker.extract.binding import EXTRACTOR_VERSION, claim_id_of, evidence_of
from tracker.extract.gate import may_tell
from tracker.extract.lexicon import Lexicon
from tracker.extract.reading import MOST_CLAIMS, read_events
from tracker.extract.roles import PlaceRole, places_between
from tracker.extract.scene import MOST_CHARACTERS, Scene, is_unreal, set_scene
from tracker.extract.speakers import read_claimant
from tracker.extract.temperatures import read_kind, read_temperatures
from tracker.model import Claim, ClaimKind, Report


def extract_claims(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Claim, ...]:
    """Extract what a report says as fact of strikes on energy, outages, restorations, orders and temperatures.

    Every quote is a sentence of the report's text, by its span. The same report gives the same claims. Of a longer text
    the first 200,000 characters are read, and after some thousands of claims no more are made.
    """
    return read_claims(report, gazetteer, lexicon) if may_tell(report.text[:MOST_CHARACTERS]) else ()


def read_claims(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Claim, ...]:
    """Read a report as `extract_claims` does, without asking first whether it can tell anything."""
    scene = set_scene(report, gazetteer, lexicon)
    events = () if is_unreal(scene) else read_events(scene)
    return (*events, *islice(_temperatures(scene), MOST_CLAIMS))


def _temperatures(scene: Scene) -> Iterator[Claim]:
    """Every temperature, with the place of its sentence where there is exactly one."""
    report = scene.report
    for sentence, stated in read_temperatures(scene.sentences):
        places = {
            place.place_id
            for place in places_between(scene.named, sentence.start, sentence.end)
            if place.role == PlaceRole.AFFECTED and not place.is_abroad
        }
        key = claim_id_of(report, ClaimKind.TEMPERATURE, sentence.start, stated.start, stated.temperature_c)
        yield Claim(
            claim_id=key,
            report_id=report.report_id,
            revision=report.revision,
            source_id=report.source_id,
            publisher=report.publisher,
            source_role=report.role,
            kind=ClaimKind.TEMPERATURE,
            place_id=next(iter(places)) if len(places) == 1 else None,
            evidence=evidence_of(report, sentence),
            claimant=read_claimant(sentence, report.role, scene.signature),
            learned_at=report.learned_at,
            published_at=report.published_at,
            published_precision=report.published_precision,
            extractor_version=EXTRACTOR_VERSION,
            temperature_c=stated.temperature_c,
            temperature_text=stated.text,
            temperature_kind=read_kind(sentence),
            is_synthetic=report.is_synthetic,
        )
