"""The words a report uses, by language and sense, read from the TOML files beside this one.

A pattern is words apart by spaces: `stem*` stands for every ending, `a|b` for either word, `~` for up to two words
between. Patterns are matched on folded text: small letters, no apostrophes, hyphens as spaces.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One pattern for each sense, over all languages: names of senses are those of the files."""

    senses: Mapping[str, re.Pattern[str]]

    def find(self, sense: str, folded: str) -> re.Match[str] | None:
        """The first place where a folded text has a sense."""
        return self.senses[sense].search(folded)

    def has(self, sense: str, folded: str) -> bool:
        """Tell whether a folded text has a sense."""
        return self.senses[sense].search(folded) is not None


@cache
def load_lexicon() -> Lexicon:
    """Read all languages. They are not told apart while reading: reports mix them, and stems seldom clash."""
    patterns: dict[str, list[str]] = {}
    for path in sorted(files("tracker.extract.lexicon").iterdir(), key=lambda entry: entry.name):
        if not path.name.endswith(".toml"):
            continue
        for section, senses in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if isinstance(senses, Mapping):
                for sense, words in senses.items():
                    patterns.setdefault(f"{section}.{sense}", []).extend(words)
    return Lexicon(senses={sense: compile_patterns(words) for sense, words in patterns.items()})


def compile_patterns(patterns: Iterable[str]) -> re.Pattern[str]:
    """One expression that finds any of the patterns, at word borders."""
    return re.compile("|".join(_compile_one(pattern) for pattern in patterns) or r"(?!)")


def _compile_one(pattern: str) -> str:
    words = []
    for word in pattern.split():
        choices = [_compile_word(choice) for choice in word.split("|")]
        words.append(r"(?:\w+\s+){0,2}" if word == "~" else f"(?:{'|'.join(choices)})")
    joined = words[0]
    for before, word in zip(pattern.split(), words[1:], strict=False):
        joined += word if before == "~" else r"\s+" + word
    return rf"\b{joined}\b"


def _compile_word(word: str) -> str:
    """Any ending for a star, and the apostrophe that stands before some vowels."""
    escaped = re.escape(fold(word).replace("ʼ", "")).replace(r"\*", r"\w*")
    return re.sub(r"(?<=[бпвмфркг])([єїюя])", r"['’ʼ`]?\1", escaped)


def fold(text: str) -> str:
    """Fold a text to what patterns are matched on; every character stays one character."""
    return text.lower().translate(_FOLDED)


_FOLDED = {ord(letter): " " for letter in "-–—‑‐"} | {ord("ё"): "е"}
