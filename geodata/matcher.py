"""Find the names in a text: regions by their patterns first, then the longest known form of everything else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from geodata.gazetteer import Gazetteer
from geodata.names import fold_name

LONGEST_NAME = 4  # words
OBLAST_NOUN = re.compile(r"облас\w+|обл|ова|ода|регіон\w*|регион\w*", re.IGNORECASE)
RAION_NOUN = re.compile(r"район\w{0,3}|р-н\w?", re.IGNORECASE)
ENGLISH_OBLAST = re.compile(r"(?:oblast|region|province|obwód|obwodzie|oblastì)s?|oblasten", re.IGNORECASE)
ENGLISH_RAION = re.compile(r"(?:raion|district)s?", re.IGNORECASE)
BEFORE_NAMES = re.compile(r"gebiet\w*|oblast\w*|regions?|provinces?|region", re.IGNORECASE)
PREPOSITIONS = frozenset({"у", "в", "на", "по", "до", "з", "із", "с", "из"})
FEMININE = re.compile(r"(?:ій|ої|у|ою|ой|ую)$")
JOINERS = frozenset(
    {"та", "і", "й", "и", "а", "також", "у", "в", "частково", "частично", "and", "or", "und", "oraz", "i", "the"}
)
MARKERS = frozenset(
    {
        *("м", "місто", "місті", "міста", "місту", "містом", "смт", "с", "сел", "село", "селі", "села"),
        *("селище", "селища", "селищі", "г", "город", "городе", "города", "городу", "пгт", "поселок", "поселке"),
        *("city", "town", "village", "stadt", "miasto"),
    }
)
OUTLETS = frozenset({"independent", "post", "times", "24"})  # the Kyiv Independent is no place
LOWERCASE_ALLOWED = re.compile(r"столиц\w+")
# "The German capital" is not ours.
FOREIGN_ADJECTIVE = re.compile(r"(?!україн|украин|наш)\w+(?:ськ|цьк|зьк|ск|цк)(?:а|ій|ої|ою|у|ая|ой|ую)")
RIVER = frozenset({"river", "річка", "річки", "река", "реки"})
_WORD = re.compile(r"\w+(?:['’ʼ`-]\w+)*")
_POSSESSIVE = re.compile(r"(?<=[A-Za-z])['’]s$")
_CYRILLIC = re.compile(r"[а-яіїєґё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameHit:
    """A name found in a text, and everything that is called so."""

    start: int
    end: int
    place_ids: tuple[str, ...]
    method: str
    has_marker: bool


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    key: str


def find_names(text: str, gazetteer: Gazetteer) -> tuple[NameHit, ...]:
    """Find all names in a text, none inside another, by their place in it."""
    tokens = [_token(match) for match in _WORD.finditer(text)]
    hits: list[NameHit] = []
    used: set[int] = set()
    for taken, hit in _find_regions(text, tokens, gazetteer):
        hits.append(hit)
        used |= taken
    if any(OBLAST_NOUN.fullmatch(token.text) for token in tokens):
        for index, hit in _find_elided(text, tokens, used, gazetteer):
            hits.append(hit)
            used.add(index)
    hits += _find_forms(text, tokens, used, gazetteer)
    return tuple(sorted(hits, key=lambda hit: hit.start))


def _token(match: re.Match[str]) -> _Token:
    word = _POSSESSIVE.sub("", match[0])
    return _Token(match.start(), match.start() + len(word), word, fold_name(word))


def _find_regions(text: str, tokens: Sequence[_Token], gazetteer: Gazetteer) -> Iterator[tuple[set[int], NameHit]]:
    """Adjectives and names that share the noun after or before them: «Київській та Одеській областях»."""
    oblasts = {key: (place_id,) for key, place_id in gazetteer.oblast_adjectives.items()}
    english = {key: (place_id,) for key, place_id in gazetteer.english_regions.items()}
    for at, token in enumerate(tokens):
        if _CYRILLIC.search(token.text):
            if OBLAST_NOUN.fullmatch(token.text):
                yield from _collect(text, tokens, at, -1, oblasts, "oblast_pattern")
            elif RAION_NOUN.fullmatch(token.text):
                yield from _collect(text, tokens, at, -1, gazetteer.raion_adjectives, "adjective")
            continue
        if ENGLISH_OBLAST.fullmatch(token.text):
            yield from _collect(text, tokens, at, -1, english, "oblast_pattern")
        if BEFORE_NAMES.fullmatch(token.text):
            begin = at + 1 if at + 1 < len(tokens) and tokens[at + 1].key in {"of", "von"} else at
            if begin > at or token.key.startswith(("gebiet", "region", "oblast")):
                yield from _collect(text, tokens, begin, 1, english, "oblast_pattern")


def _collect(
    text: str,
    tokens: Sequence[_Token],
    at: int,
    step: int,
    names: Mapping[str, tuple[str, ...]],
    method: str,
) -> Iterator[tuple[set[int], NameHit]]:
    index = at + step
    while 0 <= index < len(tokens):
        token, neighbour = tokens[index], tokens[index - step]
        gap = text[min(token.end, neighbour.end) : max(token.start, neighbour.start)]
        if re.search(r"[.!?;:\n()«»\"“”]", gap.replace("обл.", "")):
            return
        ids = names.get(token.key)
        if ids and token.text[:1].isupper() | (method == "adjective") | bool(_CYRILLIC.search(token.text)):
            touches = index == at + step
            last = tokens[at] if touches else token
            start, end = min(token.start, last.start), max(token.end, last.end)
            used = {index, at} if touches else {index}
            yield used, NameHit(start=start, end=end, place_ids=ids, method=method, has_marker=True)
        elif token.key not in JOINERS:
            return
        index += step


def _find_elided(
    text: str, tokens: Sequence[_Token], used: set[int], gazetteer: Gazetteer
) -> Iterator[tuple[int, NameHit]]:
    """Adjectives that stand for their oblast in a text that says the noun elsewhere: "35 у Миколаївській, 30 — у …"."""
    for index, token in enumerate(tokens):
        place_id = gazetteer.oblast_adjectives.get(token.key)
        is_free = index not in used and index > 0 and tokens[index - 1].key in PREPOSITIONS
        stops = not text[token.end : token.end + 1].strip() and text[token.end : token.end + 3].strip()[:1].isalnum()
        goes_on = index + 1 < len(tokens) and tokens[index + 1].key not in JOINERS and stops
        if place_id and is_free and token.text[:1].isupper() and FEMININE.search(token.key) and not goes_on:
            yield (
                index,
                NameHit(
                    start=token.start, end=token.end, place_ids=(place_id,), method="oblast_pattern", has_marker=True
                ),
            )


def _find_forms(text: str, tokens: Sequence[_Token], used: set[int], gazetteer: Gazetteer) -> Iterator[NameHit]:
    index = 0
    while index < len(tokens):
        step = 1
        if index not in used and _may_begin(tokens[index]):
            for length in range(min(LONGEST_NAME, len(tokens) - index), 0, -1):
                span = range(index, index + length)
                hit = None if used & set(span) else _match(text, tokens, span, gazetteer)
                if hit is not None:
                    yield hit
                    step = length
                    break
        index += step


def _may_begin(token: _Token) -> bool:
    return token.text[:1].isupper() or LOWERCASE_ALLOWED.fullmatch(token.text) is not None


def _match(text: str, tokens: Sequence[_Token], span: range, gazetteer: Gazetteer) -> NameHit | None:
    first, last = tokens[span.start], tokens[span.stop - 1]
    if any(text[tokens[i].end : tokens[i + 1].start].strip() for i in span[:-1]):
        return None
    toponym = gazetteer.toponyms.get(" ".join(tokens[i].key for i in span))
    if toponym is None:
        return None
    after = tokens[span.stop] if span.stop < len(tokens) else None
    before = tokens[span.start - 1] if span.start else None
    if after is not None and (
        (after.text.casefold() in OUTLETS and not after.text[:1].islower()) or after.key in RIVER
    ):
        return None
    has_marker = (before is not None and before.key in MARKERS) or (after is not None and after.key in MARKERS)
    if before is not None and before.key == "of" and span.start > 1:
        has_marker |= tokens[span.start - 2].key in MARKERS
    if toponym.needs_marker and not has_marker:
        return None
    if LOWERCASE_ALLOWED.fullmatch(first.text) and before is not None and FOREIGN_ADJECTIVE.fullmatch(before.key):
        return None
    return NameHit(
        start=first.start, end=last.end, place_ids=toponym.place_ids, method="exact_form", has_marker=has_marker
    )
