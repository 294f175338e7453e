"""The words a report uses, by language and sense, read from the TOML files beside this one.

A pattern is words apart by spaces: `stem*` stands for every ending, `a|b` for either word, `~` for up to two words
between, `~~` for up to six. Patterns are matched on folded text, word by word: small letters, no apostrophes, hyphens
as spaces. All senses are found in one pass over the words of a text.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

FOREVER = 1 << 16  # words and texts whose senses are remembered
GAPS = {"~": 2, "~~": 6}  # words that may stand between
BLANKS = " \t\n\u00a0."  # between the words of a pattern; the stop of an abbreviation among them
_WORD = re.compile(r"\w+(?:['’ʼ`](?=[а-яіїєґ])\w+)*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`")
_FOLDED = {ord(letter): " " for letter in "-–—‑‐"} | {ord("ё"): "е"}


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a folded text has a sense."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    """What follows a word that a pattern begins with: kinds of words, each with how many others may stand before it."""

    sense: str
    order: int
    rest: tuple[tuple[int, int], ...]


class Lexicon:
    """All senses over all languages: names of senses are those of the files."""

    def __init__(self, senses: Mapping[str, Sequence[str]]) -> None:
        """Number the kinds of words, and sort the patterns by the kind they begin with."""
        kinds: dict[str, int] = {}
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._patterns: dict[int, list[_Pattern]] = defaultdict(list)
        for sense, patterns in senses.items():
            for order, pattern in enumerate(patterns):
                first, *rest = _split(pattern)
                numbers = [(gap, self._number(word, kinds)) for gap, word in (first, *rest)]
                found = _Pattern(sense=sense, order=order, rest=tuple(numbers[1:]))
                self._patterns[numbers[0][1]].append(found)
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._kinds_of = lru_cache(FOREVER)(self._look_up)
        self._scan = lru_cache(FOREVER)(self._find_all)

    def find(self, sense: str, folded: str) -> Hit | None:
        """The first place where a folded text has a sense."""
        hits = self._scan(folded).get(sense)
        return hits[0] if hits else None

    def find_all(self, sense: str, folded: str) -> Sequence[Hit]:
        """Every place where a folded text has a sense, none inside another."""
        return self._scan(folded).get(sense, ())

    def has(self, sense: str, folded: str) -> bool:
        """Tell whether a folded text has a sense."""
        return sense in self._scan(folded)

    def has_between(self, sense: str, folded: str, begin: int, end: int) -> bool:
        """Tell whether a folded text has a sense between two places of it."""
        return any(begin <= hit.start and hit.end <= end for hit in self.find_all(sense, folded))

    def _number(self, word: str, kinds: dict[str, int]) -> int:
        """The number of a kind of word: `a|b*` is one kind, whatever pattern it stands in."""
        if word not in kinds:
            kinds[word] = len(kinds)
            for choice in word.split("|"):
                plain = fold(choice.rstrip("*")).partition("'")[0] if choice[:1].isascii() else fold(choice.rstrip("*"))
                table = self._stems if choice.endswith("*") else self._exact
                table[plain.translate(_APOSTROPHES)].append(kinds[word])
        return kinds[word]

    def _look_up(self, word: str) -> frozenset[int]:
        found = set(self._exact.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            found.update(self._stems.get(word[:length], ()))
        return frozenset(found)

    def _find_all(self, folded: str) -> Mapping[str, Sequence[Hit]]:
        """All senses of a text: at each word the first pattern of a sense counts, as listed."""
        words = [
            (match.start(), match.end(), self._kinds_of(match[0].translate(_APOSTROPHES)))
            for match in _WORD.finditer(folded)
        ]
        found: dict[str, list[Hit]] = {}
        for at, (start, _, kinds) in enumerate(words):
            best: dict[str, tuple[int, int]] = {}
            for kind in kinds:
                for pattern in self._patterns.get(kind, ()):
                    known = best.get(pattern.sense)
                    if known is not None and known[0] < pattern.order:
                        continue
                    end = _follow(folded, words, at, pattern.rest) if pattern.rest else words[at][1]
                    if end is not None:
                        best[pattern.sense] = pattern.order, end
            for sense, (_, end) in best.items():
                hits = found.setdefault(sense, [])
                if not hits or hits[-1].end <= start:
                    hits.append(Hit(start, end, folded[start:end]))
        return found


def _follow(
    folded: str, words: Sequence[tuple[int, int, frozenset[int]]], at: int, rest: Sequence[tuple[int, int]]
) -> int | None:
    """Where a pattern ends that begins at word `at`, with blanks or a stop between; None where it does not go on."""
    if not rest:
        return words[at][1]
    (gap, kind), *further = rest
    for step in range(1, 2 + gap):
        index = at + step
        if index >= len(words) or folded[words[index - 1][1] : words[index][0]].strip(BLANKS):
            return None
        if kind in words[index][2]:
            end = _follow(folded, words, index, further)
            if end is not None:
                return end
    return None


def _split(pattern: str) -> Iterable[tuple[int, str]]:
    """The words of a pattern, each with how many others may stand before it."""
    gap = 0
    for word in pattern.split():
        if word in GAPS:
            gap = GAPS[word]
        else:
            yield gap, word
            gap = 0


@cache
def load_lexicon() -> Lexicon:
    """Read all languages. They are not told apart while reading: reports mix them, and stems seldom clash."""
    return Lexicon(load_senses())


def load_senses() -> Mapping[str, Sequence[str]]:
    """The patterns of every sense, over all languages."""
    patterns: dict[str, list[str]] = {}
    for path in sorted(files("tracker.extract.lexicon").iterdir(), key=lambda entry: entry.name):
        if not path.name.endswith(".toml"):
            continue
        for section, senses in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if isinstance(senses, Mapping):
                for sense, words in senses.items():
                    patterns.setdefault(f"{section}.{sense}", []).extend(words)
    return patterns


def fold(text: str) -> str:
    """Fold a text to what patterns are matched on; every character stays one character."""
    return text.lower().translate(_FOLDED)
