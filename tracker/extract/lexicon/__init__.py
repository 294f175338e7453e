"""The words a report uses, by language and sense, read from the TOML files beside this one."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from tracker.extract.lexicon.folding import fold, small
from tracker.extract.lexicon.marked import Hit, Marked
from tracker.extract.lexicon.search import GAPS, Lexicon

__all__ = ["GAPS", "Hit", "Lexicon", "Marked", "fold", "load_lexicon", "load_numerals", "load_senses", "small"]

NUMERALS = "numerals"  # the section of a file that is read word by word, not as patterns


@cache
def load_lexicon() -> Lexicon:
    """Read all languages. They are not told apart while reading: reports mix them, and stems seldom clash."""
    return Lexicon(load_senses())


def load_senses() -> Mapping[str, Sequence[str]]:
    """The patterns of every sense, over all languages."""
    patterns: dict[str, list[str]] = {}
    for language in _load_languages():
        for section, senses in language.items():
            if isinstance(senses, Mapping) and section != NUMERALS:
                for sense, words in senses.items():
                    patterns.setdefault(f"{section}.{sense}", []).extend(words)
    return patterns


def load_numerals() -> Sequence[Mapping[str, Mapping[str, Sequence[str]]]]:
    """The words of numbers of every language: by role, then by value, or by where they stand between such words."""
    return [language[NUMERALS] for language in _load_languages() if NUMERALS in language]


@cache
def _load_languages() -> Sequence[Mapping[str, Any]]:
    paths = sorted(files("tracker.extract.lexicon").iterdir(), key=lambda entry: entry.name)
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths if path.name.endswith(".toml")]
