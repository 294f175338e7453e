"""Areas and plants that a noun tells: "Kyiv and Odesa regions", "Shostka district", "Rivne NPP"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from geodata.gazetteer import Gazetteer
from geodata.tokens import NameHit, Token
from geodata.words import Elided, Noun, Words

LONGEST_HEAD = 3  # words of a name before its noun
REACH = 30  # characters looked back
# A line of a list, and the number behind its name.
_OPENS_LINE = re.compile(r"(?:^|\n)[^\w\n]*$")
_NUMBERED = re.compile(r"\s*[—–:-]\s*(?:\w+\s+)?\d")
_STOP = re.compile(r"[.!?;:\n()«»\"“”]")
OLD_RAION_CERTAINTY = 0.8


def find_patterns(text: str, tokens: Sequence[Token], gazetteer: Gazetteer) -> Iterator[tuple[set[int], NameHit]]:
    """Adjectives and names that share the noun after or before them, with the tokens they use up."""
    words = gazetteer.words
    areas = words.areas
    for at, token in enumerate(tokens):
        for noun in _nouns(words, token.key):
            if _goes_on(tokens, at, noun):
                yield from _collect(text, tokens, at, -1, noun, gazetteer)
        if areas.leading is not None and areas.leading.pattern.fullmatch(token.key):
            begin = at + 1 if at + 1 < len(tokens) and tokens[at + 1].key in words.of else at
            if begin > at or areas.leading_bare.match(token.key):
                yield from _collect(text, tokens, begin, 1, areas.leading, gazetteer)
        if areas.elliptic.fullmatch(token.key):
            yield from _elliptic(tokens, at, gazetteer)
    for elided in areas.elided:
        if any(elided.noun.fullmatch(token.key) for token in tokens):
            yield from _elided(text, tokens, gazetteer, elided)


@lru_cache(maxsize=1 << 15)
def _nouns(words: Words, key: str) -> tuple[Noun, ...]:
    """The nouns that a word is one of; most are none, and the same words come again and again."""
    return tuple(noun for noun in words.areas.nouns if noun.pattern.fullmatch(key))


def _goes_on(tokens: Sequence[Token], at: int, noun: Noun) -> bool:
    if noun.needs_next is None:
        return True
    return at + 1 < len(tokens) and noun.needs_next.fullmatch(tokens[at + 1].key) is not None


def _collect(
    text: str, tokens: Sequence[Token], at: int, step: int, noun: Noun, gazetteer: Gazetteer
) -> Iterator[tuple[set[int], NameHit]]:
    words = gazetteer.words
    index, edge = at + step, at
    touches, told = True, set[tuple[str, ...]]()
    while 0 <= index < len(tokens) and not _is_parted(text, tokens[index], tokens[edge], words, is_listed=not touches):
        span, place_ids, kind, head = _named(tokens, index, step, noun, gazetteer)
        if place_ids in told or (not touches and _disagrees(tokens[index], tokens[at], words)):
            return  # "Kharkiv, Kharkiv region": the first is the city
        if place_ids:
            told.add(place_ids)
            is_old_raion = kind == "hromada" and "raion" in noun.kinds
            used = set(span) | ({at} if touches else set())
            first, last = tokens[min(used)], tokens[max(used)]
            yield (
                used,
                NameHit(
                    start=first.start,
                    end=last.end,
                    place_ids=place_ids,
                    method="ancestor" if is_old_raion else noun.method,
                    certainty=OLD_RAION_CERTAINTY if is_old_raion else noun.certainty,
                    is_pattern=True,
                    former=gazetteer.former_heads.get(head, {}),
                ),
            )
            edge, touches = (span.start if step < 0 else span.stop - 1), False
        elif tokens[index].key in words.joiners or (touches and words.areas.between.fullmatch(tokens[index].key)):
            edge = index
        else:
            return
        index = edge + step


def _disagrees(adjective: Token, noun: Token, words: Words) -> bool:
    """Whether a masculine ending stands in a list before a feminine noun: a town, not a region."""
    areas = words.areas
    return areas.feminine_noun.match(noun.key) is not None and areas.masculine.search(adjective.key) is not None


def _is_parted(text: str, one: Token, other: Token, words: Words, *, is_listed: bool) -> bool:
    """Whether a stop stands between two words, or, after the first name of a list, nothing that makes it a list."""
    gap = text[min(one.end, other.end) : max(one.start, other.start)]
    left = min(one, other, key=lambda token: token.start)
    if _STOP.search(gap) and not (gap.strip() == "." and left.key in words.areas.abbreviated):
        return True
    return is_listed and "," not in gap and "/" not in gap and not {one.key, other.key} & words.joiners


def _named(
    tokens: Sequence[Token], index: int, step: int, noun: Noun, gazetteer: Gazetteer
) -> tuple[range, tuple[str, ...], str, str]:
    """The longest name or the adjective at a token, the kind of noun that knows it, and what it knows it by."""
    token, words = tokens[index], gazetteer.words
    if words.declined.search(token.text):
        for kind in noun.kinds:
            stem = _stem(token.key, gazetteer.heads.get(kind, {}), words)
            if stem is not None and (kind != "city" or words.areas.city_adjective.search(stem)):
                ids = _all_called(kind, stem, noun, gazetteer)
                areas = _raions_of(ids, gazetteer) if _is_old_raion(kind, noun) else ids
                return range(index, index + 1), areas, kind, stem
        return range(index, index), (), "", ""
    for length in range(LONGEST_HEAD, 0, -1):
        start = index - length + 1 if step < 0 else index
        if start < 0 or start + length > len(tokens):
            continue
        span = range(start, start + length)
        key = " ".join(tokens[at].key for at in span)
        for kind in noun.kinds:
            ids = gazetteer.heads.get(kind, {}).get(key, ())
            if ids and tokens[start].text[:1].isupper():
                return span, _all_called(kind, key, noun, gazetteer), kind, key
    return range(index, index), (), "", ""


def _all_called(kind: str, stem: str, noun: Noun, gazetteer: Gazetteer) -> tuple[str, ...]:
    """All that bear the name: a raion and districts of cities may share theirs, and the text must decide."""
    kinds = ("raion", "district") if kind == "raion" and "district" in noun.kinds else (kind,)
    return tuple(dict.fromkeys(place_id for each in kinds for place_id in gazetteer.heads.get(each, {}).get(stem, ())))


def _is_old_raion(kind: str, noun: Noun) -> bool:
    """A raion of before 2020 bears the name of a hromada of today, and lies in its raion for the most part."""
    return kind == "hromada" and "raion" in noun.kinds


def _raions_of(hromadas: Sequence[str], gazetteer: Gazetteer) -> tuple[str, ...]:
    return tuple(sorted({parent for place_id in hromadas if (parent := gazetteer.places[place_id].parent_id)}))


def _stem(key: str, known: Mapping[str, object], words: Words) -> str | None:
    for ending in words.areas.endings:
        if key.endswith(ending) and (stem := key[: -len(ending)]) in known:
            return stem
    return None


def _elided(
    text: str, tokens: Sequence[Token], gazetteer: Gazetteer, elided: Elided
) -> Iterator[tuple[set[int], NameHit]]:
    """Adjectives that stand for their area in a text that says the noun elsewhere: "regions: 35 in Odesa, 30 in …"."""
    words, stems = gazetteer.words, gazetteer.heads.get(elided.kind, {})
    is_oblast = elided.kind == "oblast"
    found: set[int] = set()
    for index, token in enumerate(tokens):
        if not index or not token.text[:1].isupper() or not elided.ending.search(token.key):
            continue
        stem = _stem(token.key, stems, words)
        before = tokens[index - 1]
        is_listed = before.key in words.joiners and index > 1 and _stem(tokens[index - 2].key, stems, words) is not None
        stops = not text[token.end : token.end + 1].strip() and text[token.end : token.end + 3].strip()[:1].isalnum()
        goes_on = is_oblast and index + 1 < len(tokens) and tokens[index + 1].key not in words.joiners and stops
        is_in_list = index - 1 in found and text[before.end : token.start].strip() == ","
        lead = text[: token.start][-REACH:]
        is_line = _OPENS_LINE.search(lead) and _NUMBERED.match(text, token.end)
        is_placed = (
            before.key in words.areas.elided_before or is_in_list or is_line or words.areas.list_lead.search(lead)
        )
        if stem and (is_placed or (is_listed and not is_oblast)) and not goes_on:
            found.add(index)
            hit = NameHit(
                start=token.start, end=token.end, place_ids=stems[stem], method="oblast_pattern", is_pattern=True
            )
            yield {index}, hit


def _elliptic(tokens: Sequence[Token], at: int, gazetteer: Gazetteer) -> Iterator[tuple[set[int], NameHit]]:
    """Of "Kharkiv and the region", the oblast that the city before is the centre of."""
    words, index = gazetteer.words, at - 1
    while index >= 0 and tokens[index].key in words.articles:
        index -= 1
    has_article = index < at - 1
    if index < 1 or tokens[index].key not in words.ands:
        return
    if not has_article and not words.declined.search(tokens[at].text):
        return
    toponym = gazetteer.toponyms.get(tokens[index - 1].key)
    oblasts = [place for place in gazetteer.oblasts() if toponym and place.centre_id == toponym.place_ids[0]]
    if oblasts and tokens[index - 1].text[:1].isupper():
        hit = NameHit(
            start=tokens[at].start,
            end=tokens[at].end,
            place_ids=(oblasts[0].place_id,),
            method="oblast_pattern",
            certainty=1.0,
            is_pattern=True,
        )
        yield {at}, hit
