"""Temperatures as reports state them: signs, words and scales of three languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"\d{1,2}(?:[.,]\d)?"
_MINUS = r"(?:[-−–]\s?|мінус(?:ові)?\s+|минус\s+|minus\s+|мороз\w{0,9}\s+(?:до\s+)?|negative\s+)"
_DEGREE = (
    r"(?:\s?(?:[°º](?:\s?[CС]\b)?|[CС]\b|градус\w*(?:\s+(?:за\s+)?цельс\w*)?|"
    r"degrees?(?:\s+(?:celsius|centigrade|C))?|celsius|grad\b|stopni\w*))"
)
_FAHRENHEIT = r"\s?(?:°\s?F\b|º\s?F\b|F\b|degrees?\s+fahrenheit|fahrenheit|градус\w*\s+(?:за\s+)?фаренгейт\w*)"
_BELOW = (
    r"(?:\s+(?:below(?:\s+(?:zero|freezing))?|нижче\s+(?:за\s+)?нуля|ниже\s+нуля|"
    r"морозу|мороза|unter\s+null|poniżej\s+zera))"
)
_FIRST = re.compile(
    rf"(?P<sign>{_MINUS})?(?P<value>{_NUMBER})(?P<rest>{_FAHRENHEIT}|{_DEGREE}?{_BELOW}|{_DEGREE})", re.IGNORECASE
)
_BARE = re.compile(rf"(?P<sign>(?:мінус|минус|minus)\s+)(?P<value>{_NUMBER})(?![\d%,.]*\d)(?!\s*%)", re.IGNORECASE)
_SIGNED = re.compile(rf"(?P<sign>(?<![\w\d.,])[-−–]\s?)(?P<value>{_NUMBER})(?![\d%:.,-]*\d)(?!\s*%)(?!\w)")
_CONTEXT = re.compile(r"температур\w*|мороз\w*|похолод\w*|temperatur\w*|freez\w*|frost\w*|cold", re.IGNORECASE)
_NEAR = 60
_PAIR = re.compile(
    rf"(?P<sign1>{_MINUS})?(?P<value1>{_NUMBER})(?:{_DEGREE})?\s?(?:/|\.\.\.?|…|[-–—]|to|до|and|та|и|і)\s?"
    rf"(?P<sign2>{_MINUS})?(?P<value2>{_NUMBER})(?P<rest>{_DEGREE}{_BELOW}?|{_BELOW})",
    re.IGNORECASE,
)
# No temperature is told without a number and one of these.
_DIGIT, _LETTERED = re.compile(r"\d"), re.compile(r"\d\s?[cсf]\b")
_TOLD = (
    *("°", "º", "градус", "degree", "celsius", "fahren", "grad", "stopni", "мінус", "минус", "minus", "negative"),
    *("below", "нижче", "ниже", "мороз", "unter", "poniżej", "температур", "похолод", "temperatur", "freez", "frost"),
    "cold",
)
_COLDEST_C, _HOTTEST_C = -60.0, 55.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTemperature:
    """A temperature, and the words that state it."""

    temperature_c: float
    text: str
    start: int
    end: int
    is_fahrenheit: bool


def find_temperatures(text: str) -> tuple[StatedTemperature, ...]:
    """Find all temperatures of a text, in °C; Fahrenheit is converted and marked as such."""
    if _DIGIT.search(text) is None or not _may_tell(text.lower()):
        return ()
    stated = [
        one for one in (*_pairs(text), *_singles(text), *_signed(text)) if _COLDEST_C <= one.temperature_c <= _HOTTEST_C
    ]
    return _without_overlaps(sorted(stated, key=lambda one: (one.start, -one.end)))


def _may_tell(lower: str) -> bool:
    return any(word in lower for word in _TOLD) or _LETTERED.search(lower) is not None


def _without_overlaps(found: list[StatedTemperature]) -> tuple[StatedTemperature, ...]:
    """Keep the longer reading where two overlap, of readings in their order; a pair keeps both of its values."""
    kept: list[StatedTemperature] = []
    for stated in found:
        last = kept[-1] if kept else None
        if last is None or stated.start >= last.end or (stated.start, stated.end) == (last.start, last.end):
            kept.append(stated)
    return tuple(kept)


def _pairs(text: str) -> Iterator[StatedTemperature]:
    for match in _PAIR.finditer(text):
        is_below = bool(re.search(_BELOW, match["rest"], re.IGNORECASE))
        for number in ("1", "2"):
            is_minus = bool(match[f"sign{number}"]) or is_below or (number == "2" and bool(match["sign1"]))
            yield _stated(match, match[f"value{number}"], is_minus=is_minus, is_fahrenheit=False)


def _singles(text: str) -> Iterator[StatedTemperature]:
    for pattern in (_FIRST, _BARE):
        for match in pattern.finditer(text):
            if text[max(0, match.start() - 1) : match.start()].isalnum():
                continue
            rest = match.groupdict().get("rest") or ""
            is_minus = bool(match["sign"]) or bool(re.search(_BELOW, rest, re.IGNORECASE))
            is_fahrenheit = bool(re.fullmatch(_FAHRENHEIT, rest, re.IGNORECASE))
            yield _stated(match, match["value"], is_minus=is_minus, is_fahrenheit=is_fahrenheit)


def _signed(text: str) -> Iterator[StatedTemperature]:
    """A signed number without a degree, where temperature is being spoken of."""
    for match in _SIGNED.finditer(text):
        if _CONTEXT.search(text, max(0, match.start() - _NEAR), match.end() + _NEAR):
            yield _stated(match, match["value"], is_minus=True, is_fahrenheit=False)


def _stated(match: re.Match[str], value: str, *, is_minus: bool, is_fahrenheit: bool) -> StatedTemperature:
    number = float(value.replace(",", ".")) * (-1 if is_minus else 1)
    celsius = round((number - 32) * 5 / 9, 1) if is_fahrenheit else number
    return StatedTemperature(
        temperature_c=celsius,
        text=match[0].strip(),
        start=match.start(),
        end=match.end(),
        is_fahrenheit=is_fahrenheit,
    )
