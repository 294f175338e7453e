"""What the sources of a sync answer: files of true structure, made from our own polygons and register."""

import functools
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import shapely

from geodata.boundaries import load_level
from geodata.folder import DATA
from geodata.places import Level
from geodata.sync.errors import NotFetched
from geodata.sync.inputs import Addresses, Download
from geodata.sync.tables import Row, read_rows

HOST = "https://data.example"
LISTING, COD, GEONAMES, UAGEO = "/package_show", "/cod.zip", "/UA.zip", "/katottg.csv"
SETTLEMENTS = ("city", "town", "village")
Properties = dict[str, Any]
Layer = Sequence[tuple[Properties, shapely.Geometry]]


@functools.cache
def rows() -> Sequence[Row]:
    return read_rows(DATA)


@functools.cache
def official_areas() -> Mapping[int, Sequence[tuple[str, shapely.Geometry]]]:
    """P-codes and shapes by level: our own polygons stand in for the official ones."""
    oblasts = {area.pcode: area.geometry for area in load_level(Level.OBLAST).values()}
    raions = {area.pcode: area.geometry for area in load_level(Level.RAION).values()}
    zone = {"UA3200": shapely.box(29.5, 51.1, 30.3, 51.4), "UA8000": oblasts["UA80"], "UA8500": oblasts["UA85"]}
    hromadas = [row for row in rows() if row["level"] == "hromada"]
    return {
        1: sorted(oblasts.items()),
        2: sorted((raions | zone).items()),
        3: [(row["place_id"][:9], _box(row)) for row in hromadas],
    }


def _box(row: Row) -> shapely.Geometry:
    lat, lon = float(row["lat"]), float(row["lon"])
    return shapely.box(lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02)


def old_columns(level: int, pcode: str) -> Properties:
    above = {f"ADM{n}_PCODE": pcode[:width] for n, width in ((1, 4), (2, 6), (3, 9)) if n <= level}
    names = {f"ADM{level}_EN": f"Unit {pcode}", f"ADM{level}_UA": f"Одиниця {pcode}"}
    return {"ADM0_EN": "Ukraine", "ADM0_UA": "Україна", "ADM0_PCODE": "UA", **above, **names}


def new_columns(level: int, pcode: str) -> Properties:
    above = {f"adm{n}_pcode": pcode[:width] for n, width in ((1, 4), (2, 6), (3, 9)) if n <= level}
    names = {f"adm{level}_name": f"Unit {pcode}", f"adm{level}_name1": f"Одиниця {pcode}"}
    return {"iso2": "UA", "iso3": "UKR", "lang": "en", "lang1": "uk", "adm0_pcode": "UA", **above, **names}


def layer(level: int, columns: Callable[[int, str], Properties] = new_columns) -> Layer:
    return [(columns(level, pcode), shape) for pcode, shape in official_areas()[level]]


def geojson(features: Layer) -> bytes:
    shapes = json.loads(f"[{','.join(shapely.to_geojson([shape for _, shape in features]))}]")
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": properties, "geometry": shape}
                for (properties, _), shape in zip(features, shapes, strict=True)
            ],
        }
    ).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return body.getvalue()


@functools.cache
def codab() -> bytes:
    """All levels, and the points and lines that come with them."""
    middle = [(new_columns(2, pcode), shape.representative_point()) for pcode, shape in official_areas()[2]]
    layers = {f"ukr_admin{level}.geojson": geojson(layer(level)) for level in (1, 2, 3)}
    return zipped(layers | {"ukr_adminpoints.geojson": geojson(middle), "readme.txt": b"invented"})


def codab_with(changes: Mapping[int, Layer | None]) -> bytes:
    """The same with other layers; None leaves a level out."""
    layers = {level: changes.get(level, layer(level)) for level in (1, 2, 3)}
    return zipped({f"ukr_admin{level}.geojson": geojson(found) for level, found in layers.items() if found})


