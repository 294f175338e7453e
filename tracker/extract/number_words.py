"""The words of numbers, and what may stand between them, as the lexicon files give them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from tracker.extract.lexicon import load_numerals

LONGEST_JOINED = 70  # letters of a number written as one word


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a word may be in a number."""

    values: tuple[float, ...] = ()
    times: tuple[float, ...] = ()  # multiplies what stands before it
    single: tuple[float, ...] = ()  # … or counts one of it, where nothing does
    attached: tuple[float, ...] = ()  # multiplies digits it is written together with
    parts: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Joints:
    """What may stand between the words of a number."""

    plus: re.Pattern[str]
    half: re.Pattern[str]
    of: re.Pattern[str]
    article: re.Pattern[str]
    never: re.Pattern[str]  # "per cent"
    inside: tuple[str, ...]
    heads: frozenset[str]  # how words begin that are numbers written as one word
    short: frozenset[str]  # abbreviations, whose stop ends no sentence


@cache
def number_words() -> Mapping[str, Word]:
    """Every word of a number, without apostrophes."""
    gathered: dict[str, dict[str, list[float]]] = {}
    for language in load_numerals():
        for role in ("values", "times", "single", "attached", "parts"):
            for value, words in language.get(role, {}).items():
                for word in words:
                    known = gathered.setdefault(word, {}).setdefault(role, [])
                    known += [] if float(value) in known else [float(value)]
    return {word: Word(**{role: tuple(values) for role, values in roles.items()}) for word, roles in gathered.items()}


@cache
def number_joints() -> Joints:
    """What joins such words, over all languages."""

    def between(role: str) -> list[str]:
        return [words for language in load_numerals() for words in language.get("between", {}).get(role, ())]

    joined = [language for language in load_numerals() if language.get("between", {}).get("inside")]
    heads = {word[:3] for language in joined for words in language["values"].values() for word in words}
    return Joints(
        plus=_between(between("plus")),
        half=_between(between("half")),
        of=_between(between("of")),
        article=re.compile(rf"\b(?:{'|'.join(between('article'))})\s+\Z"),
        never=re.compile(rf"\b(?:{'|'.join(between('never'))})\s+\Z"),
        inside=tuple(between("inside")),
        heads=frozenset(heads | {"hun", "tau"}) if heads else frozenset(),
        short=frozenset(between("short")),
    )


def _between(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{'|'.join(sorted(words, key=len, reverse=True))})\s+")


@lru_cache(maxsize=4096)
def split_joined(word: str) -> tuple[str, ...]:
    """A number written as one word in its parts; empty where it is none."""
    if not word or len(word) > LONGEST_JOINED:
        return ()
    known, inside = number_words(), number_joints().inside
    for length in range(len(word), 1, -1):
        head, rest = word[:length], word[length:]
        if head not in known or known[head].parts:
            continue
        if not rest:
            return (head,)
        tail = split_joined(rest) or next(
            (split_joined(rest.removeprefix(mark)) for mark in inside if rest.startswith(mark)), ()
        )
        if tail:
            return (head, *tail)
    return ()
