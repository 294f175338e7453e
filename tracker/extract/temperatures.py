"""Temperatures as reports state them: in digits or words, signed or with a word of frost, alone or as a range."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tracker.extract.lexicon import Hit, Marked
from tracker.extract.numerals import Number
from tracker.extract.text import Sentence
from tracker.model import TemperatureKind

_MARKED = re.compile(r"[°º℃\d](?:(?<!\d)|\s?[cс](?!\w))")
_SIGN = re.compile(r"(?P<sign>[-−–—+])(?P<blank>\s?)\Z")
_MARK = re.compile(r"\s?(?:[°º˚]\s?(?P<scale>[cсf](?!\w))?|℃)|(?P<bare>[cсf])(?!\w)|\s(?P<apart>[cс])(?![\w.])")
_RANGE = re.compile(
    r"(?:\s?[°º˚]\s?[cс]?)?(?:\s?(?:/|\.\.\.?|…|[-–—])\s?|\s(?:до|to|and|та|и|і|bis|und|do|à|et|a|y)\s+(?:\w+\s)?)"
)
_LAST_WORD = re.compile(r"\w+\s*\Z")
_PARTS = re.compile(r"[.,;:\d]")
_NEXT_WORD = re.compile(r"\s+(\w+)")
_TWO_WORDS = re.compile(r"\s*\S+(?:\s+\S+)?")
_ENDS = re.compile(r"\s*(?:[.,;:!?)»\"…]|\Z)(?!\d)")
_DIGITS_OR_SHARE = re.compile(r"\s?%|[.,:]?\d")
_COLDEST_C, _HOTTEST_C = -60.0, 55.0
WEATHER_REACH = 200  # characters that a word of the weather is spoken of
_MOST = 130  # degrees of any scale
_AFTER, _FROST, _SLOT = 34, 26, 18  # characters
_CONTEXT = ("temperature.temperature", "temperature.frost", "temperature.weather")
# What makes a number a temperature, right beside it; a sign of minus or plus does so only where weather is spoken of.
DEGREES_AND_SIGNS = (
    *("temperature.degree", "temperature.fahrenheit", "temperature.frost"),
    *("temperature.minus", "temperature.plus", "temperature.below", "temperature.above"),
)
GATES = (*_CONTEXT, "temperature.degree", "temperature.minus", "temperature.plus", "temperature.below")
_COUNTED = ("count.customers", "count.households", "count.people", "count.buildings", "count.settlements")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTemperature:
    """A temperature, and the words that state it; offsets are those in the sentence."""

    temperature_c: float
    text: str
    start: int
    end: int
    is_fahrenheit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A number that may be a temperature."""

    number: Number
    start: int
    end: int
    sign: int  # 0 where none is written
    is_sign_behind: bool  # a word such as "below zero" says so, of a whole range
    is_sure: bool
    is_fahrenheit: bool = False


def read_temperatures(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, StatedTemperature]]:
    """All temperatures of a text with the sentences that state them; a word of the weather is heard for a while."""
    weather_end = -WEATHER_REACH - 1
    for sentence in sentences:
        is_weather = sentence.start - weather_end <= WEATHER_REACH
        weather_end = sentence.end if tells_of_weather(sentence) else weather_end
        for stated in find_temperatures(sentence, is_weather=is_weather):
            yield sentence, stated


def find_temperatures(sentence: Sentence, *, is_weather: bool = False) -> tuple[StatedTemperature, ...]:
    """Find all temperatures of a sentence, in °C; Fahrenheit is converted and marked as such.

    Args:
        sentence: the sentence.
        is_weather: whether the sentences before it tell of the weather, so that a signed number is a temperature.
    """
    text, marked = sentence.small, sentence.marked
    is_marked = _MARKED.search(text) is not None
    if not (is_marked or is_weather or not marked.hits.keys().isdisjoint(GATES)):
        return ()
    numbers = [number for number in sentence.numbers if number.value <= _MOST and number.scale == 1]
    if not numbers:
        return ()
    is_weather = is_weather or is_marked or tells_of_weather(sentence)
    readings = _by_range(text, [_read(text, marked, number, is_weather=is_weather) for number in numbers])
    readings = _by_range(text, _by_slot(text, marked, readings))
    stated = [_state(sentence.text, reading) for reading in readings if reading.is_sure]
    return tuple(one for one in stated if _COLDEST_C <= one.temperature_c <= _HOTTEST_C)


