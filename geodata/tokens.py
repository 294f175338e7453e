"""Words of a text with their places in it, and what was found in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from geodata.names import fold_name
from geodata.places import Level

_WORD = re.compile(r"\w+(?:['’ʼ`-]\w+)*")
_POSSESSIVE = re.compile(r"(?<=[A-Za-z])['’]s$")


@dataclass(frozen=True, slots=True)
class Token:
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
    former: Mapping[str, int] = field(default_factory=dict)  # place ids → rows of former names


def tokenise(text: str) -> list[Token]:
    """Split a text into words; a possessive ending is left out of its word."""
    return [_token(match) for match in _WORD.finditer(text)]


def _token(match: re.Match[str]) -> Token:
    word = _POSSESSIVE.sub("", match[0])
    return Token(match.start(), match.start() + len(word), word, _fold(word))


@lru_cache(maxsize=1 << 15)
def _fold(word: str) -> str:
    return fold_name(word)


def joined_key(tokens: Sequence[Token], span: range) -> str:
    """The key of several words."""
    return " ".join(tokens[at].key for at in span)
