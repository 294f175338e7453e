"""How often claims are right, by how sure the reading was of them: of the claims given 0.8, about 80 % should be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Any

from geodata.gazetteer import Gazetteer
from tracker.evaluate.places import is_country, is_same
from tracker.evaluate.predictions import Prediction, event_of
from tracker.evaluate.score import Score
from tracker.model import Claim

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)
DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A claim that tells of an event, and whether the labelled facts know an event of this kind at this place."""

    claim: Claim
    is_right: bool


def judge_claims(claims: Iterable[Claim], expected: Prediction, gazetteer: Gazetteer) -> list[Judged]:
    """Set the claims of one report against its labelled facts. What the format does not count is left out."""
    told = ((claim, event_of(claim, gazetteer)) for claim in claims)
    return [
        Judged(claim=claim, is_right=any(_agree(event, fact) for fact in expected["events"]))
        for claim, event in told
        if event is not None
    ]


def _agree(event: Mapping[str, Any], fact: Mapping[str, Any]) -> bool:
    if event["kind"] != fact["kind"]:
        return False
    return any(
        is_country(one) == is_country(other) and (is_country(one) or is_same(one, other))
        for one in event["places"]
        for other in fact["places"]
    )


def calibration(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """For each range of confidence: what was said, the share that was right with its 95 % interval, and of how many."""
    rows = []
    for low, high in pairwise(EDGES):
        group = [one for one in judged if low <= (one.claim.confidence or 0.0) < high]
        if group:
            right = sum(one.is_right for one in group)
            interval = Score(hits=right, extra=0, missed=len(group) - right).interval(len(group))
            said = fmean(one.claim.confidence or 0.0 for one in group)
            rows.append(
                {
                    "from": low,
                    "to": min(high, 1.0),
                    "said": round(said, DIGITS),
                    "right": round(right / len(group), DIGITS),
                    "interval": interval,
                    "n": len(group),
                }
            )
    return rows


def count_sorts(judged: Iterable[Judged]) -> dict[str, dict[str, tuple[int, int]]]:
    """How many claims of each sort were right, of how many: where the place was found → kind → counts."""
    counts: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for one in judged:
        found, kind = one.claim.found or "", one.claim.kind.value
        right, of = counts[found].get(kind, (0, 0))
        counts[found][kind] = (right + one.is_right, of + 1)
    return {found: dict(sorted(row.items())) for found, row in sorted(counts.items())}
