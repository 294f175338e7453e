"""A report as its clauses are read: its text, its places with their roles, and the registers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.gazetteer import Gazetteer
from geodata.geocode import locate
from tracker.extract.lexicon import Lexicon
from tracker.extract.roles import NamedPlace, assign_roles, places_between
from tracker.extract.speakers import read_signature
from tracker.extract.targets import Target, find_stand_in
from tracker.extract.text import Sentence, split_sentences, unwrap
from tracker.extract.times import read_own_day
from tracker.model import Report, Role

MOST_CHARACTERS = 200_000
SPORT_WORDS = 2
SPORT_REACH = 800  # characters that a word of sport is taken to stand for
_OURS = ("people.grid_operator", "people.ours")
_UKRAINE = ("ukrain", "україн", "украин")  # a text that names it, in whatever form


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What all clauses of a report share."""

    report: Report
    text: str
    sentences: tuple[Sentence, ...]
    named: tuple[NamedPlace, ...]
    is_about_ukraine: bool
    is_season: bool  # of heating, which is told of when it begins
    stand_in: Target | None  # of what is told without a place
    day: date | None  # that the report says it is of
    signature: Role
    gazetteer: Gazetteer
    lexicon: Lexicon


def set_scene(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> Scene:
    """Read the places of a report and what it is about, of its first 200,000 characters."""
    text = unwrap(report.text[:MOST_CHARACTERS])
    sentences = split_sentences(text, lexicon)
    named = assign_roles(text, sentences, locate(text, gazetteer, home_place_id=report.home_place_id), gazetteer)
    is_ours = _is_about_ukraine(report, text, named, sentences)
    return Scene(
        report=report,
        text=text,
        sentences=sentences,
        named=named,
        is_about_ukraine=is_ours,
        is_season=any(sentence.has("modality.season") for sentence in sentences),
        stand_in=find_stand_in(report, named, gazetteer, is_about_ukraine=is_ours),
        day=read_own_day(report, sentences),
        signature=read_signature(sentences[0], report.role) if sentences else report.role,
        gazetteer=gazetteer,
        lexicon=lexicon,
    )


def is_unreal(scene: Scene) -> bool:
    """Whether attacks and lights out are a match's, or the first sentence says that the rest is a rumour or a drill."""
    sentences = scene.sentences
    words = {hit.text for sentence in sentences for hit in sentence.marked.find_all("topic.sport")}
    is_sport = len(words) >= SPORT_WORDS and len(scene.text) <= len(words) * SPORT_REACH
    return is_sport or (bool(sentences) and sentences[0].has("modality.unreal"))


def names_places(scene: Scene, sentence: Sentence) -> bool:
    """Tell whether a sentence names a place, in whatever role."""
    return bool(places_between(scene.named, sentence.start, sentence.end))


def names_parts(scene: Scene, sentence: Sentence) -> bool:
    """Tell whether a sentence names a place other than the country."""
    here = places_between(scene.named, sentence.start, sentence.end)
    return any(place.place_id != scene.gazetteer.country_id for place in here)


def _is_about_ukraine(report: Report, text: str, named: Sequence[NamedPlace], sentences: Sequence[Sentence]) -> bool:
    """Whether a loss told without a place may be taken for Ukraine's."""
    if report.home_place_id is not None or any(not place.is_abroad for place in named):
        return True
    if any(sentence.has(*_OURS) for sentence in sentences):
        return True
    lower = text.lower()
    return any(name in lower for name in _UKRAINE)
