"""What a place is to a sentence: affected, or a dateline, an official's seat, a stage, an origin."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter

from geodata.gazetteer import Gazetteer
from geodata.places import PlaceMention
from tracker.extract.lexicon import Marked
from tracker.extract.text import Sentence

_DATELINE = re.compile(r"^\s*(?:\([^)\n]{2,40}\)\s*|,\s*Ukraine\s*(?:\([^)\n]{2,40}\)\s*)?)?(?:[—–-]|,\s*\d{1,2}[\s.])")
# A company that a place is known by: it tells, it is not what is out.
_COMPANY = re.compile(r"(?:енерго|энерго|energo)\b|мереж|DTEK|ДТЕК|ДТЭК", re.IGNORECASE)
# The company goes on behind the place, or stands before it: «ДТЕК Одеські електромережі».
_COMPANY_AFTER = re.compile(
    r"\s*(?:електро|электро)?(?:енерго|энерго|energo|мереж|сети|сетей|grids|networks)", re.IGNORECASE
)
_COMPANY_BEFORE = ("дтек", "дтэк", "dtek")
# Names in a list of streets, until another kind of place begins: «вул. Лісова, Подільська та с. Гаї».
_STREET = re.compile(
    r"\b(?:вул|ул|вулиц\w*|улиц\w*|просп|проспект\w*|бул|бульвар\w*|пров|провул\w*|пер|переул\w*|пл|площ\w*|streets?|avenue|"
    r"мкр|мікрорайон\w*)\.?\s"
)
_ON_IT = re.compile(r"(?:(?!\b(?:м|с|смт|г|пгт|сел\w*|міст\w*|город\w*|town|city|village)\b)[^;:()\n]){0,80}")
_APART = re.compile(r"[,;:()]")
_WORD_BEHIND = re.compile(r"(?:['’]s)?[ '’\"]*(?=\w)")
_STAGES = ("people.event_place", "people.origin", "people.addressed")
_LOCATIVE = re.compile(r"\b(?:у|в|во|на|in|near|across)\s+$")
_NUMBERED = re.compile(r"\s*[—–-]\s*(?:(?:майже|близько|понад|до|почти|около|более|nearly|about|over)\s+)?\d")
DATELINE_LINES = 2
_QUOTES = frozenset('«»„“”"')
_BEFORE, _AFTER = 34, 44
_LONGEST_STREET = 100  # characters of a list of streets
_POSSESSIVE = re.compile(
    r"^['’]s\s+(?:mayor|governor|president|foreign|ministry|power minister|energy minister)", re.IGNORECASE
)
# Between a place and the area that says which one: «Охтирка, Сумська область», "Izium in Kharkiv Oblast".
_WITHIN = re.compile(r"[\s,(]*(?:(?:in|of|у|в|на)\s+)?(?:the\s+)?", re.IGNORECASE)
# Between the names of one list.
_AND = re.compile(r"\s*(?:,|,?\s(?:and|та|і|й|и)(?=\s))\s*(?:the\s)?")
_START = attrgetter("start")
_ACTING = re.compile(
    r"\s+(?:has|had|have|is|was|launched|intensified|continue[sd]?|fired|struck|attack(?:s|ed)|знову|завда\w+|вдарил\w+|"
    r"атак\w+|продовж\w+|снова|нанесл\w+|ударил\w+|атакова\w+|продолж\w+)\b",
    re.IGNORECASE,
)


class PlaceRole(StrEnum):
    """How a sentence names a place."""

    AFFECTED = "affected"
    SEAT = "seat"  # of an official or an office: affected only where nothing else is named
    VOICE = "voice"  # a company known by its area: affected only where the report names no place at all
    DATELINE = "dateline"  # where the report was written: affected only where it speaks of "the town"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlace:
    """A place, where it stands, and its role."""

    place_id: str
    start: int
    end: int
    role: PlaceRole
    is_abroad: bool
    confidence: float


def assign_roles(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[PlaceMention], gazetteer: Gazetteer
) -> tuple[NamedPlace, ...]:
    """Say of every mention what it is there for. Ambiguous names that only share a country are left out."""
    named = []
    qualifiers = set(_qualifiers(text, mentions, gazetteer))
    last: NamedPlace | None = None
    for index, mention in enumerate(mentions):
        if mention.method == "ancestor" and mention.place_id == gazetteer.country_id:
            continue
        is_abroad = gazetteer.places[mention.place_id].country_iso2 != gazetteer.country_id
        sentence = sentences[bisect_right(sentences, mention.start, key=_START) - 1]
        role = (
            PlaceRole.MENTIONED
            if index in qualifiers or (is_abroad and _acts(text, mention))
            else _role(text, sentence, mention)
        )
        goes_on = (
            last is not None and last.role == PlaceRole.MENTIONED and _AND.fullmatch(text[last.end : mention.start])
        )
        if goes_on and index not in qualifiers and index - 1 not in qualifiers:
            role = PlaceRole.MENTIONED  # "flew to Dubno and Kostopil"
        last = NamedPlace(
            place_id=_governed(sentence, mention, gazetteer) if role == PlaceRole.SEAT else mention.place_id,
            start=mention.start,
            end=mention.end,
            role=role,
            is_abroad=is_abroad,
            confidence=mention.confidence,
        )
        named.append(last)
    return tuple(named)


def places_between(named: Sequence[NamedPlace], start: int, end: int) -> Sequence[NamedPlace]:
    """The places that begin in a stretch of the text, of all in its order."""
    return named[bisect_left(named, start, key=_START) : bisect_left(named, end, key=_START)]


def _qualifiers(text: str, mentions: Sequence[PlaceMention], gazetteer: Gazetteer) -> Iterator[int]:
    """Areas that only say which of its namesakes the place beside them is: what is told is told of the place."""
    for index, (one, other) in enumerate(pairwise(mentions)):
        if not _WITHIN.fullmatch(text[one.end : other.start]):
            continue
        if one.place_id != other.place_id and gazetteer.is_within(one.place_id, other.place_id):
            yield index + 1
        elif one.place_id != other.place_id and gazetteer.is_within(other.place_id, one.place_id):
            yield index


def _acts(text: str, mention: PlaceMention) -> bool:
    """Whether a foreign place stands for its government: "Moscow has …", «Москва завдала …»."""
    is_where = _LOCATIVE.search(text[max(0, mention.start - _BEFORE) : mention.start].lower()) is not None
    return not is_where and _ACTING.match(text[mention.end : mention.end + _AFTER]) is not None


def _governed(sentence: Sentence, mention: PlaceMention, gazetteer: Gazetteer) -> str:
    """What an official's seat stands for: a governor speaks of the oblast that the city is the centre of."""
    oblast = gazetteer.oblast_of(mention.place_id)
    if oblast is None or oblast.centre_id != mention.place_id:
        return mention.place_id
    marked, start, end = sentence.marked, mention.start - sentence.start, mention.end - sentence.start
    is_behind = _stands_behind(marked, "people.governor", end)
    is_governor = is_behind or _stands_before(marked, "people.governor", start)
    return oblast.place_id if is_governor else mention.place_id


