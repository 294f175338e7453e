"""The style that QGIS draws outages with: in the GeoPackage by itself, and as files beside it."""

import re
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas
import pyogrio
import pytest

from tests.packaged import packaged_boundaries
from tests.publish.editions import KHARKIV_OBLAST, make_edition, make_outage
from tracker.model import Scope, Service, Status
from tracker.publish.labels import STATUS
from tracker.publish.layers import outages_gpkg
from tracker.publish.qgis import AREA, COLOURS, POINT, RESTORED, areas_qml, ground_style, outages_style, points_qml

BOUNDARIES = packaged_boundaries()
EDITION = make_edition(
    (
        make_outage("o1"),
        make_outage("o2", KHARKIV_OBLAST, scope=Scope.WHOLE, is_area=True),
        make_outage("o3", service=Service.HEAT, status=None),
    )
)
SYMBOLS = pytest.mark.parametrize("symbol", [POINT, AREA])


@pytest.fixture(scope="module")
def geopackage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("qgis") / "outages.gpkg"
    path.write_bytes(outages_gpkg(EDITION, BOUNDARIES).body)
    return path


def rules(style: str) -> dict[str, str]:
    """Filter and symbol of each rule."""
    return {rule.attrib["filter"]: rule.attrib["symbol"] for rule in ET.fromstring(style).iter("rule")}  # noqa: S314


def option(style: str, filter_words: tuple[str, ...], name: str) -> str:
    root = ET.fromstring(style)  # noqa: S314 - our own
    [symbol] = [symbol for condition, symbol in rules(style).items() if all(word in condition for word in filter_words)]
    [found] = [
        one.attrib["value"]
        for drawn in root.iter("symbol")
        if drawn.attrib["name"] == symbol
        for one in drawn.iter("Option")
        if one.get("name") == name
    ]
    return found


def test_every_layer_of_the_geopackage_has_its_style_as_the_default(geopackage: Path) -> None:
    styles = pyogrio.read_dataframe(geopackage, layer="layer_styles")
    layers = {name for name, kind in pyogrio.list_layers(geopackage) if kind is not None}

    assert set(styles["f_table_name"]) == layers == {"outages", "outage_areas", "oblasts"}
    assert styles["useAsDefault"].all()
    assert set(styles["f_geometry_column"]) == {"geom"}
    assert set(styles["f_table_schema"]) == {""}
    assert styles.set_index("f_table_name")["styleQML"].to_dict() == {
        "outages": outages_style(POINT),
        "outage_areas": outages_style(AREA),
        "oblasts": ground_style(),
    }


def test_the_files_beside_it_hold_the_same_styles() -> None:
    assert points_qml(EDITION, BOUNDARIES).body.decode() == outages_style(POINT)
    assert areas_qml(EDITION, BOUNDARIES).body.decode() == outages_style(AREA)


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert outages_gpkg(EDITION, BOUNDARIES).body == outages_gpkg(EDITION, BOUNDARIES).body


def test_the_columns_have_their_kinds_whatever_is_null_today(geopackage: Path) -> None:
    columns = pyogrio.read_info(geopackage, layer="outages")
    kinds = dict(zip(columns["fields"], columns["dtypes"], strict=True))

    assert {kinds[name] for name in ("started_at", "ended_at", "updated_at", "as_of")} == {"datetime64[ms]"}
    assert {kinds[name] for name in ("people_low", "people_high", "sources_count", "hours_below_0_count")} == {"int64"}
    assert {kinds[name] for name in kinds if name.startswith("temperature_")} == {"float64"}


def test_times_stay_the_instants_they_were(geopackage: Path) -> None:
    read = geopandas.read_file(geopackage, layer="outages").set_index("outage_id")

    assert read.loc["o1", "started_at"].to_pydatetime() == EDITION.outages[0].started_at
    assert read["ended_at"].isna().all()


@SYMBOLS
def test_every_service_has_the_colour_of_our_map(symbol: str) -> None:
    css = (files("tracker.publish") / "map.css").read_text(encoding="utf-8")
    on_map = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", css))

    assert set(COLOURS) == set(Service)
    assert {str(service): colour for service, colour in COLOURS.items()}.items() <= on_map.items()
    assert on_map["restored"] == RESTORED
    for service, colour in COLOURS.items():
        red, green, blue = bytes.fromhex(colour[1:])
        drawn = option(outages_style(symbol), (f"'{service}'", "'ongoing'"), "color")

        assert drawn.startswith(f"{red},{green},{blue},")


@SYMBOLS
def test_what_nobody_heard_of_since_is_drawn_apart_in_no_colour_of_a_service(symbol: str) -> None:
    style = outages_style(symbol)
    label = {rule.attrib["filter"]: rule.attrib["label"] for rule in ET.fromstring(style).iter("rule")}["ELSE"]  # noqa: S314

    assert option(style, ("ELSE",), "color").startswith("255,255,255,")
    assert option(style, ("ELSE",), "outline_style") == "dot"
    assert STATUS["en"][""].casefold() in label.casefold()


@SYMBOLS
def test_each_status_of_an_outage_has_a_rule_of_its_own(symbol: str) -> None:
    conditions = rules(outages_style(symbol))
    statuses = {status for status in Status if any(f"'{status}'" in one for one in conditions)}

    assert statuses == {Status.ONGOING, Status.PARTIALLY_RESTORED, Status.RESTORED}
    assert len(conditions) == 2 * len(Service) + 2


@SYMBOLS
def test_no_order_or_limit_is_drawn_and_nothing_is_hatched(symbol: str) -> None:
    style = outages_style(symbol)

    assert "schedule" not in style.casefold()
    assert {one.get("value") for one in ET.fromstring(style).iter("Option") if one.get("name") == "style"} <= {  # noqa: S314
        "solid",
        "no",
    }


def test_the_time_controller_finds_start_and_end() -> None:
    temporal = ET.fromstring(outages_style(POINT)).find("temporal")  # noqa: S314 - our own

    assert temporal is not None
    assert (temporal.get("startField"), temporal.get("endField")) == ("started_at", "ended_at")
