"""The words by which a text says what a name is: data of a country, read from its folder."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from geodata.folder import DataError
from geodata.places import Level

WORDS = "words.toml"
NEVER = re.compile(r"(?!)")  # of a country without such words
_STOP = re.compile(r"[.!?…]+\s|\n")
_BEFORE_LETTER = frozenset(" \n\t\u00a0.(")
_Section = TypeVar("_Section")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """A noun that makes what stands before it an area or a plant."""

    pattern: re.Pattern[str]
    kinds: tuple[str, ...]  # of heads, the first that knows the word counts
    method: str
    certainty: float = 1.0
    needs_next: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Elided:
    """Adjectives that stand for their area alone, where a text says its noun elsewhere."""

    kind: str  # of heads
    noun: re.Pattern[str]
    ending: re.Pattern[str]
    line_ending: re.Pattern[str] = NEVER  # at the beginning of a line, with a number behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class AroundTown:
    """An ending that makes the name of a town that of the land around it."""

    ending: re.Pattern[str]
    kind: str  # of heads: the area that is meant
    adjectives: tuple[str, ...]  # how the town's name goes on in the head of the area
    certainty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreeing:
    """An ordinary word that may be a name, and the noun after it that it belongs to."""

    word: re.Pattern[str]
    noun: re.Pattern[str]
    is_at_start: bool = False  # of a sentence only, where a capital says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaWords:
    """What tells an area: nouns, and how adjectives agree with them."""

    nouns: tuple[Noun, ...] = ()
    elided: tuple[Elided, ...] = ()
    leading: Noun | None = None  # one before its name: "region of X"
    leading_bare: re.Pattern[str] = NEVER  # the beginning of one that needs no "of"
    endings: tuple[str, ...] = ()  # of adjectives, all cases
    between: re.Pattern[str] = NEVER  # between an adjective and its noun
    city_adjective: re.Pattern[str] = NEVER  # a stem that may be made of a city's name
    elliptic: re.Pattern[str] = NEVER  # "X and the region": the one that X is the centre of
    list_lead: re.Pattern[str] = NEVER  # before a list of areas without their noun
    elided_before: frozenset[str] = frozenset()  # before an area without its noun
    abbreviated: frozenset[str] = frozenset()  # nouns that end in a full stop
    feminine_noun: re.Pattern[str] = NEVER  # the beginning of one whose adjective has no masculine ending
    masculine: re.Pattern[str] = NEVER
    around_town: AroundTown | None = None
    too: frozenset[str] = frozenset()  # after an area without its noun: "Sumy oblast is dark, Poltava too"
    before_too: re.Pattern[str] = NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWords:
    """What stands beside a name and says that it is a town, or that it is none."""

    markers: Mapping[str, Level] = field(default_factory=dict)  # "city", "village"
    abbreviated_markers: Mapping[str, Level] = field(default_factory=dict)  # with a full stop
    markers_after: frozenset[str] = frozenset()  # those that may follow the name
    street_before: re.Pattern[str] = NEVER
    street_after: re.Pattern[str] = NEVER
    agreeing: tuple[Agreeing, ...] = ()
    clubs: frozenset[str] = frozenset()  # before the name of a club
    outlets: frozenset[str] = frozenset()  # newspapers named after a city
    foreign_adjective: re.Pattern[str] = NEVER  # before "capital", of another country's
    foreign_capital: re.Pattern[str] = NEVER  # behind "capital", which is then theirs
    river: frozenset[str] = frozenset()
    river_before: frozenset[str] = frozenset()
    struck_before: re.Pattern[str] = NEVER  # before what was struck: a river's city, not the river
    region_before: frozenset[str] = frozenset()  # of a name that is a city's and its region's: the region


@dataclass(frozen=True, slots=True, kw_only=True)
class AbroadWords:
    """How a text says that something happens in another country."""

    iso2: str
    name_en: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """All words of a country's languages; what a country has no words for matches nothing."""

    declined: re.Pattern[str] = NEVER  # a letter of words that are declined, and so known by their stems
    joiners: frozenset[str] = frozenset()  # between the members of a list
    ands: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()  # before a place
    function_words: frozenset[str] = frozenset()  # all that no adjective goes with
    abbreviations: tuple[str, ...] = ()  # whose full stop ends no sentence
    abbreviated_letters: frozenset[str] = frozenset()  # the same, of letters that stand alone
    list_gap: re.Pattern[str] = re.compile(r"\s*(?:,|/|;)?\s*")  # between names in a list
    area_gap: re.Pattern[str] = re.compile(r"[\s,(—–-]*")  # between a name and the area it lies in
    names: NameWords = NameWords()
    areas: AreaWords = AreaWords()
    abroad: Mapping[str, AbroadWords] = field(default_factory=dict)  # by the country's code


