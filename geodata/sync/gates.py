"""What must hold before new areas or tables are put in place. The first gate that fails is one line."""

from collections import Counter
from collections.abc import Mapping, Sequence

import shapely

from geodata.places import Level
from geodata.summary import Summary
from geodata.sync.codab import Area
from geodata.sync.errors import NotUsable

SUBJECT, VERSION = "COD-AB", "new version"
AREAS = {1: (27, 27), 2: (136, 139), 3: (1_700, 1_799)}  # fewest, most
SETTLEMENTS = (29_000, 30_500)
WIDTHS = {1: 4, 2: 6, 3: 9}  # characters of a p-code
LEAST_KNOWN = 0.99  # share of the codes in use that are still there, or have a successor
LEAST_KEPT = 0.97  # of what the data in use has of a thing
MOST_MENDED = 0.001  # share of an area that making it valid may change
BOUNDS = (22.0, 44.2, 40.3, 52.5)  # west, south, east, north
FOREIGN = frozenset({"ru", "rus", "russia", "russian federation", "россия", "російська федерація", "росія"})
# "ADM3 of Sevastopol does not fit ADM1": the city has no hromadas, and nothing below it is used.
MISFITS = ("UA85",)
INSIDE = {
    "Simferopol": (34.11, 44.957),
    "Sevastopol": (33.55, 44.58),
    "Kerch": (36.47, 45.356),
    "Yalta": (34.16, 44.51),
    "Donetsk": (37.80, 48.02),
    "Luhansk": (39.305, 48.57),
    "Mariupol": (37.55, 47.10),
    "Melitopol": (35.37, 46.85),
    "Enerhodar": (34.65, 47.50),
    "Uzhhorod": (22.29, 48.62),
    "Izmail": (28.84, 45.35),
}
OUTSIDE = {
    "Belgorod": (36.58, 50.6),
    "Taganrog": (38.9, 47.22),
    "Taman": (36.72, 45.21),
    "Tiraspol": (29.64, 46.84),
}


def check_areas(levels: Mapping[int, Sequence[Area]], known: Mapping[int, Mapping[str, str]]) -> None:
    """Check official areas: how many, their codes and parents, their shapes, and the border they draw.

    Args:
        levels: areas by level; the third may be missing.
        known: by level, the p-codes of the register in use.

    Raises:
        NotUsable: a gate fails.
    """
    for level in (1, 2):
        if level not in levels:
            raise NotUsable(SUBJECT, f"level {level} is missing")
    for level, areas in sorted(levels.items()):
        fewest, most = AREAS[level]
        if not fewest <= len(areas) <= most:
            wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
            raise NotUsable(SUBJECT, f"level {level} has {len(areas)} areas, expected {wanted}")
        _check_codes(level, areas, {area.pcode for area in levels.get(level - 1, ())})
        _check_known(f"level {level}", {area.pcode for area in areas}, known[level])
        for area in areas:
            _check_shape(area)
    check_border([area.geometry for area in levels[1]])


def _check_codes(level: int, areas: Sequence[Area], parents: set[str]) -> None:
    repeated = [pcode for pcode, count in Counter(area.pcode for area in areas).items() if count > 1]
    if repeated:
        raise NotUsable(SUBJECT, f"level {level} has {repeated[0] or 'an empty code'} more than once")
    for area in areas:
        if level > 1 and area.pcode.startswith(MISFITS):
            continue
        if not (area.pcode.startswith("UA") and len(area.pcode) == WIDTHS[level] and area.pcode[2:].isdecimal()):
            raise NotUsable(SUBJECT, f"level {level} has {area.pcode[:20]!r}, which is no code of ours")
        if area.countries & FOREIGN:
            raise NotUsable(SUBJECT, f"{area.pcode} is said to lie in {', '.join(sorted(area.countries & FOREIGN))}")
        above = area.pcode[: WIDTHS[level - 1]] if level > 1 else None
        if above is not None and (above not in parents or area.parent_pcode not in {None, above}):
            raise NotUsable(SUBJECT, f"{area.pcode} lies in {area.parent_pcode or above}, which is not its parent")


