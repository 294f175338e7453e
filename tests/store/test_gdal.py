"""GDAL's own programs read every published layer, and say nothing about it."""

import shutil
import subprocess
from pathlib import Path

import pyogrio
import pytest
from sqlalchemy import Engine

from tests.packaged import packaged_boundaries, packaged_gazetteer
from tests.publish.editions import KHARKIV_OBLAST, make_edition, make_outage
from tracker.model import Scope
from tracker.publish.layers import outages_gpkg
from tracker.store.published import write_edition
from tracker.store.tables import PUBLISHED, metadata_for
from tracker.store.tables.published import PUBLISHED_TABLES

pytestmark = pytest.mark.server

BOUNDARIES = packaged_boundaries()
EDITION = make_edition((make_outage("o1"), make_outage("o2", KHARKIV_OBLAST, scope=Scope.WHOLE, is_area=True)))


def gdal(program: str, *words: str | Path) -> str:
    """What a program writes; it must not say a word on standard error."""
    assert shutil.which(program), "GDAL is not installed: run `make tools`"
    ran = subprocess.run([program, *words], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


@pytest.fixture
def address(store: Engine, database: str) -> str:
    """How GDAL names a store that holds an edition."""
    write_edition(store, EDITION, packaged_gazetteer(), BOUNDARIES)
    query = dict(part.split("=") for part in database.partition("?")[2].split("&"))
    name = database.removeprefix("postgresql:///").partition("?")[0]
    return f"PG:host={query['host']} user={query['user']} dbname={name} schemas={PUBLISHED}"


@pytest.mark.parametrize("database", ["postgis"], indirect=True)
def test_every_published_table_of_postgis_is_read_without_a_word(address: str, tmp_path: Path) -> None:
    tables = {table.name: table for table in metadata_for("postgresql").tables.values() if table.schema == PUBLISHED}

    assert set(tables) == set(PUBLISHED_TABLES)
    for name, table in tables.items():
        told = gdal("ogrinfo", "-ro", "-al", address, f"{PUBLISHED}.{name}")

        assert "FID Column = row_id" in told
        assert ("Geometry Column = geom" in told) == ("geom" in table.c)
        shown = {column.name for column in table.c if f"\n{column.name}: " in told}
        assert shown == {column.name for column in table.c} - {"row_id", "geom"}
        gdal("ogr2ogr", "-f", "CSV", tmp_path / f"{name}.csv", address, f"{PUBLISHED}.{name}")

        assert (tmp_path / f"{name}.csv").read_text(encoding="utf-8").count("\n") >= 1


@pytest.mark.parametrize("database", ["postgis"], indirect=True)
def test_the_outages_of_postgis_become_files_of_other_programs(address: str, tmp_path: Path) -> None:
    for driver, name in (("GeoJSON", "o.geojson"), ("GPKG", "o.gpkg"), ("FlatGeobuf", "o.fgb")):
        gdal("ogr2ogr", "-f", driver, tmp_path / name, address, f"{PUBLISHED}.outages")

        assert len(pyogrio.read_dataframe(tmp_path / name)) == len(EDITION.outages)


def test_every_layer_of_the_geopackage_is_read_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "outages.gpkg"
    path.write_bytes(outages_gpkg(EDITION, BOUNDARIES).body)
    layers = [name for name, _ in pyogrio.list_layers(path)]
    told = gdal("ogrinfo", "-ro", "-al", path)

    assert sorted(layers) == ["layer_styles", "oblasts", "outage_areas", "outages"]
    for layer in layers:
        assert f"Layer name: {layer}" in told
        assert len(pyogrio.read_dataframe(path, layer=layer)) > 0
        gdal("ogr2ogr", "-f", "GeoJSON", tmp_path / f"{layer}.geojson", path, layer)
