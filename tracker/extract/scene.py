"""A report as its clauses are read: its text, its places with their roles, and the registers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.gazetteer import Gazetteer
from geodata.geocode import locate
from tracker.extract.lexicon import Lexicon, fold
from tracker.extract.roles import NamedPlace, assign_roles
from tracker.extract.text import Sentence, split_sentences, unwrap
from tracker.model import Report

MOST_CHARACTERS = 200_000
SPORT_WORDS = 2
SPORT_REACH = 800  # characters that a word of sport is taken to stand for
_UKRAINE = re.compile(r"ukrain|україн|украин")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What all clauses of a report share."""

    report: Report
    text: str
    sentences: tuple[Sentence, ...]
    named: tuple[NamedPlace, ...]
    is_about_ukraine: bool
    is_season: bool  # of heating, which is told of when it begins
    gazetteer: Gazetteer
    lexicon: Lexicon


def set_scene(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> Scene:
    """Read the places of a report and what it is about, of its first 200,000 characters."""
    text = unwrap(report.text[:MOST_CHARACTERS])
    named = assign_roles(text, locate(text, gazetteer, home_place_id=report.home_place_id), gazetteer, lexicon)
    return Scene(
        report=report,
        text=text,
        sentences=split_sentences(text),
        named=named,
        is_about_ukraine=_is_about_ukraine(report, named, lexicon),
        is_season=lexicon.has("modality.season", fold(text)),
        gazetteer=gazetteer,
        lexicon=lexicon,
    )


def is_unreal(scene: Scene) -> bool:
    """Whether attacks and lights out are a match's, or the first sentence says that the rest is a rumour or a drill."""
    lexicon, sentences = scene.lexicon, scene.sentences
    words = {hit.text for hit in lexicon.find_all("topic.sport", fold(scene.text))}
    is_sport = len(words) >= SPORT_WORDS and len(scene.text) <= len(words) * SPORT_REACH
    return is_sport or (bool(sentences) and lexicon.has("modality.unreal", sentences[0].folded))


def names_places(sentence: Sentence, named: Sequence[NamedPlace]) -> bool:
    """Tell whether a sentence names a place, in whatever role."""
    return any(sentence.start <= place.start < sentence.end for place in named)


def _is_about_ukraine(report: Report, named: Sequence[NamedPlace], lexicon: Lexicon) -> bool:
    """Whether a loss told without a place may be taken for Ukraine's."""
    if report.home_place_id is not None or any(not place.is_abroad for place in named):
        return True
    folded = fold(report.text[:MOST_CHARACTERS])
    is_ours = any(lexicon.has(sense, folded) for sense in ("people.grid_operator", "people.ours"))
    return is_ours or _UKRAINE.search(folded) is not None
