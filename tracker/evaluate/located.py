"""How well place names are understood: each marked name against what was found where it stands."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodata.gazetteer import Gazetteer
from geodata.places import PlaceMention
from tracker.evaluate.score import Score
from tracker.evaluate.sentences import Named, Sentence

CONFIDENCES = (0.7, 0.8, 0.9)
MOST_SHOWN = 4  # candidates of an error


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One marked name with what was found there; a name that was missed, or a mention that is none."""

    sentence: Sentence
    named: Named | None
    mention: PlaceMention | None
    is_right_place: bool
    is_right_oblast: bool


def judge(sentence: Sentence, mentions: Sequence[PlaceMention], gazetteer: Gazetteer) -> list[Verdict]:
    """Set each marked name against the first mention that overlaps it, one to one.

    A place abroad is right wherever abroad it was put, and is left out where nothing was found: the register need not
    know every place on earth, it must only not take one for ours.
    """
    left = list(mentions)
    verdicts: list[Verdict] = []
    for named in sentence.named:
        mention = next((one for one in left if one.start < named.end and named.start < one.end), None)
        if mention is not None:
            left.remove(mention)
        elif not named.place_ids:
            continue
        place, oblast = _compare(named, mention, gazetteer)
        verdicts.append(
            Verdict(sentence=sentence, named=named, mention=mention, is_right_place=place, is_right_oblast=oblast)
        )
    verdicts += [
        Verdict(sentence=sentence, named=None, mention=mention, is_right_place=False, is_right_oblast=False)
        for mention in left
    ]
    return verdicts


def _compare(named: Named, mention: PlaceMention | None, gazetteer: Gazetteer) -> tuple[bool, bool]:
    if mention is None:
        return False, False
    found = gazetteer.places[mention.place_id]
    if not named.place_ids or found.country_iso2 != gazetteer.country_id:
        is_abroad = not named.place_ids and found.country_iso2 != gazetteer.country_id
        return is_abroad, is_abroad
    units = {gazetteer.places[place_id].adm1_pcode for place_id in named.place_ids}
    return mention.place_id in named.place_ids, found.adm1_pcode in units


def score_places(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Shares over all sentences and by language, with their 95 % intervals.

    "place" and "oblast": rightly placed, of all marked names and all mentions that are none. "elsewhere" and "missed":
    of the marked names. "spurious": of the mentions. "confidence 0.9": rightly placed, of the mentions as sure as that.
    """
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        for name in ("all", f"lang:{verdict.sentence.lang}"):
            groups[name].append(verdict)
    return [
        _row(name, field, judged, test, within)
        for name, judged in groups.items()
        for field, (test, within) in SHARES.items()
    ]


Test = Callable[[Verdict], bool]


def _row(group: str, field: str, verdicts: Sequence[Verdict], test: Test, within: Test) -> dict[str, Any]:
    counted = [verdict for verdict in verdicts if within(verdict)]
    hits = sum(map(test, counted))
    result = Score(hits=hits, extra=0, missed=len(counted) - hits)
    return {
        "group": group,
        "field": field,
        "share": result.recall,
        "interval": result.interval(len(counted)),
        "hits": hits,
        "n": len(counted),
    }


def _is_sure(confidence: float) -> Test:
    return lambda verdict: verdict.mention is not None and verdict.mention.confidence >= confidence


def _is_marked(verdict: Verdict) -> bool:
    return verdict.named is not None


def _is_found(verdict: Verdict) -> bool:
    return verdict.mention is not None


def _is_right_place(verdict: Verdict) -> bool:
    return verdict.is_right_place


def _is_elsewhere(verdict: Verdict) -> bool:
    return verdict.mention is not None and not verdict.is_right_place


SHARES: Mapping[str, tuple[Test, Test]] = {
    "place": (_is_right_place, lambda _: True),
    "oblast": (lambda verdict: verdict.is_right_oblast, lambda _: True),
    "elsewhere": (_is_elsewhere, _is_marked),
    "missed": (lambda verdict: not _is_found(verdict), _is_marked),
    "spurious": (lambda verdict: not _is_marked(verdict), _is_found),
    **{f"confidence {least}": (_is_right_place, _is_sure(least)) for least in CONFIDENCES},
}
ERRORS: Mapping[str, Test] = {
    "place": lambda verdict: not verdict.is_right_place,
    "oblast": lambda verdict: not verdict.is_right_oblast,
}


def list_errors(verdicts: Sequence[Verdict], field: str, gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """What is wrong in a field, "place" or "oblast": what was expected, what was chosen, and why."""
    return [_error(verdict, gazetteer) for verdict in verdicts if ERRORS[field](verdict)]


def _error(verdict: Verdict, gazetteer: Gazetteer) -> dict[str, Any]:
    spot = verdict.named or verdict.mention
    mention = verdict.mention
    return {
        "id": verdict.sentence.sentence_id,
        "text": verdict.sentence.text[spot.start : spot.end] if spot else "",
        "expected": verdict.named.label if verdict.named else "nothing",
        "chosen": _written(mention.place_id, gazetteer) if mention else "nothing",
        "confidence": mention.confidence if mention else None,
        "why": _reasons(mention, gazetteer) if mention else "",
        "sentence": verdict.sentence.text,
    }


def _reasons(mention: PlaceMention, gazetteer: Gazetteer) -> str:
    shown = [
        f"{_written(candidate.place_id, gazetteer)} {candidate.score} ({', '.join(candidate.reasons)})"
        for candidate in mention.candidates[:MOST_SHOWN]
    ]
    return f"{mention.method}: {'; '.join(shown)}"


def _written(place_id: str, gazetteer: Gazetteer) -> str:
    place = gazetteer.places[place_id]
    return "|".join((place.name_en, place.level, place.adm1_pcode or place.country_iso2))
