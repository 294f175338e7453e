"""Numbers with their unit, bound and basis."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from tracker.extract.lexicon import Marked
from tracker.extract.numerals import Number
from tracker.extract.text import Sentence
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
# What a number may count instead, if it stands nearer to it.
_OTHERS = ("count.other", "strike.attack", "strike.missile", "strike.drone", "strike.aid", "people.casualty")
_LOSSES = (
    *("supply.lost", "supply.absent", "supply.cut_off", "supply.restored"),
    *("supply.outage", "supply.blackout", "count.outage_of_people"),
)
_BOUNDS = (
    ("count.about", Bound.ABOUT),
    ("count.at_least", Bound.AT_LEAST),
    ("count.at_most", Bound.AT_MOST),
)
_REACH = 36  # characters between a number and its unit
_NEAR = 44  # characters before a number that say what it counts
_STOP = re.compile(r"[;()\n:\d]|\.(?!\s?[a-zа-яіїєґ])|,\s|\s[—–-]\s")
_IS_ITEM = re.compile(r"(?:[:=—–]|\.{2,}|\s-)\s*\Z")
_ENDS_ITEM = re.compile(r"\s*(?:[.,;)(+…]|\Z|\n)|\s(?:from|against|з|із|проти|с|против)\s\d")
_FROM = re.compile(r"\b(?:from|against|з|із|зі|проти|с|со|против)\s\Z")
_THERE = re.compile(r"\s+(?:in|у|в|на|по|із них|з них|из них|of them)\s")
_LISTED = re.compile(r"\s+(?:\s\s)?(?:у|в|на)\s\w+(?:ій|ой|щині|чині|щине|чине)\b")
_RANGE = re.compile(r"\s?[-–—…]\s?|\s(?:до|to|bis|à|do|a)\s")
_WORD_REST = re.compile(r"\w{0,30}")
_SEGMENT = re.compile(r"[,;.()\n]")
_WAITS = 40
_FARTHEST = 300  # characters to either side of a number that are looked at at all
_MOST_ITEMS = 60  # of a list whose unit is said behind it
FEWEST_PEOPLE = 1_000
FEWEST_COUNTED = 50  # a lesser number behind a colon may be that of a house
_YEARS = range(1990, 2040)
_YEAR_BEFORE = re.compile(r"\b(?:у|в|з|від|с|от|in|since|from|by|seit|en|w|od)\s\Z")


class Count(NamedTuple):
    """A quantity and where it stands in its sentence."""

    quantity: Quantity
    start: int
    end: int


def find_quantities(
    sentence: Sentence,
    *,
    is_restoration: bool,
    unit: Unit | None = None,
    spoken_of: Unit | None = None,
) -> tuple[Count, ...]:
    """Find the numbers of a sentence that count something we know.

    Args:
        sentence: the sentence; offsets are those in its own text.
        is_restoration: whether the clause tells of supply coming back, so that its numbers are reconnected ones.
        unit: what a number without a unit counts, in a line of a list.
        spoken_of: what "of them" are.
    """
    return _find(sentence, is_restoration, unit, spoken_of if sentence.has("count.of_them", "count.waiting") else None)


@lru_cache(maxsize=8)  # every clause of a sentence asks for the numbers of the whole
def _find(
    sentence: Sentence,
    is_restoration: bool,  # noqa: FBT001 - a key of the cache
    unit: Unit | None,
    spoken_of: Unit | None,
) -> tuple[Count, ...]:
    marked = sentence.marked
    numbers = tuple([number for number in sentence.numbers if marked.text[number.start : number.end].strip()])
    if not numbers:
        return ()
    senses = marked.hits
    units = [(sense, unit) for sense, unit in _UNITS.items() if sense in senses]
    others = [sense for sense in _OTHERS if sense in senses]
    return tuple(
        _read(
            _Line(sentence.small, numbers, units, others, marked, spoken_of),
            is_restoration=is_restoration,
            listed=unit,
        )
    )


class _Line(NamedTuple):
    """A sentence, in small letters and folded, with the numbers in it."""

    text: str
    numbers: Sequence[Number]
    units: Sequence[tuple[str, Unit]]  # that it names, by their senses
    others: Sequence[str]  # senses of what else it counts
    marked: Marked
    spoken_of: Unit | None

    def reach(self, number: Number, characters: int) -> int:
        """A place so far behind a number, at the end of a word."""
        end = number.end + characters
        rest = _WORD_REST.match(self.marked.text, end) if self.marked.text[end - 1 : end].isalnum() else None
        return rest.end() if rest else end


def _read(line: _Line, *, is_restoration: bool, listed: Unit | None) -> Iterator[Count]:
    last, whole_at = listed, -1
    own = [_unit_behind(line, index) for index in range(len(line.numbers))]
    told_end = 0  # of the last number with a unit of its own
    for index, number in enumerate(line.numbers):
        unit, value = own[index], number.value
        following = line.numbers[index + 1] if index + 1 < len(line.numbers) else None
        is_range = False
        if following is not None:
            scaled = value * (following.scale if number.scale == 1 else 1)
            is_between = scaled < following.value
            is_range = is_between and _RANGE.fullmatch(line.text, number.end, following.start) is not None
            if unit is None and (is_range or _is_part(line, number, following)):
                unit = own[index + 1] or last
                is_part = unit is not None and _is_part(line, number, following)
                whole_at = following.start if is_part else whole_at
                value = scaled if is_range else value
        if unit is None:
            unit = _unit_elsewhere(line, index, own, last, told_end, is_listed=listed is not None)
        told_end = number.end if own[index] is not None else told_end
        if _is_fraction(line, number):
            continue  # "two thirds" are no two
        if unit is None or (unit == Unit.PEOPLE and (_is_casualty(line, number) or _is_population(line, number))):
            continue
        last = unit
        yield Count(
            quantity=Quantity(
                value=value / 100 if unit == Unit.SHARE else value,
                unit=unit,
                bound=Bound.AT_LEAST if is_range else _bound(line, number),
                basis=Basis.CUMULATIVE
                if number.start == whole_at
                else _basis(line, number, is_restoration=is_restoration),
            ),
            start=number.start,
            end=number.end,
        )


def _is_part(line: _Line, number: Number, following: Number) -> bool:
    """Whether a number is part of the next: in "9,700 of 12,000 customers" the second is the whole."""
    hit = line.marked.find_first("count.partitive", number.end, following.start)
    is_first = hit is not None and not line.marked.text[number.end : hit.start].strip()
    return hit is not None and is_first and not line.marked.text[hit.end : following.start].strip(" ~")


def _unit_behind(line: _Line, index: int) -> Unit | None:
    """The unit named behind a number, unless something else that it counts stands nearer."""
    number = line.numbers[index]
    if _is_year(number) and _YEAR_BEFORE.search(line.text, max(0, number.start - _NEAR), number.start):
        return None
    if line.text[number.end : number.end + 2].lstrip()[:1] == "%":
        return Unit.SHARE
    following = line.numbers[index + 1].start if index + 1 < len(line.numbers) else len(line.text)
    them = line.marked.find_first("count.of_them", number.end, min(number.end + _REACH, following))
    if them is not None and not line.marked.text[number.end : them.start].strip():
        return line.spoken_of
    end = min(line.reach(number, _REACH), following)
    stop = _STOP.search(line.text, number.end, end)
    end = stop.start() if stop else end
    found = [(hit.start, unit) for sense, unit in line.units if (hit := line.marked.find_first(sense, number.end, end))]
    other = [hit.start for sense in line.others if (hit := line.marked.find_first(sense, number.end, end))]
    if not found:
        is_loss = any(line.marked.find_first(sense, number.end, end) for sense in ("supply.absent", "supply.lost"))
        if not is_loss or other or not _is_many(number):
            return None
        # "another 18,000 remain without power" are what was counted before
        is_right_behind = _is_right_behind(line, number.end, end)
        return Unit.PEOPLE if is_right_behind else line.spoken_of if _is_waiting(line, number) else None
    at, unit = min(found)
    return None if other and min(other) < at else unit


def _is_right_behind(line: _Line, start: int, end: int) -> bool:
    """Whether a loss is told with the first word: "38,000 without power"."""
    hits = (line.marked.find_first(sense, start, end) for sense in ("supply.absent", "supply.lost"))
    return any(hit is not None and not line.marked.text[start : hit.start].strip() for hit in hits)


def _unit_elsewhere(
    line: _Line, index: int, own: Sequence[Unit | None], last: Unit | None, told_end: int, *, is_listed: bool
) -> Unit | None:
    """The unit of a number that has none behind it: the list's, its noun's before it, or that of a loss told."""
    number = line.numbers[index]
    if index and _FROM.search(line.text, max(0, number.start - _NEAR), number.start):
        return None  # what it was before
    begin = max(told_end, number.start - _FARTHEST)
    is_item = _IS_ITEM.search(line.text, max(0, number.start - _NEAR), number.start) is not None
    ends = _ENDS_ITEM.match(line.text, number.end) is not None
    if last is not None and (is_listed or _is_elliptic(line, number) or (is_item and ends)):
        return last
    them = line.marked.find_between("count.of_them", begin, number.start)
    if them and not line.marked.text[them[-1].end : number.start].strip():
        return last or line.spoken_of  # "of whom 23,000"
    named = [
        (hits[-1].end, unit)
        for sense, unit in line.units
        if (hits := line.marked.find_between(sense, begin, number.start))
    ]
    is_told = is_item or bool(line.marked.find_beside("count.equals", number.start - _NEAR // 4, number.start))
    if named and is_told and ends and number.value >= FEWEST_COUNTED:
        return max(named)[1]
    if (
        is_item
        and ends
        and (later := next((unit for unit in own[index + 1 : index + _MOST_ITEMS] if unit is not None), None))
    ):
        return later
    is_loss = any(line.marked.has_between(sense, max(begin, number.start - _NEAR), number.start) for sense in _LOSSES)
    return Unit.CUSTOMERS if is_loss and ends and _is_many(number) and not named else None


def _is_many(number: Number) -> bool:
    return number.value >= FEWEST_PEOPLE and not _is_year(number)


def _is_year(number: Number) -> bool:
    return number.is_plain and _YEARS.start <= number.value < _YEARS.stop


def _is_elliptic(line: _Line, number: Number) -> bool:
    """Where "800,000 households in one city and another 400,000 in the next" say the unit once."""
    is_listed = _LISTED.match(line.marked.text, number.end) is not None
    goes_on = _ENDS_ITEM.match(line.text, number.end) or _THERE.match(line.marked.text, number.end)
    return is_listed or (_is_many(number) and (goes_on is not None or _is_waiting(line, number)))


def _is_waiting(line: _Line, number: Number) -> bool:
    """Whether what a number counts is not back yet, whatever the rest tells: "… and 30,000 are still waiting"."""
    stop = _SEGMENT.search(line.text, number.end + 1, number.end + _WAITS)
    end = stop.start() if stop else line.reach(number, _WAITS)
    hit = line.marked.find_first("count.waiting", number.end, end)
    return hit is not None and len(line.marked.text[number.end : hit.start].split()) <= len("two")


def _is_fraction(line: _Line, number: Number) -> bool:
    """Whether a number only counts parts of a whole."""
    hit = line.marked.find_first("count.fraction", number.end, line.reach(number, _REACH))
    return hit is not None and not line.marked.text[number.end : hit.start].strip()


def _is_casualty(line: _Line, number: Number) -> bool:
    """Whether people are counted because they were hurt or moved."""
    begin, end = max(0, number.start - _FARTHEST), number.end + _FARTHEST
    stops = [stop.end() for stop in _SEGMENT.finditer(line.text, begin, number.start)]
    stop = _SEGMENT.search(line.text, number.end + 1, end)
    return line.marked.has_between("people.casualty", stops[-1] if stops else begin, stop.start() if stop else end)


def _is_population(line: _Line, number: Number) -> bool:
    """Whether people are counted because they live there: "a town of 8,000 people"."""
    hits = line.marked.find_between("count.population", number.start - _NEAR, number.start)
    return any(_is_beside(line, hit.end, number) for hit in hits)


def _bound(line: _Line, number: Number) -> Bound:
    mark = line.text[max(0, number.start - _NEAR) : number.start].rstrip()[-1:]
    if mark == ">" or line.text.startswith("+", number.end):
        return Bound.AT_LEAST
    if mark in {"~", "≈"}:
        return Bound.ABOUT
    hit = line.marked.find_first("count.or_more", number.end, line.reach(number, _REACH))
    if hit is not None and not line.marked.text[number.end : hit.start].strip():
        return Bound.AT_LEAST
    start = max(0, number.start - _NEAR // 2)
    beside = [
        (hit.start, bound)
        for sense, bound in _BOUNDS
        for hit in line.marked.find_between(sense, start, number.start)
        if _is_beside(line, hit.end, number)
    ]
    return min(beside)[1] if beside else Bound.EXACT  # the longest: "no more than" before "more than"


def _is_beside(line: _Line, end: int, number: Number) -> bool:
    """Whether a word of a bound stands right before a number, or one short word away."""
    between = line.marked.text[end : number.start].split()
    return not between or (len(between) == 1 and len(between[0]) <= len("the"))


def _basis(line: _Line, number: Number, *, is_restoration: bool) -> Basis:
    near = number.start - _NEAR
    if is_restoration:
        return Basis.WITHOUT_NOW if _is_waiting(line, number) else Basis.RECONNECTED
    if line.marked.has_between("count.cumulative", near, number.start) or line.marked.has_between(
        "count.outdated", near, number.start
    ):
        return Basis.CUMULATIVE
    return Basis.NEWLY_CUT if line.marked.has_between("count.newly", near, number.start) else Basis.WITHOUT_NOW
