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
from tracker.extract.lexicon import Lexicon, fold

_DATELINE = re.compile(r"^\s*(?:\([^)\n]{2,40}\)\s*|,\s*Ukraine\s*(?:\([^)\n]{2,40}\)\s*)?)?(?:[—–-]|,\s*\d{1,2}[\s.])")
# A company that a place is known by: it tells, it is not what is out.
_COMPANY = re.compile(r"(?:енерго|энерго|energo)\b|мереж|DTEK|ДТЕК|ДТЭК", re.IGNORECASE)
# The company goes on behind the place, or stands before it: «ДТЕК Одеські електромережі».
_COMPANY_AFTER = re.compile(
    r"\s*(?:електро|электро)?(?:енерго|энерго|energo|мереж|сети|сетей|grids|networks)", re.IGNORECASE
)
_COMPANY_BEFORE = re.compile(r"(?:дтек|дтэк|dtek)\s+$")
# Names in a list of streets, until another kind of place begins: «вул. Лісова, Подільська та с. Гаї».
_STREET = re.compile(
    r"\b(?:вул|ул|вулиц\w*|улиц\w*|просп|проспект\w*|бул|бульвар\w*|пров|провул\w*|пер|переул\w*|пл|площ\w*|streets?|avenue|"
    r"мкр|мікрорайон\w*)\.?\s"
)
_ON_IT = re.compile(r"(?:(?!\b(?:м|с|смт|г|пгт|сел\w*|міст\w*|город\w*|town|city|village)\b)[^;:()\n]){0,80}")
_STOP = re.compile(r"[.\n;]")
_LOCATIVE = re.compile(r"\b(?:у|в|во|на|in|near|across)\s+$")
_NUMBERED = re.compile(r"\s*[—–-]\s*(?:(?:майже|близько|понад|до|почти|около|более|nearly|about|over)\s+)?\d")
DATELINE_LINES = 2
_QUOTES = frozenset('«»„“”"')
_BEFORE, _AFTER = 34, 44
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
    text: str, mentions: Sequence[PlaceMention], gazetteer: Gazetteer, lexicon: Lexicon
) -> tuple[NamedPlace, ...]:
    """Say of every mention what it is there for. Ambiguous names that only share a country are left out."""
    named = []
    folded = fold(text)
    streets = [match.end() for match in _STREET.finditer(folded)]
    qualifiers = set(_qualifiers(text, mentions, gazetteer))
    last: NamedPlace | None = None
    for index, mention in enumerate(mentions):
        if mention.method == "ancestor" and mention.place_id == gazetteer.country_id:
            continue
        is_abroad = gazetteer.places[mention.place_id].country_iso2 != gazetteer.country_id
        role = (
            PlaceRole.MENTIONED
            if index in qualifiers or (is_abroad and _acts(text, mention))
            else _role(text, folded, streets, mention, lexicon)
        )
        goes_on = (
            last is not None and last.role == PlaceRole.MENTIONED and _AND.fullmatch(text[last.end : mention.start])
        )
        if goes_on and index not in qualifiers and index - 1 not in qualifiers:
            role = PlaceRole.MENTIONED  # "flew to Dubno and Kostopil"
        last = NamedPlace(
            place_id=_governed(folded, mention, gazetteer, lexicon) if role == PlaceRole.SEAT else mention.place_id,
            start=mention.start,
            end=mention.end,
            role=role,
            is_abroad=is_abroad,
            confidence=mention.confidence,
        )
        named.append(last)
    return tuple(named)


def _governed(folded: str, mention: PlaceMention, gazetteer: Gazetteer, lexicon: Lexicon) -> str:
    """What an official's seat stands for: a governor speaks of the oblast that the city is the centre of."""
    before, after = folded[max(0, mention.start - _BEFORE) : mention.start], folded[mention.end : mention.end + _AFTER]
    senses = ("people.governor",)
    oblast = gazetteer.oblast_of(mention.place_id)
    is_centre = oblast is not None and oblast.centre_id == mention.place_id
    if oblast is None or not is_centre:
        return mention.place_id
    is_governor = _starts_with(lexicon, senses, after) or _ends_with(lexicon, senses, before)
    return oblast.place_id if is_governor else mention.place_id


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