def _check_known(what: str, found: set[str], known: Mapping[str, str]) -> None:
    missing = sorted(known.keys() - found)
    if len(missing) > (1 - LEAST_KNOWN) * len(known):
        raise NotUsable(SUBJECT, f"{what} lacks {len(missing)} of {len(known)} known codes, such as {missing[0]}")


def _check_shape(area: Area) -> None:
    if area.geometry is None or area.geometry.is_empty or area.geometry.geom_type not in {"Polygon", "MultiPolygon"}:
        raise NotUsable(SUBJECT, f"{area.pcode} has no area")
    west, south, east, north = area.geometry.bounds
    if not (west >= BOUNDS[0] and south >= BOUNDS[1] and east <= BOUNDS[2] and north <= BOUNDS[3]):  # nor where unknown
        raise NotUsable(SUBJECT, f"{area.pcode} reaches beyond the country's bounds")
    if not area.geometry.is_valid:
        mended = shapely.make_valid(area.geometry)
        if abs(mended.area - area.geometry.area) > MOST_MENDED * mended.area:
            raise NotUsable(SUBJECT, f"{area.pcode} is not a valid area ({shapely.is_valid_reason(area.geometry)})")


def check_border(oblasts: Sequence[shapely.Geometry]) -> None:
    """Check that the union of the oblasts is the country that the United Nations recognise.

    Raises:
        NotUsable: a city of the country lies outside, or one of a neighbour inside.
    """
    country = shapely.union_all([shapely.make_valid(shape) for shape in oblasts])
    for places, is_ours in ((INSIDE, True), (OUTSIDE, False)):
        for name, position in places.items():
            if country.contains(shapely.Point(position)) != is_ours:
                raise NotUsable(SUBJECT, f"its border leaves {name} {'outside' if is_ours else 'inside'} the country")


def check_codes(subject: str, found: set[str], in_use: Sequence[str]) -> None:
    """Check that a register still has the codes in use, or successors: the last five digits stay with a place.

    Raises:
        NotUsable: too many are gone.
    """
    endings = {code[-5:] for code in found}
    missing = [code for code in in_use if code not in found and code[-5:] not in endings]
    if len(missing) > (1 - LEAST_KNOWN) * len(in_use):
        raise NotUsable(subject, f"lacks {len(missing)} of {len(in_use)} known codes, such as {missing[0]}")


def check_against(new: Summary, last: Summary, *, has_all_inputs: bool) -> None:
    """Check the finished version against the one in use: whatever it has, it has hardly less of.

    Args:
        new: what the version holds.
        last: what the data in use holds.
        has_all_inputs: whether the new version has every input of the last one; if not, points may be fewer.

    Raises:
        NotUsable: the version is no whole one, or has shrunk.
    """
    settlements = sum(new.places.get(level, 0) for level in (Level.CITY, Level.TOWN, Level.VILLAGE))
    if not SETTLEMENTS[0] <= settlements <= SETTLEMENTS[1]:
        message = f"has {settlements} settlements, expected {SETTLEMENTS[0]} to {SETTLEMENTS[1]}"
        raise NotUsable(VERSION, message)
    pairs = [(f"places of level {level}", count, new.places.get(level, 0)) for level, count in last.places.items()]
    pairs += [(f"areas of level {level}", area.count, new.count_areas(level)) for level, area in last.areas.items()]
    pairs.append(("forms", last.forms_count, new.forms_count))
    if has_all_inputs:
        pairs.append(("settlements with a point of their own", last.exact_count, new.exact_count))
    for what, before, now in pairs:
        if now < LEAST_KEPT * before:
            raise NotUsable(VERSION, f"has {now} {what}, the data in use has {before}")
