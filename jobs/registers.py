"""What every job is given: places, borders, words, the policy and the sources, read once."""

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from geodata.boundaries import Boundary, load_boundaries
from geodata.folder import DATA
from geodata.gazetteer import Gazetteer, load_gazetteer
from tracker.extract.lexicon import Lexicon, load_lexicon
from tracker.model import Source
from tracker.policy import Policy, read_policy
from tracker.sources.files import IN_CONFIDENCE
from tracker.sources.registry import check_places, load_sources

SEEDS = Path(str(files("seeds")))
REAL_SOURCES = SEEDS / "sources" / "ua"
DEMO = SEEDS / "demo"
DEMO_SOURCES = DEMO / "sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """The registers one installation works with."""

    gazetteer: Gazetteer
    boundaries: Mapping[str, Boundary]
    lexicon: Lexicon
    policy: Policy
    sources: Mapping[str, Source]


def load_registers(sources_folder: Path = REAL_SOURCES, places: Path = DATA) -> Registers:
    """Read all registers: the sources of one folder, the places of another, and what ships with Svitlo.

    Raises:
        NotConfigured: a source file or the policy is wrong; the message names the file and the remedy.
    """
    gazetteer, sources = load_gazetteer(places), load_sources(sources_folder)
    check_places(sources, gazetteer.places)
    registers = Registers(
        gazetteer=gazetteer,
        boundaries=load_boundaries(places),
        lexicon=load_lexicon(),
        policy=read_policy((SEEDS / "policy.toml").read_text(encoding="utf-8")),
        sources={source.source_id: source for source in (IN_CONFIDENCE, *sources)},
    )
    gc.freeze()  # they stay: to look through them for garbage again and again takes a fifth of the time of a picture
    return registers