@functools.cache
def geonames() -> bytes:
    """One populated place for every settlement, each in its raion; the first of each raion stands beside its middle."""
    admin1 = {row["pcode"]: row["geonames_admin1"] for row in _oblasts()}
    middles = {pcode: shape.representative_point() for pcode, shape in official_areas()[2]}
    lines = []
    for number, row in enumerate(row for row in rows() if row["level"] in SETTLEMENTS and row["adm2_pcode"]):
        middle = middles[row["adm2_pcode"]]
        lines.append(geonames_line(number, row, middle.y, middle.x, admin1[row["adm1_pcode"]]))
    return zipped({"UA.txt": "".join(lines).encode(), "readme.txt": b"invented"})


def geonames_line(number: int, row: Row, lat: float, lon: float, admin1: str) -> str:
    cells = [str(number), row["name_en"], row["name_en"], row["name_uk"], str(lat), str(lon), "P", "PPL", "UA", ""]
    return "\t".join([*cells, admin1, "", "", "", "0", "", "100", "Europe/Kyiv", "2026-01-01"]) + "\n"


def _oblasts() -> Iterable[Mapping[str, str]]:
    header, *lines = (DATA / "oblasts.csv").read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split(","), line.split(","), strict=False)) for line in lines]


@functools.cache
def uageo() -> bytes:
    """Every code of the register, each at the point that we have of it."""
    codes = (row for row in rows() if row["place_id"].startswith("UA") and len(row["place_id"]) == 19)
    lines = [uageo_line(row["place_id"], row["name_uk"], "C", row["lat"], row["lon"]) for row in codes]
    return "".join(["katottg,koatuu,name,category,lat,lon\n", *lines]).encode()


def uageo_line(code: str, name: str, category: str, lat: str, lon: str) -> str:
    return f"{code},,{name},{category},{lat},{lon}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What each path answers, and how HDX lists the boundaries."""

    codab: bytes = field(default_factory=codab)
    geonames: bytes = field(default_factory=geonames)
    uageo: bytes = field(default_factory=uageo)
    resource: Mapping[str, Any] = field(default_factory=dict)

    def files(self, host: str = HOST) -> dict[str, bytes]:
        listed = {"name": "ukr_admin_boundaries.geojson.zip", "format": "GeoJSON", "download_url": host + COD}
        dated = {"last_modified": "2026-01-26T10:00:00", "hash": hashlib.md5(self.codab).hexdigest()}  # noqa: S324
        table = {"name": "ukr_admin_gazetteer.xlsx", "format": "XLSX", "download_url": f"{host}/gazetteer.xlsx"}
        listing = {"success": True, "result": {"resources": [table, listed | dated | dict(self.resource)]}}
        return {
            LISTING: json.dumps(listing).encode(),
            COD: self.codab,
            GEONAMES: self.geonames,
            UAGEO: self.uageo,
        }

    def changed(self, **changes: Any) -> "World":
        return replace(self, **changes)


def fetch_from(world: World, asked: list[str] | None = None) -> Callable[[str, object], Download | None]:
    """A fetch that answers from memory and knows no dates."""
    files = world.files()

    def fetch(url: str, _: object) -> Download | None:
        path = url.removeprefix(HOST)
        if asked is not None:
            asked.append(path)
        if path not in files:
            raise NotFetched(url, "answered 404 Not Found")
        return Download(body=files[path], media_type="application/octet-stream")

    return fetch


def addresses(*, has_uageo: bool = False) -> Addresses:
    return Addresses(codab=HOST + LISTING, geonames=HOST + GEONAMES, uageo=HOST + UAGEO if has_uageo else None)


def write_shapefiles(folder: Path) -> bytes:
    """The old style: shapefiles with columns in capitals, in a folder of the archive."""
    import geopandas  # noqa: PLC0415 - only this style needs it

    for level in (1, 2, 3):
        found = layer(level, old_columns)
        frame = geopandas.GeoDataFrame(
            [properties for properties, _ in found], geometry=[shape for _, shape in found], crs="EPSG:4326"
        )
        frame.to_file(folder / f"ukr_admbnda_adm{level}_sspe.shp", encoding="utf-8")
    return zipped({f"shapes/{path.name}": path.read_bytes() for path in sorted(folder.iterdir())})