def _role(text: str, folded: str, streets: Sequence[int], mention: PlaceMention, lexicon: Lexicon) -> PlaceRole:
    line_start = text.rfind("\n", 0, mention.start) + 1
    before = folded[max(line_start, mention.start - _BEFORE) : mention.start]
    raw_after = text[mention.end : mention.end + _AFTER]
    stop = _STOP.search(raw_after)
    after = folded[mention.end : mention.end + (stop.start() if stop else _AFTER)]
    is_at_start = not text[line_start : mention.start].strip(" \"'«“(*_#")
    is_latin = text[mention.start : mention.start + 1].isascii()
    is_titled = _ends_with(lexicon, ("people.title",), before)
    is_speaking = (is_at_start or is_latin) and _starts_with(lexicon, ("people.speech",), after)
    is_stage = _ends_with(lexicon, ("people.event_place", "people.origin", "people.addressed"), before)
    is_dateline = is_at_start and _DATELINE.match(raw_after) and _may_be_dateline(text, mention, line_start)
    is_own = _is_office_itself(folded[mention.start : mention.end], lexicon)
    is_office = (
        is_own or _starts_with(lexicon, ("people.institution",), after) or _POSSESSIVE.match(raw_after) is not None
    )
    is_quoted = text[mention.start - 1 : mention.start] in _QUOTES and raw_after[:1] in _QUOTES
    if is_dateline:
        return PlaceRole.DATELINE
    if is_stage or (is_speaking and not (is_titled or is_own)) or _is_on_street(folded, streets, mention):
        return PlaceRole.MENTIONED
    if _is_company(text[mention.start : mention.end], before, raw_after):
        return PlaceRole.VOICE
    if is_quoted:
        return PlaceRole.MENTIONED  # what is called after a place: a substation, a newspaper
    return PlaceRole.SEAT if is_office or is_titled else PlaceRole.AFFECTED


def _is_office_itself(name: str, lexicon: Lexicon) -> bool:
    """Whether a mention holds the office as well as its place: «Одеський мер»."""
    return " " in name and lexicon.has("people.institution", name)


def _is_on_street(folded: str, streets: Sequence[int], mention: PlaceMention) -> bool:
    """Whether a name stands in a list of streets, behind the word for one."""
    at = bisect_right(streets, mention.start) - 1
    return at >= 0 and _ON_IT.fullmatch(folded, streets[at], mention.start) is not None


def _is_company(name: str, before: str, after: str) -> bool:
    return bool(_COMPANY.search(name) or _COMPANY_AFTER.match(after) or _COMPANY_BEFORE.search(before))


def _may_be_dateline(text: str, mention: PlaceMention, line_start: int) -> bool:
    """A place opens the first lines of a report as where it was written; below, or before a number, it is told of.

    «Полтава — без світла» tells of Poltava: in Cyrillic a dateline stands in capitals, or has its agency or day.
    """
    after = text[mention.end : mention.end + _AFTER]
    name = text[mention.start : mention.end]
    is_bare = after.lstrip()[:1] in {"—", "–", "-"}
    is_written = name.isascii() or name.isupper() or not is_bare
    return is_written and text.count("\n", 0, line_start) < DATELINE_LINES and not _NUMBERED.match(after)


def _ends_with(lexicon: Lexicon, senses: Sequence[str], before: str) -> bool:
    """Whether one of the senses stands right before the place: at most two words between."""
    for sense in senses:
        for hit in lexicon.find_all(sense, before):
            rest = before[hit.end :]
            if len(rest.split()) <= 1 and not re.search(r"[,;:()]", rest):
                return True
    return False


def _starts_with(lexicon: Lexicon, senses: Sequence[str], after: str) -> bool:
    tail = after.removeprefix("'s").removeprefix("’s").lstrip(" '’\"")
    return any((hit := lexicon.find(sense, tail)) is not None and hit.start == 0 for sense in senses)
