"""`svitlo bench locate`: from texts and names to places, from points to areas."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from geodata.automaton import is_whole, list_patterns
from geodata.folder import DATA
from geodata.forms import read_forms
from geodata.gazetteer import Gazetteer, load_gazetteer
from geodata.geocode import locate
from geodata.names import fold_name, key_of
from geodata.writing import signs_of_odd_writing
from jobs.bench import reports, spots
from jobs.bench.case import Case, Rival, Side, scaled

SETTINGS: Mapping[str, object] = reports.SETTINGS | spots.SETTINGS
FEWEST = 20  # items, at any scale
FUZZY = 40  # names that the slow rival is asked for
CUTOFF = 80


def cases(scale: float) -> Sequence[Case]:
    """The cases of places."""
    return (
        Case(name="load", unit="loads", prepare=lambda: Side(n=1, run=lambda: None), load=_load),
        Case(
            name="gazetteer stage",
            unit="reports",
            prepare=lambda: _stage(scale),
            rivals=(
                Rival(
                    name="daachorse charwise, same patterns",
                    prepare=lambda: _automaton(scale),
                    goal=1.5,
                    agrees=lambda ours, theirs: _agree(ours, theirs, scale),
                ),
                Rival(
                    name="pyahocorasick iter_long, same patterns",
                    needs=("ahocorasick",),
                    prepare=lambda: _pyahocorasick(scale),
                    goal=0.4,
                ),
            ),
            load=_load,
        ),
        Case(
            name="exact name",
            unit="names",
            prepare=lambda: _exact(scale),
            rivals=(
                Rival(
                    name="dict on casefold",
                    prepare=lambda: _dictionary(scale),
                    goal=3.0,
                    agrees=lambda ours, theirs: ours == theirs,
                ),
            ),
        ),
        Case(
            name="misspelt name",
            unit="names",
            prepare=lambda: _misspelt(scale),
            rivals=(
                Rival(
                    name="rapidfuzz extractOne, ratio, cutoff 80",
                    needs=("rapidfuzz",),
                    prepare=lambda: _fuzzy(scale),
                    goal=0.0067,
                    agrees=lambda ours, _: _is_as_by_force(ours, scale),
                ),
            ),
        ),
        Case(
            name="point to area",
            unit="points",
            prepare=lambda: _areas(scale),
            rivals=(
                Rival(
                    name="geopandas.sjoin within",
                    prepare=lambda: _sjoin(scale),
                    goal=0.2,
                    agrees=lambda ours, theirs: bool((ours == theirs).all()),
                ),
            ),
            rounds=3,
        ),
        Case(
            name="nearest place",
            unit="points",
            prepare=lambda: _nearest(scale),
            rivals=(
                Rival(
                    name="scipy cKDTree, one batch",
                    prepare=lambda: _tree(scale),
                    goal=1.3,
                    agrees=lambda ours, theirs: bool((ours[0] == theirs[1]).all()),
                ),
            ),
            rounds=3,
        ),
        Case(name="place in context", unit="sentences", prepare=lambda: _context(scale)),
    )


def _load() -> Gazetteer:
    gazetteer = load_gazetteer()
    gazetteer.finder.find("")  # loads the automaton
    return gazetteer


@cache
def _texts(scale: float) -> Sequence[str]:
    return [made.report.text for made in reports.mixed_reports(scale)]


def _stage(scale: float) -> Side:
    texts, find = _texts(scale), _load().finder.find
    return Side(n=len(texts), run=lambda: [find(text) for text in texts])


def _automaton(scale: float) -> Side:
    texts, find = _texts(scale), _load().finder.finder.automaton.find
    return Side(n=len(texts), run=lambda: [find(text) for text in texts])


def _agree(ours: Sequence[Any], theirs: Sequence[Any], scale: float) -> bool:
    """Whether the raw hits that are whole words are ours, less what we found inside those that are not."""
    for text, found, hits in zip(_texts(scale), ours, theirs, strict=True):
        whole = [(start, end) for start, end, _ in hits if is_whole(text, start, end)]
        parted = [(start, end) for start, end, _ in hits if not is_whole(text, start, end)]
        first_hand = [span for span in found if not any(start <= span[0] < end for start, end in parted)]
        if whole != first_hand:
            return False
    return True


def _pyahocorasick(scale: float) -> Side:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for number, pattern in enumerate([*signs_of_odd_writing(), *list_patterns(DATA)]):
        automaton.add_word(pattern, number)
    automaton.make_automaton()
    texts = _texts(scale)
    return Side(n=len(texts), run=lambda: [list(automaton.iter_long(text)) for text in texts])


@cache
def _keys() -> Sequence[str]:
    return sorted({key_of(spelling) for _, spellings in read_forms(DATA) for spelling in spellings})


def _asked(scale: float) -> list[str]:
    return spots.ask_for(_keys(), scaled(spots.ASKED, scale, FEWEST))


def _exact(scale: float) -> Side:
    asked, named = _asked(scale), load_gazetteer().named

    def run() -> list[tuple[str, ...]]:
        return [toponym.place_ids for name in asked if (toponym := named(name)) is not None]

    return Side(n=len(asked), run=run)


def _dictionary(scale: float) -> Side:
    gazetteer = load_gazetteer()
    ids = {key.casefold(): gazetteer.toponyms[key].place_ids for key in gazetteer.toponyms}
    asked = _asked(scale)
    return Side(n=len(asked), run=lambda: [ids[name.casefold()] for name in asked])


@cache
def _names(scale: float) -> Sequence[str]:
    n = scaled(spots.NAMES, scale, FEWEST)
    return _keys()[:: max(1, len(_keys()) // n)][:n]


def _misspelt_names(scale: float) -> list[str]:
    return spots.misspell(_names(scale), scaled(spots.MISSPELT, scale, FEWEST))


def _misspelt(scale: float) -> Side:
    from geodata.typos import TypoIndex

    asked, near = _misspelt_names(scale), TypoIndex(_names(scale)).near
    return Side(n=len(asked), run=lambda: [near(fold_name(name)) for name in asked])


def _fuzzy(scale: float) -> Side:
    from rapidfuzz import fuzz, process

    names, asked = _names(scale), _misspelt_names(scale)[:FUZZY]

    def run() -> list[object]:
        return [process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=CUTOFF) for name in asked]

    return Side(n=len(asked), run=run)


def _is_as_by_force(ours: Sequence[Sequence[str]], scale: float) -> bool:
    """Whether comparing with every name finds the same; what is only swapped is two edits away and left out."""
    from rapidfuzz.distance import Levenshtein

    def is_near(one: str, other: str) -> bool:
        return bool(Levenshtein.distance(one, other, score_cutoff=1) <= 1)

    names = _names(scale)
    return all(
        {name for name in names if is_near(asked, name)} == {name for name in found if is_near(asked, name)}
        for asked, found in zip(map(fold_name, _misspelt_names(scale)), ours, strict=True)
    )


def _areas(scale: float) -> Side:
    from geodata.points import AreaIndex

    n, index = scaled(spots.POINTS_IN_AREAS, scale, FEWEST), AreaIndex(spots.make_areas())
    lon, lat = spots.make_points(n)
    return Side(n=n, run=lambda: index.find(lon, lat))


def _sjoin(scale: float) -> Side:
    import geopandas

    from geodata.points import NOWHERE

    n = scaled(spots.POINTS_IN_AREAS, scale, FEWEST)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(*spots.make_points(n)))
    areas = geopandas.GeoDataFrame(geometry=spots.make_areas())

    def run() -> Any:
        joined = geopandas.sjoin(points, areas, how="left", predicate="within")
        return joined["index_right"].fillna(NOWHERE).to_numpy()

    return Side(n=n, run=run)


def _nearest(scale: float) -> Side:
    from geodata.points import PlaceIndex

    index = PlaceIndex(*spots.make_points(scaled(spots.PLACES, scale, FEWEST), seed=spots.ASKED_SEED))
    n = scaled(spots.POINTS, scale, FEWEST)
    lon, lat = spots.make_points(n)
    return Side(n=n, run=lambda: index.nearest(lon, lat))


def _tree(scale: float) -> Side:
    """The bare index over the same points of the sphere, which it is given ready."""
    from scipy.spatial import cKDTree

    from geodata.points import on_sphere

    places = on_sphere(*spots.make_points(scaled(spots.PLACES, scale, FEWEST), seed=spots.ASKED_SEED))
    tree = cKDTree(places)
    n = scaled(spots.POINTS, scale, FEWEST)
    points = on_sphere(*spots.make_points(n))
    return Side(n=n, run=lambda: tree.query(points))


def _context(scale: float) -> Side:
    gazetteer = _load()
    sentences = spots.ambiguous_sentences(gazetteer, scaled(spots.SENTENCES, scale, FEWEST))
    return Side(n=len(sentences), run=lambda: [locate(sentence, gazetteer) for sentence in sentences])
