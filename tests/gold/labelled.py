"""The labelled texts of our own: TOML for people, JSON lines for the scorer: `python -m tests.gold.labelled OUT`."""

import json
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from geodata.places import Level, Place
from tests.packaged import packaged_gazetteer

TEXTS = Path(__file__).parent / "texts"
HELD_OUT = Path(__file__).parent / "held_out"  # measured, never tuned on


def read_labelled(folder: Path = TEXTS) -> tuple[str, str]:
    """Reports and facts as JSON lines, in the order of the files."""
    rows = [row for path in sorted(folder.glob("*.toml")) for row in tomllib.loads(path.read_text("utf-8"))["report"]]
    reports = "\n".join(json.dumps(_report(row), ensure_ascii=False) for row in rows)
    facts = "\n".join(json.dumps(_facts(row), ensure_ascii=False) for row in rows)
    return reports, facts


def _report(row: dict[str, Any]) -> dict[str, Any]:
    published = row.get("published")
    return {
        "id": row["id"],
        "title": None,
        "text": row["text"].strip(),
        "lang": row["lang"],
        "published": published,
        "published_precision": row.get("published_precision", "day" if published else None),
        "source_name": None,
    }


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "lang": row["lang"],
        "source_kind": row["kind"],
        "relevant": bool(row["events"]),
        "events": [{**event, "places": [_place(place) for place in event["places"]]} for event in row["events"]],
        "temperatures_c": row.get("temperatures_c", []),
        "borderline": False,
    }


def _place(text: str) -> dict[str, Any]:
    """A place as written; a raion that is named after its town stands at that town."""
    name, level, first = text.split("|")
    place: dict[str, Any] = {"canonical_en": name, "level": level, "oblast_en": first or None}
    raion = _raions().get((name.removesuffix(" Raion"), first)) if level == "raion" else None
    return place | ({"lat": raion.lat, "lon": raion.lon} if raion else {})


@cache
def _raions() -> dict[tuple[str, str], Place]:
    """The raions, by the name of their centre and their oblast."""
    gazetteer = packaged_gazetteer()
    raions = [place for place in gazetteer.places.values() if place.level == Level.RAION and place.centre_id]
    found = {}
    for raion in raions:
        oblast = gazetteer.oblast_of(raion.place_id)
        found[gazetteer.places[raion.centre_id or ""].name_en, oblast.name_en if oblast else ""] = raion
    return found


def main() -> None:
    """Write both files into a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in zip(("reports.jsonl", "gold.jsonl"), read_labelled(), strict=True):
        (folder / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
