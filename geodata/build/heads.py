"""What stands before "oblast", "raion", "hromada" or "power plant": adjective stems and names, by kind of noun."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from geodata.build.hand import Resolver
from geodata.build.inflect import inflect_name
from geodata.build.romanise import romanise
from geodata.build.russian import russian_stem
from geodata.names import fold_name
from geodata.places import Level, Place

Heads = dict[tuple[str, str], set[str]]
Stems = Mapping[str, Sequence[str]]
AREA_KINDS = {Level.RAION: "raion", Level.DISTRICT: "district", Level.HROMADA: "hromada"}
CITY_TOO = frozenset({"Запоріжжя", "Запорожье"})  # nouns of a region that are its city's name
RIVERS = ("Дніпро", "Днепр", "Dnipro", "Dnieper")
RIPE_FOR_ADJECTIVE = frozenset({Level.CITY, Level.TOWN})


def build_heads(
    places: Sequence[Place],
    oblasts: Sequence[Mapping[str, str]],
    regions: Sequence[tuple[Place, Sequence[str], str]],
    hand: Mapping[str, Any],
    former: Mapping[str, Sequence[str]],
) -> Heads:
    """(kind of noun, folded stem or Latin name) → ids."""
    heads: Heads = defaultdict(set)
    by_id = {place.place_id: place for place in places}
    for row in oblasts:
        centre = by_id[row["centre_katottg"]]
        for stem in filter(None, f"{row['adj_stem_uk']}|{row['adj_stem_ru']}".split("|")):
            heads["oblast", fold_name(stem)].add(row["katottg"])
            if fold_name(stem)[:3] == fold_name(centre.name_uk)[:3]:
                heads["city", fold_name(stem)].add(centre.place_id)  # «Київська міська рада» is no raion's
        for word in row["en_region_words"].split("|") if row["category"] == "O" else ():
            heads["oblast", fold_name(word)].add(row["katottg"])
        for noun in CITY_TOO.intersection(f"{row['region_noun_uk']}|{row['region_noun_ru']}".split("|")):
            for key in _all_cases(noun):
                heads["city_too", key].add(row["katottg"])
    _add_regions(heads, regions)
    heads.update({("river", key): set() for river in RIVERS for key in _all_cases(river)})
    heads.update({("given_name", key): set() for key in _given_names(hand["given_names"])})
    _add_areas(heads, places, former, hand["russian_stems"])
    _add_plants(heads, places, hand)
    return dict(heads)


def _all_cases(name: str) -> set[str]:
    return {fold_name(form) for lang in ("uk", "ru") for form in inflect_name(name, lang)}


def _given_names(names: Mapping[str, Sequence[str]]) -> set[str]:
    cases = {form for lang in ("uk", "ru") for name in names[lang] for form in inflect_name(name, lang)}
    return {fold_name(name) for name in (*cases, *names["en"])}


def _add_regions(heads: Heads, regions: Sequence[tuple[Place, Sequence[str], str]]) -> None:
    for place, stems, name in regions:
        for stem in (*stems, name):
            heads["oblast", fold_name(stem)].add(place.place_id)


def _add_areas(heads: Heads, places: Sequence[Place], former: Mapping[str, Sequence[str]], known: Stems) -> None:
    by_id = {place.place_id: place for place in places}
    for place in places:
        kind = AREA_KINDS.get(place.level)
        if kind is None:
            continue
        names = (without_noun(place.name_uk), *former.get(place.place_id, ()))
        for name in names:
            is_estate = place.level == Level.DISTRICT and not place.name_uk.endswith(" район")
            if is_estate and name.endswith("ий"):  # no «район»: the noun speaks of another place
                continue
            for stem in sorted(area_stems(name, known)):
                heads[kind, stem].add(place.place_id)
        russian = adjective_stem(without_noun(place.name_ru)) if place.name_ru else None
        if russian is not None:
            heads[kind, russian].add(place.place_id)
        centre = by_id.get(place.centre_id or "")
        if centre is not None:
            heads[kind, fold_name(centre.name_en)].add(place.place_id)
            if centre.level in RIPE_FOR_ADJECTIVE:
                _add_centre(heads, adjective_stem(names[0]), centre, known)


def _add_centre(heads: Heads, stem: str | None, centre: Place, known: Stems) -> None:
    """The adjective of an area is that of its centre: «харківська підстанція»."""
    if stem is not None and stem[:3] == fold_name(centre.name_uk)[:3]:
        for form in sorted({stem} | russian_stem(stem, known)):
            heads["city", form].add(centre.place_id)


def without_noun(name: str) -> str:
    """The name of a raion, a district or a hromada alone."""
    return name.removesuffix(" район").removesuffix(" громада")


def area_stems(name: str, known: Stems) -> frozenset[str]:
    """What an area is known by: the stems of its adjective in both languages, and its name in Latin letters."""
    stem = adjective_stem(name)
    return frozenset() if stem is None else russian_stem(stem, known) | {stem, fold_name(romanise(name))}


def adjective_stem(name: str) -> str | None:
    """«Сумський», «Сумской», «Лозівська» → what all their forms begin with; None for a name that is no adjective."""
    key = fold_name(name)
    return next((key.removesuffix(ending) for ending in ("ий", "ій", "ой", "а") if key.endswith(ending)), None)


def _add_plants(heads: Heads, places: Sequence[Place], hand: Mapping[str, Any]) -> None:
    """A plant is an alias of the town or the oblast it stands in: enough to place a report, never a site."""
    resolve = Resolver(places)
    for kind, plants in hand["plants"].items():
        for stems, target in plants.items():
            place = resolve(target)
            for stem in stems.split("|"):
                forms = {fold_name(stem)} | (russian_stem(fold_name(stem), {}) if stem.endswith("ьк") else set())
                for form in sorted(forms):
                    heads[f"plant_{kind}", form].add(place.place_id)