def tells_of_weather(sentence: Sentence) -> bool:
    """Whether a sentence or a heading speaks of temperature or weather."""
    return not sentence.marked.hits.keys().isdisjoint(_CONTEXT)


def read_kind(sentence: Sentence) -> TemperatureKind:
    """What the temperatures of a sentence are: of rooms and pipes, of days to come, or of the air as it is."""
    if sentence.has("temperature.indoor"):
        return TemperatureKind.INDOOR
    is_forecast = sentence.has("temperature.forecast")
    return TemperatureKind.FORECAST if is_forecast else TemperatureKind.MEASURED


def _read(text: str, marked: Marked, number: Number, *, is_weather: bool) -> _Reading:
    start, sign, is_word = _sign_before(text, marked, number)
    mark = _MARK.match(text, number.end)
    if mark is not None and mark["apart"] and not (sign and is_weather):
        mark = None
    end = mark.end() if mark else number.end
    degree = None if mark else _next("temperature.degree", marked, end)
    end = degree.end if degree else end
    scale = _next("temperature.fahrenheit", marked, end)
    is_fahrenheit = scale is not None or (mark is not None and "f" in {mark["scale"], mark["bare"]})
    end = scale.end if scale else end
    behind, end = _sign_behind(marked, end)
    is_unit = (
        degree is not None or scale is not None or (mark is not None and (not mark["bare"] or sign != 0 or is_weather))
    )
    if not behind and not sign and (is_unit or is_weather) and _is_frost(text, marked, start):
        behind = -1 if is_unit or _ENDS.match(text, end) else 0
    is_sure = (
        is_unit
        or behind != 0
        or (sign != 0 and _is_signed(text, marked, end, sign, is_word=is_word, is_weather=is_weather))
    )
    return _Reading(
        number=number,
        start=start,
        end=end,
        sign=sign or behind,
        is_sign_behind=behind != 0 and not sign,
        is_sure=is_sure and not marked.has_between("temperature.change", end, end + _AFTER),
        is_fahrenheit=is_fahrenheit,
    )


def _sign_before(text: str, marked: Marked, number: Number) -> tuple[int, int, bool]:
    """Where the sign before a number begins, what it is, and whether it is a word. A dash between numbers is none."""
    match = _SIGN.search(text, max(0, number.start - 2), number.start)
    if match is not None:
        before = text[max(0, match.start() - _SLOT) : match.start()]
        is_joined = before[-1:].isalnum() or before[-1:] in {"°", "º", "%"}
        is_apart = match["blank"] and match["sign"] not in "+−" and before.rstrip()[-1:].isalnum()
        if not (is_joined or is_apart):
            return match.start(), 1 if match["sign"] == "+" else -1, False
    word = _LAST_WORD.search(marked.text[max(0, number.start - _SLOT) : number.start])
    if word is not None:
        for sense, sign in (("temperature.minus", -1), ("temperature.plus", 1)):
            if marked.has_between(sense, number.start - len(word[0]), number.start):
                return number.start - len(word[0]), sign, True
    return number.start, 0, False


def _sign_behind(marked: Marked, end: int) -> tuple[int, int]:
    for sense, sign in (("temperature.below", -1), ("temperature.above", 1)):
        hit = _next(sense, marked, end)
        if hit is not None:
            return sign, hit.end
    return 0, end


def _next(sense: str, marked: Marked, start: int) -> Hit | None:
    """A sense that begins with the next word."""
    hits = marked.find_between(sense, start, start + _AFTER)
    return hits[0] if hits and not marked.text[start : hits[0].start].strip() else None


