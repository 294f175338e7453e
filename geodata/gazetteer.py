"""The register of places and names, read from `geodata/data/<iso2>/`."""

import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from geodata.automaton import NameFinder
from geodata.folder import DATA, read_manifest
from geodata.former import FormerName, FormerNames
from geodata.forms import FORMER_ROW, IS_ADJECTIVE, IS_LOWERCASE, IS_WORD, NEEDS_MARKER, OTHER, read_forms
from geodata.names import fold_name, key_of
from geodata.places import CoordQuality, Level, Place, Toponym
from geodata.population import load_ranks
from geodata.words import NO_WORDS, Words, load_words

PLACE_COLUMNS = tuple(column.name for column in fields(Place) if column.name != "population")

Heads = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gazetteer:
    """Places by id and names by folded form; built once, read everywhere."""

    version: str
    country_id: str
    places: Mapping[str, Place]
    toponyms: Mapping[str, Toponym]
    heads: Heads = field(default_factory=dict)  # kind of noun → stem or name before it → place ids
    lowercase_starts: frozenset[str] = frozenset()  # first words of names that are written small too
    words: Words = NO_WORDS
    former_names: Sequence[FormerName] = ()
    former_heads: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # stem → place id → former name
    first_level: tuple[str, ...] = ()  # ids, where known beforehand; looked for otherwise
    finder: NameFinder = field(default_factory=NameFinder)  # where names stand in a text
    _lineages: dict[str, tuple[Place, ...]] = field(default_factory=dict, init=False, repr=False)
    _above: dict[str, frozenset[str]] = field(default_factory=dict, init=False, repr=False)

    def oblasts(self) -> tuple[Place, ...]:
        """The first-level units, by id."""
        if self.first_level:
            return tuple(self.places[place_id] for place_id in sorted(self.first_level))
        found = (place for place in self.places.values() if place.parent_id == self.country_id)
        return tuple(sorted(found, key=lambda place: place.place_id))

    def named(self, name: str) -> Toponym | None:
        """Everything that is called so; None where nothing is. Folds the name as far as is needed."""
        toponym = self.toponyms.get(name.casefold())
        return toponym if toponym is not None else self.toponyms.get(fold_name(name))

    def ancestors(self, place_id: str) -> tuple[Place, ...]:
        """The place itself, its parent, and so on up to the country; asked again and again, and so kept."""
        lineage = self._lineages.get(place_id)
        if lineage is None:
            lineage = self._lineages[place_id] = tuple(self._climb(place_id))
        return lineage

    def _climb(self, place_id: str) -> Iterator[Place]:
        place = self.places.get(place_id)
        while place is not None:
            yield place
            place = self.places.get(place.parent_id) if place.parent_id else None

    def areas_above(self, place_id: str) -> frozenset[str]:
        """Ids of the areas a place lies in, less the country; asked again and again, and so kept."""
        above = self._above.get(place_id)
        if above is None:
            ids = {place.place_id for place in self.ancestors(place_id)}
            above = self._above[place_id] = frozenset(ids - {self.country_id, place_id})
        return above

    def oblast_of(self, place_id: str) -> Place | None:
        """The first-level unit a place lies in; None for the country and for places abroad."""
        return next((place for place in self.ancestors(place_id) if place.parent_id == self.country_id), None)

    def is_within(self, place_id: str, area_id: str) -> bool:
        """Tell whether a place is the area or lies in it."""
        if area_id in {place_id, self.country_id}:
            return any(place.place_id == area_id for place in self.ancestors(place_id))
        return area_id in self.areas_above(place_id)


class _Toponyms(Mapping[str, Toponym]):
    """Names by form, made when they are first asked for, once: a text asks for few of them."""

    def __init__(self, lines: Mapping[str, str], place_ids: Sequence[str]) -> None:
        self._lines = lines
        self._place_ids = place_ids
        self._made: dict[str, Toponym] = {}

    def __getitem__(self, key: str) -> Toponym:
        toponym = self._made.get(key)
        if toponym is None:
            toponym = self._made[key] = self._make(key)
        return toponym

    def _make(self, key: str) -> Toponym:
        flags, *numbers = self._lines[key].split(" ")
        ids: list[tuple[str, bool]] = []
        former: dict[str, int] = {}
        for written in numbers:
            number, _, row = written.removeprefix(OTHER).partition(FORMER_ROW)
            place_id = self._place_ids[int(number)]
            ids.append((place_id, written.startswith(OTHER)))
            if row:
                former[place_id] = int(row)
        return Toponym(
            key=key,
            place_ids=tuple(place_id for place_id, _ in ids),
            needs_marker=NEEDS_MARKER in flags,
            is_word=IS_WORD in flags,
            is_adjective=IS_ADJECTIVE in flags,
            is_lowercase=IS_LOWERCASE in flags,
            other_ids=frozenset(place_id for place_id, is_other in ids if is_other),
            former=former,
        )

    def __contains__(self, key: object) -> bool:
        return key in self._lines

    def get(self, key: str, default: Any = None) -> Any:
        """The name, or the default: most words of a text are no name, and an exception for each would be slow."""
        toponym = self._made.get(key)
        if toponym is not None:
            return toponym
        return self[key] if key in self._lines else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


