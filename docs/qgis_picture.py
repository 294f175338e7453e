"""Draw docs/images/qgis.png with QGIS itself, from a GeoPackage and the styles in it.

Needs the Python of a machine with QGIS (Debian: python3-qgis), not the one of Svitlo:
`python3 docs/qgis_picture.py out/outages.gpkg docs/images/qgis.png`
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QFont

LAYERS = ("outages", "outage_areas", "oblasts")  # the first is drawn last
WIDTH_MM, HEIGHT_MM, DPI = 300.0, 190.0, 110
UKRAINE_DEGREES = QgsRectangle(21.8, 44.1, 40.6, 52.6)
TITLE = "Svitlo in QGIS: outages.gpkg of the demo, with the style that is in it. Invented data."


def draw(geopackage: Path, picture: Path) -> None:
    """Lay out map, legend and title, and export them."""
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    opened = [QgsVectorLayer(f"{geopackage}|layername={name}", name, "ogr") for name in LAYERS]
    layers = [layer for layer in opened if layer.isValid()]  # a layer without rows is not written
    for layer in layers:
        layer.loadDefaultStyle()
        project.addMapLayer(layer)

    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().pages()[0].setPageSize(QgsLayoutSize(WIDTH_MM, HEIGHT_MM))
    title = QgsLayoutItemLabel(layout)
    title.setText(TITLE)
    title.setFont(QFont("DejaVu Sans", 12))
    title.adjustSizeToText()
    _put(layout, title, 6, 4)
    drawn = QgsLayoutItemMap(layout)
    drawn.setRect(0, 0, WIDTH_MM - 8, 118)  # a map that was ever without a size stays blank
    drawn.setKeepLayerSet(True)
    drawn.setLayers(layers)
    drawn.setCrs(project.crs())
    drawn.setExtent(UKRAINE_DEGREES)
    _put(layout, drawn, 4, 14, WIDTH_MM - 8, 118)
    drawn.zoomToExtent(UKRAINE_DEGREES)
    legend = QgsLayoutItemLegend(layout)
    legend.setLinkedMap(drawn)
    legend.setColumnCount(2)
    legend.setSplitLayer(True)
    for style in (QgsLegendStyle.Subgroup, QgsLegendStyle.SymbolLabel):
        legend.setStyleFont(style, QFont("DejaVu Sans", 8))
    _put(layout, legend, 6, 134)
    legend.adjustBoxSize()

    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = DPI
    settings.exportMetadata = False  # who drew it, and when
    QgsLayoutExporter(layout).exportToImage(str(picture), settings)


def _put(layout, item, x_mm, y_mm, width_mm=None, height_mm=None) -> None:  # type: ignore[no-untyped-def]
    layout.addLayoutItem(item)
    item.attemptMove(QgsLayoutPoint(x_mm, y_mm))
    if width_mm is not None:
        item.attemptResize(QgsLayoutSize(width_mm, height_mm))


def main() -> None:
    """Start QGIS without a window, draw, and end it."""
    application = QgsApplication([], False)  # noqa: FBT003 - without a window
    application.initQgis()
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
    application.exitQgis()


if __name__ == "__main__":
    main()