NO_WORDS = Words()


def load_words(folder: Path) -> Words:
    """Read the words of a country; none where its folder has no such file.

    Raises:
        DataError: a table or a key is unknown or missing, or a pattern is none.
    """
    path = folder / WORDS
    if not path.exists():
        return NO_WORDS
    try:
        return _words(tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError, re.error) as error:
        message = f"{path}: {type(error).__name__}: {error}"
        raise DataError(message) from error


def _words(document: dict[str, Any]) -> Words:
    gaps, little = document.pop("gaps", {}), document.pop("little", ())
    markers, abbreviated = document.pop("markers", {}), document.pop("abbreviated_markers", {})
    names, areas, abroad = document.pop("names", {}), document.pop("areas", {}), document.pop("abroad", ())
    plain = _fill(Words, document)
    return _fill(
        Words,
        document,
        function_words=frozenset(little) | plain.prepositions | plain.joiners,
        abbreviations=tuple(gaps.get("abbreviations", ())),
        abbreviated_letters=frozenset(gaps.get("abbreviated_letters", "")),
        list_gap=re.compile(rf"{NO_WORDS.list_gap.pattern}{gaps.get('list', '')}\s*"),
        area_gap=re.compile(f"{NO_WORDS.area_gap.pattern}{gaps.get('area', '')}"),
        names=_fill(
            NameWords,
            names,
            agreeing=tuple(_fill(Agreeing, row) for row in names.pop("agreeing", ())),
            markers=_levels(markers),
            abbreviated_markers=_levels(abbreviated),
        ),
        areas=_areas(areas),
        abroad={row["iso2"]: _fill(AbroadWords, row) for row in abroad},
    )


def _areas(table: dict[str, Any]) -> AreaWords:
    nouns, elided, leading = table.pop("nouns", ()), table.pop("elided", ()), table.pop("leading", None)
    around_town = table.pop("around_town", None)
    endings = sorted(table.pop("endings", ()), key=lambda ending: (-len(ending), ending))
    return _fill(
        AreaWords,
        table,
        endings=tuple(endings),
        nouns=tuple(_fill(Noun, row) for row in nouns),
        elided=tuple(_fill(Elided, row) for row in elided),
        leading=_fill(Noun, leading) if leading else None,
        around_town=_fill(AroundTown, around_town) if around_town else None,
    )


_READERS = (("re.Pattern", re.compile), ("frozenset", frozenset), ("tuple", tuple))


def _fill(kind: type[_Section], table: Mapping[str, Any], **read: Any) -> _Section:
    """Make a section of what a table holds, each value read as the type of its field says."""
    known = {column.name: str(column.type) for column in fields(kind)}  # type: ignore[arg-type] # a dataclass
    unknown = sorted(table.keys() - known.keys())
    if unknown:
        message = f"unknown: {', '.join(unknown)}"
        raise ValueError(message)
    for key, value in table.items():
        reader = next((reader for name, reader in _READERS if known[key].startswith(name)), None)
        read[key] = reader(value) if reader else value
    return kind(**read)


def _levels(table: Mapping[str, Sequence[str]]) -> dict[str, Level]:
    return {word: Level(level) for level, words in table.items() for word in words}


def find_sentence_ends(text: str, words: Words) -> list[int]:
    """Where sentences end: after a stop and a space, but not that of an abbreviation, and after each line."""
    return [stop.end() for stop in _STOP.finditer(text) if not _is_abbreviation(text, stop.start(), words)]


def _is_abbreviation(text: str, stop: int, words: Words) -> bool:
    if text[stop] == "\n":
        return False
    is_letter = text[stop - 1 : stop] in words.abbreviated_letters and text[stop - 2 : stop - 1] in _BEFORE_LETTER
    return is_letter or text.endswith(words.abbreviations, 0, stop)
