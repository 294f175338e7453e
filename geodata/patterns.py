"""Areas and plants that a noun tells: "Kyiv and Odesa regions", "Shostka district", "Rivne NPP"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from geodata.gazetteer import Gazetteer
from geodata.tokens import NameHit, Token, Tokens, bare, fold
from geodata.words import Elided, Noun, Words

LONGEST_HEAD = 3  # words of a name before its noun
MOST_WORDS = 1 << 15  # whose role is remembered
REACH = 30  # characters looked back
FEWEST_LINES = 2  # of a list, that tell that their adjectives are areas
# A line of a list, and the number behind its name.
_OPENS_LINE = re.compile(r"(?:^|\n)[^\w\n]*$")
_NUMBERED = re.compile(r"\s*[—–:-]\s*(?:\w+\s+)?\d")
_STOP = re.compile(r"[.!?;:\n()«»\"“”]")
OLD_RAION_CERTAINTY = 0.8


class _Role(NamedTuple):
    """What a word may do for the areas around it."""

    nouns: tuple[Noun, ...]
    is_leading: bool
    is_leading_bare: bool
    is_around_town: bool
    is_elliptic: bool
    tells_elided: tuple[Elided, ...]  # adjectives may stand for an area alone where this noun is said
    may_be_elided: tuple[Elided, ...]  # it looks like one of them


def find_patterns(text: str, tokens: Tokens, gazetteer: Gazetteer) -> Iterator[tuple[set[int], NameHit]]:
    """Adjectives and names that share the noun after or before them, with the tokens they use up."""
    words = gazetteer.words
    told: set[str] = set()
    alone: list[int] = []
    roles = _roles_in(words)
    for at, role in enumerate(map(roles.__getitem__, tokens.words)):
        if role is None:
            continue
        named_after = list(_named_after(text, tokens, at, role, gazetteer))
        yield from named_after
        for noun in () if named_after else role.nouns:
            if _goes_on(tokens, at, noun):
                yield from _collect(text, tokens, at, -1, noun, gazetteer)
        if role.is_around_town:
            yield from _around_town(at, tokens[at], gazetteer)
        if role.is_elliptic and not named_after:
            yield from _elliptic(tokens, at, gazetteer)
        told.update(elided.kind for elided in role.tells_elided)
        if role.may_be_elided:
            alone.append(at)
    for elided in words.areas.elided:
        if elided.kind in told:
            yield from _elided(text, tokens, alone, gazetteer, elided)
        else:
            yield from _listed_in_lines(text, tokens, alone, gazetteer, elided)


class _Roles(dict[str, _Role | None]):
    """What words as written may do: the same come again and again, and are forgotten when there are too many."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, word: str) -> _Role | None:
        if len(self) >= MOST_WORDS:
            self.clear()
        role = self[word] = _role(self._words, word)
        return role


@cache
def _roles_in(words: Words) -> _Roles:
    return _Roles(words)


def _role(words: Words, word: str) -> _Role | None:
    """What a word as written may do; most do nothing, and the same words come again and again."""
    areas, key = words.areas, fold(bare(word))
    is_leading = areas.leading is not None and areas.leading.pattern.fullmatch(key) is not None
    role = _Role(
        nouns=tuple(noun for noun in areas.nouns if noun.pattern.fullmatch(key)),
        is_leading=is_leading,
        is_leading_bare=is_leading and areas.leading_bare.match(key) is not None,
        is_around_town=areas.around_town is not None and areas.around_town.ending.search(key) is not None,
        is_elliptic=areas.elliptic.fullmatch(key) is not None,
        tells_elided=tuple(each for each in areas.elided if each.noun.fullmatch(key)),
        may_be_elided=tuple(
            each
            for each in areas.elided
            if word[:1].isupper()
            and (each.ending.search(key) or each.line_ending.search(key) or areas.before_too.search(key))
        ),
    )
    return role if any(role) else None


def _named_after(
    text: str, tokens: Tokens, at: int, role: _Role, gazetteer: Gazetteer
) -> Iterator[tuple[set[int], NameHit]]:
    """Areas whose noun stands before them: "the regions of Rivne and Volyn"."""
    words = gazetteer.words
    if role.is_leading and words.areas.leading is not None:
        begin = at + 1 if at + 1 < len(tokens) and tokens[at + 1].key in words.of else at
        if begin > at or role.is_leading_bare:
            yield from _collect(text, tokens, begin, 1, words.areas.leading, gazetteer)


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
        elif _may_stand_between(tokens[index], words, step, touches=touches):
            edge = index
        else:
            return
        index = edge + step


def _may_stand_between(token: Token, words: Words, step: int, *, touches: bool) -> bool:
    """Words of a list; before the noun itself only adjectives: "Sumy and the region" is a city and its region."""
    if touches and words.areas.between.fullmatch(token.key):
        return True
    return token.key in words.joiners and not (touches and step < 0)


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
        if step > 0 and "oblast" in noun.kinds and tokens[start].text[:1].isupper():
            ids = _around_centre(key, gazetteer)
            if ids:
                return span, ids, "oblast", key
    return range(index, index), (), "", ""


