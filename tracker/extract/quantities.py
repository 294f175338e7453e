"""Numbers with their unit, bound and basis, in the languages of the reports."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tracker.extract.lexicon import Lexicon
from tracker.model import Basis, Bound, Quantity, Unit

_UNITS = {
    "count.customers": Unit.CUSTOMERS,
    "count.households": Unit.HOUSEHOLDS,
    "count.people": Unit.PEOPLE,
    "count.buildings": Unit.BUILDINGS,
    "count.settlements": Unit.SETTLEMENTS,
    "count.megawatts": Unit.MEGAWATTS,
    "count.queues": Unit.QUEUES,
    "count.share": Unit.SHARE,
}
_DIGITS = r"\d{1,3}(?:[\s\u00a0\u202f.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_WORDS = {
    "half a million": 500_000,
    "пів мільйона": 500_000,
    "півмільйона": 500_000,
    "полмиллиона": 500_000,
    "one million": 1_000_000,
    "a million": 1_000_000,
    "мільйон": 1_000_000,
    "миллион": 1_000_000,
    "тисяча": 1_000,
    "тысяча": 1_000,
    "a thousand": 1_000,
}
_SCALE = (
    r"\s*(?P<scale>тис\w*|тыс\w*|thousands?|tys|tausend|k|"
    r"млн|мільйон\w*|миллион\w*|millions?|mil|mn|mln|mio|m)\b\.?"
)
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<digits>{_DIGITS})(?:{_SCALE}(?:\s(?P<units>\d{{3}})(?![\d.,:]))?)?(?P<percent>\s?%)?|\b(?P<words>{'|'.join(_WORDS)})\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
LARGEST_MILLIONS = 50  # no country of ours has more consumers: "213 mil" are thousands
_REACH = 34  # characters between a number and its unit
_THERE = re.compile(r"\s+(?:in|у|в|на|по|із них|з них|из них|of them)\s|\s*(?:[,.;]|$)")
# "9,700 of 12,000 customers": the second number is the whole.
_PARTITIVE = re.compile(r"\s+(?:із|зі|з|из|of|out of)\s+(?=\d)")
# "... and 30,000 are still waiting": not back yet, whatever the rest of the clause tells.
_WAITING = re.compile(
    r"(?:\s+\w+){0,2}?\s+(?:чека\w+|жду\w+|ожида\w+|(?:за)?лиша\w+|оста\w+|wait\w*|remain\w*|(?:are|is) still)\b"
)
_LISTED = re.compile(r"\s+(?:\s\s)?(?:у|в|на)\s\w+(?:ій|ой|щині|чині|щине|чине)\b")
_BEFORE = 26
FEWEST_PEOPLE = 1_000
_LOSS = re.compile(r"\s*(?:without|in the dark|lost|lose|без|остались без|залишилися без)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A quantity and where it stands in its clause."""

    quantity: Quantity
    start: int
    end: int


def find_quantities(
    folded: str, lexicon: Lexicon, *, is_restoration: bool, unit: Unit | None = None
) -> tuple[Count, ...]:
    """Find the numbers of a folded clause that count something we know.

    Args:
        folded: the clause, folded.
        lexicon: for units, bounds and bases.
        is_restoration: whether the clause tells of supply coming back, so that its numbers are reconnected ones.
        unit: what a number without a unit counts, in a line of a list.
    """
    return _find(folded, lexicon, is_restoration, unit)


@lru_cache(maxsize=256)  # every clause of a sentence asks for the numbers of the whole
def _find(folded: str, lexicon: Lexicon, is_restoration: bool, unit: Unit | None) -> tuple[Count, ...]:  # noqa: FBT001 - a key of the cache
    return tuple(_read(folded, lexicon, is_restoration=is_restoration, listed=unit))


