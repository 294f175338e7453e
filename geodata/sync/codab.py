"""Read the layers of COD-AB in either style: columns `ADM1_PCODE` and `ADM1_EN`, or `adm1_pcode` and `adm1_name`."""

import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from geodata.sync.archive import MAGIC, open_archive, unpack
from geodata.sync.errors import NotUsable

LAYERS = frozenset({".geojson", ".json", ".shp", ".gpkg"})
COMPANIONS = frozenset({".dbf", ".shx", ".cpg"})
DEEPEST, SETTLEMENTS = 4, 4
HEAD_BYTES = 4096
_MAGIC = {".shp": b"\x00\x00\x27\x0a", ".gpkg": b"SQLite format 3"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One unit of a layer, in degrees: the data set is in WGS 84, and another system fails the gate of bounds."""

    level: int  # 1 oblast, 2 raion, 3 hromada
    pcode: str
    parent_pcode: str | None  # as the layer says it
    name: str
    countries: frozenset[str]  # whatever its columns say of the country
    geometry: shapely.Geometry


def read_areas(subject: str, body: bytes, media_type: str, into: Path) -> dict[int, tuple[Area, ...]]:
    """Read one file, an archive or a single layer: areas by level, where a layer has p-codes and polygons.

    Args:
        subject: the name of the file, for messages.
        body: its bytes.
        media_type: what its server called it.
        into: an empty folder to unpack to.

    Raises:
        NotUsable: it cannot be read.
    """
    into.mkdir(parents=True, exist_ok=True)
    if body.startswith(MAGIC):
        archive: zipfile.ZipFile = open_archive(subject, body, media_type)
        paths = unpack(subject, archive, into, LAYERS | COMPANIONS)
    else:
        is_text = body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
        paths = [into / ("layer.geojson" if is_text else "layer.gpkg")]
        paths[0].write_bytes(body)
    levels: dict[int, tuple[Area, ...]] = {}
    for path in sorted(path for path in paths if path.suffix.casefold() in LAYERS):
        _check_head(subject, path, media_type)
        for level, areas in _read_file(subject, path):
            levels.setdefault(level, areas)
    return levels


def _check_head(subject: str, path: Path, media_type: str) -> None:
    """GDAL goes by content, and some of its formats fetch what they name: let only the three in."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    is_collection = head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and b"FeatureCollection" in head
    magic = _MAGIC.get(path.suffix.casefold())
    is_known = head.startswith(magic) if magic else is_collection and b"gdal_streamed_alg" not in head
    if not is_known:
        raise NotUsable(subject, f"is {media_type or 'something else'}, not a layer of areas")


def _read_file(subject: str, path: Path) -> list[tuple[int, tuple[Area, ...]]]:
    import pyogrio  # noqa: PLC0415 - GDAL is large, and only a sync needs it
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError  # noqa: PLC0415

    found = []
    try:
        for layer, kind in pyogrio.list_layers(path):
            columns = {name.casefold(): name for name in pyogrio.read_info(path, layer=layer)["fields"]}
            level = max((n for n in range(DEEPEST + 1) if f"adm{n}_pcode" in columns), default=0)
            if not 0 < level < SETTLEMENTS or "Point" in str(kind) or "Line" in str(kind):
                continue
            with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # the gates judge what was read
                frame = pyogrio.read_dataframe(path, layer=layer, on_invalid="ignore")
            records = [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)]
            found.append((level, tuple(_area(level, columns, record) for record in records)))
    except (DataSourceError, DataLayerError, FeatureError, GeometryError, UnicodeDecodeError) as error:
        raise NotUsable(subject, f"{path.name} cannot be read ({' '.join(str(error).split())[:80]})") from error
    return found


def _area(level: int, columns: Mapping[str, str], record: Mapping[str, Any]) -> Area:
    def cell(names: Sequence[str]) -> str:
        texts = (str(record[columns[name]]).strip() for name in names if name in columns and record[columns[name]])
        return next((text for text in texts if text and text != "nan"), "")

    return Area(
        level=level,
        pcode=cell([f"adm{level}_pcode"]),
        parent_pcode=cell([f"adm{level - 1}_pcode"]) or None,
        name=cell([f"adm{level}_en", f"adm{level}_name", f"adm{level}_ua", f"adm{level}_name1"]),
        countries=frozenset(
            str(record[name]).strip().casefold()
            for low, name in columns.items()
            if low.startswith(("adm0", "iso", "country")) and record[name]
        ),
        geometry=record["geometry"],
    )
