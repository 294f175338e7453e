"""Which claims count, who stands behind them, and how sure that makes us."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TypeAlias

from tracker.model import OFFICIAL_ROLES, Claim, Review, TimePrecision, Verification

# How much one independent voice takes away of the doubt that is left.
OFFICIAL_WEIGHT = 0.7
OTHER_WEIGHT = 0.4
INDEPENDENT_VOICES_NEEDED = 2
_Mark: TypeAlias = tuple[int, datetime, tuple[int, ...], str]
_FIRST: _Mark = (0, datetime(1, 1, 1, tzinfo=UTC), (), "")


def select_current(claims: Iterable[Claim], reviews: Iterable[Review], as_of: datetime) -> tuple[Claim, ...]:
    """Keep what was known by `as_of`: of each report the newest reading of its newest revision, less what was rejected.

    Sorted by the time of telling, so that what follows does not depend on the order of arrival.
    """
    known = {claim.claim_id: claim for claim in claims if _read_at(claim) <= as_of}.values()
    newest: dict[str, _Mark] = {}
    for claim in known:
        mark = _mark(claim)
        if mark > newest.get(claim.report_id, _FIRST):
            newest[claim.report_id] = mark
    rejected = {claim_id for claim_id, decision in last_decisions(reviews, as_of).items() if decision == "rejected"}
    current = (claim for claim in known if claim.claim_id not in rejected and _mark(claim) == newest[claim.report_id])
    return tuple(sorted(current, key=sort_key))


def _read_at(claim: Claim) -> datetime:
    """When this reading of its report was made: as it was learned, or again later."""
    return claim.learned_at if claim.read_at is None else claim.read_at


def _mark(claim: Claim) -> _Mark:
    """What a later reading of a report is told by. The numbers of a version count as numbers: 10 comes after 5."""
    return claim.revision, _read_at(claim), _numbers(claim.extractor_version), claim.extractor_version


@cache
def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", version))


def carry_reviews(
    reviews: Iterable[Review], reviewed: Mapping[str, Claim], claims: Iterable[Claim]
) -> tuple[Review, ...]:
    """Let what people decided about claims of an older reading hold for those of a newer one that say the same.

    The same is the same kind, service and place, from the same words of the same revision of a report.

    Args:
        reviews: the decisions.
        reviewed: the claims that they are about, by id, as far as they are known.
        claims: the claims that count.
    """
    reports = {claim.report_id for claim in reviewed.values()}
    counting, by_words = set(), defaultdict(list)
    for claim in claims:
        if claim.report_id in reports:
            counting.add(claim.claim_id)
            by_words[_words_of(claim)].append(claim.claim_id)
    carried = []
    for review in reviews:
        about = reviewed.get(review.claim_id)
        if review.claim_id in counting or about is None:
            carried.append(review)
        else:
            carried += [replace(review, claim_id=claim_id) for claim_id in by_words.get(_words_of(about), ())]
    return tuple(carried)


def _words_of(claim: Claim) -> tuple[object, ...]:
    """What stays the same in a claim however often its report is read, as long as it says the same."""
    evidence = claim.evidence
    span = (evidence.start, evidence.end) if evidence.field_path is None else (evidence.field_path, evidence.quote)
    return claim.report_id, claim.revision, claim.kind, claim.service, claim.place_id, span


def last_decisions(reviews: Iterable[Review], as_of: datetime) -> dict[str, str]:
    """The newest decision on each reviewed claim, as known at `as_of`."""
    known = sorted(
        (review for review in reviews if review.reviewed_at <= as_of),
        key=lambda review: (review.reviewed_at, review.decision),
    )
    return {review.claim_id: review.decision for review in known}


def told_at(claim: Claim) -> datetime:
    """When a claim was published, at the latest: a day without an hour counts to its end, as far as we had it."""
    if claim.published_at is None:
        return claim.learned_at
    if claim.published_precision in {None, TimePrecision.MINUTE, TimePrecision.HOUR}:
        return claim.published_at
    return max(claim.published_at, min(claim.published_at + timedelta(days=1), claim.learned_at))


def sort_key(claim: Claim) -> tuple[datetime, datetime, str, int, str]:
    """Order claims by when they were told, then learned; those of one report by their place in it."""
    return told_at(claim), claim.learned_at, claim.report_id, claim.evidence.start or 0, claim.claim_id


def independent_voices(claims: Sequence[Claim]) -> frozenset[str]:
    """Name the publishers who say it in words of their own. Copies of one text are one voice, of the first of them."""
    first_by_words: dict[str, str] = {}
    for claim in sorted(claims, key=sort_key):
        # The sentence of a record is ours: two records alike are no copies.
        is_own = claim.evidence.field_path is None
        words = _fold_words(claim.evidence.quote) if is_own else f"{claim.publisher}: {claim.evidence.quote}"
        first_by_words.setdefault(words, claim.publisher)
    return frozenset(first_by_words.values())


def is_official(claim: Claim) -> bool:
    """Tell whether the source itself is an authority or a utility. A medium that quotes one is not."""
    return claim.source_role in OFFICIAL_ROLES


def confirmed_claims(reviews: Iterable[Review], as_of: datetime) -> frozenset[str]:
    """Ids of the claims that people have confirmed, as known at `as_of`."""
    return frozenset(claim_id for claim_id, told in last_decisions(reviews, as_of).items() if told == "confirmed")


def assess_verification(claims: Sequence[Claim], confirmed: frozenset[str]) -> Verification:
    """Say what a merged event rests on; `confirmed` are the ids of claims that a person has."""
    if any(claim.claim_id in confirmed for claim in claims):
        return Verification.REVIEWED
    if any(is_official(claim) for claim in claims):
        return Verification.OFFICIAL
    if len(independent_voices(claims)) >= INDEPENDENT_VOICES_NEEDED:
        return Verification.CORROBORATED
    return Verification.SINGLE_SOURCE


def assess_confidence(claims: Sequence[Claim]) -> float:
    """How sure we are, 0 to 1: each independent voice takes a share of the doubt, and an unsure reading keeps some."""
    official = {claim.publisher for claim in claims if is_official(claim)}
    doubt = 1.0
    for publisher in independent_voices(claims):
        doubt *= 1 - (OFFICIAL_WEIGHT if publisher in official else OTHER_WEIGHT)
    reading = max((claim.confidence for claim in claims if claim.confidence is not None), default=1.0)
    return round((1 - doubt) * reading, 3)


def make_id(*parts: str) -> str:
    """A stable id that is no sequence: gaps in a sequence would count what is withheld."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _fold_words(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()
