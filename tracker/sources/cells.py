"""What stands in one cell of a record: numbers, points and words as people write them."""

import re
from collections.abc import Mapping
from datetime import datetime

from tracker.model import Bound, TimePrecision
from tracker.sources.dates import read_date

# What a point may be at most: the box around the borders of Ukraine as the United Nations know them.
SOUTH, WEST, NORTH, EAST = 44.0, 22.0, 52.5, 40.3
DECIMALS = 3  # about 100 m: whoever reports from there must not be traceable
COLDEST_C, HOTTEST_C = -60.0, 60.0
MOST_COUNT = 50_000_000  # more than live in the country
SIGNS = {Bound.EXACT: "", Bound.ABOUT: "~", Bound.AT_LEAST: ">=", Bound.AT_MOST: "<="}

_BOUNDS = (
    (Bound.ABOUT, re.compile(r"^(?:~|≈|близько|приблизно|около|примерно|about|approx\.?|circa)\s*", re.IGNORECASE)),
    (Bound.AT_LEAST, re.compile(r"^(?:>=?|≥|понад|більше|свыше|более|over|more than|at least)\s*", re.IGNORECASE)),
    (Bound.AT_MOST, re.compile(r"^(?:<=?|≤|до|менше|менее|up to|at most|less than)\s*", re.IGNORECASE)),
)
_THOUSANDS = re.compile(r"\s*(?:тис\.?|тыс\.?|thousand|k)$", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[\s,.'’][0-9]{3})+")
_DECIMAL = re.compile(r"[-+−]?[0-9]{1,9}(?:[.,][0-9]{1,12})?")


class Rejected(ValueError):
    """A record that is not taken: which of its fields is wrong, and how."""

    def __init__(self, *, reason: str, column: str | None = None) -> None:
        """Name the field, or none where the record as a whole is wrong."""
        super().__init__(f"{column}: {reason}" if column else reason)


def read_decimal(text: str, column: str) -> float:
    """A number with a decimal point or comma.

    Raises:
        Rejected: it is none.
    """
    bare = re.sub(r"\s*°?\s*[CС]?$", "", text.strip()) if column == "temp_c" else text.strip()
    if not _DECIMAL.fullmatch(bare):
        raise Rejected(column=column, reason=f"{_shorten(text)} is no number")
    return float(bare.replace("−", "-").replace(",", "."))


def read_temperature(text: str, column: str) -> float:
    """An air temperature, °C.

    Raises:
        Rejected: it is no number, or none of air.
    """
    value = read_decimal(text, column)
    if not COLDEST_C <= value <= HOTTEST_C:
        raise Rejected(column=column, reason=f"{value:g} °C is no temperature of air")
    return value


def read_count(text: str, column: str) -> tuple[int, Bound]:
    """A count and how it bounds the truth: "3 500", "~3500", "понад 3,5 тис.".

    Raises:
        Rejected: it is none, or more than there can be.
    """
    bound, rest = Bound.EXACT, text.strip()
    for known, pattern in _BOUNDS:
        if match := pattern.match(rest):
            bound, rest = known, rest[match.end() :]
            break
    factor = 1000 if _THOUSANDS.search(rest) else 1
    bare = _THOUSANDS.sub("", rest)
    if factor == 1 and _GROUPED.fullmatch(bare):
        value = float(re.sub(r"\D", "", bare))
    elif _DECIMAL.fullmatch(bare):
        value = float(bare.replace("−", "-").replace(",", ".")) * factor
    else:
        raise Rejected(column=column, reason=f"{_shorten(text)} is no number")
    if value < 0 or abs(value - round(value)) > 1e-6:  # noqa: PLR2004  # of floating point
        raise Rejected(column=column, reason=f"{_shorten(text)} is no count")
    if value > MOST_COUNT:
        raise Rejected(column=column, reason=f"{_shorten(text)} is more than live in the country")
    return round(value), bound


def read_point(lat: str | None, lon: str | None) -> tuple[float, float] | None:
    """Latitude and longitude in WGS 84 degrees, rounded to about 100 m; None where neither is given.

    Raises:
        Rejected: one of them is missing, or they lie outside Ukraine.
    """
    if not lat and not lon:
        return None
    if not lat or not lon:
        raise Rejected(column="lat" if not lat else "lon", reason="a point needs both lat and lon")
    return check_point(read_decimal(lat, "lat"), read_decimal(lon, "lon"))


def check_point(lat: float, lon: float) -> tuple[float, float]:
    """A point rounded to about 100 m.

    Raises:
        Rejected: it lies outside Ukraine.
    """
    if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
        is_swapped = SOUTH <= lon <= NORTH and WEST <= lat <= EAST
        hint = "; are lat and lon swapped?" if is_swapped else ""
        raise Rejected(column="lat, lon", reason=f"{lat:g}, {lon:g} lies outside Ukraine{hint}")
    return round(lat, DECIMALS), round(lon, DECIMALS)


def read_moment(text: str, column: str, *, time_zone: str, now: datetime) -> tuple[datetime, TimePrecision]:
    """A date and time, in UTC.

    Raises:
        Rejected: it is none, or lies in the future.
    """
    at, precision = read_date(text, time_zone=time_zone, now=now)
    if at is None or precision is None:
        raise Rejected(column=column, reason=f"{_shorten(text)} is no date, or one in the future")
    return at, precision


def read_word(text: str, column: str, words: Mapping[str, str]) -> str:
    """Our word for what is written in any of three languages.

    Raises:
        Rejected: nobody knows it; the message says what may stand there.
    """
    known = words.get(fold_word(text))
    if known is None:
        allowed = ", ".join(dict.fromkeys(words.values()))
        raise Rejected(column=column, reason=f"{_shorten(text)} is not known; write one of {allowed}")
    return known


def fold_word(text: str) -> str:
    """A word as it is compared: small letters, one kind of apostrophe, spaces for underscores."""
    return re.sub(r"[\s_]+", " ", text.casefold().translate(_APOSTROPHES)).strip(" .")


_APOSTROPHES = dict.fromkeys(map(ord, "’ʼ`´"), "'")


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 40 else line[:39] + "…")  # noqa: PLR2004  # a glimpse for a message