def _read(folded: str, lexicon: Lexicon, *, is_restoration: bool, listed: Unit | None) -> Iterator[Count]:
    last: Unit | None = listed
    whole_at: int | None = None
    for match in _numbers(folded):
        value = _value(match)
        unit = _unit(folded, match, lexicon)
        part = _PARTITIVE.match(folded, match.end())
        if part is not None and unit is None:
            following = _NUMBER.match(folded, part.end())
            unit = _unit(folded, following, lexicon) if following is not None else None
            whole_at = part.end() if unit is not None else whole_at
        if unit is None and last is not None and (listed is not None or _is_elliptic(folded, match, value)):
            unit = last
        if value is None or unit is None:
            continue
        last = unit
        before = folded[max(0, match.start() - _BEFORE) : match.start()]
        yield Count(
            quantity=Quantity(
                value=value / 100 if unit == Unit.SHARE else value,
                unit=unit,
                bound=_bound(before, lexicon),
                basis=Basis.CUMULATIVE
                if match.start() == whole_at
                else _basis(folded, match.end(), lexicon, is_restoration=is_restoration),
            ),
            start=match.start(),
            end=match.end(),
        )


def _numbers(folded: str) -> Iterator[re.Match[str]]:
    """All numbers; where none is written in words, it is enough to try where a digit stands."""
    if any(words in folded for words in _WORDS):
        yield from _NUMBER.finditer(folded)
        return
    end = 0
    for digit in _DIGIT.finditer(folded):
        match = _NUMBER.match(folded, digit.start()) if digit.start() >= end else None
        if match is not None:
            end = match.end()
            yield match


def _is_elliptic(folded: str, match: re.Match[str], value: float | None) -> bool:
    """Where "800,000 households in one city and another 400,000 in the next" say the unit once."""
    is_listed = _LISTED.match(folded, match.end()) is not None
    goes_on = _THERE.match(folded, match.end()) or _WAITING.match(folded, match.end())
    return is_listed or ((value or 0) >= FEWEST_PEOPLE and goes_on is not None)


def _value(match: re.Match[str]) -> float | None:
    if match["words"]:
        return float(_WORDS[match["words"].lower()])
    digits = re.sub(r"[\s\u00a0\u202f]", "", match["digits"])
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits) and not match["scale"]:
        digits = re.sub(r"[.,]", "", digits)
    value = float(digits.replace(",", ".")) if digits.count(".") + digits.count(",") <= 1 else None
    if value is None:
        return None
    scale = (match["scale"] or "").lower()
    if scale.startswith(("т", "th", "ty", "ta", "k")) or (scale == "mil" and value >= LARGEST_MILLIONS):
        return round(value * 1_000) + int(match["units"] or 0)  # "6 тисяч 400"
    return round(value * 1_000_000) if scale else value


def _unit(folded: str, match: re.Match[str], lexicon: Lexicon) -> Unit | None:
    if match["percent"]:
        return Unit.SHARE
    after = folded[match.end() : match.end() + _REACH]
    after = re.split(r"[;()]|\.(?!\s?[a-zа-яіїєґ])|,\s|\d", after)[0]
    found = []
    for sense, unit in _UNITS.items():
        hit = lexicon.find(sense, after)
        if hit is not None:
            found.append((hit.start, unit))
    if found:
        return min(found)[1]
    is_loss = _LOSS.match(after) is not None and (_value(match) or 0) >= FEWEST_PEOPLE
    return Unit.PEOPLE if is_loss else None


def _bound(before: str, lexicon: Lexicon) -> Bound:
    tail = " ".join(before.split()[-3:])
    if lexicon.has("count.about", tail):
        return Bound.ABOUT
    if lexicon.has("count.at_least", tail):
        return Bound.AT_LEAST
    if lexicon.has("count.at_most", tail):
        return Bound.AT_MOST
    return Bound.EXACT


def _basis(folded: str, end: int, lexicon: Lexicon, *, is_restoration: bool) -> Basis:
    if is_restoration and _WAITING.match(re.split(r"[,;.]", folded[end : end + _REACH])[0]):
        return Basis.WITHOUT_NOW
    if is_restoration:
        return Basis.RECONNECTED
    if lexicon.has("count.cumulative", folded):
        return Basis.CUMULATIVE
    return Basis.WITHOUT_NOW