class _Places(Mapping[str, Place]):
    """Places by id, made when they are first asked for, once."""

    def __init__(self, lines: Mapping[str, bytes], ranks: Mapping[str, int]) -> None:
        self._lines = lines
        self._ranks = ranks
        self._made: dict[str, Place] = {}

    def __getitem__(self, place_id: str) -> Place:
        place = self._made.get(place_id)
        if place is None:
            place = self._made[place_id] = _place(place_id, self._lines[place_id].decode(), self._ranks.get(place_id))
        return place

    def __contains__(self, place_id: object) -> bool:
        return place_id in self._lines

    def get(self, place_id: str, default: Any = None) -> Any:
        """The place, or the default."""
        return self[place_id] if place_id in self._lines else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def load_gazetteer(folder: Path | None = None) -> Gazetteer:
    """Read the built place data.

    Args:
        folder: the data of one country; the packaged one by default.

    Raises:
        ValueError: the columns of the register are not those of a place.
    """
    home = folder or DATA
    manifest = read_manifest(home)
    lines = _read_places(home)
    place_ids = list(lines)
    heads, former_heads = _read_heads(home, place_ids)
    parent = manifest.country_id.encode()
    return Gazetteer(
        version=manifest.version,
        country_id=manifest.country_id,
        places=_Places(lines, load_ranks(home)),
        toponyms=_Toponyms(_read_meanings(home), place_ids),
        finder=NameFinder(home),
        heads=heads,
        words=load_words(home),
        former_names=FormerNames(home),
        former_heads=former_heads,
        lowercase_starts=frozenset(heads.get("lowercase", ())),
        first_level=tuple(place_id for place_id, rest in lines.items() if rest.split(b"\t", 5)[4] == parent),
    )


def _read_text(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode()


def _read_places(home: Path) -> dict[str, bytes]:
    """Place ids with the rest of their rows, which take half the memory as bytes."""
    path = home / "places.tsv.gz"
    header, *rows = gzip.decompress(path.read_bytes()).splitlines()
    if header.decode().split("\t") != list(PLACE_COLUMNS):
        message = f"{path}: the columns are not those of a place"
        raise ValueError(message)
    lines = {}
    for row in rows:
        place_id, _, rest = row.partition(b"\t")
        lines[place_id.decode()] = rest
    return lines


def _read_meanings(home: Path) -> dict[str, str]:
    """What each form means. The cases of a name share a string."""
    meanings: dict[str, str] = {}
    for meaning, spellings in read_forms(home):
        meanings.update(dict.fromkeys(map(key_of, spellings), meaning))
    return meanings


def _place(place_id: str, line: str, population: int | None) -> Place:
    level, en, uk, ru, parent, iso2, adm1, adm2, lat, lon, quality, radius, centre = line.split("\t")
    return Place(
        place_id=place_id,
        level=Level(level),
        name_en=en,
        name_uk=uk,
        name_ru=ru or None,
        parent_id=parent or None,
        country_iso2=iso2,
        adm1_pcode=adm1 or None,
        adm2_pcode=adm2 or None,
        lat=float(lat) if lat else None,
        lon=float(lon) if lon else None,
        coord_quality=CoordQuality(quality),
        radius_km=float(radius),
        population=population,
        centre_id=centre or None,
    )


def _read_heads(home: Path, place_ids: Sequence[str]) -> tuple[Heads, dict[str, dict[str, int]]]:
    heads: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    former: dict[str, dict[str, int]] = defaultdict(dict)
    for line in _read_text(home / "heads.tsv.gz").splitlines():
        kind, stem, numbers = line.split("\t")
        if FORMER_ROW in numbers:
            pairs = (number.split(FORMER_ROW) for number in numbers.split() if FORMER_ROW in number)
            former[stem].update({place_ids[int(number)]: int(row) for number, row in pairs})
        heads[kind][stem] = tuple(place_ids[int(number.partition(FORMER_ROW)[0])] for number in numbers.split())
    return heads, former


def common_ancestor(gazetteer: Gazetteer, place_ids: Sequence[str]) -> Place | None:
    """The smallest place that holds them all; None where they lie in different countries."""
    chains = [[place.place_id for place in gazetteer.ancestors(place_id)] for place_id in place_ids]
    shared = set(chains[0]).intersection(*chains[1:]) if chains else set()
    return next((gazetteer.places[place_id] for place_id in chains[0] if place_id in shared), None) if chains else None
