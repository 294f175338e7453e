"""Files of strangers: chosen, checked and read; what is not whole is refused in one line. All files are invented."""

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapely

from geodata.forms import FORMS
from geodata.sync.archive import MOST_ENTRIES, open_archive
from geodata.sync.codab import read_areas
from geodata.sync.errors import NotUsable
from geodata.sync.geonames import Point as GeoNamesPoint
from geodata.sync.geonames import match_points, read_points
from geodata.sync.hdx import choose_files
from geodata.sync.inputs import check_sum, geonames_input
from geodata.sync.tables import Row, add_forms
from geodata.sync.uageo import read_units
from tests.geodata.sync_world import codab, geojson, geonames, layer, new_columns, write_shapefiles, zipped

ZIP = "application/zip"
SHAPES = {"UA5908": shapely.box(33, 50, 34, 51), "UA5902": shapely.box(34, 50, 35, 51)}
ADMIN1 = {"21": "UA59"}


def listing(*resources: dict[str, Any]) -> bytes:
    return json.dumps({"success": True, "result": {"resources": resources}}).encode()


def resource(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "format": kind, "download_url": f"https://data.example/{name}"}


def files_of(*resources: dict[str, Any]) -> list[str]:
    return [item.file for item in choose_files(listing(*resources))]


def refused(call: Any) -> str:
    with pytest.raises(NotUsable) as caught:
        call()
    assert "\n" not in str(caught.value)
    return caught.value.reason


def test_the_boundaries_are_chosen_by_format_and_not_by_place_in_the_listing() -> None:
    table, shapes, layers = resource("a.xlsx", "XLSX"), resource("b_shp.zip", "SHP"), resource("c.zip", "GeoJSON")

    assert files_of(table, shapes, layers) == ["c.zip"]
    assert files_of(table, shapes) == ["b_shp.zip"]


def test_files_of_single_levels_are_taken_together_when_there_is_none_of_all() -> None:
    single = [resource(f"ukr_adm{level}.zip", "SHP") for level in (0, 4, 2, 1, 3)]

    assert files_of(*single) == ["ukr_adm1.zip", "ukr_adm2.zip", "ukr_adm3.zip"]
    assert files_of(*single, resource("ukr_adm0123_all.zip", "SHP")) == ["ukr_adm0123_all.zip"]


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"success": false, "result": {"resources": []}}', listing()])
def test_an_answer_that_lists_no_boundaries_is_refused(body: bytes) -> None:
    assert refused(lambda: choose_files(body))


def test_a_checksum_is_compared_when_the_publisher_gives_one() -> None:
    item = choose_files(listing(resource("c.zip", "GeoJSON") | {"hash": "900150983cd24fb0d6963f7d28e17f72"}))[0]
    check_sum(item, b"abc")
    check_sum(geonames_input("https://data.example/UA.zip"), b"whatever")

    assert "checksum" in refused(lambda: check_sum(item, b"abd"))


def test_an_archive_is_looked_over_before_anything_is_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("UA.txt", b"")
        archive.infolist()[0].file_size = 5_000_000_000  # what the directory of a bomb says
    many = zipped({f"{number}.txt": b"" for number in range(MOST_ENTRIES + 1)})
    outside = zipped({"../UA.txt": b"x"})

    assert "5000 MB" in refused(lambda: open_archive("a.zip", bomb.getvalue(), ZIP))
    assert "501 files" in refused(lambda: open_archive("a.zip", many, ZIP))
    assert "outside" in refused(lambda: open_archive("a.zip", outside, ZIP))
    assert "text/html" in refused(lambda: open_archive("a.zip", b"<html></html>", "text/html"))
    assert "cut" in refused(lambda: open_archive("a.zip", geonames()[:-100], ZIP))


def test_a_broken_file_in_an_archive_is_refused() -> None:
    body = bytearray(geonames())
    body[1_000:1_100] = bytes(100)

    assert "broken" in refused(lambda: read_points("UA.zip", bytes(body), ZIP))


def test_both_styles_of_columns_give_the_same_areas(tmp_path: Path) -> None:
    (tmp_path / "shapes").mkdir()
    new = read_areas("new.zip", codab(), ZIP, tmp_path / "new")
    old = read_areas("old.zip", write_shapefiles(tmp_path / "shapes"), ZIP, tmp_path / "old")

    assert {level: len(areas) for level, areas in new.items()} == {1: 27, 2: 139, 3: 1772}
    for level, areas in new.items():
        assert [(area.pcode, area.parent_pcode, area.name) for area in areas] == [
            (area.pcode, area.parent_pcode, area.name) for area in old[level]
        ]
    assert {country for areas in old.values() for area in areas for country in area.countries} == {
        *("ua", "ukraine", "україна")
    }


def test_a_single_layer_needs_no_archive(tmp_path: Path) -> None:
    (level,) = read_areas("adm1.geojson", geojson(layer(1)), "application/geo+json", tmp_path).items()

    assert (level[0], len(level[1])) == (1, 27)


@pytest.mark.parametrize(
    "body",
    [
        b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/hostname</SrcDataSource></OGRVRTLayer></x>",
        b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline", "x": "FeatureCollection"}',
    ],
)
def test_a_layer_that_would_have_gdal_open_something_else_is_refused(body: bytes, tmp_path: Path) -> None:
    archive = zipped({"ukr_admin1.geojson": body})

    assert "not a layer" in refused(lambda: read_areas("a.zip", archive, ZIP, tmp_path))


