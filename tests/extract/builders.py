"""Invented reports, and what is read out of them."""

from datetime import UTC, datetime

from tests.packaged import packaged_gazetteer
from tracker.extract.claims import extract_claims
from tracker.extract.lexicon import load_lexicon
from tracker.model import Claim, ClaimKind, Report, Role, TimePrecision

GAZETTEER, LEXICON = packaged_gazetteer(), load_lexicon()
PUBLISHED = datetime(2026, 1, 15, 10, tzinfo=UTC)  # a Thursday, noon in Kyiv


def make_report(text: str, *, home: str | None = None, precision: TimePrecision = TimePrecision.MINUTE) -> Report:
    return Report(
        report_id="r",
        revision=1,
        source_id="invented",
        publisher="Invented Herald",
        role=Role.MEDIUM,
        native_id="r",
        url=None,
        title=None,
        text=text,
        lang=None,
        published_at=PUBLISHED,
        published_precision=precision,
        learned_at=PUBLISHED,
        content_sha256="r",
        home_place_id=home,
    )


def read(text: str, *, home: str | None = None, precision: TimePrecision = TimePrecision.MINUTE) -> tuple[Claim, ...]:
    return extract_claims(make_report(text, home=home, precision=precision), GAZETTEER, LEXICON)


def said(text: str) -> set[tuple[str, str | None, str]]:
    """Kind, service and place of every claim."""
    return {
        (claim.kind.value, claim.service.value if claim.service else None, name_of(claim))
        for claim in read(text)
        if claim.place_id is not None and claim.kind != ClaimKind.TEMPERATURE
    }


def name_of(claim: Claim) -> str:
    """The name of a claim's place."""
    return GAZETTEER.places[claim.place_id or "UA"].name_en
