"""What the map shows, as plain data for its script: numbers, and texts that passed the gate."""

from collections.abc import Mapping, Sequence
from typing import Any

import shapely

from geodata.boundaries import Boundary
from geodata.places import Level
from tracker.model import Citation, Edition, OblastRow, PublishedOutage, main_quantity
from tracker.publish import labels
from tracker.publish.digest import TEXTS, sort_outages
from tracker.publish.gate import plain_text
from tracker.publish.geojson import write_time
from tracker.publish.map_words import CELL_WORDS, map_texts


def map_data(edition: Edition, boundaries: Mapping[str, Boundary]) -> dict[str, Any]:
    """Everything the page shows, in both languages."""
    # What is told of the whole country stands in the lists: a point for it would be read as its oblast's.
    points = {place_id: _label_point(area) for place_id, area in boundaries.items() if area.level != Level.COUNTRY}
    by_pcode = {boundary.pcode: place_id for place_id, boundary in boundaries.items()}
    return {
        "as_of": write_time(edition.as_of),
        "newest_report_at": write_time(edition.newest_report_at),
        "weather_fetched_at": write_time(edition.weather_fetched_at),
        "is_demo": edition.note is not None,
        "words": {
            lang: {**TEXTS[lang], **map_texts(lang, boundaries), "unknown": labels.UNKNOWN[lang]}
            for lang in labels.LANGUAGES
        },
        "times": {
            lang: {
                "as_of": labels.kyiv_time(edition.as_of, lang),
                "newest": labels.kyiv_time(edition.newest_report_at, lang),
                "weather": labels.kyiv_time(edition.weather_fetched_at, lang),
            }
            for lang in labels.LANGUAGES
        },
        "outages": [_outage(outage, points) for outage in sort_outages(edition.outages)],
        "orders": [
            {
                "place": schedule.place_id,
                "at": points.get(schedule.place_id),
                "cause": schedule.cause.value,
                "en": f"{plain_text(schedule.place_en)}: {labels.order(schedule, 'en')}",
                "uk": f"{plain_text(schedule.place_uk)}: {labels.order(schedule, 'uk')}",
                "said": _citations(schedule.citations),
            }
            for schedule in edition.schedules
        ],
        "strikes": [
            {
                "at": points.get(incident.area_id),
                "date": incident.date,
                "en": f"{plain_text(incident.area_en)}: {incident.label_en}, {incident.date}",
                "uk": f"{plain_text(incident.area_uk)}: {incident.label_uk}, {incident.date}",
                "said": _citations(incident.citations),
            }
            for incident in edition.incidents
        ],
        "oblasts": [
            {
                "place": by_pcode.get(row.adm1_pcode),
                "at": points.get(by_pcode.get(row.adm1_pcode, "")),
                "en": plain_text(row.adm1_en),
                "uk": plain_text(row.adm1_uk),
                "tonight": row.temperature_tonight_min_c,
                "cells_en": _cells(row),
                "cells_uk": [_in_ukrainian(value) for value in _cells(row)],
            }
            for row in edition.oblasts
        ],
        "sources": [
            {
                "publisher": {lang: plain_text(labels.publisher(source, lang)) for lang in labels.LANGUAGES},
                "heard": {lang: labels.heard(source, lang) for lang in labels.LANGUAGES},
                "is_silent": source.is_silent,
                "last": write_time(source.last_ok_at),
            }
            for source in edition.sources
        ],
    }


def _in_ukrainian(value: str | None) -> str | None:
    if value is None:
        return None
    for english in sorted(CELL_WORDS, key=len, reverse=True):
        value = value.replace(english, CELL_WORDS[english])
    return value


def _label_point(boundary: Boundary) -> list[float]:
    point = shapely.maximum_inscribed_circle(boundary.geometry, tolerance=0.05).coords[0]
    return [round(point[1], 3), round(point[0], 3)]


def _citations(citations: Sequence[Citation]) -> dict[str, str]:
    """Who said it and on which day, in one line of each language."""
    return {
        lang: "; ".join(
            ", ".join(part for part in (plain_text(labels.publisher(citation, lang)), citation.published_date) if part)
            for citation in citations
        )
        for lang in labels.LANGUAGES
    }


def _cells(row: OblastRow) -> list[str | None]:
    return [
        row.attack,
        row.electricity,
        row.heat,
        row.water,
        row.emergency_outages,
        row.network_limits,
        row.schedule,
    ]


def _outage(outage: PublishedOutage, points: Mapping[str, list[float]]) -> dict[str, Any]:
    told, cold = main_quantity(outage.quantities), outage.exposure
    at = [round(outage.lat, 3), round(outage.lon, 3)] if outage.lat is not None and outage.lon is not None else None
    texts = {}
    for lang in labels.LANGUAGES:
        place, oblast = (outage.place_en, outage.adm1_en) if lang == "en" else (outage.place_uk, outage.adm1_uk)
        texts[lang] = {
            "place": plain_text(place),
            "oblast": plain_text(oblast) if oblast and oblast != place else "",
            "service": labels.SERVICE[lang][outage.service],
            "state": labels.state(outage, lang),
            "cause": labels.CAUSE[lang][outage.cause or ""],
            "since": labels.onset(outage.started_at, outage.onset_precision, lang),
            "how_many": labels.quantity(told, lang) if told else labels.UNKNOWN[lang],
            "cold_now": labels.degrees(cold.temperature_now_c if cold else None, lang),
            "cold_min": labels.degrees(cold.temperature_min_c if cold else None, lang),
            "cold_next": labels.degrees(cold.temperature_min_next_72h_c if cold else None, lang),
            "cold_reported": labels.degrees(cold.temperature_reported_c if cold else None, lang),
            "verification": labels.VERIFICATION[lang][outage.verification],
        }
    return {
        "id": outage.outage_id,
        "place": outage.place_id,
        "is_area": outage.is_area and outage.place_id in points,
        "at": points.get(outage.place_id, None if outage.level in {"oblast", "country"} else at),
        "service": outage.service.value,
        "status": outage.status.value if outage.status else "unknown",
        "size": told.value if told else None,
        "confidence": outage.confidence,
        "said": _citations(outage.citations),
        "texts": texts,
    }