def test_a_layer_cut_in_its_middle_is_refused(tmp_path: Path) -> None:
    archive = zipped({"ukr_admin1.geojson": geojson(layer(1))[:5_000]})

    assert "cannot be read" in refused(lambda: read_areas("a.zip", archive, ZIP, tmp_path))


def test_layers_without_codes_are_left_aside(tmp_path: Path) -> None:
    roads = [({"name": "invented"}, shapely.box(30, 50, 31, 51))]
    settlements = [(new_columns(3, "UA0102003") | {"adm4_pcode": "UA0102003001"}, shapely.box(30, 50, 31, 51))]
    archive = zipped({"roads.geojson": geojson(roads), "ukr_admin4.geojson": geojson(settlements)})

    assert read_areas("a.zip", archive, ZIP, tmp_path) == {}


def settlement(place_id: str, name_uk: str, name_en: str, adm2_pcode: str = "UA5908") -> Row:
    return {
        "place_id": place_id,
        "level": "village",
        "name_uk": name_uk,
        "name_en": name_en,
        "adm2_pcode": adm2_pcode,
        "coord_quality": "hromada_centroid",
    }


def point(number: int, name: str, *names: str, lon: float = 33.5, admin1: str = "21") -> GeoNamesPoint:
    return GeoNamesPoint(geonameid=number, name=name, names=names, lat=50.5, lon=lon, admin1=admin1)


def matched(points: list[GeoNamesPoint], rows: list[Row]) -> dict[str, int]:
    return {key: found.geonameid for key, found in match_points(points, rows, SHAPES, ADMIN1).items()}


def test_a_village_takes_the_one_point_of_its_name_in_its_raion() -> None:
    rows = [settlement("a", "Вербове", "Verbove"), settlement("b", "Вербове", "Verbove", "UA5902")]

    assert matched([point(1, "Verbove", "Вербове"), point(2, "Verbovoye", "Вербове", lon=34.5)], rows) == {
        "a": 1,
        "b": 2,
    }


def test_namesakes_in_one_raion_take_no_point() -> None:
    two_villages = [settlement("a", "Вербове", "Verbove"), settlement("b", "Вербове", "Verbove")]
    two_points = [point(1, "Verbove"), point(2, "Verbove")]

    assert matched([point(1, "Verbove")], two_villages) == {}
    assert matched(two_points, two_villages[:1]) == {}


def test_a_point_whose_oblast_is_told_otherwise_is_not_taken() -> None:
    assert matched([point(1, "Verbove", admin1="07")], [settlement("a", "Вербове", "Verbove")]) == {}


def test_parts_of_cities_what_is_left_and_parks_are_no_populated_places() -> None:
    lines = geonames_lines()
    changed = [
        line.replace("\tP\tPPL\t", kind)
        for line, kind in zip(lines[:3], ("\tP\tPPLX\t", "\tP\tPPLW\t", "\tL\tPRK\t"), strict=True)
    ]
    body = zipped({"UA.txt": "".join([*changed, *lines[3:]]).encode()})

    assert len(read_points("UA.zip", body, ZIP)) == len(lines) - 3


def geonames_lines() -> list[str]:
    with zipfile.ZipFile(io.BytesIO(geonames())) as archive:
        return archive.read("UA.txt").decode().splitlines(keepends=True)


def test_a_dump_that_has_shrunk_or_changed_its_columns_is_refused() -> None:
    lines = geonames_lines()
    few = zipped({"UA.txt": "".join(lines[:500]).encode()})
    other = zipped({"UA.txt": "".join(line.replace("\t", ";") for line in lines).encode()})

    assert "500 populated places" in refused(lambda: read_points("UA.zip", few, ZIP))
    assert "columns" in refused(lambda: read_points("UA.zip", other, ZIP))
    assert "no UA.txt" in refused(lambda: read_points("UA.zip", zipped({"PL.txt": b""}), ZIP))


def test_a_register_is_read_by_code_and_a_missing_position_stays_unknown() -> None:
    body = "katottg;lat;lon\n"  # not the separator of the table
    table = "KATOTTG,lat,lon\nUA59080190010024567,50.9,33.4\nUA59080190020024568,,\nUA59,1,2\n"
    units = read_units("katottg.csv", table.encode(), "text/csv")

    assert [(unit.code, unit.position) for unit in units.values()] == [
        ("UA59080190010024567", (50.9, 33.4)),
        ("UA59080190020024568", None),
    ]
    assert "columns" in refused(lambda: read_units("katottg.csv", body.encode(), "text/csv"))
    assert refused(lambda: read_units("katottg.csv", b"katottg,lat,lon\nUA59080190010024567,x,33\n", "text/csv"))


def test_a_name_that_becomes_official_is_no_longer_a_former_one(tmp_path: Path) -> None:
    (tmp_path / FORMS).write_bytes(gzip.compress(" ~0 1\tverbove\nm ~0:7\tвербове\n".encode()))
    places = [settlement("a", "Вербове", "Verbove"), settlement("b", "Вербове", "Verbove")]
    forms = gzip.decompress(add_forms(tmp_path, places, {"a": "Вербове"})).decode()

    assert forms == " 1 0\tverbove\nm 0\tвербове\n"
