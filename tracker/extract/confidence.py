"""How likely a claim is right, by where its place was found and what it tells: shares measured on labelled texts.

`confidence.toml` holds how many claims of each sort were read and how many of them were right; it is measured anew by
`svitlo evaluate REPORTS GOLD --calibration`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from tracker.extract.targets import CARRIED, Found
from tracker.model import ClaimKind

WEIGHT = 10  # of what is known of all sorts together, in claims: a sort that was seen rarely is judged by its kin
HIGHEST = 0.97  # nothing read by a machine is certain

Counts = Mapping[str, Mapping[str, tuple[int, int]]]


def confidence_of(found: Found, kind: ClaimKind, place_confidence: float) -> float:
    """The share of claims of this sort that were right, 0 to 1; no more than the name of the place is sure."""
    share = _shares()[found, kind]
    return round(min(share, HIGHEST, place_confidence if place_confidence < CARRIED else 1.0), 3)


@cache
def _shares() -> Mapping[tuple[Found, ClaimKind], float]:
    table = tomllib.loads(files("tracker.extract").joinpath("confidence.toml").read_text(encoding="utf-8"))
    return shares({found: {kind: (right, of) for kind, (right, of) in row.items()} for found, row in table.items()})


def shares(counts: Counts) -> Mapping[tuple[Found, ClaimKind], float]:
    """Shares of right claims, each drawn towards that of its kin the more, the fewer were seen."""
    overall = _share(0.5, *_sum(pair for row in counts.values() for pair in row.values()))
    found_shares = {found: _share(overall, *_sum(counts.get(found, {}).values())) for found in Found}
    return {
        (found, kind): _share(found_shares[found], *counts.get(found, {}).get(kind, (0, 0)))
        for found in Found
        for kind in ClaimKind
    }


def _sum(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    every = list(pairs)
    return sum(right for right, _ in every), sum(of for _, of in every)


def _share(expected: float, right: int, of: int) -> float:
    return (right + WEIGHT * expected) / (of + WEIGHT)