def _is_frost(text: str, marked: Marked, start: int) -> bool:
    """Whether a frost is told of right before a number: «мороз до 20»."""
    hits = marked.find_between("temperature.frost", start - _FROST, start)
    return bool(hits) and not _PARTS.search(text[hits[-1].end : start])


def _is_signed(text: str, marked: Marked, end: int, sign: int, *, is_word: bool, is_weather: bool) -> bool:
    """Whether a signed number without degrees is a temperature, and no share, count or difference."""
    if _DIGITS_OR_SHARE.match(text, end):
        return False
    is_told = is_weather or (sign > 0 and marked.has("services.heat"))
    if not is_word:
        return is_told and not _is_counted(marked, end)
    word = _NEXT_WORD.match(marked.text, end)
    goes_on = word is not None and (
        len(word[1]) <= len("the") or marked.find_at("temperature.slot", word.start(1)) is not None
    )
    is_free = _ENDS.match(text, end) is not None or (sign < 0 and goes_on)
    return (is_told or is_free) and not _is_counted(marked, end)


def _is_counted(marked: Marked, end: int) -> bool:
    """Whether one of the next two words is what a number counts."""
    words = _TWO_WORDS.match(marked.text, end, end + _AFTER)
    last = words.end() if words else end
    return any(marked.has_between(sense, end, last) for sense in (*_COUNTED, "count.other"))


def _by_range(text: str, readings: Sequence[_Reading]) -> list[_Reading]:
    """Let both ends of a range be temperatures where one is, and share a sign said once."""
    known = list(readings)
    for index in range(len(known) - 1):
        first, second = known[index], known[index + 1]
        gap = text[first.number.end : second.start]
        if not (first.is_sure or second.is_sure) or not _RANGE.fullmatch(gap):
            continue
        if second.is_sign_behind and not first.sign:
            first = replace(first, sign=second.sign, is_sign_behind=True)
        if first.sign < 0 and not second.sign:
            second = replace(second, sign=first.sign)
        is_fahrenheit = second.is_fahrenheit
        known[index] = replace(first, is_sure=True, is_fahrenheit=first.is_fahrenheit or is_fahrenheit)
        known[index + 1] = replace(second, is_sure=True)
    return known


def _by_slot(text: str, marked: Marked, readings: Sequence[_Reading]) -> list[_Reading]:
    """Behind one temperature, numbers of other hours or parts are temperatures too: «вночі 17 морозу, вдень 9»."""
    known: list[_Reading] = []
    sign, is_told = 0, False
    for index, reading in enumerate(readings):
        hits = marked.find_between("temperature.slot", reading.start - _SLOT, reading.start)
        is_slot = bool(hits) and len(marked.text[hits[-1].end : reading.start].split()) <= 1
        follows = readings[index + 1] if index + 1 < len(readings) else None
        is_range = follows is not None and _RANGE.fullmatch(text[reading.end : follows.start]) is not None
        end = follows.end if is_range and follows is not None else reading.end
        is_same = is_told and is_slot and _ENDS.match(text, end) is not None
        if is_same and not (reading.is_sure and reading.sign):
            known.append(replace(reading, is_sure=True, sign=reading.sign or sign, is_sign_behind=bool(sign)))
        else:
            known.append(reading)
        is_told = is_told or known[-1].is_sure
        sign = known[-1].sign if known[-1].is_sign_behind else sign if not known[-1].is_sure else 0
    return known


def _state(text: str, reading: _Reading) -> StatedTemperature:
    number = reading.number.value * (reading.sign or 1)
    return StatedTemperature(
        temperature_c=round((number - 32) * 5 / 9, 1) if reading.is_fahrenheit else number,
        text=text[reading.start : reading.end],
        start=reading.start,
        end=reading.end,
        is_fahrenheit=reading.is_fahrenheit,
    )
