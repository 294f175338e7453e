"""Guess how a Ukrainian name is written in Russian, where no input says so: for search only, never shown."""

import re
from collections.abc import Mapping, Sequence
from itertools import product

# Endings first, the longest before the shorter; each guess is one way a Russian writer may spell it.
_ENDINGS = (
    (r"([жчшщцлнрдт])івка$", ("\\1овка", "\\1евка")),
    (r"івка$", ("овка",)),
    (r"ївка$", ("евка",)),
    (r"ів$", ("ов", "ев")),
    (r"на$", ("на", "ная")),
    (r"їв$", ("ев",)),
    (r"(ськ|цьк)е$", ("\\1ое",)),
    (r"(ськ|цьк|зьк)ий$", ("\\1ий",)),
    (r"([вї]|ин)е$", ("\\1о", "\\1ое")),
    (r"([нтлр])е$", ("\\1ое",)),
    (r"([гкхжчшщ])ий$", ("\\1ий",)),
    (r"ий$", ("ый",)),
    (r"піль$", ("поль",)),
    (r"([чжшщ])і$", ("\\1и",)),
    (r"(?<![аеєиіїоуюя])і$", ("ы", "и")),
)
# Roots whose vowel changed in one language alone.
_ROOTS = (
    (r"дніпр", "днепр"),
    (r"біл", "бел"),
    (r"ліс", "лес"),
    (r"річ", "реч"),
    (r"звір", "звер"),
    (r"хліб", "хлеб"),
    (r"світл", "светл"),
    (r"кам'ян", "камен"),
    (r"знам'ян", "знамен"),
    (r"запоріж", "запорож"),
    (r"сілл", "сель"),
    (r"пілля", "полье"),
    (r"вілля", "волье"),
    (r"нніс", "ннес"),
)
_LETTERS = str.maketrans({"є": "е", "ґ": "г", "Є": "Е", "Ґ": "Г", "Ї": "И", "ї": "и", "І": "И"})
MOST_GUESSES = 8


def russian_guesses(name: str) -> frozenset[str]:
    """Spellings of a name in Russian by letter rules, a few for each word."""
    words = [_word(word) for word in re.split(r"([ -])", name)]
    return frozenset(["".join(words) for words in product(*words)][:MOST_GUESSES])


def russian_stem(stem: str, known: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Stems of the Russian adjective for a Ukrainian one: «сумськ» → «сумск», «лозівськ» → «лозовск»."""
    if stem in known:
        return frozenset(known[stem])
    plain = re.sub(r"(?<=[сцз])ьк$", "к", stem).replace("зк", "жск") if stem.endswith("зьк") else stem
    hard = re.sub(r"(?<=[сцз])ьк$", "к", plain)
    variants = {hard, _rooted(hard)}
    if re.search(r"[ії]вск$", hard):
        variants |= {re.sub(r"[ії]вск$", ending, hard) for ending in ("овск", "евск", "ьевск", "ивск")}
    return frozenset(_inner(variant) for variant in variants)


def _rooted(stem: str) -> str:
    """A stem with the vowels that Russian has in its roots: «білопільск» → «белопольск»."""
    for root, russian in (*_ROOTS, (r"піль(?=ск)", "поль")):
        stem = re.sub(root, russian, stem)
    return stem


def _word(word: str) -> tuple[str, ...]:
    low = word.replace("’", "'")
    for root, russian in _ROOTS:
        low = re.sub(root, russian, low)
        low = re.sub(root.capitalize(), russian.capitalize(), low)
    for pattern, endings in _ENDINGS:
        if re.search(pattern, low):
            bases = [re.sub(pattern, ending, low) for ending in endings]
            break
    else:
        bases = [low]
    softened = [re.sub(r"(?<=[сцз])ьк", "к", base) for base in bases]
    guesses = {_inner(base) for base in softened} | {_inner(_yery(base)) for base in softened}
    return tuple(sorted(guesses))


def _yery(base: str) -> str:
    """Ukrainian «и» after a consonant is Russian «ы» or «и»: guess the former for all but velars and hushers."""
    return re.sub(r"(?<=[бвдзлмнпрстф])и(?=[а-щ])", "ы", base, count=1)


def _inner(base: str) -> str:
    apart = re.sub(r"'(?=[яюєї])", "ь", base).translate(_LETTERS)
    return apart.replace("і", "и")
