"""The register of places and names, read from `geodata/data/<iso2>/`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from geodata.places import Level, Place, Toponym


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """Places by id and names by folded form; built once, read everywhere."""

    version: str
    places: Mapping[str, Place]
    toponyms: Mapping[str, Toponym]

    def oblasts(self) -> tuple[Place, ...]:
        """The 27 first-level units, by p-code."""
        found = (place for place in self.places.values() if place.level == Level.OBLAST or place.parent_id == "UA")
        return tuple(sorted(found, key=lambda place: place.place_id))

    def ancestors(self, place_id: str) -> Iterator[Place]:
        """The place itself, its parent, and so on up to the country."""
        place = self.places.get(place_id)
        while place is not None:
            yield place
            place = self.places.get(place.parent_id) if place.parent_id else None

    def oblast_of(self, place_id: str) -> Place | None:
        """The first-level unit a place lies in; None for the country and for places abroad."""
        return next((place for place in self.ancestors(place_id) if place.parent_id == "UA"), None)

    def is_within(self, place_id: str, area_id: str) -> bool:
        """Tell whether a place is the area or lies in it."""
        return any(place.place_id == area_id for place in self.ancestors(place_id))