def _role(text: str, sentence: Sentence, mention: PlaceMention) -> PlaceRole:
    line_start = text.rfind("\n", 0, mention.start) + 1
    marked, start, end = sentence.marked, mention.start - sentence.start, mention.end - sentence.start
    raw_after = text[mention.end : mention.end + _AFTER]
    is_at_start = not text[line_start : mention.start].strip(" \"'«“(*_#")
    if is_at_start and _DATELINE.match(raw_after) and _may_be_dateline(text, mention, line_start):
        return PlaceRole.DATELINE
    is_latin = text[mention.start : mention.start + 1].isascii()
    is_speaking = (is_at_start or is_latin) and _stands_behind(marked, "people.speech", end)
    is_titled = _stands_before(marked, "people.title", start)
    is_own = _is_office_itself(marked, start, end)
    is_stage = any(_stands_before(marked, sense, start) for sense in _STAGES)
    if is_stage or (is_speaking and not (is_titled or is_own)) or _is_on_street(marked.text, start):
        return PlaceRole.MENTIONED
    if _is_company(text[mention.start : mention.end], marked.text[max(0, start - _BEFORE) : start], raw_after):
        return PlaceRole.VOICE
    if text[mention.start - 1 : mention.start] in _QUOTES and raw_after[:1] in _QUOTES:
        return PlaceRole.MENTIONED  # what is called after a place: a substation, a newspaper
    is_office = is_own or _stands_behind(marked, "people.institution", end) or _POSSESSIVE.match(raw_after) is not None
    return PlaceRole.SEAT if is_office or is_titled else PlaceRole.AFFECTED


def _is_office_itself(marked: Marked, start: int, end: int) -> bool:
    """Whether a mention holds the office as well as its place: «Одеський мер»."""
    hits = marked.find_beside("people.institution", start, end) if " " in marked.text[start:end] else ()
    return any(hit.start >= start for hit in hits)  # the office may go on behind


def _is_on_street(folded: str, start: int) -> bool:
    """Whether a name stands in a list of streets, behind the word for one."""
    begin = max(0, start - _LONGEST_STREET)
    streets = [match.end() for match in _STREET.finditer(folded, begin, start)]
    return bool(streets) and _ON_IT.fullmatch(folded, streets[-1], start) is not None


def _is_company(name: str, before: str, after: str) -> bool:
    is_behind = before[-1:].isspace() and before.rstrip().endswith(_COMPANY_BEFORE)
    return is_behind or _COMPANY.search(name) is not None or _COMPANY_AFTER.match(after) is not None


def _may_be_dateline(text: str, mention: PlaceMention, line_start: int) -> bool:
    """A place opens the first lines of a report as where it was written; below, or before a number, it is told of.

    «Полтава — без світла» tells of Poltava: in Cyrillic a dateline stands in capitals, or has its agency or day.
    """
    after = text[mention.end : mention.end + _AFTER]
    name = text[mention.start : mention.end]
    is_bare = after.lstrip()[:1] in {"—", "–", "-"}
    is_written = name.isascii() or name.isupper() or not is_bare
    return is_written and text.count("\n", 0, line_start) < DATELINE_LINES and not _NUMBERED.match(after)


def _stands_before(marked: Marked, sense: str, start: int) -> bool:
    """Whether a sense stands right before a place: at most one word between."""
    between = (marked.text[hit.end : start] for hit in marked.find_beside(sense, max(0, start - _BEFORE), start))
    return any(len(words.split()) <= 1 and not _APART.search(words) for words in between)


def _stands_behind(marked: Marked, sense: str, end: int) -> bool:
    """Whether a sense begins with the first word behind a place."""
    if sense not in marked.hits:
        return False
    word = _WORD_BEHIND.match(marked.text, end)
    hit = marked.find_at(sense, word.end()) if word is not None else None
    return hit is not None and hit.start >= end
