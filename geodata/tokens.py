"""Words of a text with their places in it, and what was found in them."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple, overload

from geodata.names import fold_name
from geodata.places import Level

_WORD = re.compile(r"(\w+(?:['’ʼ`-]\w+)*)")
_POSSESSIVES = ("'s", "’s")


class Token(NamedTuple):
    """A word: where it stands, as written, and folded."""

    start: int
    end: int
    text: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameHit:
    """A name found in a text, everything that is called so, and how it stands there."""

    start: int
    end: int
    place_ids: tuple[str, ...]
    method: str
    certainty: float = 1.0  # of the way it was found
    is_pattern: bool = False  # told by a noun: an area or a plant for sure
    marker: Level | None = None  # "village" beside it
    is_word: bool = False  # an ordinary word where a capital says nothing
    is_lowercase: bool = False
    is_placed: bool = False  # after a preposition, or in a list after another name
    is_alone: bool = False  # nothing else is said: a name that is asked for
    other_ids: frozenset[str] = frozenset()
    key: str = ""  # of a name; none where a noun tells
    former: Mapping[str, int] = field(default_factory=dict)  # place ids → rows of former names


class Tokens(Sequence[Token]):
    """The words of a text. Where they stand is found at once; each is made when it is asked for, as few are."""

    def __init__(self, text: str) -> None:
        """Split a text into words; a possessive ending is left out of its word."""
        pieces = _WORD.split(text)  # what stands between words, and a word, in turn
        self.words = pieces[1::2]  # as written, with their endings
        self._starts = list(accumulate(map(len, pieces)))[:-1:2]
        self._made: list[Token | None] = [None] * len(self.words)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> list[Token]: ...
    def __getitem__(self, at: int | slice) -> Token | list[Token]:
        """The word at a place, or those of a slice."""
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        token = self._made[at]
        if token is None:
            word, start = bare(self.words[at]), self._starts[at]
            token = self._made[at] = Token(start, start + len(word), word, fold(word))
        return token

    def __len__(self) -> int:
        return len(self.words)

    def at(self, start: int) -> int:
        """The number of the word that a place in the text lies in, or of the last before it."""
        return bisect_right(self._starts, start) - 1


def bare(word: str) -> str:
    """A word without its possessive ending."""
    return word[:-2] if word.endswith(_POSSESSIVES) and word[-3:-2].isascii() else word


@lru_cache(maxsize=1 << 15)
def fold(word: str) -> str:
    """A word as names are compared; the same words come again and again."""
    return fold_name(word)
