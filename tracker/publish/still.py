"""The map as a picture: inline in a mail, and as a card the size of a phone, with its time in the picture."""

import io
from collections import Counter
from collections.abc import Mapping

import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from geodata.boundaries import Boundary
from geodata.places import Level
from tracker.model import Artifact, Edition, PublishedOutage, Service, Status
from tracker.publish import labels
from tracker.publish.digest import TEXTS, make_digest, sort_outages
from tracker.publish.gate import plain_text

COLOURS = {
    Service.ELECTRICITY: "#c2410c",
    Service.HEAT: "#9d3c7b",
    Service.WATER: "#0b65a3",
    Service.GAS: "#8a6d00",
}
LETTERS = {Service.ELECTRICITY: "С", Service.HEAT: "Т", Service.WATER: "В", Service.GAS: "Г"}
INK, SOFT, GROUND, RESTORED = "#1b2430", "#4b5766", "#eef1f4", "#00724f"
DPI = 120
STRETCH = 1.52  # of a degree of latitude against one of longitude, at 49° north
STEP = 0.42  # degrees of longitude between marks of one place
LISTED, LINE = 11, 80
KEY = "С світло · Т тепло · В вода · Г газ    повне коло: немає · порожнє: відновлено або три дні без новин"


def still_png(edition: Edition, boundaries: Mapping[str, Boundary]) -> bytes:
    """The map alone, 1080 by 760 pixels, for a mail."""
    figure = Figure(figsize=(9, 6.3333), dpi=DPI, facecolor="white")
    axes = figure.add_axes((0.01, 0.01, 0.98, 0.9))
    _draw_map(axes, edition, boundaries)
    note = f" · {plain_text(edition.note)}" if edition.note else ""
    figure.text(0.02, 0.94, f"{TEXTS['uk']['as_of']} {labels.kyiv_time(edition.as_of, 'uk')}{note}", size=13, color=INK)
    return _save(figure, edition)


def card_png(edition: Edition, boundaries: Mapping[str, Boundary]) -> Artifact:
    """The night on one card, 1080 by 1920 pixels: time, map, what is out, and how cold it gets."""
    figure = Figure(figsize=(9, 16), dpi=DPI, facecolor="white")
    digest = make_digest(edition, "uk")
    figure.text(0.05, 0.962, "Світло", size=30, weight="bold", color="#8a4b00")
    figure.text(0.05, 0.938, digest.title, size=17, color=INK)
    figure.text(0.05, 0.914, digest.as_of, size=19, weight="bold", color=INK)
    if edition.note:
        figure.text(0.05, 0.89, plain_text(edition.note), size=15, weight="bold", color="#7a5200")
    axes = figure.add_axes((0.02, 0.5, 0.96, 0.38))
    _draw_map(axes, edition, boundaries)
    figure.text(0.05, 0.492, KEY, size=11.5, color=SOFT)
    height = 0.462
    for section in digest.sections[:1] + tuple(section for section in digest.sections if "ніч" in section.title):
        figure.text(0.05, height, section.title, size=17, weight="bold", color=INK)
        height -= 0.03
        for line in section.lines[:LISTED]:
            figure.text(0.05, height, plain_text(";".join(line.split(";")[:2]), longest=LINE), size=13, color=INK)
            height -= 0.024
        rest = len(section.lines) - LISTED
        if rest > 0:
            figure.text(0.05, height, f"+{rest} {TEXTS['uk']['more']}", size=13.5, color=SOFT)
            height -= 0.025
        height -= 0.018
    figure.text(0.05, 0.03, TEXTS["uk"]["gaps"], size=12, color=SOFT)
    figure.text(0.05, 0.014, TEXTS["uk"]["licence"], size=9, color=SOFT)
    return Artifact(name="card.png", media_type="image/png", body=_save(figure, edition))


def _draw_map(axes: Axes, edition: Edition, boundaries: Mapping[str, Boundary]) -> None:
    shaded = {
        outage.place_id: outage
        for outage in reversed(edition.outages)
        if outage.is_area and outage.status in {Status.ONGOING, Status.PARTIALLY_RESTORED}
    }
    for place_id, boundary in boundaries.items():
        if boundary.level != Level.COUNTRY:
            outage = shaded.get(place_id)
            fill = COLOURS[outage.service] if outage else "white"
            _draw_area(axes, boundary.geometry, fill, opacity=0.62 if outage else 1.0)
    for boundary in boundaries.values():
        if boundary.level == Level.COUNTRY:
            _draw_area(axes, boundary.geometry, "none", opacity=1.0, width=1.4)
    stacked: Counter[tuple[float, float]] = Counter()
    for outage in sort_outages(edition.outages):
        if outage.lat is not None and outage.lon is not None and outage.level != Level.COUNTRY:
            place = outage.lon, outage.lat
            _draw_point(axes, outage, place[0] + stacked[place] * STEP, place[1])
            stacked[place] += 1
    axes.set_xlim(21.8, 40.6)
    axes.set_ylim(44.1, 52.6)
    axes.set_aspect(STRETCH)
    axes.axis("off")


def _draw_area(axes: Axes, shape: shapely.Geometry, fill: str, *, opacity: float, width: float = 0.6) -> None:
    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors]
        outline = Outline.make_compound_path(*(Outline(shapely.get_coordinates(ring), closed=True) for ring in rings))
        axes.add_patch(PathPatch(outline, facecolor=fill, edgecolor="#6b7684", linewidth=width, alpha=opacity))


def _draw_point(axes: Axes, outage: PublishedOutage, longitude: float, latitude: float) -> None:
    """A full mark goes on; a hollow one is back, or has not been heard of."""
    hollow = {Status.RESTORED: RESTORED, None: SOFT}
    is_hollow = outage.status in hollow
    colour = hollow.get(outage.status, COLOURS[outage.service])
    axes.plot(
        [longitude],
        [latitude],
        marker="o",
        markersize=15,
        markerfacecolor="white" if is_hollow else colour,
        markeredgecolor=colour if is_hollow else "white",
        markeredgewidth=1.5,
    )
    axes.text(
        longitude,
        latitude,
        LETTERS[outage.service],
        size=9,
        weight="bold",
        ha="center",
        va="center_baseline",
        color=colour if is_hollow else "white",
    )


def _save(figure: Figure, edition: Edition) -> bytes:
    """Write the picture, with what the edition says of itself in its metadata too."""
    picture = io.BytesIO()
    note = {"Comment": plain_text(edition.note)} if edition.note else {}
    figure.savefig(picture, format="png", metadata={"Software": None, **note})
    return picture.getvalue()