def _around_centre(key: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The oblast of a centre, by a name of it in a language without adjectives of ours: "Region Tschernihiw"."""
    toponym = gazetteer.toponyms.get(key)
    centres = toponym.place_ids if toponym else ()
    return tuple(oblast.place_id for oblast in gazetteer.oblasts() if oblast.centre_id in centres)


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
    text: str, tokens: Tokens, alone: Sequence[int], gazetteer: Gazetteer, elided: Elided
) -> Iterator[tuple[set[int], NameHit]]:
    """Adjectives that stand for their area in a text that says the noun elsewhere: "regions: 35 in Odesa, 30 in …"."""
    stems = gazetteer.heads.get(elided.kind, {})
    found: set[int] = set()
    for index in alone:
        if not index:
            continue
        token, is_too = tokens[index], _is_too(tokens, index, gazetteer.words)
        if not is_too and not elided.ending.search(token.key) and not _opens_line(text, token, elided):
            continue
        stem = _stem(token.key, stems, gazetteer.words)
        if stem and (is_too or _stands_for_area(text, tokens, index, found, elided, gazetteer)):
            found.add(index)
            hit = NameHit(
                start=token.start, end=token.end, place_ids=stems[stem], method="oblast_pattern", is_pattern=True
            )
            yield {index}, hit


def _is_too(tokens: Tokens, index: int, words: Words) -> bool:
    """Whether the area is told to share what was told of the one before: "Sumy oblast is dark, Poltava too"."""
    if index + 1 >= len(tokens) or tokens[index + 1].key not in words.areas.too:
        return False
    return words.areas.before_too.search(tokens[index].key) is not None


def _stands_for_area(
    text: str, tokens: Tokens, index: int, found: set[int], elided: Elided, gazetteer: Gazetteer
) -> bool:
    """Whether an adjective without its noun stands where an area would: in its place, in a list, or on its line."""
    token, before, words = tokens[index], tokens[index - 1], gazetteer.words
    if elided.kind == "oblast":
        stops = not text[token.end : token.end + 1].strip() and text[token.end : token.end + 3].strip()[:1].isalnum()
        if stops and index + 1 < len(tokens) and tokens[index + 1].key not in words.joiners:
            return False
    else:
        stems = gazetteer.heads.get(elided.kind, {})
        if before.key in words.joiners and index > 1 and _stem(tokens[index - 2].key, stems, words) is not None:
            return True
    follows_comma = index - 1 in found and text[before.end : token.start].strip() == ","
    if follows_comma or (before.key in words.ands and index - 2 in found) or before.key in words.areas.elided_before:
        return True
    return _is_numbered_line(text, token) or words.areas.list_lead.search(_lead(text, token)) is not None


def _listed_in_lines(
    text: str, tokens: Tokens, alone: Sequence[int], gazetteer: Gazetteer, elided: Elided
) -> Iterator[tuple[set[int], NameHit]]:
    """Areas without their noun in a text that never says it: at least two lines that begin so, each with its number."""
    stems, words = gazetteer.heads.get(elided.kind, {}), gazetteer.words
    lines = [(at, tokens[at]) for at in alone if _opens_line(text, tokens[at], elided)]
    known = [(at, token, stem) for at, token in lines if (stem := _stem(token.key, stems, words)) is not None]
    for at, token, stem in known if len(known) >= FEWEST_LINES else ():
        hit = NameHit(start=token.start, end=token.end, place_ids=stems[stem], method="oblast_pattern", is_pattern=True)
        yield {at}, hit


def _opens_line(text: str, token: Token, elided: Elided) -> bool:
    return elided.line_ending.search(token.key) is not None and _is_numbered_line(text, token)


def _is_numbered_line(text: str, token: Token) -> bool:
    return _OPENS_LINE.search(_lead(text, token)) is not None and _NUMBERED.match(text, token.end) is not None


def _lead(text: str, token: Token) -> str:
    return text[max(token.start - REACH, 0) : token.start]


def _around_town(at: int, token: Token, gazetteer: Gazetteer) -> Iterator[tuple[set[int], NameHit]]:
    """The land around a town; what is a name of its own is not that."""
    around = gazetteer.words.areas.around_town
    if around is None or not token.text[:1].isupper() or token.key in gazetteer.toponyms:
        return
    stem, heads = around.ending.sub("", token.key), gazetteer.heads.get(around.kind, {})
    known = next((heads[stem + ending] for ending in around.adjectives if stem + ending in heads), None)
    if known is not None:
        hit = NameHit(
            start=token.start,
            end=token.end,
            place_ids=known,
            method="adjective",
            certainty=around.certainty,
            is_pattern=True,
        )
        yield {at}, hit


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
