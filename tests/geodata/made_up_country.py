"""The built data of a country of ten places, all made up: "XZ", of two squares, in a language of a few words."""

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

# place_id, level, name, parent, first-level code, second-level code, longitude, latitude, people, centre
PLACES: tuple[tuple[str, str, str, str, str, str, float, float, int, str], ...] = (
    ("XZ", "country", "Xandria", "", "", "", 2, 1, 0, "XZ1101"),
    ("XZ1", "oblast", "Upland Marr", "XZ", "XZ1", "", 1, 1, 0, "XZ1101"),
    ("XZ2", "oblast", "Lowland Marr", "XZ", "XZ2", "", 3, 1, 0, "XZ2101"),
    ("XZ11", "raion", "Quelen Hund", "XZ1", "XZ1", "XZ11", 1, 1, 0, "XZ1101"),
    ("XZ21", "raion", "Fosken Hund", "XZ2", "XZ2", "XZ21", 3, 1, 0, "XZ2101"),
    ("XZ1101", "city", "Quelby", "XZ11", "XZ1", "XZ11", 1, 1, 300_000, ""),
    ("XZ1102", "city", "Tarvel", "XZ11", "XZ1", "XZ11", 1.2, 1, 30_000, ""),
    ("XZ2101", "city", "Foskaby", "XZ21", "XZ2", "XZ21", 3, 1, 200_000, ""),
    ("XZ2102", "city", "Tarvel", "XZ21", "XZ2", "XZ21", 3.2, 1, 30_000, ""),
    ("XZ2103", "village", "Ommerstoft", "XZ21", "XZ2", "XZ21", 3.4, 1, 500, ""),
)
COLUMNS = (
    *("place_id", "level", "name_en", "name_uk", "name_ru", "parent_id", "country_iso2", "adm1_pcode", "adm2_pcode"),
    *("lat", "lon", "coord_quality", "radius_km", "centre_id"),
)
FORMS: Mapping[str, Sequence[str]] = {
    "xandria": ["XZ"],
    "quelby": ["XZ1101"],
    "quelbyin": ["XZ1101"],
    "foskaby": ["XZ2101"],
    "tarvel": ["XZ1102", "XZ2102"],
    "tarvelin": ["XZ1102", "XZ2102"],
    "ommerstoft": ["XZ2103"],
    "kongsby": ["XZ1101"],
    "gammeltoft": ["XZ2103"],
}
# What is written behind a place where a form is one of a former name: its row.
FORMER = {"kongsby": ":0", "gammeltoft": ":1"}
FORMER_NAMES = """place_id,name_uk,kind,ceased_from,ceased_to,source
XZ1101,Kongsby,official,1990,1990,invented
XZ2103,Gammeltoft,soviet,,,invented
"""
HEADS = (
    ("oblast", "upland", "XZ1"),
    ("oblast", "uplandøsk", "XZ1"),
    ("oblast", "lowland", "XZ2"),
    ("raion", "fosken", "XZ21"),
)
WORDS = r"""
declined = 'ø'
joiners = ["og"]
ands = ["og"]
prepositions = ["ved"]

[gaps]
list = '(?:og\s+)*'
area = '(?:ved\s+)?'
abbreviations = ["nr"]

[markers]
city = ["stad"]
village = ["torp"]

[areas]
endings = ["a", "an"]

[[areas.nouns]]
pattern = 'marra?'
kinds = ["oblast"]
method = "oblast_pattern"

[[areas.nouns]]
pattern = 'hund'
kinds = ["raion"]
method = "adjective"
"""
SQUARES = {"XZ1": (0, 0, 2, 2), "XZ2": (2, 0, 4, 2)}


def write_country(folder: Path, words: str | None = WORDS) -> Path:
    """Write the folder as the build of a country would."""
    folder.mkdir()
    number = {row[0]: str(at) for at, row in enumerate(PLACES)}
    lines = ["\t".join(COLUMNS), *("\t".join(_cells(row)) for row in PLACES)]
    _write(folder / "places.tsv.gz", lines)
    forms = (f" {' '.join(number[one] + FORMER.get(key, '') for one in ids)}\t{key}" for key, ids in FORMS.items())
    _write(folder / "forms.tsv.gz", list(forms))
    _write(folder / "heads.tsv.gz", [f"{kind}\t{stem}\t{number[place_id]}" for kind, stem, place_id in HEADS])
    people = io.StringIO()
    rows = [(row[0], row[8], "ranking", "invented", "") for row in PLACES if row[8]]
    csv.writer(people, lineterminator="\n").writerows([("place_id", "value", "kind", "source", "year"), *rows])
    (folder / "population.csv.gz").write_bytes(gzip.compress(people.getvalue().encode()))
    for name, ids in (("adm1.geojson", ("XZ1", "XZ2")), ("adm2.geojson", ("XZ11", "XZ21"))):
        document = {"type": "FeatureCollection", "features": [_feature(place_id) for place_id in ids]}
        (folder / name).write_text(json.dumps(document), encoding="utf-8")
    (folder / "former_names.csv").write_text(FORMER_NAMES, encoding="utf-8")
    if words is not None:
        (folder / "words.toml").write_text(words, encoding="utf-8")
    manifest = {"version": "made-up-1", "retrieved_at": "2026-01-01", "country_id": "XZ", "inputs": [], "files": {}}
    (folder / "SOURCES.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _cells(row: tuple[str, str, str, str, str, str, float, float, int, str]) -> list[str]:
    place_id, level, name, parent, adm1, adm2, lon, lat, _, centre = row
    return [
        *(place_id, level, name, name, "", parent, "XZ", adm1, adm2, str(lat), str(lon)),
        *("exact", "5.0", centre),
    ]


def _feature(place_id: str) -> dict[str, object]:
    left, bottom, right, top = SQUARES[place_id[:3]]
    ring = [[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {
            "place_id": place_id,
            "pcode": place_id,
            "boundary_quality": "approximate",
            "boundary_source": "invented",
        },
    }


def _write(path: Path, lines: Sequence[str]) -> None:
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
