"""Ukrainian and Russian case forms of place names."""

import itertools
import re
from functools import cache

import pymorphy3

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct", "gen2", "acc2", "loc2")
MOST_COMBINATIONS = 96
DEGREES = frozenset({"Supr", "Cmp2", "COMP", "super", "compr"})  # no place is "more peaceful"
HYPHEN_PARTS = 2


@cache
def _analyser(lang: str) -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang=lang)


def inflect_name(name: str, lang: str) -> frozenset[str]:
    """All case forms of a name, the name among them. Several words agree in case."""
    words = name.split()
    tables = [_word_forms(word, lang) for word in words]
    forms = {name}
    for case in CASES:
        choices = [sorted(table.get(case) or table["nomn"]) for table in tables]
        combinations = itertools.islice(itertools.product(*choices), MOST_COMBINATIONS)
        forms |= {" ".join(combination) for combination in combinations}
    return frozenset(forms)


def _word_forms(word: str, lang: str) -> dict[str, set[str]]:
    parts = word.split("-")
    if len(parts) == HYPHEN_PARTS and all(len(part) > 1 for part in parts):
        first, second = (_simple_forms(part, lang) for part in parts)
        return {
            case: {f"{parts[0]}-{tail}" for tail in second.get(case, ())}
            | {f"{head}-{tail}" for head in first.get(case, ()) for tail in second.get(case, ())}
            for case in CASES
        } | {"nomn": {word}}
    return _simple_forms(word, lang)


@cache
def _simple_forms(word: str, lang: str) -> dict[str, set[str]]:
    """Forms of one word by case, from every nominative reading of it: the likeliest one is often wrong for names."""
    table: dict[str, set[str]] = {case: set() for case in CASES}
    table["nomn"].add(word)
    if not re.search(r"[а-яіїєґё]", word, re.IGNORECASE):
        return table
    for parse in _analyser(lang).parse(word.replace("’", "'")):
        if parse.tag.POS not in {"NOUN", "ADJF"} or "nomn" not in parse.tag:
            continue
        for form in parse.lexeme:
            if form.tag.number != parse.tag.number or form.tag.case not in CASES:
                continue
            if DEGREES & form.tag.grammemes:
                continue
            if parse.tag.POS == "ADJF" and form.tag.gender != parse.tag.gender:
                continue
            table[form.tag.case].add(_like(word, form.word))
    return table


def is_word(key: str) -> bool:
    """Tell whether a folded name is an ordinary word of either language too."""
    return any(_analyser(lang).word_is_known(key) for lang in ("uk", "ru"))


def is_adjective(key: str) -> bool:
    """Tell whether a folded name is a form of a known adjective of either language."""
    return any(
        parse.tag.POS == "ADJF" and analyser.word_is_known(key)
        for analyser in (_analyser("uk"), _analyser("ru"))
        for parse in analyser.parse(key)
    )


def _like(word: str, form: str) -> str:
    return form[:1].upper() + form[1:] if word[:1].isupper() else form
