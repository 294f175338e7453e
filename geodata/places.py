"""A thing on the map, and a name of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """What a place is. A hromada is a municipality, a raion a district of an oblast."""

    COUNTRY = "country"
    OBLAST = "oblast"
    RAION = "raion"
    HROMADA = "hromada"
    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    DISTRICT = "district"
    FACILITY = "facility"


class CoordQuality(StrEnum):
    """How a place got its point."""

    EXACT = "exact"
    PARENT = "parent"
    HROMADA_CENTROID = "hromada_centroid"
    RAION_CENTROID = "raion_centroid"
    OBLAST_CENTROID = "oblast_centroid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the register.

    `place_id` is the code of the country's own register, the ISO 3166 code for the country, `gn:<geonameid>` for what
    lies abroad and for parts of cities that the register does not know, `part:<name>` for what is only spoken of (a
    bank of a river).
    Latitude and longitude are WGS 84 degrees; `radius_km` is the honest size of the place or of the error.
    """

    place_id: str
    level: Level
    name_en: str  # official romanisation; oblasts as "Sumy Oblast", Kyiv city as "Kyiv"
    name_uk: str
    name_ru: str | None  # for search only
    parent_id: str | None
    country_iso2: str
    adm1_pcode: str | None  # None for the country and for places abroad
    adm2_pcode: str | None
    lat: float | None
    lon: float | None
    coord_quality: CoordQuality
    radius_km: float
    population: int | None  # to rank names, of no known year; who counts people asks `population.py`
    centre_id: str | None = None  # of an oblast, a raion or a hromada: the settlement it is run from


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A name of a place, in one written form, as the matcher's key."""

    key: str  # folded by `names.fold_name`
    place_ids: tuple[str, ...]  # everything called so, best known first
    needs_marker: bool  # counts only beside "city", "oblast" and the like
    is_word: bool = False  # an ordinary word too: at the start of a sentence its capital says nothing
    is_adjective: bool = False  # an adjective too: before a noun written small it is one
    is_lowercase: bool = False  # written small too: "the capital"
    other_ids: frozenset[str] = frozenset()  # of the places, those that it is a former or foreign name of
    former: Mapping[str, int] = field(default_factory=dict)  # place ids → which of the former names it is a form of


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One thing that a name may mean."""

    place_id: str
    score: float  # 0 to 1
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """A place named in a text: which one, how sure, and why."""

    start: int  # code points in the text
    end: int
    text: str
    place_id: str  # the chosen place, or the common ancestor of what it may be
    confidence: float  # 0 to 1
    precision: Level
    method: str  # exact_form, oblast_pattern, adjective, alias, abroad, ancestor
    candidates: tuple[Candidate, ...]
