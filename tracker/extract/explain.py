"""How a report was read: clauses, the places in them with their roles, what was told, and what was refused and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from geodata.gazetteer import Gazetteer
from geodata.geocode import locate
from tracker.extract.clauses import split_clauses
from tracker.extract.frames import read_frames
from tracker.extract.gate import may_tell
from tracker.extract.headings import read_heading
from tracker.extract.lexicon import Lexicon
from tracker.extract.moods import is_told
from tracker.extract.roles import NamedPlace, assign_roles, places_between
from tracker.extract.scene import MOST_CHARACTERS
from tracker.extract.text import Clause, split_sentences, unwrap
from tracker.model import Report

# What keeps a clause from being told as fact, or makes it something else.
REFUSALS = {
    "modality.recap": "tells of the past",
    "modality.reminder": "reminds of the past",
    "modality.unreal": "is about a rumour or a drill",
    "modality.fiction": "tells a story",
    "modality.tally": "counts over a longer time",
    "modality.hypothetical": "supposes, threatens or forecasts",
    "modality.circumstance": "names it as a circumstance",
    "modality.campaign": "speaks of a whole campaign",
    "modality.negation": "denies",
    "supply.cancelled": "says that there is none",
    "supply.lifted": "calls it off",
    "supply.price": "is about money",
    "strike.aid": "is about aid or talks",
    "strike.intercepted": "tells of a defence",
    "topic.sport": "is about sport",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseReading:
    """One clause and what was made of it."""

    text: str
    places: tuple[str, ...]  # name and role
    frames: tuple[str, ...]  # kind, service, cause, status
    refusals: tuple[str, ...]  # why it may have told nothing


def explain(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> Iterator[ClauseReading]:
    """Go through a report clause by clause, without what earlier clauses leave for later ones."""
    text = unwrap(report.text[:MOST_CHARACTERS])
    if not may_tell(text):
        return
    sentences = split_sentences(text, lexicon)
    named = assign_roles(text, sentences, locate(text, gazetteer, home_place_id=report.home_place_id), gazetteer)
    for sentence in sentences:
        if read_heading(sentence, text) is not None:
            yield ClauseReading(text=sentence.text, places=(), frames=(), refusals=("a heading",))
            continue
        here = places_between(named, sentence.start, sentence.end)
        for clause in split_clauses(sentence, lexicon, [place.start for place in here]):
            yield _explain_clause(clause, named, gazetteer)


def _explain_clause(clause: Clause, named: tuple[NamedPlace, ...], gazetteer: Gazetteer) -> ClauseReading:
    frames = read_frames(clause) if is_told(clause, None) else ()
    parts = ((frame.kind, frame.service, frame.cause, frame.status) for frame in frames)
    return ClauseReading(
        text=clause.text,
        places=tuple(
            f"{gazetteer.places[place.place_id].name_en} ({'abroad' if place.is_abroad else place.role})"
            for place in places_between(named, clause.start, clause.end)
        ),
        frames=tuple(" ".join(part for part in frame if part) for frame in parts),
        refusals=() if frames else tuple(why for sense, why in REFUSALS.items() if clause.has(sense)),
    )
