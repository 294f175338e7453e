"""Build `geodata/data/ua/` from the checked inputs: `python -m geodata.build [INPUTS_FOLDER [OUT_FOLDER]]`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from geodata.automaton import write_finder
from geodata.build.abroad import build_abroad, region_places
from geodata.build.borders import build_borders
from geodata.build.centres import find_centres
from geodata.build.districts import build_districts
from geodata.build.fetch import fetch_missing
from geodata.build.former import build_former_names, index_former_names, renamed_by_hand
from geodata.build.forms import Forms, add_region_nouns, build_forms, demote_foreign_spellings, rank
from geodata.build.gates import check_counts
from geodata.build.hand import Resolver, add_hand_names, build_quarters, old_district_names
from geodata.build.heads import build_heads
from geodata.build.inputs import COUNTRY_ID, Point, read_words
from geodata.build.joined import join_inputs
from geodata.build.manifest import sources
from geodata.build.raions import build_raions
from geodata.build.register import build_places
from geodata.build.russian_shown import add_russian_names
from geodata.build.write import table, write_all, write_json
from geodata.names import fold_name
from geodata.places import Level, Place
from geodata.words import WORDS

DEFAULT_INPUTS = Path(".tools") / "geodata"
DEFAULT_OUT = Path(__file__).parent.parent / "data" / "ua"


def build(inputs: Path, out: Path) -> None:
    """Write all files of the place data."""
    read = join_inputs(inputs)
    units, points, oblasts, hand, joined = read.units, read.points, read.oblasts, read.hand, read.joined
    places = build_places(units, joined, oblasts, find_centres(units, joined))
    linked = {point.geonameid for point in joined.values()}
    unlinked = [point for point in points if point.country == "UA" and point.geonameid not in linked]
    districts, district_points = build_districts(units, unlinked, {place.place_id: place for place in places})
    named = {**joined, **district_points}
    old_districts = old_district_names(hand, districts, {place.place_id: place for place in places})
    renamed = renamed_by_hand(hand, units)
    former = {**read.former, **old_districts}
    former |= {row.place_id: (*former.get(row.place_id, ()), row.name_uk) for row in renamed}
    parts, part_names = build_quarters(hand, Resolver(places))
    places = add_russian_names([*places, *districts, *parts], named, hand["russian"], hand["russian_raions"])
    forms = build_forms(places, named, former)
    add_hand_names(forms, places, hand)
    for place in parts:
        forms.add(part_names[place.place_id], place)
        forms.lowercase.update(fold_name(name) for name in part_names[place.place_id] if name[:1].islower())
    add_region_nouns(forms, places, oblasts)
    regions = region_places()
    abroad = [place for place, _, _ in regions] + _add_abroad(forms, points)
    demote_foreign_spellings(forms, places, abroad)
    heads = build_heads(places, oblasts, regions, hand, former)
    check_counts(units, joined, places)
    former_rows = build_former_names(
        renamed, read.register, hand["former"] | old_districts, places, named, hand["soviet"]["roots"]
    )
    dated = index_former_names(former_rows, places, named, hand)
    write_all(out, sorted([*places, *abroad], key=_order), forms, heads, dated)
    write_finder(out)
    (out / "oblasts.csv").write_text(table(list(oblasts[0]), (row.values() for row in oblasts)), encoding="utf-8")
    (out / WORDS).write_bytes(read_words())
    borders = build_borders(inputs, oblasts)
    write_json(out / "adm1.geojson", borders)
    raions = [place for place in places if place.level == Level.RAION]
    write_json(out / "adm2.geojson", build_raions(borders, raions, joined))
    (out / "SOURCES.json").write_text(sources(out), encoding="utf-8")


def _add_abroad(forms: Forms, points: Sequence[Point]) -> list[Place]:
    abroad, abroad_forms = build_abroad(points, forms.own)
    for key, ids in abroad_forms.items():
        forms.own[key].update(ids)
    for place, _, name in region_places():
        if not name.endswith("region") and place.country_iso2 == "US":
            forms.add([name], place)
    return abroad


def _order(place: Place) -> tuple[bool, bool, tuple[int, int, str]]:
    """The country, its first-level units, then the well known before the small, so that common ids are short."""
    return place.place_id != COUNTRY_ID, place.parent_id != COUNTRY_ID, rank(place)


if __name__ == "__main__":
    folders = [Path(argument) for argument in sys.argv[1:]]
    inputs_folder = folders[0] if folders else DEFAULT_INPUTS
    fetch_missing(inputs_folder)
    build(inputs_folder, folders[1] if len(folders) > 1 else DEFAULT_OUT)
