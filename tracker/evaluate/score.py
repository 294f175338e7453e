"""Precision, recall and F1 of predictions against a labelled set, field by field."""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.evaluate.places import SETTLEMENT_LEVELS, Place, first_level, is_country, pair_up, region, unique
from tracker.evaluate.predictions import Prediction

KINDS = ("strike", "outage", "restoration")
Z = 1.96  # of a 95 % interval
NOTHING: Prediction = {"relevant": False, "events": (), "temperatures_c": ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a field came to: right, wrongly given, missed."""

    hits: int
    extra: int
    missed: int

    @property
    def precision(self) -> float | None:
        """The share of what was given that is right."""
        return self.hits / (self.hits + self.extra) if self.hits + self.extra else None

    @property
    def recall(self) -> float | None:
        """The share of what is true that was given."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else None

    @property
    def f1(self) -> float | None:
        """Their harmonic mean."""
        whole = 2 * self.hits + self.extra + self.missed
        return 2 * self.hits / whole if whole else None

    def interval(self, of: int) -> tuple[float, float] | None:
        """The 95 % Wilson interval of hits out of a number."""
        if of == 0:
            return None
        share, denominator = self.hits / of, 1 + Z * Z / of
        middle = share + Z * Z / (2 * of)
        spread = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
        return (middle - spread) / denominator, (middle + spread) / denominator


def score(predictions: Sequence[Prediction], gold_lines: Iterable[str]) -> list[dict[str, Any]]:
    """Precision, recall and F1 of each field, over all reports, by language and by kind of report."""
    groups: dict[str, list[tuple[Prediction, Prediction]]] = defaultdict(list)
    for predicted, expected in _pairs(predictions, gold_lines):
        names = ("all", f"lang:{expected.get('lang') or 'unknown'}", f"kind:{expected.get('source_kind') or 'unknown'}")
        for name in names:
            groups[name].append((predicted, expected))
    return [_row(name, field, measure(pairs)) for name, pairs in groups.items() for field, measure in MEASURES.items()]


def compare(predictions: Sequence[Prediction], gold_lines: Iterable[str], field: str) -> list[dict[str, Any]]:
    """The reports in which a field is not read right, with what was expected and what was found."""
    read = SETS[field]
    return [
        {"id": expected["id"], "missed": _written(read(expected) - found), "extra": _written(found - read(expected))}
        for predicted, expected in _pairs(predictions, gold_lines)
        if (found := read(predicted)) != read(expected)
    ]


def _pairs(predictions: Sequence[Prediction], gold_lines: Iterable[str]) -> list[tuple[Prediction, Prediction]]:
    by_id = {str(prediction["id"]): prediction for prediction in predictions}
    rows = [json.loads(line) for line in gold_lines if line.strip()]
    return [(by_id.get(str(row["id"]), NOTHING), row) for row in rows]


def _written(values: Collection[Hashable]) -> str:
    return "; ".join(
        sorted(" @ ".join(map(str, value)) if isinstance(value, tuple) else str(value) for value in values)
    )


def _row(group: str, field: str, result: Score) -> dict[str, Any]:
    return {
        "group": group,
        "field": field,
        "precision": result.precision,
        "recall": result.recall,
        "f1": result.f1,
        "precision_interval": result.interval(result.hits + result.extra),
        "recall_interval": result.interval(result.hits + result.missed),
        "n": result.hits + result.missed,
    }


def _events(row: Prediction) -> Sequence[Mapping[str, Any]]:
    """The events of a report; one that was rejected has none."""
    return row.get("events") or () if row.get("relevant") else ()


def _places(row: Prediction) -> list[Place]:
    return [place for event in _events(row) for place in event.get("places") or ()]


def _of_levels(row: Prediction, levels: Collection[str]) -> list[Place]:
    return unique([place for place in _places(row) if (place.get("level") or "city") in levels])


def _measure_sets(
    read: Callable[[Prediction], set[Hashable]],
) -> Callable[[Sequence[tuple[Prediction, Prediction]]], Score]:
    def measure(pairs: Sequence[tuple[Prediction, Prediction]]) -> Score:
        results = [(read(predicted), read(expected)) for predicted, expected in pairs]
        return Score(
            hits=sum(len(found & wanted) for found, wanted in results),
            extra=sum(len(found - wanted) for found, wanted in results),
            missed=sum(len(wanted - found) for found, wanted in results),
        )

    return measure


def _measure_numbers(
    read: Callable[[Prediction], list[float]],
) -> Callable[[Sequence[tuple[Prediction, Prediction]]], Score]:
    """Numbers count as often as they are told."""

    def measure(pairs: Sequence[tuple[Prediction, Prediction]]) -> Score:
        results = [(Counter(read(predicted)), Counter(read(expected))) for predicted, expected in pairs]
        return Score(
            hits=sum((found & wanted).total() for found, wanted in results),
            extra=sum((found - wanted).total() for found, wanted in results),
            missed=sum((wanted - found).total() for found, wanted in results),
        )

    return measure


def _match_report(predicted: Prediction, expected: Prediction) -> tuple[Score, Score]:
    """Settlements and raions of one report. A settlement given where the truth names its raion is taken for it."""
    wanted, found = _of_levels(expected, SETTLEMENT_LEVELS), _of_levels(predicted, SETTLEMENT_LEVELS)
    wanted_raions, found_raions = _of_levels(expected, {"raion"}), _of_levels(predicted, {"raion"})
    pairs, raion_pairs = pair_up(wanted, found), pair_up(wanted_raions, found_raions)
    open_raions = [raion for i, raion in enumerate(wanted_raions) if i not in {i for i, _ in raion_pairs}]
    left = [place for j, place in enumerate(found) if j not in {j for _, j in pairs}]
    stand_ins = len(pair_up(open_raions, left))
    settlements = Score(hits=len(pairs), extra=len(left) - stand_ins, missed=len(wanted) - len(pairs))
    raion_hits = len(raion_pairs) + stand_ins
    raions = Score(hits=raion_hits, extra=len(found_raions) - len(raion_pairs), missed=len(wanted_raions) - raion_hits)
    return settlements, raions


def _measure_places(index: int) -> Callable[[Sequence[tuple[Prediction, Prediction]]], Score]:
    def measure(pairs: Sequence[tuple[Prediction, Prediction]]) -> Score:
        results = [_match_report(predicted, expected)[index] for predicted, expected in pairs]
        return Score(
            hits=sum(result.hits for result in results),
            extra=sum(result.extra for result in results),
            missed=sum(result.missed for result in results),
        )

    return measure


def _customers(row: Prediction) -> list[float]:
    return [int(event["customers"]) for event in _events(row) if event.get("customers") is not None]


SETS: Mapping[str, Callable[[Prediction], set[Hashable]]] = {
    "relevance": lambda row: {True} if row.get("relevant") else set(),
    "oblast": lambda row: {first_level(place) for place in _places(row) if not is_country(place)} - {None},
    "country": lambda row: {True} if any(map(is_country, _places(row))) else set(),
    "event kind": lambda row: {event["kind"] for event in _events(row)} & set(KINDS),
    **{kind: lambda row, kind=kind: {event["kind"] for event in _events(row)} & {kind} for kind in KINDS},  # type: ignore[misc]  # a default binds the kind
    "kind at oblast": lambda row: {
        (event["kind"], region(place)) for event in _events(row) for place in event.get("places") or ()
    },
    "customers at oblast": lambda row: {
        (int(event["customers"]), region(place))
        for event in _events(row)
        if event.get("customers") is not None
        for place in event.get("places") or ()
    },
}
MEASURES: Mapping[str, Callable[[Sequence[tuple[Prediction, Prediction]]], Score]] = {
    **{field: _measure_sets(read) for field, read in SETS.items()},
    "settlement": _measure_places(0),
    "raion": _measure_places(1),
    "customers": _measure_numbers(_customers),
    "temperature": _measure_numbers(lambda row: [float(value) for value in row.get("temperatures_c") or ()]),
}
